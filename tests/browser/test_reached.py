"""Wherever a link leads: one page of each route, on a phone, as the first who comes there finds it.
Nothing that axe knows of, no small target, nothing that has to be pushed aside to be read, and
what stands as a card says what it is.
"""

import re
from pathlib import Path

import pytest

from tests.browser.person import Person
from tests.browser.places import COUNTY
from tests.browser.test_targets import TARGETS

ROUTES = Path(__file__).parents[1] / "isolation/routes.txt"
LINKS = """
    [...document.querySelectorAll("main a[href], .low a[href], .foot a[href]")]
        .map(each => new URL(each.href)).filter(each => each.origin === location.origin)
        .map(each => each.pathname + each.search)
"""
PUSHED = """
    [...document.querySelectorAll("main *")]
        .filter(each => ["auto", "scroll"].includes(getComputedStyle(each).overflowX))
        .filter(each => each.scrollWidth > each.clientWidth + 1)
        .map(each => `${each.tagName}.${each.className} is pushed, ${each.scrollWidth} px wide`)
"""
UNSAID = """
    [...document.querySelectorAll("main table.cards")].flatMap(table => [...table.tBodies].flatMap(
        body => [...body.rows].flatMap(row => [...row.cells].slice(1).filter(cell => {
            if (cell.tagName === "TH" || !cell.textContent.trim()) return false;
            const head = table.tHead.rows[0].cells[cell.cellIndex].textContent;
            return !cell.dataset.label || !head.includes(cell.dataset.label);
        })))).slice(0, 2).map(cell => `a cell of a card does not say what it is: ${cell.outerHTML}`)
"""
NO_PAGE = re.compile(
    r"\.xlsx|\.csv|\.jsonl?|\.xml|\.atom|/export|/download|\.svg|openapi|/signed-out/|/login/"
    r"|/callback|/photos/\d+/\d+|/desk/next"
)
PEOPLE = {  # realm → those who look, one after the other; who is shown most goes first
    COUNTY: [*(f"{COUNTY}-{each}" for each in ("office", "member", "department")), ""],
    "regions/51": ["region-51"],
    "operator": ["operator"],
    "signup": [""],
}
BESIDES = {  # what a link leads to after a search or a form
    "signup": ["/signup/331122", "/signup/331122/technician", "/signup/331122/rules"],
}
AT_LEAST = {COUNTY: 75, "regions/51": 15, "operator": 11, "signup": 4}  # routes


def of_routes(app: str) -> list[tuple[str, re.Pattern[str]]]:
    """Those with fewer fields first: /people/members is no person."""
    lines = [line.split() for line in ROUTES.read_text().splitlines()]
    paths = sorted(
        (line[2] for line in lines if line[:2] == [app, "GET"]), key=lambda p: p.count("{")
    )
    return [(path, re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path) + "/?")) for path in paths]


def look_at(person: Person) -> list[str]:
    found: list[str] = person.page.evaluate(TARGETS)
    found += person.page.evaluate(PUSHED) + person.page.evaluate(UNSAID) + person.shortcomings()
    if wide := person.overflow():
        found.append(f"{wide} px wider than the screen")
    return found


@pytest.mark.parametrize("realm", PEOPLE)
def test_one_page_of_each_route(person: Person, realm: str) -> None:
    app = {COUNTY: "inside", "regions/51": "regions"}.get(realm, "outside")
    known, root = of_routes(app), "" if app == "outside" else f"/{realm}"
    seen: set[str] = set()
    found = []
    for subject in PEOPLE[realm]:
        person.begins_anew()
        if subject:
            person.signs_in(realm, subject)
        ahead, passed = [f"/{realm}" if app == "outside" else f"/{realm}/"], set()
        ahead += BESIDES.get(realm, [])
        if realm == COUNTY and subject:
            ahead.append(f"{root}/desk")
        while ahead:
            address = ahead.pop(0)
            path = address.partition("?")[0].removeprefix(root) or "/"
            route = next((name for name, pattern in known if pattern.fullmatch(path)), "")
            if not route or route in passed or NO_PAGE.search(path):
                continue
            passed.add(route)
            if route in seen and route not in {"/", "/desk"}:
                continue
            seen.add(route)
            person.goes_to(address)
            found += [f"{subject} {address}: {each}" for each in look_at(person)]
            ahead += [each for each in person.page.evaluate(LINKS) if each.startswith(f"/{realm}")]
    assert found == []
    assert len(seen) >= AT_LEAST[realm], sorted(seen)
