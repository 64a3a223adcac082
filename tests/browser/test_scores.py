"""Scores in a browser: rules tried while typing, an appeal raised and answered."""

import re

from playwright.sync_api import expect

from tests.browser.person import Person, is_post
from tests.browser.places import COUNTY
from tests.browser.test_pages import look_at

SHEET = {"yanjiang": "township-quarter", "xinjiang": "station-quarter"}[COUNTY]


def test_ranks_follow_what_is_typed(person: Person) -> None:
    """What cannot be saved says why; what can becomes a draft of the rules."""
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/scores")
    person.follows(person.page.locator(".list a.title").first)
    person.follows(person.page.get_by_role("link", name="试改规则，看名次怎样变"))
    tried = person.page.locator("#tried")
    expect(tried).to_contain_text("名次没有变")
    first = person.page.locator("[name^='marks.']").nth(1)
    before = first.input_value()
    first.fill("99")
    expect(tried).to_contain_text("应为 100")
    assert person.shortcomings() == []
    first.fill(before)
    expect(tried).not_to_contain_text("应为 100")
    worth = person.page.locator("[name^='points.']").nth(1)
    worth.fill("0.1")
    expect(tried).to_contain_text("-")
    person.presses(
        person.page.get_by_role("button", name="存成规则草稿"),
        lambda answer: is_post(answer) and "/draft" in answer.url,
    )
    assert re.search(r"/charter/drafts/\d+$", person.page.url)
    expect(person.page.locator("main")).to_contain_text("试改")


def test_score_pages_are_readable_for_all(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/scores")
    addresses = [f"/{COUNTY}/scores", f"/{COUNTY}/activities", f"/{COUNTY}/activities/new"]
    links = (".list a.title", "table a")
    addresses += [person.follows(person.page.locator(link).first) for link in links]
    person.goes_to(f"/{COUNTY}/scores")
    addresses.append(person.follows(person.page.get_by_role("link", name="经过和申诉").first))
    assert SHEET in "".join(addresses)
    for each in addresses:
        assert look_at(person, each) == [], each
