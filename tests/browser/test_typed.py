"""What is typed and not sent yet stays, whatever else happens on the page, with scripts (11.5)."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.person import SIGNED_IN, Person, is_post
from tests.browser.places import COUNTY, NOT_FILED

KEPT = "sessionStorage.getItem('typed')"


def on_desk(person: Person, role: str, act: str) -> Page:
    """By the button that says so."""
    person.signs_in(COUNTY, f"{COUNTY}-{role}")
    person.goes_to(f"/{COUNTY}/desk")
    person.follows(person.page.locator("li.task a.button", has_text=act).first)
    return person.page


def unfolded(page: Page, selector: str) -> None:
    page.evaluate(
        "selector => { for (let up = document.querySelector(selector); up; up = up.parentElement)"
        " if (up.tagName === 'DETAILS') up.open = true }",
        selector,
    )


def test_who_composes_a_circle_loses_nothing_by_adding_somebody(person: Person) -> None:
    page = on_desk(person, "convener", "定人员")
    others = ["[name='names.*']", "[name=opinion]"]
    mine = "[name='names.citizen']"
    for each in (mine, *others):
        unfolded(page, each)
    page.locator(others[0]).fill("王五\n赵六")
    page.locator(others[1]).fill("还差一位")
    page.locator(mine).fill("钱小三")
    add = page.locator("#add-citizen button[name=grp]")
    person.presses(add, lambda sent: is_post(sent) and sent.request.url.endswith("/circle"))
    expect(page.locator("#circle")).to_contain_text("钱小三")
    assert page.locator(others[0]).input_value() == "王五\n赵六"
    assert page.locator(others[1]).input_value() == "还差一位"
    assert page.locator(mine).input_value() == ""


def test_the_enter_key_presses_the_button_beside_the_field(person: Person) -> None:
    page = on_desk(person, "convener", "定人员")
    field = page.locator("#circle input[name^='name.']").first
    unfolded(page, "#circle input[name^='name.']")
    field.fill("周科长")
    with page.expect_response(is_post) as sent:
        field.press("Enter")
    assert sent.value.request.url.endswith("/circle")
    person.problems[:] = [each for each in person.problems if "422" not in each]


def test_an_opinion_stays_when_a_stretch_is_veiled(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/desk")
    page = person.page
    person.follows(page.locator("li.task a[href*='/topics/']").first)
    long = page.locator("[aria-labelledby=turn-title] textarea").first
    long.fill("写到一半")
    with page.expect_popup() as opened:
        page.locator("#beside").click()
    beside = opened.value
    beside.locator("#veils [name=stretch]").fill("路灯")
    beside.locator("#veils [name=reason]").fill("认得出是谁")
    beside.locator("#veils button[formaction$='/veils']").last.click()
    expect(beside.locator("#veils button[name=veil]")).to_have_count(1)
    assert beside.locator("#veils [name=stretch]").input_value() == ""
    beside.close()
    assert long.input_value() == "写到一半"


def signs_out(page: Page) -> None:
    SIGNED_IN.clear()  # whoever signs in next does so anew
    with page.expect_navigation():
        page.evaluate("document.querySelector(`form[action$='/logout'] button`).click()")


@pytest.fixture
def departments(person: Person) -> Page:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/people/departments")
    return person.page


def test_of_two_forms_the_other_stays_when_the_page_comes_again(
    person: Person, departments: Page
) -> None:
    field = departments.locator("main form [name=name]")
    field.fill("县园林局")
    row = departments.locator("main li details").first
    row.locator("summary").click()
    row.locator("[name^='phone.']").fill("0573-84120000")
    person.presses(row.locator("button").first)
    expect(field).to_have_value("县园林局")
    assert departments.locator("main li [name^='phone.']").first.input_value() == "0573-84120000"
    assert departments.evaluate(KEPT) is None


def test_what_was_sent_does_not_come_again(person: Person, departments: Page) -> None:
    field = departments.locator("main form [name=name]")
    field.fill("县园林二局")
    person.presses(departments.locator("main section button"))
    expect(departments.locator("main")).to_contain_text("县园林二局")
    assert field.input_value() == ""


def test_it_is_there_after_a_look_elsewhere_and_not_for_the_next_person(
    person: Person, departments: Page
) -> None:
    field = departments.locator("main form [name=name]")
    field.fill("县水务局")
    departments.reload()
    assert field.input_value() == "县水务局"
    person.goes_to(f"/{COUNTY}/people/members")  # elsewhere it has no place, and then it is gone
    assert departments.evaluate(KEPT) is None
    person.goes_to(f"/{COUNTY}/people/departments")
    field.fill("县水务局")
    signs_out(departments)
    assert "县水务局" not in departments.content()
    assert departments.evaluate(KEPT) is None


@pytest.mark.parametrize("moved", [False, True])
def test_a_choice_is_about_the_matter_as_it_stood(person: Person, *, moved: bool) -> None:
    """Whoever goes back finds their choice, unless the matter has moved on: at the next step a form
    of the same name decides something else. What was typed stays either way.
    """
    page = on_desk(person, "leadership", "审一审")
    here = page.url
    choice = page.locator("main [name=decision]").first
    opinion = page.locator("main [name=opinion]")
    for each in ("[name=decision]", "[name=opinion]"):
        unfolded(page, f"main {each}")
    opinion.fill("先看现场")
    choice.evaluate("each => each.click()")
    assert choice.is_checked()

    def later(route: Route) -> None:
        answer = route.fetch()
        text = re.sub(r'(name="version" value=")', r"\g<1>9", answer.text())
        route.fulfill(response=answer, body=text)

    if moved:
        page.route(here, later)
    person.goes_to(f"/{COUNTY}/desk")
    page.go_back(wait_until="load")
    assert page.url == here
    expect(opinion).to_have_value("先看现场")
    expect(choice).to_be_checked(checked=not moved)
    page.reload(wait_until="load")
    expect(choice).to_be_checked(checked=not moved)


def test_arrows_go_through_a_filter_and_enter_takes_it(person: Person) -> None:
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.goes_to(f"/{COUNTY}/topics")
    page = person.page
    filters = page.locator("select[name=shown]")
    filters.focus()
    before = page.url
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    filters.evaluate(
        "field => { field.value = 'closed';"
        " field.dispatchEvent(new Event('change', {bubbles: true})) }"
    )
    assert page.url == before
    page.keyboard.press("Enter")
    page.wait_for_url("**shown=closed**")
    page.locator("select[name=shown]").select_option("open")  # by a finger: at once
    page.wait_for_url("**shown=open**")


def test_after_a_statement_one_goes_on_with_the_next(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-convener")
    person.goes_to(f"/{COUNTY}/consultations")
    page = person.page
    person.follows(page.locator("#consultations-list li", has_text=NOT_FILED).locator("a").first)
    page.locator("#saying select, #saying [data-choose]").first.select_option(index=1)
    page.locator("#saying textarea").fill("先修东头")
    page.locator("#saying button").focus()
    with page.expect_response(lambda sent: sent.request.url.endswith("/statements")):
        page.keyboard.press("Enter")
    expect(page.locator("#saying textarea")).to_be_focused()
    assert page.locator("#saying textarea").input_value() == ""


def test_two_tabs_do_not_mix(departments: Page) -> None:
    departments.locator("main form [name=name]").fill("第一页")
    other = departments.context.new_page()
    other.goto(departments.url)
    assert other.locator("main form [name=name]").input_value() == ""
    other.locator("main form [name=name]").fill("第二页")
    other.reload()
    departments.reload()
    assert departments.locator("main form [name=name]").input_value() == "第一页"
    assert other.locator("main form [name=name]").input_value() == "第二页"
    other.close()


def test_a_double_press_makes_one(person: Person, departments: Page) -> None:
    departments.locator("main form [name=name]").fill("县档案局")
    departments.evaluate("document.documentElement.dataset.left = 'yes'")
    departments.locator("main section button").dblclick()
    person.arrives()
    expect(departments.locator("main li", has_text="县档案局")).to_have_count(1)
