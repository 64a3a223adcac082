"""Fingers: every page at 390 px, what a finger has to reach is 44 px high, within a sentence 24; in
large letters no page is wider than a phone or a tablet, and there its head is one row. Most pages
are opened by test_pages.py, which looks for this too; here are those that it does not open.
"""

from pathlib import Path

from playwright.sync_api import ViewportSize

from tests.browser.person import Person
from tests.browser.places import COUNTY

TARGETS = (Path(__file__).parent / "targets.js").read_text()
OFFICE = ["/charter", "/activities"]
REGION = ["", "/compare", "/coverage", "/cases", "/indicators", "/weights"]
HEIGHT = 844


def within_reach(person: Person) -> list[str]:
    """Of the page that is there; afterwards its letters are as they were."""
    person.page.set_viewport_size({"width": 390, "height": HEIGHT})
    found = list(person.page.evaluate(TARGETS))
    person.larger(large=True)
    for width in (360, 390, 768):
        size: ViewportSize = {"width": width, "height": HEIGHT}
        person.page.set_viewport_size(size)
        if wide := person.overflow():
            found.append(f"at {width} large: {wide} px wider than the screen")
    person.larger(large=False)
    return found + rows_of_head(person)


def look_at(person: Person, address: str) -> list[str]:
    person.page.set_viewport_size({"width": 390, "height": HEIGHT})
    person.goes_to(address)
    return [f"{address}: {each}" for each in within_reach(person)]


def rows_of_head(person: Person) -> list[str]:
    """At 768 px, where all ways do not fit beside each other."""
    head = person.page.locator("header.head")
    if not head.count():
        return []
    box = head.bounding_box()
    return [] if not box or box["height"] <= 84 else [f"head is {box['height']} px high"]


def test_pages_of_the_office(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    assert [each for path in OFFICE for each in look_at(person, f"/{COUNTY}{path}")] == []


def test_pages_of_a_region(person: Person) -> None:
    person.signs_in("regions/51", "region-51")
    assert [each for path in REGION for each in look_at(person, f"/regions/51{path}")] == []


def test_pages_of_the_operator(person: Person) -> None:
    person.signs_in("operator", "operator")
    paths = ["/operator/audit", "/operator/divisions"]
    assert [each for path in paths for each in look_at(person, path)] == []
