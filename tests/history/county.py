"""A small county at work, made through the program's own pages: what a release's dump holds.

Opened under Yanjiang's preset as it stands, then changed by the office: a quarter's sheet of its
own, another name for its stations. One matter closed, one being consulted about, one just raised
under the second version; a standard's item verified, a nomination, an activity, a draft; a sheet
of the second quarter locked; all sealed and counted.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from typing import Any

from httpx import AsyncClient

from app import ledger
from app.access.roles import Role
from app.charter import origin, presets, store
from app.charter.model import RingKind
from app.dates import now, today
from app.db import bound_to, county_tx, rows, tx, value
from app.drafting import drafts
from app.ledger import Entry, Kind
from app.ledger.counting import keep
from app.scoring.tables import Assessment
from app.tenancy.tables import County
from tests import given
from tests.conftest import browser
from tests.walk import Walk

NUMBER = 510199
SLUG = f"c{NUMBER}"
PRESET = "yanjiang"
QUARTER = date(2026, 5, 6)
CHANGED = date(2026, 1, 5)
OWN_SHEET = """
[[scoring.sheets]]
key = "quarter"
name = "本县季度表"
subject = "station"
period = "quarter"
[[scoring.sheets.indicators]]
key = "filed"
name = "协商场次"
marks = 60
method = "per"
counts = "consultation.filed"
points = 20
[[scoring.sheets.indicators]]
key = "place"
name = "阵地建设"
marks = 40
method = "manual"
"""
# As the intake leaves it; how it gets there, tests/evidence says.
PHOTO = """
    INSERT INTO "photo" ("county", "standard_check", "object", "state", "width", "height")
    VALUES ($1, $2, '510199/sign', 'ready', 1280, 960)
"""
People = dict[str, AsyncClient]


async def fill() -> None:
    """Nothing of it is there yet; the pool is open."""
    with bound_to(NUMBER):
        async with county_tx():
            await County.insert(County(id=NUMBER, slug=SLUG, name="试点县", opened_at=now()))
            await origin.open_from(
                PRESET, author="测试", note="预设", effective_on=date(2021, 1, 1)
            )
        town = await given.a_station("河东镇工作站", kind="neighbour")
        other = await given.a_station("河西镇工作站", kind="neighbour")
        async with everybody() as people:
            await walked(people, town, "村口路灯坏了三个月", None)
            await walked(people, town, "河边步道夜里没有灯", RingKind.INTRODUCE)
            await own_rules()
            await walked(people, other, "菜场门口乱停车", RingKind.REVIEW)
            await records(people, town)
            await locked(people["office"], people["leadership"], [town, other])
        await keep()


@asynccontextmanager
async def everybody() -> AsyncIterator[People]:
    """A browser for each role, and the citizen's, which has no account."""
    people: People = {}
    async with AsyncExitStack() as stack:
        for role in (each for each in Role if each not in {Role.REGION, Role.OPERATOR}):
            people[str(role)] = await stack.enter_async_context(browser(f"/{SLUG}"))
            await given.sign_in(people[role], await holder(role))
        people["citizen"] = await stack.enter_async_context(browser(f"/{SLUG}"))
        yield people


async def holder(role: Role) -> int:
    """Whoever has the role already, or else somebody new."""
    async with county_tx(readonly=True):
        found: int | None = await value(
            'SELECT min("account") FROM "appointment"'
            ' WHERE "appointment"."county" = $1 AND "role" = $2',
            role,
        )
    return found or await given.an_account(role)


async def walked(people: People, station: int, title: str, until: RingKind | None) -> None:
    async with county_tx(readonly=True):
        code = await value(
            'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2', station
        )
        _version, charter = await store.in_force()
    assert charter is not None
    raised = {
        "station": code,
        "title": title,
        "story": "晚上老人摔了两次。",
        "category": charter.topics.categories[0].key,
        "name": "李大爷",
        "phone": "13800005678",
        "once": title,
    }
    who = "citizen" if "citizen" in charter.rings[0].by else charter.rings[0].by[0]
    response = await people[who].post("/raise", data=raised)
    assert response.status_code == 303, response.text
    people["citizen"].cookies.update(response.cookies)
    async with county_tx(readonly=True):
        topic = await value('SELECT max("id") FROM "topic" WHERE "topic"."county" = $1')
    walk = Walk(topic, people, charter)
    await (walk.until(until) if until else walk.to_the_end())


async def own_rules() -> None:
    document = presets.document(PRESET).replace("有事来协商", "有事好商量") + OWN_SHEET
    async with county_tx():
        store.checked(document)
        await store.save(document, author="李", note="本县的考核", effective_on=CHANGED)


async def records(people: People, station: int) -> None:
    """What no walk leaves."""
    office: Any = people["office"]
    async with county_tx():
        closed = await value(
            'SELECT min("id") FROM "topic" WHERE "topic"."county" = $1 AND "stage" = \'closed\''
        )
        check = await given.a_check(station, item="system", standard="五有")
        await tx().connection.execute(PHOTO, tx().county, check)
        await given.a_nomination(closed)
        now_in_force = (await store.in_force())[1]
        assert now_in_force is not None
        await drafts.begin(drafts.from_charter(now_in_force), "明年的规则", "李")
    verified = {"accepted": "true", "reason": "现场看过"}
    answer = await office.post(f"/stations/checks/{check}/verification", data=verified)
    assert answer.status_code == 303, answer.text
    assert (await office.post("/charter/sharing", data={"shared": "true"})).status_code == 303


async def locked(office: AsyncClient, leader: AsyncClient, stations: list[int]) -> None:
    """The second quarter of 2026: two consultations of the first station, one of the other."""
    first, other = stations
    filed = [
        Entry(kind=Kind.CONSULTATION_FILED, station=each, happened_on=QUARTER)
        for each in (first, first, other)
    ]
    async with county_tx():
        await ledger.post(*filed)
    await done(office, "/assessments", sheet="quarter", on=str(QUARTER))
    async with county_tx(readonly=True):
        (one,) = await rows('SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1')
    here = f"/assessments/{one['id']}"
    await done(office, f"{here}/verification")
    for station in stations:
        mark = {"do": "verify", "mark.place": "30", "why.place": "现场看过"}
        await done(office, f"{here}/marks/{station}", **mark)
    await done(office, f"{here}/notice", days="7")
    async with county_tx():
        over: dict[Any, Any] = {Assessment.notice_until: today() - timedelta(days=1)}
        await Assessment.update(over).where(Assessment.id == one["id"])
    await done(leader, f"{here}/approval")
    await done(office, f"{here}/locking")


async def done(client: AsyncClient, path: str, **form: str) -> None:
    response = await client.post(path, data=form, headers={"origin": "http://test"})
    assert response.status_code == 303, response.text[-2000:]
