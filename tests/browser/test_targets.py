"""Fingers: every page at 390 px, what a finger has to reach is 44 px high, within a sentence 24; in
large letters no page is wider than a phone or a tablet, and there its head is one row.
"""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.person import Person
from tests.browser.places import COUNTY, OPENED, OUTSIDE, PUBLIC, ROLES, opened_from

TARGETS = (Path(__file__).parent / "targets.js").read_text()
OFFICE = [
    "/audit", "/charter", "/charter/versions", "/charter/drafts", "/scores", "/sharing",
    "/activities", "/people/providers",
]  # fmt: skip
REGION = ["", "/compare", "/coverage", "/cases", "/indicators", "/weights"]
HEIGHT = 844


def look_at(person: Person, address: str) -> list[str]:
    person.page.set_viewport_size({"width": 390, "height": HEIGHT})
    person.goes_to(address)
    found = [f"{address}: {each}" for each in person.page.evaluate(TARGETS)]
    person.larger(large=True)
    for width in (360, 390, 768):
        size: ViewportSize = {"width": width, "height": HEIGHT}
        person.page.set_viewport_size(size)
        if wide := person.overflow():
            found.append(f"{address} at {width} large: {wide} px wider than the screen")
    person.larger(large=False)
    return found + [f"{address}: {each}" for each in rows_of_head(person)]


def rows_of_head(person: Person) -> list[str]:
    """At 768 px, where all ways do not fit beside each other."""
    head = person.page.locator("header.head")
    if not head.count():
        return []
    box = head.bounding_box()
    return [] if not box or box["height"] <= 84 else [f"head is {box['height']} px high"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_of_no_county(person: Person, path: str) -> None:
    assert look_at(person, path) == []


def test_public_pages(person: Person) -> None:
    assert [each for path in PUBLIC for each in look_at(person, f"/{COUNTY}{path}")] == []
    opened = [found for path in OPENED if (found := opened_from(person, path))]
    assert len(opened) == len(OPENED)
    assert [each for path in opened for each in look_at(person, f"/{COUNTY}{path}")] == []


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_each_role(person: Person, role: str) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-{role}")
    paths = ROLES[role] + (OFFICE if role == "office" else [])
    assert [each for path in paths for each in look_at(person, f"/{COUNTY}{path}")] == []
    topic = opened_from(person, "/topics")
    assert look_at(person, f"/{COUNTY}{topic}") == []


def test_pages_of_a_region(person: Person) -> None:
    person.signs_in("regions/51", "region-51")
    assert [each for path in REGION for each in look_at(person, f"/regions/51{path}")] == []


def test_pages_of_the_operator(person: Person) -> None:
    person.signs_in("operator", "operator")
    paths = ["/operator", "/operator/audit", "/operator/divisions"]
    assert [each for path in paths for each in look_at(person, path)] == []
