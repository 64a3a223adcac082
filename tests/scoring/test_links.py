"""No link of the score pages leads to one that is closed to whoever reads it."""

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, current_realm, rows, value
from app.people.tables import Member
from app.scoring.counts.subjects import Asked, are_there
from app.scoring.headings import headings
from tests import given
from tests.conftest import statements
from tests.page import Page, as_asked
from tests.scoring.test_history import settle
from tests.scoring.test_life import ON, SHEET, Case, send
from tests.scoring.test_pages import MEMBERS, YEAR, filed, post, scored

pytestmark = pytest.mark.anyio
OF_SCORES = ("/scores", "/assessments", "/records", "/counted", "/charter/versions/")


async def walked(client: AsyncClient, *starts: str) -> dict[str, int]:
    """Address → status, from the list of scores on; of other years what is beside this one."""
    found, to_open, realm = dict[str, int](), ["/scores", *starts], f"/c{current_realm.get()}"
    while to_open:
        path = to_open.pop()
        if path in found or not path.startswith(OF_SCORES):
            continue
        answer = await client.get(path)
        found[path] = answer.status_code
        of_this_year = "on=" not in path or "on=2026" in path
        if of_this_year and "html" in answer.headers["content-type"]:
            links = [as_asked(each["href"]) for each in Page(answer).all("main a[href]")]
            to_open += ["?".join(filter(None, each)).removeprefix(realm) for each in links]
    return found


async def test_each_reader_follows_each_link(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await scored(SHEET, YEAR, MEMBERS)
    await post(filed(case.other, on=date(2026, 1, 1)))  # there was a period before
    member = await given.an_account(Role.MEMBER)
    async with county_tx():
        await given.a_member(account=member, name="李委员")
        await settle("members", date(2026, 1, 1))
    ranking = f"/scores/quarter?on={ON}"
    beside = {case.office: ["← 上一期", "下一期 →"], case.clerk: [], member: [], 0: []}
    for reader, links in beside.items():
        client.cookies.clear()
        if reader:
            await given.sign_in(client, reader)
        if reader != case.office:  # for whom all is open
            found = await walked(client)
            assert {path: status for path, status in found.items() if status != 200} == {}
            assert f"/scores/quarter/{case.station}/filed?on=2026-04-01" in found
            assert ("/scores/members?on=2026-01-01" in found) == (reader != 0)
        periods = Page(await client.get(ranking)).one(".periods")
        assert periods.texts("a") == [*links, "所用的规则"]
        assert periods.texts("a, span") == ["← 上一期", "下一期 →", "所用的规则"]
    # Each their own, though the others' are not settled.
    await given.sign_in(client, case.clerk)
    own = Page(await client.get(f"/scores/quarter/{case.station}?on={ON}")).one(".periods")
    assert own.texts("a") == ["← 上一期", "下一期 →", "所用的规则"]
    other = Page(await client.get(f"/scores/quarter/{case.other}?on={ON}")).one(".periods")
    assert other.texts("a") == ["所用的规则"]
    year = Page(await client.get(f"/scores/year/{case.station}?on={ON}"))
    assert year.texts("p a[href$='/scores/year']") == []


async def test_nobody_is_led_to_where_a_subject_or_its_sheet_was_not(
    client: AsyncClient, superuser: Any
) -> None:
    """One station was there in the third quarter of 2026 alone, after the second one's notice; a
    member left; the members' sheet came in 2026; and a record tells where it counted.
    """
    case = await (await Case().begun(client)).noticed()
    await scored(SHEET, YEAR, MEMBERS, on=date(2026, 2, 1))
    came = await given.a_station("新站")
    convener = await given.an_account(Role.CONVENER, station=came)
    office = await given.an_account(Role.OFFICE)
    topic = await given.a_topic(came)
    async with county_tx():
        member = await given.a_member(name="李委员")
        await Member.update({Member.left_on: date(2026, 3, 1)}).where(Member.id == member)
    days = date(2026, 7, 10), date(2026, 9, 1)
    await superuser.execute(
        "UPDATE station SET opened_on = $1, closed_on = $2 WHERE id = $3", *days, came
    )
    for day in (date(2026, 3, 2), date(2026, 8, 3), date(2026, 10, 4)):
        await post(filed(came, on=day, topic=topic))
    there, elsewhere = f"/scores/quarter/{came}", f"/scores/quarter/{case.other}"
    starts = [f"{there}?on=2026-08-01"]
    more = [
        f"/records/{member}",
        f"/counted/topic/{topic}",
        f"{elsewhere}?on=2026-07-01",
        f"/scores/year/{came}?on=2026-08-01",
    ]
    for reader in (office, convener):
        await given.sign_in(client, reader)
        found = await walked(client, *starts, *(more if reader == office else []))
        assert {path: status for path, status in found.items() if status != 200} == {}
        assert f"{elsewhere}?on=2026-04-01" in found
        for other in ("2026-01-01", "2026-04-01", "2026-10-01"):
            assert f"{there}?on={other}" not in found
    # From the year to that of its quarters in which it was there; of its own pages, no others.
    await given.sign_in(client, office)
    year = Page(await client.get(f"/scores/year/{came}?on=2026-08-01"))
    (quarter,) = year.all(f'a[href*="/scores/quarter/{came}"]')
    assert quarter["href"].endswith("/-/on/2026-07-01")


async def test_however_many_are_asked_few_statements_answer(county: int) -> None:
    """Sheets of many days; subjects of each kind, who are there, and whom no key names."""
    assert county
    station = await given.a_station()
    await scored(SHEET, YEAR, MEMBERS)
    q1, opened = (date(2026, 1, 1), date(2026, 3, 31)), date(2021, 1, 1)
    async with county_tx():
        member = await given.a_member()
        await settle("quarter", q1[0])
        at = [(key, date(2026, n, 5)) for key in ("quarter", "year", "none") for n in range(1, 12)]
        statements.clear()
        heads = await headings(at)
        assert len(statements) <= 4  # assessments, versions; documents of those not met before
        assert [head is not None for head in heads] == [True] * 22 + [False] * 11
        assert [head.stage if head else "" for head in heads[:4]] == [*["notice"] * 3, ""]
        snapshot = heads[0].assessment["id"] if heads[0] and heads[0].assessment else None
        asked = [
            (True, Asked("station", str(station), date(2020, 10, 1), opened)),
            (False, Asked("station", str(station), date(2020, 10, 1), date(2020, 12, 31))),
            (True, Asked("station", str(station), *q1, snapshot)),  # as it was settled
            (False, Asked("station", str(member), *q1, snapshot)),
            (False, Asked("station", "农业界", *q1)),
            (True, Asked("member", str(member), *q1)),
            (False, Asked("member", str(station), *q1)),
            (True, Asked("sector", "农业界", *q1)),
            (False, Asked("sector", "工商界", *q1)),
            (True, Asked("county", "county", *q1)),
            (False, Asked("department", str(2**70), *q1)),
            (False, Asked("township", "330421001", *q1)),
        ]
        statements.clear()
        assert await are_there([each for _there, each in asked]) == [there for there, _ in asked]
        assert len(statements) == 1


NAMES = [
    "安站",
    "蔡站",
    "东站",
    "风站",
    "高站",
    "河站",
    "江站",
    "李站",
    "马站",
    "南站",
    "彭站",
    "秦站",
]


async def test_whoever_has_many_reaches_each_by_pinyin(client: AsyncClient) -> None:
    """25, 26: five were linked, ten could appeal, in the order of their numbers."""
    await scored(SHEET)
    above = await given.a_station("镇站")
    for name in reversed(NAMES):
        await given.a_station(name, parent={"id": above, "lineage": [above]})
    convener = await given.an_account(Role.CONVENER, station=above)
    case = Case()
    case.client, case.office = client, await given.an_account(Role.OFFICE)
    case.checker = await given.an_account(Role.OFFICE)
    await given.sign_in(client, case.office)
    await send(client, "/assessments", sheet="quarter", on=ON)
    async with county_tx(readonly=True):
        case.id = await value('SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1')
        stations = await rows('SELECT "id" FROM "station" WHERE "station"."county" = $1')
    await given.sign_in(client, convener)
    page = Page(await client.get("/scores"))
    assert page.texts("main a[href*='/scores/quarter/']") == [*NAMES, "镇站"]
    table = Page(await client.get(f"/assessments/{case.id}"))
    assert table.texts("tbody td:first-child") == [*NAMES, "镇站"]
    await case.by(case.office, "/verification")
    for each in stations:
        await case.verify(each["id"])
    await case.by(case.office, "/notice", days="7")
    await given.sign_in(client, convener)
    page = Page(await client.get(f"/assessments/{case.id}"))
    assert page.texts("tbody td:first-child") == [*NAMES, "镇站"]
    appeals = page.texts("a[href*='/appeals/']")
    assert appeals == [f"{name}：对得分有异议" for name in (*NAMES, "镇站")]
