"""A wall is read again each minute whatever its engine can do: a part of it where our scripts run,
the whole page where they cannot be read, or none run.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.person import MARK, NEXT_PAGE, ON_ITS_WAY, Person
from tests.browser.places import COUNTY
from tests.program import Demo

WALLS = [  # whose it is, who looks, and where
    (COUNTY, f"{COUNTY}-leadership", f"/{COUNTY}/overview/wall"),
    ("regions/51", "region-51", "/regions/51/wall"),
]
MINUTE = 60_000  # milliseconds


@pytest.fixture(params=WALLS, ids=["county", "region"])
def wall(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    found: tuple[str, str, str] = request.param
    return found


def at(context: BrowserContext, program: Demo, wall: tuple[str, str, str]) -> Page:
    realm, subject, path = wall
    person = Person(context.new_page(), program.base)
    person.signs_in(realm, subject)
    person.page.clock.install()
    person.goes_to(path)
    person.page.evaluate(MARK)
    return person.page


def test_a_part_where_scripts_run(
    context: BrowserContext, program: Demo, wall: tuple[str, str, str]
) -> None:
    page = at(context, program, wall)
    whole: list[str] = []
    page.on("request", lambda asked: whole.extend([asked.url] * asked.is_navigation_request()))
    for _minute in range(2):  # what the first began has come by the second
        with page.expect_response(
            lambda answer: "hx-request" in answer.request.headers
        ) as answered:
            page.clock.run_for(MINUTE + 1000)
        answered.value.finished()
        expect(page.locator(ON_ITS_WAY)).to_have_count(0)
    assert whole == []
    assert page.locator(NEXT_PAGE).count() == 0


@pytest.mark.parametrize("text", ["this is no word of its", None])
def test_the_whole_where_ours_cannot_be_read(
    context: BrowserContext, program: Demo, wall: tuple[str, str, str], text: str | None
) -> None:
    """`page.js` is one file: an engine that does not know a word of it runs nothing of it. Nor does
    one that it never came to.
    """

    def unread(route: Route) -> None:
        if text is None:
            route.abort()
        else:
            route.fulfill(body=text, content_type="text/javascript")

    context.route("**/static/page.js*", unread)
    page = at(context, program, wall)
    page.clock.run_for(MINUTE - 1000)
    assert page.locator(NEXT_PAGE).count() == 0
    page.clock.run_for(2000)
    expect(page.locator(NEXT_PAGE)).to_be_attached()


def test_the_whole_where_none_run(
    browser: Browser,
    browser_context_args: dict[str, Any],
    program: Demo,
    wall: tuple[str, str, str],
) -> None:
    """What the page asks of its engine is done by it; here within a second."""
    realm, subject, path = wall
    asked = '<noscript><meta http-equiv="refresh" content="60"></noscript>'

    def sooner(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        assert text.count(asked) == 1
        route.fulfill(response=answer, body=text.replace('"60"', '"1"'))

    with browser.new_context(**{**browser_context_args, "java_script_enabled": False}) as context:
        person = Person(context.new_page(), program.base)
        person.signs_in(realm, subject)
        context.route(f"**{path}", sooner)
        person.goes_to(path)
        with person.page.expect_request(f"**{path}"):
            pass
