"""Each list, paged forward to its end, holds each of its records exactly once: also where all of
them stand equal in its order, so that only their keys tell them apart.
"""

from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest
from httpx import AsyncClient

from app import ledger
from app.audit import Noted, note
from app.dates import today
from app.db import county_tx, current_realm
from app.ledger import Entry, Kind
from app.regions.quarters import written
from tests import given
from tests.isolation.test_routes import a_full_county
from tests.page import Page, as_asked
from tests.scoring.test_pages import QUARTER, scored

pytestmark = pytest.mark.anyio

MORE = 103  # of each: two full pages, and some
PAGES = {"before", "after", "start", "month"}
# What may not be the same twice.
DIFFERING = {
    "account": {"subject": "'of ' || n"},
    "charter": {"number": "1000 + n"},
    "consultation": {"round": "1000 + n"},
    "member": {"account": "NULL"},
    "nomination": {"withdrawn_at": "now()"},
    "station": {"id": "1000 + n", "code": "'C' || n", "lineage": "ARRAY[1000 + n]"},
    "wish": {"person": "'人' || n"},
    "topic": {"follow_code": "'F' || n || random()"},
}
COLUMNS = """
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'
"""


class List(NamedTuple):
    """`like`: a table, and which of its rows there are many of; `link`: where the list leads."""

    path: str
    who: str
    like: tuple[str, str]
    link: str
    within: str = ".list a.title"


CLOSED, OPEN = ("topic", "stage = 'closed'"), ("topic", "stage <> 'closed'")
STATION, ACCOUNT, MEMBER = ("station", "true"), ("account", "true"), ("member", "true")
LISTS = [
    List("/topics", "citizen", CLOSED, "/topics/{}"),
    List("/topics?shown=open", "office", OPEN, "/topics/{}"),
    List("/desk", "township", OPEN, "/topics/{}", "[aria-labelledby=topics-title] a.title"),
    List("/desk/county", "office", OPEN, "/topics/{}"),
    List("/overview/stages/screening", "leadership", OPEN, "/topics/{}"),
    List("/overview/raised/{quarter}", "leadership", CLOSED, "/topics/{}"),
    List("/overview/quiet/{quarter}", "leadership", STATION, "/stations/{}"),
    List("/numbers/topics-raised", "citizen", CLOSED, "/topics/{}"),
    List("/records/{member}", "office", CLOSED, "/topics/{}"),
    List("/consultations", "citizen", ("consultation", "true"), "/consultations/{}"),
    List("/commitments", "office", ("commitment", "true"), "/commitments/{}"),
    List("/activities", "office", ("activity", "true"), "/activities/{}"),
    List("/stations", "citizen", STATION, "/stations/{}"),
    List("/scores/quarter", "office", STATION, "/scores/quarter/{}", "table a"),
    List("/people", "office", ACCOUNT, "/people/{}"),
    List("/audit?act=role_given", "office", ACCOUNT, "/people/{}", "#audit a"),
    List("/people/members", "office", MEMBER, "/people/members/{}"),
    List("/people/members?order=strokes", "office", MEMBER, "/people/members/{}"),
    List("/wishes", "office", ("wish", "true"), "/wishes/{}"),
    List("/cases/nominations", "office", ("nomination", "true"), "/cases/nominations/{}"),
    List("/charter/versions", "office", ("charter", "true"), "/charter/versions/{}"),
    List("/charter/drafts", "office", ("charter_draft", "true"), "/charter/drafts/{}"),
]


async def many(superuser: Any, county: int, table: str, which: str) -> list[int]:
    """As one row is, so are so many more. → their ids"""
    names = [each["name"] for each in await superuser.fetch(COLUMNS, table)]
    values = {name: f'"{name}"' for name in names if name != "id"} | DIFFERING.get(table, {})
    columns = ", ".join(f'"{name}"' for name in values)
    found = await superuser.fetch(
        f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(values.values())} FROM'  # noqa: S608
        f' (SELECT * FROM "{table}" WHERE "county" = $1 AND {which} LIMIT 1) AS one,'
        f' generate_series(1, {MORE}) n RETURNING "id"',
        county,
    )
    return [each["id"] for each in found]


async def forward(client: AsyncClient, path: str, within: str) -> list[str]:
    """The addresses that the pages of the list lead to, page after page."""
    found, at = [], path
    for _page in range(20):
        answer = await client.get(at)
        assert answer.status_code == 200, at
        page = Page(answer)
        found += [as_asked(each["href"])[0] for each in page.all(f"main {within}")]
        on = [each["href"] for each in page.all("main .pager a") if is_next(each["href"], path)]
        if not on:
            return found
        at = f"http://test{on[0]}"
    raise AssertionError("it does not end")


def is_next(address: str, path: str) -> bool:
    own, query = as_asked(address)
    return own.endswith(as_asked(path)[0]) and bool(PAGES & parse_qs(query).keys())


@pytest.fixture
async def made(
    people: dict[str, AsyncClient], superuser: Any, county: int
) -> dict[tuple[str, str], list[int]]:
    ids = await a_full_county(people)
    await given.a_topic(int(ids["station_id"]))
    await scored(QUARTER)
    kinds = dict.fromkeys(each.like for each in LISTS)
    return {each: await many(superuser, county, *each) for each in kinds}


def posted(made: dict[tuple[str, str], list[int]], member: int, station: int) -> list[Entry]:
    """All on one day."""
    return [
        Entry(kind=kind, station=station, topic=topic, member=of, happened_on=today())
        for topic in made[CLOSED]
        for kind, of in ((Kind.TOPIC_RAISED, None), (Kind.ATTENDANCE_MEMBER, member))
    ]


async def test_each_record_is_found_once(
    people: dict[str, AsyncClient],
    made: dict[tuple[str, str], list[int]],
) -> None:
    member, elsewhere = made[MEMBER][0], await given.a_station()
    async with county_tx():
        await ledger.post(*posted(made, member, elsewhere))
        for account in made[ACCOUNT]:
            await note(Noted.ROLE_GIVEN, f"/people/{account}")
    wrong = {}
    for each in LISTS:
        found = Counter(
            await forward(
                people[each.who],
                each.path.format(member=member, quarter=written(today())),
                each.within,
            )
        )
        hits = [found[f"/c{current_realm.get()}{each.link.format(id_)}"] for id_ in made[each.like]]
        if hits != [1] * MORE:
            wrong[each.path] = Counter(hits), list(found)[:3]
    assert wrong == {}
