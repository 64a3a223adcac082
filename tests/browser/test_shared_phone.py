"""A phone that many villagers use: of what the last one typed nothing stays to come back to."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.program import Demo

TYPED = {
    "title": "村口路灯坏了三个月",
    "story": "晚上老人摔了两次。",
    "name": "李大爷",
    "phone": "13800005678",
}
HELD = """
    () => document.body.innerText + [...document.querySelectorAll('input, textarea')]
        .filter(e => e.type !== 'hidden').map(e => e.value + (e.checked || '')).join()
"""


@pytest.fixture
def person(page: Page, program: Demo) -> Iterator[Person]:
    """In a window of their own: what lies before its first page is nobody's."""
    someone = Person(page, program.base)
    yield someone
    assert someone.problems == []


def at_the_form(person: Person) -> Page:
    person.goes_to(f"/{COUNTY}/raise")
    person.follows(person.page.locator("main .list a[href*='station=']").first)
    return person.page


def writes(page: Page, **other: str) -> None:
    for name, text in {**TYPED, **other}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=category]").first.check()


def goes_back(page: Page) -> str:
    """→ all that the page before shows and holds."""
    page.wait_for_load_state()  # one that is still on its way has nothing before it
    page.go_back()
    page.wait_for_load_state()
    return str(page.evaluate(HELD))


def stays(held: str) -> list[str]:
    return [each for each in TYPED.values() if each in held] + ["true"] * ("true" in held)


@pytest.mark.parametrize("refused", [False, True])
def test_back_twice_shows_nothing_of_the_last_villager(person: Person, *, refused: bool) -> None:
    page = at_the_form(person)
    if refused:
        writes(page, phone="打我")
        person.presses(page.locator("main .main-action"), refused=422)
        expect(page.locator("#notice")).to_be_focused()
        assert page.locator("[name=story]").input_value() == TYPED["story"]
        page.locator("[name=phone]").fill(TYPED["phone"])
        person.problems[:] = [each for each in person.problems if "422" not in each]
    else:
        writes(page)
    person.presses(page.locator("main .main-action"))
    expect(page.locator("#confirmed h2")).to_have_text("收到了，谢谢您")
    expect(page.locator("h1")).to_have_text(TYPED["title"])
    person.presses(page.get_by_role("button", name="看完了"))
    expect(page.locator("[name=code]")).to_have_value("")
    for _step in range(3):
        assert stays(goes_back(page)) == []
    at_the_form(person)
    assert stays(str(page.evaluate(HELD))) == []


def test_what_could_not_be_sent_stays(person: Person) -> None:
    page = at_the_form(person)
    writes(page)
    page.context.set_offline(True)
    page.locator("main .main-action").click()
    expect(page.locator("#flash .notice")).to_contain_text("网络断了")
    assert page.locator("[name=story]").input_value() == TYPED["story"]
    page.context.set_offline(False)
    person.problems[:] = [each for each in person.problems if "ERR_INTERNET" not in each]
    person.presses(page.locator("main .main-action"))
    expect(page.locator("h1")).to_have_text(TYPED["title"])


def test_a_code_stays_until_it_is_let_be_forgotten(person: Person) -> None:
    titles = ["第一件：村口路灯坏了", "第二件：河边步道没有灯"]
    for title in titles:
        page = at_the_form(person)
        writes(page, title=title)
        person.presses(page.locator("main .main-action"))
    expect(page.locator("h1")).to_have_text(titles[1])
    expect(page.locator("#codes li")).to_contain_text(titles[0])
    person.presses(page.locator("#codes li button[name=code]"))
    expect(page.locator("h1")).to_have_text(titles[0])
    person.presses(page.get_by_role("button", name="看完了"))
    expect(page.locator("#codes li")).to_have_count(1)
    person.presses(page.get_by_role("button", name="全部清除"))
    expect(page.locator("#codes")).to_have_count(0)
    person.goes_to(f"/{COUNTY}/follow")
    expect(page.locator("#codes")).to_have_count(0)


def test_without_scripts_it_is_sent_and_not_come_back_to(
    browser: Browser, browser_context_args: dict[str, Any], program: Demo
) -> None:
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{program.base}/{COUNTY}/raise")
        page.locator("main .list a[href*='station=']").first.click()
        writes(page, phone="打我")
        page.locator("main .main-action").click()
        assert page.locator("[name=story]").input_value() == TYPED["story"]
        page.goto(f"{program.base}/{COUNTY}/raise")
        page.locator("main .list a[href*='station=']").first.click()
        writes(page)
        page.locator("main .main-action").click()
        assert page.locator("h1").inner_text() == TYPED["title"]
        page.get_by_role("button", name="看完了").click()
        for _step in range(2):  # where the matter stood, nobody may see it any more
            expect(page.locator("h1")).to_have_text("查进度")
            page.wait_for_load_state()
            page.go_back()
        expect(page.locator("main [name=story]")).to_be_visible()
        fields = page.locator("main input:not([type=hidden]):not([type=radio]), main textarea")
        held = [fields.nth(n).input_value() for n in range(fields.count())]
        assert held != []
        assert stays(",".join(held)) == []
