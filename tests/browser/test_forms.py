"""A form that was refused, and one that was not: marks, lines that lead to fields, new tokens."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person
from tests.browser.places import COUNTY

MARKED = "[aria-invalid]"
LINES = "#notice li"


@pytest.fixture
def raising(person: Person) -> Page:
    """At the form by which anybody raises a matter, at some station."""
    person.goes_to(f"/{COUNTY}/raise")
    person.follows(person.page.locator("main .list a[href*='station=']").first)
    return person.page


def is_refused(person: Person, button: Locator) -> None:
    """What the browser itself notes of such an answer is no shortcoming of the page."""
    person.presses(button, refused=422)
    expect(person.page.locator(LINES).first).to_be_visible()
    noted = [each for each in person.problems if "422" in each]
    for each in noted:
        person.problems.remove(each)


def test_lines_lead_to_fields_and_marks_go_when_mended(person: Person, raising: Page) -> None:
    raising.locator("[name=title]").fill("灯")
    raising.locator("[name=phone]").fill("打我")
    raising.locator("[name=category]").first.check()
    raising.locator("[name=name]").fill("李大爷")
    raising.locator("[name=story]").fill("\n三个月了\n<b>没人修</b>")
    is_refused(person, raising.locator("main .main-action"))
    expect(raising.locator("#notice")).to_be_focused()
    expect(raising.locator(LINES)).to_have_count(2)
    expect(raising.locator(MARKED)).to_have_count(2)
    assert raising.locator("[name=story]").input_value() == "\n三个月了\n<b>没人修</b>"
    assert raising.locator("[name=category]").first.is_checked()
    for number, name in enumerate(("title", "phone")):
        raising.locator("#notice a").nth(number).click()
        expect(raising.locator(f"[name={name}]")).to_be_focused()
    raising.locator("[name=phone]").fill("13800005678")
    expect(raising.locator(LINES)).to_have_count(1)
    expect(raising.locator(MARKED)).to_have_count(1)
    expect(raising.locator("label:has([name=phone]) .wrong")).to_have_count(0)
    expect(raising.locator("label:has([name=title]) .wrong")).to_have_count(1)
    raising.locator("[name=title]").fill("村口路灯坏了三个月")
    expect(raising.locator("#notice")).to_have_count(0)
    expect(raising.locator(".wrong")).to_have_count(0)
    person.presses(raising.locator("main .main-action"))
    expect(raising.locator("#confirmed")).to_be_visible()


def test_of_a_group_of_choices_one_choice_mends_all(person: Person, raising: Page) -> None:
    for name, text in (("title", "村口路灯坏了三个月"), ("name", "李"), ("story", "三个月")):
        raising.locator(f"[name={name}]").fill(text)
    unknown = raising.locator("[name=category]").first
    unknown.evaluate("field => { field.value = 'weather'; field.checked = true }")
    is_refused(person, raising.locator("main .main-action"))
    assert raising.locator(f"[name=category]{MARKED}").count() > 1
    raising.locator("#notice a").click()
    expect(raising.locator("[name=category]").first).to_be_focused()
    raising.locator("[name=category]").last.check()
    expect(raising.locator(MARKED)).to_have_count(0)
    expect(raising.locator("#notice, .wrong")).to_have_count(0)


def test_without_a_new_page_it_is_the_same(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/people/departments")
    page = person.page
    field = page.locator("main form [name=name]")
    is_refused(person, page.locator("main .main-action"))
    expect(field).to_have_attribute("aria-invalid", "true")
    beside = page.locator("label:has([name=name]) .wrong")
    assert beside.inner_text() == page.locator(LINES).inner_text()
    page.locator("#notice a").click()
    expect(field).to_be_focused()
    page.keyboard.type("园")
    expect(page.locator(MARKED)).to_have_count(0)
    expect(page.locator("#notice, .wrong")).to_have_count(0)
    field.fill(" ")
    for _again in range(2):
        is_refused(person, page.locator("main .main-action"))
        expect(page.locator("label:has([name=name]) .wrong")).to_have_count(1)


def test_half_a_day_is_not_sent_as_none(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/activities/new")
    page = person.page
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method))
    page.locator("[name=happened_on]").fill("")
    page.locator("[name=happened_on]").focus()
    page.keyboard.type("12")
    page.locator("main form[method=post] button").last.click()
    expect(page.locator("[name=happened_on]")).to_be_focused()
    assert "POST" not in sent


def test_a_lost_connection_is_told_and_what_was_typed_stays(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/people/departments")
    page = person.page
    page.locator("main form [name=name]").fill("县园林局")
    page.context.set_offline(True)
    page.locator("main .main-action").click()
    expect(page.locator("#flash .notice")).to_contain_text("网络断了")
    assert page.locator("main form [name=name]").input_value() == "县园林局"
    page.context.set_offline(False)
    noted = [each for each in person.problems if "ERR_INTERNET" in each or " htmx:" in each]
    assert noted
    for each in noted:
        person.problems.remove(each)


def test_a_form_that_stays_is_sent_under_a_new_token(raising: Page) -> None:
    token = raising.locator("main form [name=form_token]")
    first = token.input_value()
    others = "[...document.querySelectorAll('header [name=form_token]')].map(e => e.value)"
    before = raising.evaluate(others)
    raising.locator("main form[method=post]").evaluate(
        "form => form.dispatchEvent(new CustomEvent('done', {bubbles: true,"
        " detail: {said: '<b>已记下</b>', token: 'new'}}))"
    )
    assert first != "new"
    assert token.input_value() == "new"
    assert raising.evaluate(others) == before
    assert raising.locator("#done [data-said]").inner_text() == "<b>已记下</b>"
