"""A figure and the list that it opens are one: on every role's desk and home page, each number in a
link is the number of rows behind it, or the count that is said there.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.dates import now, today
from app.db import county_tx, execute, value
from app.ledger import Entry, Kind, post
from app.scoring.tables import Mark
from app.stations.tables import StandardCheck
from app.topics.tables import Passage
from tests import given
from tests.conftest import WALKERS
from tests.evidence import steps
from tests.page import Element, Page

pytestmark = pytest.mark.anyio

# How the list behind a figure is counted: by its rows on all its pages, or by what its page says.
ROWS = {
    "/desk/county": ".task",
    "/desk": "[data-do]",
    "/wishes": ".task",
    "/activities": "main ul.list > li",
    "/stations/standards": ".waits a",
    "/assessments": "td .tag-now",
}
SAYS = {"/numbers": "data[id]"}
DIGITS = re.compile(r"\d")
MARKS = 'SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1'


class Figure(NamedTuple):
    href: str
    said: int


def figures(page: Page) -> list[Figure]:
    """In links, whose other words have no digits but in what people wrote."""
    found = []
    for link in page.all("main a[href]"):
        inside = link.all("data")
        if inside:
            found.append(Figure(link["href"], int(inside[0]["value"])))
        elif not link.get("class") and DIGITS.search(link.text) and not is_title(link):
            raise AssertionError(f"a number that is no figure: {link.text}")
    return found


def is_title(link: Element) -> bool:
    return "/topics/" in link["href"] or "/consultations/" in link["href"]


async def behind(client: AsyncClient, figure: Figure) -> int:
    path = "/" + "/".join(urlsplit(figure.href).path.split("/")[2:])
    kind = next((each for each in ROWS if path.startswith(each)), None)
    if kind is None:
        (name,) = [each for each in SAYS if path.startswith(each)]
        return int(Page(await client.get(f"http://test{figure.href}")).all(SAYS[name])[0]["value"])
    rows, address = 0, figure.href
    while address:
        page = Page(await client.get(f"http://test{address}"))
        rows += len(page.all(ROWS[kind]))
        address = next((each["href"] for each in page.all(".pager a")), "")
    return rows


@pytest.fixture
async def much(people: dict[str, AsyncClient]) -> None:
    """Of all that desks count: some of one's own, some that nobody may mark, some for each."""
    station, other = await given.a_station(), await given.a_station("泽掌镇议事点")
    async with county_tx():
        office, member = await value(HOLDER, "office"), await value(HOLDER, "member")
        await given.an_assessment(station)
        assessment = await value(MARKS)
        for n in range(4):
            await given.an_activity(station, member if n else office, text=f"第{n}")
            await Mark.insert(a_mark(assessment, f"{n}", office if n == 1 else None))
        opened = [Entry(kind=Kind.STATION_OPENED, station=each) for each in (station, other)]
        await post(*opened)
        await a_check(station, "system", office)
        await a_check(other, "system", member)
    for n in range(3):
        topic = await given.a_topic(station, title=f"第{n}件事")
        async with county_tx():
            await given.a_wish(topic)
    await due_and_with_others(people, station, office)


async def due_and_with_others(people: dict[str, AsyncClient], station: int, office: int) -> None:
    """Of clerks' desks: overdue, owed, to be verified, to be recorded; and what others have."""
    for n in range(2):
        await given.a_topic(station, ring_since=date(2026, 3, 2 + n), title="早该办的")
    topic = await given.a_topic(station, ring="落实", title="在落实的")
    async with county_tx():
        owing = await given.a_department("城管局")
        for n in range(3):
            await given.a_commitment(topic, owing, today() + timedelta(days=n - 1))
        done = await given.a_commitment(topic, owing, today())
        await execute(DONE, done, today())
        await Passage.insert(
            Passage(topic=topic, ring=1, kind="review", decision="pass", account=office,
                    role="office", happened_on=today())
        )  # fmt: skip
    await given.signed_in(people["department"], Role.DEPARTMENT, department=owing)
    await steps.a_consultation(topic, station, held_on=today())
    await steps.a_consultation(topic, station, held_on=today() - timedelta(days=3), round=2)
    await given.a_topic(station, ring="报党委审定", raiser=office, title="自己提的")


DONE = """
    UPDATE "commitment" SET "done_on" = $3, "done_note" = '换好了'
    WHERE "commitment"."county" = $1 AND "id" = $2
"""


HOLDER = (
    'SELECT min("account") FROM "appointment" WHERE "appointment"."county" = $1 AND "role" = $2'
)


def a_mark(assessment: int, subject: str, account: int | None) -> Mark:
    told: dict[str, Any] = {
        "claimed": Decimal(9), "claim": "五有齐全", "claimed_by": "李", "claimed_at": now(),
        "claimed_account": account, "subject": subject, "indicator": "place",
    }  # fmt: skip
    return Mark(None, False, assessment=assessment, **told)


async def a_check(station: int, item: str, account: int) -> None:
    told: Any = {"standard": "三有", "item": item, "called": "有制度", "shown_by": "李"}
    await StandardCheck.insert(
        StandardCheck(None, False, station=station, account=account, state="shown", **told)
    )


async def test_each_figure_is_the_number_of_rows_behind_it(
    people: dict[str, AsyncClient], much: None
) -> None:
    assert much is None
    wrong, seen = [], dict[str, set[int]]()
    for who in ["citizen", *WALKERS]:
        for path in ["/"] if who == "citizen" else ["/", "/desk"]:
            found = figures(Page(await people[who].get(path)))
            assert found or path == "/desk", (who, path)
            for each in found:
                n = await behind(people[who], each)
                kind = each.href.split("/", 2)[2]
                seen.setdefault(kind, set()).add(each.said)
                if n != each.said:
                    wrong.append((who, path, each, n))
    assert wrong == []
    for kind, several in {
        "wishes": {3},
        "desk/county?shown=all": {7},
        "activities?only=mine": {4, 5},
        "numbers/stations": {2},
        "stations/standards?only=mine": {1},
        "desk?shown=today": {1},  # a sitting, or what a department owes
        "desk?shown=late": {1, 3},
        "desk?shown=others": {0, 1},
        "desk?kind=owed": {3},
        "desk?kind=verify": {1},
    }.items():
        assert several <= seen[kind], (kind, seen)
