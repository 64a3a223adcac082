"""Everything that a member does is done without scripts on a phone, and by keyboard alone."""

from playwright.sync_api import Browser, expect

from tests.browser.everyday import member, offices
from tests.browser.everyday.conftest import Way
from tests.browser.places import COUNTY
from tests.program import Demo


def test_an_invitation_is_accepted(way: Way, browser: Browser, program: Demo) -> None:
    with offices.clerk(browser, program.base, way.county, "office") as office:
        name, code = offices.invites(office, way.county)
    member.accepts(way.hands, way.county, code, name)
    way.hands.goes_to(f"/{way.county}/account")
    expect(way.hands.page.locator("dl.facts")).to_contain_text(name)
    member.signs_out(way.hands)
    expect(way.hands.page.locator("nav.low form")).to_have_count(0)


def test_a_day_of_a_member(way: Way) -> None:
    member.signs_in(way.hands, way.county, f"{way.county}-member")
    member.takes_part(way.hands, way.county)
    member.reviews(way.hands, way.county)
    assert member.sees_what_is_kept(way.hands, way.county).startswith(b"PK")
    member.signs_out(way.hands)


def test_an_activity_is_recorded(way: Way) -> None:
    """Where the rules name some."""
    member.signs_in(way.hands, COUNTY, f"{COUNTY}-member")
    member.records(way.hands, COUNTY)
