"""Everything that a villager does is done without scripts on a phone, and by keyboard alone."""

from playwright.sync_api import Browser

from tests.browser.everyday import offices, villager
from tests.browser.everyday.conftest import Way
from tests.program import Demo


def test_from_the_code_on_the_wall(way: Way, browser: Browser, program: Demo) -> None:
    """Raised, followed from a browser that did not know it, given back, said again."""
    title = f"巷子里的下水道{way.name}堵了"
    code = villager.raises(way.hands, way.county, way.station, title)
    villager.forgets(way.hands)
    with offices.clerk(browser, program.base, way.county, "township") as office:
        offices.gives_back(office, way.county, title)
    villager.follows_by_code(way.hands, way.county, code)
    villager.answers_a_return(way.hands, title)


def test_stars_are_given_and_changed(way: Way, browser: Browser, program: Demo) -> None:
    with offices.clerk(browser, program.base, way.county, "convener") as convener:
        address = offices.answers(convener, way.county)
    code = offices.code_of(program, address)
    villager.follows_by_code(way.hands, way.county, code)
    villager.rates(way.hands)


def test_what_somebody_said_before_is_joined(way: Way) -> None:
    villager.joins(way.hands, way.county)


def test_looking_around(way: Way) -> None:
    villager.looks_around(way.hands, way.county, way.word)
    villager.reads_otherwise(way.hands, way.county)
