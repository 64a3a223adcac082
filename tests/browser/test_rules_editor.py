"""The office at its rules: with a mouse, with keys alone, and with what goes wrong meanwhile."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.browser.test_pages import look_at

PARTS = ("names", "stations", "composition", "topics", "flow", "scoring")
LOOKS = ("", "?look=topic", "?look=raise", "?look=consultation", "?look=paper")


LOOKED_AT: dict[str, str] = {}  # a program's address → that of a draft that nobody changes


@pytest.fixture
def draft(person: Person) -> str:
    """Begun from today's rules. → its address"""
    return begun(person)


@pytest.fixture
def unchanged(person: Person) -> str:
    """The same one for all who only look at it."""
    if person.base not in LOOKED_AT:
        LOOKED_AT[person.base] = begun(person)
    person.signs_in(COUNTY, f"{COUNTY}-office")
    return LOOKED_AT[person.base]


def begun(person: Person) -> str:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/charter/drafts")
    person.page.locator("[name=title]").fill("改一改")
    person.page.locator("[name=start][value=now]").check()
    person.presses(person.page.locator("button.main-action"))
    assert re.search(r"/drafts/\d+$", person.page.url)
    return person.page.url.removeprefix(person.base)


def kept(page: Page) -> None:
    expect(page.locator("#kept")).to_have_text("已存进草稿")


def categories(page: Page) -> list[str]:
    page.reload()
    names = page.locator("[name^='topics.categories.'][name$='.name']")
    return [each.input_value() for each in names.all()]


@pytest.mark.parametrize("part", PARTS)
def test_the_forms_are_readable_for_all(person: Person, unchanged: str, part: str) -> None:
    assert look_at(person, f"{unchanged}/{part}") == []


def test_lists_and_looks_are_readable_for_all(person: Person, unchanged: str) -> None:
    rules = f"/{COUNTY}/charter"
    pages = (f"{rules}/drafts", f"{rules}/versions", f"{rules}/published", unchanged)
    looks = (f"{unchanged}/preview{look}" for look in LOOKS)
    assert [each for page in (*pages, *looks) for each in look_at(person, page)] == []


def test_dragged_it_stays_where_it_was_put(person: Person, draft: str) -> None:
    page = person.page
    page.set_viewport_size({"width": 1280, "height": 1000})
    person.goes_to(f"{draft}/topics")
    before = categories(page)
    grips = page.locator("#at-topics-categories .grip")
    grips.first.scroll_into_view_if_needed()
    first, last = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(first["x"] + 5, first["y"] + 40, steps=5)
    page.mouse.move(last["x"] + 5, last["y"] + 40, steps=10)
    page.mouse.up()
    kept(page)
    after = categories(page)
    assert sorted(after) == sorted(before)
    assert after != before


def test_with_keys_alone(person: Person, draft: str) -> None:
    page = person.page
    person.goes_to(f"{draft}/topics")
    before = categories(page)
    page.locator("button[value='down:topics.categories.0']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='topics.categories.0.name']")).to_have_value(before[1])
    page.locator("button[value='add:topics.categories']").focus()
    page.keyboard.press("Enter")
    new = f"topics.categories.{len(before)}"
    expect(page.locator(f"[name='{new}.name']")).to_be_visible()
    page.locator(f"[name='{new}.name']").focus()
    page.keyboard.type("新的一类")
    page.keyboard.press("Enter")  # saves, presses no other button
    expect(page.locator(f"[name='{new}.key']")).to_have_value("xindeyilei")
    assert categories(page) == [before[1], before[0], *before[2:], "新的一类"]


def test_what_is_wrong_is_said_while_typing(person: Person, draft: str) -> None:
    page = person.page
    person.goes_to(f"{draft}/flow")
    page.locator("#at-flow-steps-0-rings-1 > summary").click()  # its step stands open: few do
    days = page.locator("[name='flow.steps.0.rings.1.days']")
    days.fill("三天")
    page.keyboard.press("Tab")
    expect(page.locator("label", has=days).locator(".wrong")).to_have_text("请填一个整数。")
    expect(days).to_have_attribute("aria-invalid", "true")
    days.fill("4")
    page.keyboard.press("Tab")
    expect(page.locator("#part .wrong")).to_have_count(0)
    person.goes_to(draft)
    expect(page.locator("#differences")).to_contain_text("3 → 4 个工作日")


def test_of_two_tabs_the_later_is_told(person: Person, draft: str) -> None:
    page, other = person.page, person.page.context.new_page()
    for each in (page, other):
        each.goto(f"{person.base}{draft}/names")
    page.locator("[name='names.slogan']").fill("先来的")
    page.keyboard.press("Tab")
    kept(page)
    other.locator("[name='names.slogan']").fill("后来的")
    other.keyboard.press("Tab")
    expect(other.locator("#problems")).to_contain_text("先来的 → 后来的")
    expect(other.locator("#kept")).to_have_text("尚未保存")
    other.close()


def test_the_other_parts_are_folded_on_a_phone(person: Person, unchanged: str) -> None:
    """Fifteen of them stood above what is changed; on a wide screen they stand there still."""
    page = person.page
    page.set_viewport_size({"width": 390, "height": 844})
    person.goes_to(f"{unchanged}/scoring")
    parts = page.locator("main nav.filters a")
    expect(parts).to_have_count(15)
    expect(parts.first).to_be_hidden()
    title = page.locator("h1").bounding_box()
    assert title
    assert title["y"] < 300
    page.locator("label[for=parts-open]").click()
    expect(parts.first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 844})
    expect(page.locator("label[for=parts-open]")).to_be_hidden()
    expect(parts.last).to_be_visible()
