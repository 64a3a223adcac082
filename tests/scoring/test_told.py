"""A public notice counts all sittings, the numbers page public ones: strangers do not learn from
both how many came to one that is not public.
"""

import re
from datetime import date
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZipFile

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.roles import Role
from app.charter.sheets import Indicator, Sheet
from app.dates import now
from app.db import county_tx, value
from app.ledger import Entry, Kind
from app.scoring.rules import about_persons, only_persons, tells_persons
from app.scoring.telling import WHY
from app.topics.tables import Topic
from tests import given
from tests.page import Page
from tests.scoring.test_life import ON, Case, send
from tests.scoring.test_pages import DAY, FILED, MEMBERS, post

pytestmark = pytest.mark.anyio

CAME = Indicator("came", "群众参加", 60, "per", counts="attendance.citizen", points=2)
PLACE = Indicator("place", "阵地", 30, "manual")
SHEET = Sheet(
    "quarter",
    "季度表",
    "station",
    "quarter",
    indicators=[CAME, structs.replace(FILED, marks=20, points=1), PLACE],
)


async def came(station: int, n: int, *, public: bool, day: date = DAY) -> None:
    """To a sitting about a matter that is public, or was taken down."""
    topic = await given.a_topic(station, published_at=now() if public else None, round=1)
    kinds = {Kind.ATTENDANCE_CITIZEN: n, Kind.CONSULTATION_FILED: 1}
    await post(
        *(
            Entry(kind=kind, station=station, happened_on=day, topic=topic, quantity=quantity)
            for kind, quantity in kinds.items()
        )
    )


async def a_notice(client: AsyncClient, sheet: Sheet = SHEET) -> Case:
    """At the first station 6 came in public and 3 not, at the other 4 in public."""
    case = await Case().begun(client, sheet)
    await came(case.station, 6, public=True)
    await came(case.station, 3, public=False)
    await came(case.other, 4, public=True)
    if PLACE in sheet.indicators:
        await case.noticed()
    else:
        await case.by(case.office, "/verification")
        await case.by(case.office, "/notice", days="7")
    client.cookies.clear()
    return case


def pages_of(case: Case) -> list[str]:
    """All that strangers may try."""
    subjects, rest = (case.station, case.other), ("", "/came", "/came?of=over", "/filed", "/place")
    found = [f"/scores/quarter/{subject}{path}" for subject, path in product(subjects, rest)]
    found += ["/scores", "/scores/quarter", "/scores/quarter/export.xlsx"]
    found += [f"/scores/quarter/{subject}/export.xlsx" for subject in subjects]
    return [f"{path}{'&' if '?' in path else '?'}on={ON}" for path in found]


CELL = re.compile(r'<t[^>]*>([^<]*)<|<c r="\w+"(?: s="\d+")?><v>([^<]*)<')  # texts, numbers


def words_of(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as book:
        texts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    return [text or number for each in texts for text, number in CELL.findall(each)]


async def told(client: AsyncClient, case: Case) -> tuple[set[str], dict[str, int]]:
    """All that a reader gets to see, piece by piece; and how each page answers."""
    found, answers = set[str](), dict[str, int]()
    for path in pages_of(case):
        answer = await client.get(path)
        answers[path.split("?on")[0].split("&on")[0]] = answer.status_code
        if answer.status_code == 200 and "export" in path:
            found |= {*words_of(answer.content)}
        elif answer.status_code == 200:
            page = Page(answer)
            found |= {*page.one("main").text.split()}
            found |= {each["value"] for each in page.all("main data")}
    return found, answers


@pytest.mark.parametrize("role", [None, Role.DEPARTMENT])
async def test_strangers_cannot_work_out_who_came_to_what_is_not_public(
    client: AsyncClient, role: Role | None
) -> None:
    case = await a_notice(client)
    if role:
        async with county_tx():
            department = await given.a_department("住建局")
        await given.signed_in(client, role, department=department)
    found, answers = await told(client, case)
    hidden, shown = f"/scores/quarter/{case.station}", f"/scores/quarter/{case.other}"
    assert answers[hidden] == answers[shown] == answers[f"{shown}/came"] == 200
    assert answers[f"{hidden}/came"] == answers[f"{hidden}/filed"] == 403
    for page in (hidden, "/scores/quarter"):
        answer = await client.get(f"{page}?on={ON}")
        assert "52.0" in answer.text  # 9 × 2 + 4 × 1 + 30, of all sittings: the total stands
    assert WHY in Page(await client.get(f"{hidden}?on={ON}")).texts("main .notice")
    # 9 came, of whom 6 in public; what is left in the total of all other parts.
    for known in ("9", "9 ×", "18", "18.0", "34", "34.0", "22", "22.0", "4.0"):
        assert known not in found, known
    assert "8.0" in found  # 4 × 2 at the other, whose sittings are public


async def test_who_is_scored_and_who_scores_read_all(client: AsyncClient) -> None:
    case = await a_notice(client)
    for account in (case.office, case.clerk):
        await given.sign_in(client, account)
        page = Page(await client.get(f"/scores/quarter/{case.station}?on={ON}"))
        assert "9 × 2，最多 60 = 18" in page.texts(".sheet td a")
        records = await client.get(f"/scores/quarter/{case.station}/came?on={ON}")
        assert Page(records).one("#counted")["value"] == "9"
        book = await client.get(f"/scores/quarter/{case.station}/export.xlsx?on={ON}")
        assert "9 × 2，最多 60 = 18" in words_of(book.content)


async def test_once_all_is_public_all_is_told(client: AsyncClient) -> None:
    case = await a_notice(client)
    async with county_tx():
        await Topic.update({Topic.published_at: now()}, force=True)
    page = Page(await client.get(f"/scores/quarter/{case.station}?on={ON}"))
    assert "9 × 2，最多 60 = 18" in page.texts(".sheet td a")


async def test_a_sheet_that_is_about_persons_alone_is_not_for_strangers(
    client: AsyncClient,
) -> None:
    """Its total divided by the points for one is how many they were."""
    case = await a_notice(client, structs.replace(SHEET, indicators=[CAME]))
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 401
    assert (await client.get(f"/scores/quarter/{case.station}?on={ON}")).status_code == 401
    index = Page(await client.get("/scores"))
    assert index.all('a[href*="/scores/quarter"]') == []
    await given.sign_in(client, case.clerk)
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 200


async def test_no_total_from_which_who_came_could_be_worked_out(client: AsyncClient) -> None:
    """Sittings are public and so are the rules: what is left of the total are the people."""
    case = await a_notice(client, structs.replace(SHEET, indicators=[CAME, FILED]))
    for path in pages_of(case):
        if not path.startswith("/scores?"):
            assert (await client.get(path)).status_code == 401, path
    assert Page(await client.get("/scores")).all('a[href*="/scores/quarter"]') == []
    await given.sign_in(client, case.clerk)
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 200
    client.cookies.clear()
    async with county_tx():
        await Topic.update({Topic.published_at: now()}, force=True)
    assert (await client.get(f"/scores/quarter?on={ON}")).status_code == 200
    assert Page(await client.get("/scores")).all('a[href*="/scores/quarter"]') != []


async def test_nor_as_what_was_before(client: AsyncClient) -> None:
    """By the next period's trend, and by the places that somebody rose."""
    case = await a_notice(client, structs.replace(SHEET, indicators=[CAME, FILED]))
    topic = await given.a_topic(case.other, published_at=now())
    after = date(2026, 7, 6)
    kinds = {Kind.ATTENDANCE_CITIZEN: 30, Kind.CONSULTATION_FILED: 1}
    await post(
        *(
            Entry(kind=kind, station=case.other, happened_on=after, topic=topic, quantity=n)
            for kind, n in kinds.items()
        )
    )
    await given.sign_in(client, case.office)
    on = "2026-07-06"
    await send(client, "/assessments", sheet="quarter", on=on)
    async with county_tx(readonly=True):
        case.id = await value('SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1')
    await case.by(case.office, "/verification")
    await case.by(case.office, "/notice", days="7")
    path, ranking = f"/scores/quarter/{case.other}?on={on}", f"/scores/quarter?on={on}"
    assert Page(await client.get(path)).all(".trend")
    assert "升 1 名" in Page(await client.get(ranking)).one("table").text
    client.cookies.clear()
    page = await client.get(path)
    assert page.status_code == 200
    assert not Page(page).all(".trend")
    assert "升 1 名" not in Page(await client.get(ranking)).one("table").text


@pytest.mark.parametrize(
    ("indicators", "tells"),
    [
        ([CAME, FILED], True),
        ([CAME], True),
        ([FILED], False),
        ([CAME, FILED, PLACE], False),
        ([], False),
    ],
)
def test_of_which_sheets_a_total_tells_who_came(indicators: Any, tells: bool) -> None:
    assert tells_persons(structs.replace(SHEET, indicators=indicators)) is tells


@pytest.mark.parametrize(
    ("indicators", "persons", "alone"),
    [
        ([CAME], {"attendance.citizen"}, True),
        ([CAME, PLACE], {"attendance.citizen"}, False),
        ([CAME, FILED], {"attendance.citizen"}, False),
        ([FILED], set(), False),
        ([], set(), False),
        (MEMBERS.indicators, {"attendance.member"}, True),
        (
            [structs.replace(FILED, method="ratio", over="attendance.department")],
            {"attendance.department"},
            False,
        ),
    ],
)
def test_which_sheets_are_about_persons(indicators: Any, persons: set[str], alone: bool) -> None:
    sheet = structs.replace(SHEET, indicators=indicators)
    assert (about_persons(sheet), only_persons(sheet)) == (persons, alone)
