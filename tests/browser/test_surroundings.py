"""Around a page: a dark hall, a browser that doubles all letters, a sheet of paper."""

import re

import pytest

from tests.browser.person import Person
from tests.browser.places import COUNTY, OPENED, OUTSIDE, PUBLIC, ROLES, opened_from
from tests.processes import until

OFFICE = [*ROLES["office"], "/audit", "/charter", "/scores/township-quarter", "/people/providers"]
REGION = ["", "/compare", "/coverage", "/weights", "/counties/512002"]
SIGN_UP = ["/signup/331122", "/signup/331122/technician", "/signup/331122/rules"]
TWICE = "document.documentElement.style.fontSize = '32px'"  # of 16
PAINTED = "getComputedStyle(document.body).backgroundColor"
# → texts whose letters stand one beneath the other, since there is no room for two
STACKED = """
    () => {
        const found = [], all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const words = document.createRange();
        for (let each = all.nextNode(); each; each = all.nextNode()) {
            const text = each.textContent.trim();
            if (text.length < 2 || each.parentElement.closest(
                "script, style, template, .sr, select, details:not([open]) > :not(summary)"))
                continue;
            let column = each.parentElement;
            while (getComputedStyle(column).display === "inline") column = column.parentElement;
            let hidden = column; // heads of tables that are cards here are read aloud only
            while (hidden && hidden.offsetWidth > 1) hidden = hidden.parentElement;
            if (hidden) continue;
            words.selectNodeContents(each);
            const boxes = [...words.getClientRects()].filter(box => box.width > 1);
            const lines = new Set(boxes.map(box => Math.round(box.top))).size;
            const narrow = column.clientWidth < 3.5 * parseFloat(getComputedStyle(column).fontSize);
            if (narrow && lines > 1 && text.length / lines < 1.5) found.push(text.slice(0, 20));
        }
        return found;
    }
"""
LETTERS = """
    [...document.querySelectorAll('.chart text')].map(each => each.getAttribute('fill'))
"""
TWENTY_ROWS = """
    const body = document.querySelector('#compared .compared tbody');
    while (body.rows.length < 20) body.append(body.rows[0].cloneNode(true));
"""


def compares(person: Person) -> None:
    """Once the worker has counted what there is to compare."""
    address = f"{person.base}/regions/51/compare"
    assert until(lambda: "data-chart" in person.page.request.get(address).text(), seconds=120)
    person.goes_to("/regions/51/compare")
    person.page.locator(".chart text").first.wait_for(state="attached")


def everybody_s(person: Person) -> list[str]:
    opened = [found for path in OPENED if (found := opened_from(person, path))]
    return [*OUTSIDE, *SIGN_UP, *(f"/{COUNTY}{each}" for each in [*PUBLIC, *opened])]


def dark(person: Person, address: str) -> list[str]:
    person.goes_to(address)
    found = person.shortcomings()
    return [f"{address}: {each}" for each in found]


def twice_as_large(person: Person, address: str) -> list[str]:
    found = []
    person.goes_to(address)
    person.page.evaluate(TWICE)
    for width in (360, 390, 768):
        person.page.set_viewport_size({"width": width, "height": 844})
        if not until(lambda: person.overflow() == 0, seconds=30):  # charts follow a moment later
            wide = person.overflow()
            found.append(f"{address} at {width}: {wide} px wider than the window")
        stacked = person.page.evaluate(STACKED)
        found += [f"{address} at {width}: {each}, letter under letter" for each in stacked]
    return found


@pytest.mark.parametrize("look", [dark, twice_as_large])
@pytest.mark.parametrize("who", ["-", "office", "member", "region-51", "operator"])
def test_every_page_is_read(person: Person, look: object, who: str) -> None:
    if look is dark:
        person.page.emulate_media(color_scheme="dark")
    if who == "-":
        paths = everybody_s(person)
    elif who == "region-51":
        person.signs_in("regions/51", who)
        paths = [f"/regions/51{each}" for each in REGION]
    elif who == "operator":
        person.signs_in("operator", who)
        paths = ["/operator", "/operator/audit", "/operator/divisions", "/operator/wishes"]
    else:
        person.signs_in(COUNTY, f"{COUNTY}-{who}")
        paths = [f"/{COUNTY}{each}" for each in (OFFICE if who == "office" else ROLES[who])]
    found = [each for path in paths for each in look(person, path)]  # type: ignore[operator]
    person.page.emulate_media(color_scheme="null")
    assert found == []


def test_paper_is_white_and_so_is_what_is_drawn_on_it(person: Person) -> None:
    person.signs_in("regions/51", "region-51")
    page = person.page
    page.emulate_media(color_scheme="dark")
    compares(person)
    assert page.evaluate(PAINTED) == "rgb(18, 21, 25)"
    assert set(page.evaluate(LETTERS)) & {"#e8e6e0", "#abb2bc"}
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(PAINTED) == "rgb(255, 255, 255)"
    page.locator('.chart text[fill="#1f2328"]').first.wait_for(state="attached")
    assert not set(page.evaluate(LETTERS)) & {"#e8e6e0", "#abb2bc"}
    page.emulate_media(color_scheme="null", media="null")


def test_twenty_counties_are_compared_on_two_sheets(person: Person) -> None:
    person.signs_in("regions/51", "region-51")
    person.page.set_viewport_size({"width": 1280, "height": 844})
    compares(person)
    person.page.evaluate(TWENTY_ROWS)
    sheets = person.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 2
    landscape = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheets)
    person.page.emulate_media(media="print")
    person.goes_to("/regions/51")
    assert person.page.locator(".button:visible, .no-print:visible").count() == 0
    person.page.emulate_media(media="null")
    assert landscape
    assert all(float(width) > float(height) for width, height in landscape)


def test_all_that_stands_in_a_form_ends_at_one_edge(person: Person) -> None:
    person.signs_in(COUNTY, f"{COUNTY}-office")
    person.goes_to(f"/{COUNTY}/topics/finding")
    edges = (
        person.page.locator("main form")
        .locator("input:visible, button")
        .evaluate_all("all => all.map(each => Math.round(each.getBoundingClientRect().right))")
    )
    assert len(edges) == 3
    assert len(set(edges)) == 1, edges
