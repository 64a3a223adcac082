"""Where there is little room, and on paper: nothing is cut off, no edge is ragged."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.places import COUNTY, opened_from

# → how much room is left beside the last of each row of figures
LEFT_OVER = """
    [...document.querySelectorAll(".figures")].flatMap(box => {
        const rows = new Map();
        for (const each of box.children) {
            const at = each.getBoundingClientRect();
            rows.set(Math.round(at.top), Math.max(rows.get(Math.round(at.top)) ?? 0, at.right));
        }
        const edge = box.getBoundingClientRect().right;
        return [...rows.values()].map(right => Math.round(edge - right));
    })
"""
# → tables that have to be pushed aside to be read
CUT_OFF = """
    [...document.querySelectorAll(".scroll")]
        .filter(each => each.scrollWidth > each.clientWidth + 1)
        .map(each => each.textContent.trim().slice(0, 20))
"""
# → where the words of the first task end, and where the county's figures begin
TOPS = """
    ({
        task: document.querySelector(".task .meta").getBoundingClientRect().bottom,
        county: document.querySelector("#county-title")?.getBoundingClientRect().top ?? 0,
    })
"""
# → the height of the smallest letters on the page
SMALLEST = """
    Math.min(...[...document.querySelectorAll("main *")]
        .filter(each => each.offsetParent && [...each.childNodes]
            .some(one => one.nodeType === Node.TEXT_NODE && one.data.trim()))
        .map(each => parseFloat(getComputedStyle(each).fontSize)))
"""
EIGHT_HOLDERS = """
    [...document.querySelectorAll('.holders')].map(list => {
        const long = each => each.textContent.length;
        const longest = [...list.children].sort((a, b) => long(b) - long(a))[0];
        while (list.children.length < 8) list.append(longest.cloneNode(true));
        return list.children.length;
    }).reduce((a, b) => a + b, 0)
"""


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
@pytest.mark.parametrize("path", ["/", "/stations", "/numbers"])
def test_the_last_row_of_figures_is_as_wide_as_the_others(
    person: Person, path: str, width: int
) -> None:
    person.page.set_viewport_size({"width": width, "height": 844})
    person.goes_to(f"/{COUNTY}{path}")
    found = person.page.evaluate(LEFT_OVER)
    assert found, path
    assert set(found) <= {-1, 0, 1, 2}, found


@pytest.mark.parametrize("subject", ["office", "leadership", "township", "committee"])
def test_a_desk_on_a_phone_begins_with_what_waits(person: Person, subject: str) -> None:
    """What the county's figures are stands behind it."""
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.signs_in(COUNTY, f"{COUNTY}-{subject}")
    person.goes_to(f"/{COUNTY}/desk")
    tops = person.page.evaluate(TOPS)
    low = 844 - 57  # the menu at the lower edge
    assert tops["task"] <= low, tops
    assert tops["county"] == 0 or tops["county"] > tops["task"], tops


@pytest.mark.parametrize("width", [360, 390])
def test_scores_are_read_on_a_phone_without_pushing(person: Person, width: int) -> None:
    person.page.set_viewport_size({"width": width, "height": 844})
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/scores/township-quarter")
    assert person.page.evaluate(CUT_OFF) == []
    person.follows(person.page.locator("main table a").first)
    assert person.page.evaluate(CUT_OFF) == []
    assert person.page.locator("td[data-label=得分]").first.is_visible()


def test_a_calendar_on_a_phone_begins_with_today(person: Person) -> None:
    """By 今天; the ways to other days stand in one row, those to other views in the next."""
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/calendar?view=month&day=2026-01-05")
    tops = [
        {round(each.bounding_box()["y"]) for each in row.locator("a").all()}  # type: ignore[index]
        for row in person.page.locator(".calendar-ways > .filters").all()
    ]
    assert [len(row) for row in tops] == [1, 1]
    person.follows(person.page.get_by_role("link", name="今天"))
    day = person.page.locator("#today")
    expect(day.locator(".tag-now")).to_have_text("今天")
    expect(day).to_be_in_viewport()  # also where nothing is on it


def test_a_calendar_that_has_no_room_for_a_week_tells_day_by_day(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    for width, side_by_side in ((768, False), (895, False), (896, True), (1280, True)):
        person.page.set_viewport_size({"width": width, "height": 844})
        person.goes_to(f"/{COUNTY}/calendar")
        assert person.page.locator(".week-names").is_visible() == side_by_side, width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_leaders_page_is_one_sheet(person: Person, lang: str) -> None:
    """With as many holders as may stand there, whose names are long."""
    person.signs_in(COUNTY, f"{COUNTY}-leadership")
    person.page.context.add_cookies([{"name": "lang", "value": lang, "url": person.base}])
    person.goes_to(f"/{COUNTY}/overview")
    assert person.page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert person.page.evaluate(EIGHT_HOLDERS) >= 8
    person.page.emulate_media(media="print")
    expect(person.page.locator(".brand span")).to_be_visible()  # whose it is
    assert person.page.locator(".no-print:visible, .tools:visible, .nav:visible").count() == 0
    assert person.page.evaluate(SMALLEST) >= 12  # pixels: 9 pt
    person.page.emulate_media(media="null")
    sheets = person.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1


def test_the_leaders_columns_begin_and_end_together(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-leadership")
    for width in (390, 768, 1280):
        person.page.set_viewport_size({"width": width, "height": 900})
        person.goes_to(f"/{COUNTY}/overview")
        flow, stages, waits = (
            person.page.locator(f"section[aria-labelledby={each}-title]").bounding_box()
            for each in ("flow", "stages", "waits")
        )
        assert flow
        assert stages
        assert waits
        if width == 1280:
            assert flow["y"] == pytest.approx(stages["y"], abs=1)
            ends = waits["y"] + waits["height"]
            assert flow["y"] + flow["height"] == pytest.approx(ends, abs=1)
            assert stages["x"] - flow["x"] - flow["width"] >= 16
        heads = person.page.locator("#flow-title, #stages-title").all()
        tops = [each.bounding_box()["y"] for each in heads]  # type: ignore[index]
        assert (abs(tops[0] - tops[1]) < 1) is (width == 1280), tops
        assert person.overflow() == 0


def test_a_poster_is_one_sheet(person: Person) -> None:
    """With the longest name, too: a village's, under a platform's."""
    station = opened_from(person, "/stations")
    person.goes_to(f"/{COUNTY}{station}/poster")
    person.page.evaluate(
        "document.querySelector('.poster h1').textContent = '四川省雁江区宝台镇'.repeat(4)"
    )
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
    sheets = person.page.pdf(format="A4", margin=margin)  # type: ignore[arg-type]
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("subject", ["office", "member", "leadership", "department", ""])
def test_the_head_is_one_row_of_ways(person: Person, subject: str, lang: str) -> None:
    """What has no room stands behind 更多, which opens beneath it, within the window."""
    if subject:
        person.signs_in(COUNTY, f"{COUNTY}-{subject}")
    person.page.context.add_cookies([{"name": "lang", "value": lang, "url": person.base}])
    for width in (1024, 1280):
        person.page.set_viewport_size({"width": width, "height": 844})
        person.goes_to(f"/{COUNTY}/topics")
        box = person.page.locator(".head .nav").bounding_box()
        assert box
        assert box["height"] <= 50, (subject, lang, width, box)
    more = person.page.locator(".nav-more")
    if subject == "office":
        assert more.count() == (lang == "en")
    if more.count():
        more.locator("summary").click()
        expect(more.locator("a").first).to_be_visible()
        assert person.overflow() == 0
        person.page.keyboard.press("Escape")
        expect(more.locator("a").first).to_be_hidden()
