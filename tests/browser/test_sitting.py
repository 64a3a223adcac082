"""What stands on a sitting's page and was not noted is named before it is filed (11.5)."""

from playwright.sync_api import expect

from tests.browser.job import form
from tests.browser.person import Person
from tests.browser.places import COUNTY


def test_filing_names_what_was_not_noted_and_sends_nothing(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-convener")
    person.goes_to(f"/{COUNTY}/consultations")
    page = person.page
    person.follows(page.locator("#consultations-list li", has_text="已安排").locator("a").first)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said = form(person, "/statements").locator("textarea[name=text]")
    last, named = page.locator("[data-last]"), page.locator("#notice [data-what]")
    said.fill("后河的水黑了三年")
    page.locator("#people [name=came]").first.click()
    last.click()
    expect(page.locator("#notice")).to_be_focused()
    assert named.inner_text() == "参加的人, 发言"
    expect(page.locator("#people form[data-unsent].htmx-request")).to_have_count(0)
    assert not [each for each in asked if each.endswith("/filing")]
    # The ticks are saved by themselves; the statement is still there, and is named alone.
    ticks = "#people [name=came]"
    expect(
        page.locator(f"{ticks}:checked:not([checked]), {ticks}[checked]:not(:checked)")
    ).to_have_count(0)
    last.click()
    expect(named).to_have_text("发言")
    assert said.input_value() == "后河的水黑了三年"
    said.fill("")
    person.presses(last, lambda sent: sent.url.endswith("/filing"), refused=422)
    person.problems[:] = [each for each in person.problems if "422" not in each]
