"""Every page: readable for all, no wider than the phone, within reach of a finger, light, and by
the strict CSP's rules.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.places import COUNTY, OF_OFFICE, OPENED, OUTSIDE, PUBLIC, ROLES, opened_from
from tests.browser.test_targets import within_reach

NARROW, WIDE = 390, 1280
LIGHT = [*PUBLIC, "/topics?q=路"]
KILOBYTES = 45
# By the browser's own book, which is full when the page has loaded: what came over the wire.
RECEIVED = """
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map(each => [each.initiatorType, each.name, each.transferSize])
"""


def look_at(person: Person, address: str) -> list[str]:
    """In each size of letters on a phone, and on a wider screen too. axe looks at a phone as it is,
    and at large letters on the wide screen: in between it finds nothing else. In which size a page
    is shown is a word on its first element. Fingers come
    last (test_targets.py): the page is there already.
    """
    found = []
    person.page.set_viewport_size({"width": NARROW, "height": 844})
    person.goes_to(address)
    for width, sizes in ((NARROW, (False, True)), (WIDE, (True, False))):
        person.page.set_viewport_size({"width": width, "height": 844})
        for large in sizes:
            person.larger(large=large)
            view = f"{address} at {width}{' large' if large else ''}"
            if large == (width == WIDE):
                found += [f"{view}: {each}" for each in person.shortcomings(contrast=not large)]
            if wide := person.overflow():
                found.append(f"{view}: {wide} px wider than the screen")
    return found + [f"{address}: {each}" for each in within_reach(person)]


@pytest.mark.parametrize("path", ["/", f"/{COUNTY}/", f"/{COUNTY}/topics"])
def test_pages_that_are_fetched_in_large_letters(person: Person, path: str) -> None:
    """By the link that is on every page, and so from then on; they are as those that `look_at`
    makes larger.
    """
    person.goes_to(path)
    person.touches(person.page.locator(".to-large"))
    large = "html[data-size=large]"
    expect(person.page.locator(large)).to_be_attached()
    person.goes_to(path)
    expect(person.page.locator(large)).to_be_attached()
    for width in (NARROW, WIDE):
        person.page.set_viewport_size({"width": width, "height": 844})
        assert person.shortcomings() == []
        assert person.overflow() == 0
    person.touches(person.page.locator(".to-standard"))
    expect(person.page.locator(large)).to_have_count(0)
    person.goes_to(path)
    expect(person.page.locator(large)).to_have_count(0)


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_of_no_county(person: Person, path: str) -> None:
    assert look_at(person, path) == []


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(person: Person, path: str) -> None:
    assert look_at(person, f"/{COUNTY}{path}") == []


@pytest.mark.parametrize("path", OPENED)
def test_what_lists_open(person: Person, path: str) -> None:
    found = opened_from(person, path)
    assert found, f"{path} leads nowhere"
    assert look_at(person, f"/{COUNTY}{found}") == []


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_each_role(person: Person, role: str) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-{role}")
    assert [each for path in ROLES[role] for each in look_at(person, f"/{COUNTY}{path}")] == []
    topic = opened_from(person, "/topics")
    assert look_at(person, f"/{COUNTY}{topic}") == []


@pytest.mark.parametrize("path", OF_OFFICE)
def test_what_an_office_opens(person: Person, path: str) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    found = opened_from(person, path)
    assert found, f"{path} leads nowhere"
    assert look_at(person, f"/{COUNTY}{found}") == []


def test_pages_of_the_operator(person: Person) -> None:
    person.signs_in("operator", "operator")
    assert look_at(person, "/operator") == []


@pytest.mark.parametrize("path", LIGHT)
def test_the_first_load_is_light(person: Person, path: str) -> None:
    """Without photos: those come as they are scrolled to, and each is 320 pixels wide."""
    page = person.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    person.goes_to(f"/{COUNTY}{path}")
    received: list[Any] = page.evaluate(RECEIVED)
    assert {kind for kind, _address, _n in received} >= {"navigation", "link", "script"}
    counted = [n for kind, _address, n in received if kind != "img"]
    assert 0 < sum(counted) < KILOBYTES * 1024, received
    devtools.detach()
