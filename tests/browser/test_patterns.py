"""What pages are made of, in a real browser: a phone's menu, photos, days, folded filters."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.portal.test_patterns import ISSUE

TARGET = 44  # pixels of a finger
BOXES = """
    selector => [...document.querySelectorAll(selector)].map(each => {
        const box = each.getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    })
"""
LINES = """
    selector => [...document.querySelectorAll(selector)].map(each => {
        const words = document.createRange();
        words.selectNodeContents(each);
        return new Set([...words.getClientRects()].map(box => Math.round(box.top))).size;
    })
"""
WIDER = """
    selector => [...document.querySelectorAll(selector)]
        .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)
"""
SWIPE = """
    ([from, to]) => {
        const stage = document.querySelector(".viewer-stage");
        const at = x => new Touch({identifier: 1, target: stage, clientX: x, clientY: 300});
        const say = (kind, touches, x) => stage.dispatchEvent(new TouchEvent(kind, {
            bubbles: true, cancelable: true, touches, changedTouches: [at(x)]}));
        say("touchstart", [at(from)], from);
        say("touchend", [], to);
    }
"""


def boxes(person: Person, selector: str) -> list[list[float]]:
    found: list[list[float]] = person.page.evaluate(BOXES, selector)
    return found


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("who", ["", "office"])
def test_a_phone_s_menu_lies_at_its_lower_edge(person: Person, width: int, who: str) -> None:
    """Four places that fit, whatever the letters; a finger's size each; and the end of the page can
    be read above them.
    """
    if who:
        person.signs_in(COUNTY, f"{COUNTY}-{who}")
    page = person.page
    page.set_viewport_size({"width": width, "height": 740})
    person.goes_to(f"/{COUNTY}/{'desk' if who else ''}")
    for large in (False, True):
        person.larger(large=large)
        assert set(page.evaluate(LINES, ".low > a, .low-more > summary")) == {1}
        items = boxes(person, ".low > a, .low-more > summary")
        assert len(items) == 4
        for left, top, right, bottom in items:
            assert left >= 0
            assert right <= width + 1
            assert bottom - top >= TARGET
            assert 740 - bottom < 2
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        (last,) = boxes(person, ".foot-ways > :last-child")
        (menu,) = boxes(person, ".low")
        assert last[3] <= menu[1] + 1
        assert person.overflow() == 0
    page.locator(".low-more summary").click()
    panel = page.locator(".low-panel")
    expect(panel.get_by_role("link").first).to_be_visible()
    assert all(box[3] - box[1] >= TARGET for box in boxes(person, ".low-panel > a"))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator(".low-more summary").click()
    page.locator("h1").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [360, 390])
def test_a_villager_s_four_are_one_line_each_in_the_largest_letters(
    browser: Browser, browser_context_args: dict[str, Any], width: int, language: str
) -> None:
    size = {"width": width, "height": 740}
    with browser.new_context(
        **{**browser_context_args, "viewport": size, "locale": language}
    ) as context:
        page = context.new_page()
        page.goto(f"/{COUNTY}/")
        for letters in ("16px", "32px"):
            page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
            assert page.evaluate(LINES, ".low > a, .low-more > summary") == [1, 1, 1, 1]
            assert page.evaluate(WIDER, ".low > a, .low-more > summary") == []


def test_on_a_wide_screen_it_stands_in_the_head(person: Person) -> None:
    person.page.set_viewport_size({"width": 1280, "height": 844})
    person.goes_to(f"/{COUNTY}/topics")
    expect(person.page.locator(".low")).to_be_hidden()
    expect(person.page.locator(".nav [aria-current]")).to_have_text("议题")


def test_without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> None:
    """The menu opens, filters unfold, a photo is a link to its page."""
    with browser.new_context(**{**browser_context_args, "java_script_enabled": False}) as context:
        page = context.new_page()
        page.goto(f"/{COUNTY}/topics")
        expect(page.locator("select[name=shown]")).to_be_hidden()
        page.locator(".fold-label").click()
        expect(page.locator("select[name=shown]")).to_be_visible()
        page.locator(".low-more summary").click()
        page.locator(".low-panel").get_by_role("link", name="数字").click()
        page.wait_for_url("**/numbers")
        page.goto(f"/{COUNTY}/_patterns")
        page.locator("#photos a").first.click()
        page.wait_for_url("**/photos/*")
        expect(page.locator("figure img")).to_be_visible()


def test_every_pattern_is_shown(person: Person) -> None:
    person.goes_to(f"/{COUNTY}/_patterns")
    shown = person.page.locator("section.pattern")
    assert [each.get_attribute("id") for each in shown.all()] == ISSUE


def test_photos_one_after_the_other(person: Person) -> None:
    """By button, key and finger; closer by two taps; back as from a page."""
    page = person.page
    person.goes_to(f"/{COUNTY}/_patterns")
    first = page.locator("#photos a").first
    first.scroll_into_view_if_needed()
    first.click()
    box, said = page.get_by_role("dialog"), page.locator(".viewer-said")
    expect(said).to_contain_text("1/")
    expect(box.locator("img")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.viewer-picture').naturalWidth") > 320
    box.get_by_role("button", name="下一张").click()
    expect(said).to_contain_text("2/")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("1/")
    page.evaluate(SWIPE, [300, 100])
    expect(said).to_contain_text("2/")
    page.evaluate(SWIPE, [100, 300])
    expect(said).to_contain_text("1/")
    page.evaluate(SWIPE, [100, 130])  # too short for a turn
    expect(said).to_contain_text("1/")
    before = page.locator(".viewer-picture").bounding_box()
    page.locator(".viewer-picture").dblclick()
    expect(page.locator(".js-closer")).to_be_attached()
    after = page.locator(".viewer-picture").bounding_box()
    assert before
    assert after
    assert after["width"] > 2 * before["width"]
    page.locator(".viewer-picture").dblclick()
    whole = box.get_by_role("link", name="大图").get_attribute("href") or ""
    assert "/1280/" in whole
    assert person.shortcomings() == []
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(first).to_be_focused()
    first.click()
    expect(box).to_be_visible()
    page.go_back()
    expect(box).to_have_count(0)
    assert page.url.endswith("/_patterns")


def test_before_and_after_are_turned_through_together(person: Person) -> None:
    """Side by side on a narrow phone, too; of a photo that is alone there is nothing to turn to."""
    page = person.page
    page.set_viewport_size({"width": 360, "height": 740})
    person.goes_to(f"/{COUNTY}/")
    person.follows(page.locator(".solved:has(img) h3 a").first)
    pair = page.locator(".before-after")
    before, after = boxes(person, ".before-after > div")
    assert before[1] == after[1]
    pair.locator("a").first.click()
    said = page.locator(".viewer-said")
    expect(said).to_contain_text("1/2")
    page.get_by_role("dialog").get_by_role("button", name="下一张").click()
    expect(said).to_contain_text("2/2")
    page.keyboard.press("Escape")
    alone = page.locator("main [data-viewer]:not(.before-after *) a:has(img)").first
    alone.scroll_into_view_if_needed()
    alone.click()
    expect(page.get_by_role("button", name="关闭")).to_be_visible()
    expect(page.locator(".viewer-turn:visible")).to_have_count(1)
    expect(said).not_to_contain_text("1/1")
    page.keyboard.press("Escape")


def test_a_day_is_counted_in_working_days(person: Person) -> None:
    page = person.page
    person.goes_to(f"/{COUNTY}/_patterns")
    ahead = page.locator("#day .day-ahead button").first
    expect(ahead).to_be_enabled()
    with page.expect_response("**/choose/day*"):
        ahead.click()
    field = page.locator("#day input[type=date]")
    expect(field).to_have_value(ahead.get_attribute("data-day") or "")
    expect(page.locator(".day-says")).to_contain_text("还有 5 个工作日")
    with page.expect_response("**/choose/day*"):
        field.fill("2026-10-03")  # a holiday
    expect(page.locator(".day-says")).to_contain_text("这天休息")
    month = page.locator("#day .month")
    expect(month.locator("[aria-pressed=true]")).to_have_text("3")
    worked = month.locator("[data-day='2026-10-10']")  # a Saturday
    expect(worked).to_have_text("10班")
    expect(worked).not_to_have_class("day-rest")
    with page.expect_response("**/choose/day*"):
        worked.click()
    expect(field).to_have_value("2026-10-10")
    assert person.overflow() == 0


def test_filters_fold_on_a_phone_alone(person: Person) -> None:
    page = person.page
    person.goes_to(f"/{COUNTY}/topics")
    expect(page.locator("select[name=shown]")).to_be_hidden()
    page.locator(".fold-label").click()
    expect(page.locator("select[name=shown]")).to_be_visible()
    person.goes_to(f"/{COUNTY}/topics?shown=open")
    expect(page.locator("select[name=shown]")).to_be_visible()  # why the list is short
    page.set_viewport_size({"width": 1280, "height": 844})
    person.goes_to(f"/{COUNTY}/topics")
    expect(page.locator("select[name=shown]")).to_be_visible()
