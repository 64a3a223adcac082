"""What was typed stays, whatever the answer to a form is: with scripts in the form itself, without
them where one goes back to (11.5).
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.browser.test_shared_phone import TYPED, at_the_form, writes
from tests.program import Demo

HUGE = 3_000_000  # signs: more than any form may send
NOTICE = "<ul class=notice id=notice><li>系统正在恢复，请稍后再试。</li></ul>"
AWAY = (
    "<!doctype html><html lang=zh-CN><head><title>503</title></head><body><main class=wrap>"
    f"<div id=flash></div><h1 data-unread>系统正在恢复</h1>{NOTICE}</main></body></html>"
)


def grows(page: Page, field: str) -> None:
    """As by a paste that no script has cut."""
    page.locator(field).evaluate("(field, n) => { field.value = '长'.repeat(n) }", HUGE)


def answers(page: Page, path: str, status: int) -> None:
    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        part = "hx-request" in route.request.headers
        headers = {"content-type": "text/html; charset=utf-8"}
        headers |= {"hx-retarget": "#flash", "hx-reswap": "innerHTML"} if part else {}
        route.fulfill(status=status, headers=headers, body=NOTICE if part else AWAY)

    page.route(f"**{path}", answer)


def heard(person: Person) -> None:
    """A refusal is none of the page's problems."""
    person.problems.clear()


@pytest.mark.parametrize("status", [413, 503])
def test_a_villager_s_words_stay_in_their_form(person: Person, status: int) -> None:
    page = at_the_form(person)
    writes(page)
    if status == 413:
        grows(page, "[name=story]")
    else:
        answers(page, "/raise", status)
    page.locator("main .main-action").click()
    expect(page.locator("#flash")).to_contain_text("太大" if status == 413 else "正在恢复")
    assert page.locator("[name=title]").input_value() == TYPED["title"]
    assert page.locator("[name=phone]").input_value() == TYPED["phone"]
    assert page.locator("[name=category]").first.is_checked()
    heard(person)
    page.unroute_all()
    page.locator("[name=story]").fill(TYPED["story"])
    person.presses(page.locator("main .main-action"))
    expect(page.locator("h1")).to_have_text(TYPED["title"])


@pytest.mark.parametrize("status", [413, 503])
def test_where_a_part_of_the_page_comes_anew_the_rest_stays(person: Person, status: int) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/people/departments")
    page = person.page
    page.locator("main form [name=name]").fill("县档案局")
    if status == 413:
        grows(page, "main form [name=phone]")
    else:
        answers(page, "/people/departments", status)
    page.locator("main section button").click()
    expect(page.locator("#flash")).to_contain_text("太大" if status == 413 else "正在恢复")
    assert page.locator("main form [name=name]").input_value() == "县档案局"
    page.unroute_all()
    heard(person)


def test_what_was_too_large_stands_in_its_form_again_and_no_longer(person: Person) -> None:
    """A page that is sent whole: the answer is the page with its form."""
    person.signs_in(COUNTY, f"{COUNTY}-office")
    page, here = person.page, f"/{COUNTY}/charter/versions"
    person.goes_to(here)
    page.locator("main [name=note]").fill("改了名称")
    grows(page, "main [name=document]")
    page.locator("main .card .main-action").click()
    expect(page.locator("main .wrong").first).to_contain_text("太大")
    assert page.locator("main [name=note]").input_value() == "改了名称"
    heard(person)
    page.evaluate("document.querySelector('main [name=note]').value = ''")
    person.goes_to(f"/{COUNTY}/desk")
    person.goes_to(here)
    assert page.locator("main [name=note]").input_value() == ""


def test_without_scripts_it_stands_where_one_goes_back_to(
    browser: Browser, browser_context_args: dict[str, Any], program: Demo
) -> None:
    """Too much is typed into no field there: the browser itself stops at its length."""
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        page = context.new_page()
        Person(page, program.base).signs_in(COUNTY, f"{COUNTY}-office")
        page.goto(f"{program.base}/{COUNTY}/people/departments")
        page.locator("main form [name=name]").fill("县档案局")
        answers(page, "/people/departments", 503)
        page.locator("main section button").click()
        expect(page.locator("h1")).to_have_text("系统正在恢复")
        page.go_back()
        expect(page.locator("main form [name=name]")).to_have_value("县档案局")
