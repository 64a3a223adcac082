"""A sitting's page is one form: what stands on it and was not noted is named before it is filed,
and nothing that is typed is lost by what else is pressed (11.5).
"""

from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.job import answers, minutes_box
from tests.browser.person import Person, is_post
from tests.browser.places import COUNTY, NOT_FILED


def at_a_sitting(person: Person) -> Page:
    person.signs_in(COUNTY, f"{COUNTY}-convener")
    person.goes_to(f"/{COUNTY}/consultations")
    page = person.page
    person.follows(page.locator("#consultations-list li", has_text=NOT_FILED).locator("a").first)
    return page


def ends(end: str) -> Callable[[Response], bool]:
    return lambda sent: is_post(sent) and sent.request.url.endswith(end)


def test_filing_names_what_was_not_noted(person: Person) -> None:
    page = at_a_sitting(person)
    said = page.locator("#saying textarea")
    said.fill("后河的水黑了三年")
    filing = page.locator("[formaction$='/filing']")
    person.presses(filing, ends("/filing"), refused=422)
    expect(page.locator("#flash #notice")).to_contain_text("还没有记下")
    expect(said).to_have_attribute("aria-invalid", "true")
    assert said.input_value() == "后河的水黑了三年"
    said.fill("")
    person.problems[:] = [each for each in person.problems if "422" not in each]


def test_what_is_typed_stays_whatever_else_is_pressed(person: Person) -> None:
    """One after the other from one page, without a reload; ticks and minutes save by themselves."""
    page = at_a_sitting(person)
    minutes, opinion = minutes_box(person), page.locator("[name=opinion]")
    minutes.fill("大家都说太黑")
    opinion.fill("先装三盏")
    page.locator("#people [name=came]:not(:checked)").first.check()
    with page.expect_response(ends("/attendance")):
        page.locator("#people [name=came]:not(:checked)").first.check()
    for text in ("晚上太黑", "路也不平"):
        page.locator("#saying select, #saying [data-choose]").first.select_option(index=1)
        page.locator("#saying textarea").fill(text)
        person.presses(page.locator("#saying button"), ends("/statements"))
        expect(page.locator("#statements")).to_contain_text(text)
        assert page.locator("#saying textarea").input_value() == ""
    page.locator("#saying textarea").fill("想到一半")
    if page.locator("#statements [id^=answer-]").count():
        answers(person, participant="*", text="下月装")
        expect(page.locator("#statements blockquote").first).to_contain_text("下月装")
    assert page.locator("#saying textarea").input_value() == "想到一半"
    with page.expect_response(ends("/record")):
        minutes.press_sequentially("。")
    assert opinion.input_value() == "先装三盏"
    page.reload()
    assert minutes.input_value() == "大家都说太黑。"
    assert opinion.input_value() == "先装三盏"
