"""Who spoke for a station when something was done there does not judge it, wherever they went
since; who had left before, or came afterwards, does.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.own import OTHERS
from app.access.roles import Role
from app.access.sessions import account_of
from app.access.tables import Appointment
from app.dates import CHINA, today
from app.db import county_tx, rows
from app.scoring.assessment import waiting
from app.stations import checks
from tests import given
from tests.activities.test_activities import ready, send, the_one
from tests.conftest import Browser
from tests.consultations.steps import KEPT, a_place, recorded
from tests.page import refused
from tests.portal.test_county import titles
from tests.scoring.test_life import Case

pytestmark = pytest.mark.anyio
NOON = time(12, tzinfo=CHINA)


async def who_spoke(station: int, first: date, last: date, *roles: Role) -> int:
    """An account with these roles now, which convened at the station on those days."""
    account = await given.an_account(*roles)
    spoke: Any = {"account": account, "role": str(Role.CONVENER), "station": station}
    since, ended = datetime.combine(first, NOON), datetime.combine(last, NOON)
    async with county_tx():
        await Appointment.insert(Appointment(**spoke, since=since, ended_at=ended))
    return account


DAYS = [(-9, 0, True), (0, 3, True), (-9, -1, False), (1, 3, False)]


@pytest.mark.parametrize(("first", "last", "own"), DAYS)
async def test_of_an_activity(client: AsyncClient, first: int, last: int, own: bool) -> None:
    case = await ready(client)
    day = today() - timedelta(days=5)
    await send(client, "", **case["form"] | {"happened_on": str(day)})
    begins, ends = day + timedelta(days=first), day + timedelta(days=last)
    account = await who_spoke(case["station"], begins, ends, Role.COMMITTEE)
    await given.sign_in(client, account)
    assert (await titles(client) == []) is own
    path = f"/{(await the_one())['id']}/verification"
    sent = await send(client, path, accepted="true")
    assert sent.status_code == (422 if own else 303)
    assert not own or refused(sent) == [OTHERS]


@pytest.mark.parametrize(("first", "last", "own"), DAYS)
async def test_of_what_is_shown_for_a_standard(
    county: int, first: int, last: int, own: bool
) -> None:
    assert county
    station, day = await given.a_station(), date(2026, 5, 6)
    begins, ends = day + timedelta(days=first), day + timedelta(days=last)
    account = await who_spoke(station, begins, ends, Role.COMMITTEE)
    shown: Any = {"id": 1, "account": 99, "lineage": [station]}
    for at in (time(0, 30), time(23, 30)):
        shown["shown_at"] = datetime.combine(day, at, CHINA)
        async with county_tx(readonly=True):
            me = await account_of(account)
            assert me
            assert await checks.is_own(shown, me) is own


PERIOD = [  # the second quarter of 2026
    (date(2026, 6, 30), date(2026, 9, 1), True), (date(2026, 1, 1), date(2026, 4, 1), True),
    (date(2026, 1, 1), date(2026, 3, 31), False), (date(2026, 7, 1), date(2026, 9, 1), False),
]  # fmt: skip


async def test_of_a_score_and_of_an_appeal(client: AsyncClient) -> None:
    case = await Case().begun(client)
    claim = {"do": "claim", "mark.place": "35", "why.place": "场所在"}
    await case.by(case.clerk, f"/marks/{case.station}", **claim)
    accounts = [
        (await who_spoke(case.station, first, last, Role.OFFICE), own)
        for first, last, own in PERIOD
    ]
    verify = {"do": "verify", "mark.place": "30", "why.place": "现场看过"}
    for account, own in accounts:
        async with county_tx(readonly=True):
            me = await account_of(account)
            assert me
            assert bool(await waiting.claimed(me)) is not own
        if own:
            sent = await case.by(account, f"/marks/{case.station}", **verify)
            assert any("请别人核验" in each for each in refused(sent))
            other = await case.by(account, f"/marks/{case.other}", **verify)
            assert other.status_code == 303
    await case.noticed()
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="place", text="少记了一场协商")
    async with county_tx(readonly=True):
        (one,) = await rows('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    form = {"upheld": "false", "text": "已核对记录，没有少记"}
    for account, own in accounts[:3]:
        sent = await case.by(account, f"/answers/{one['id']}", **form)
        assert sent.status_code == (422 if own else 303)
        assert not own or refused(sent) == [OTHERS]


@pytest.mark.parametrize(("first", "last", "own"), PERIOD[1:3])
async def test_of_a_sheet_with_it(client: AsyncClient, first: date, last: date, own: bool) -> None:
    case = await (await Case().begun(client)).noticed()
    await case.notice_over()
    leader = await who_spoke(case.other, first, last, Role.LEADERSHIP)
    async with county_tx(readonly=True):
        me = await account_of(leader)
        assert me
        assert (await waiting.to_approve(me) == []) is own
    sent = await case.by(leader, "/approval")
    assert await case.stage() == ("notice" if own else "approved")
    assert not own or refused(sent) == [OTHERS]


async def test_of_what_is_called_exemplary(client: Browser) -> None:
    place = await a_place(client)
    await recorded(client, place.consultation)
    await given.signed_in(client, Role.OFFICE, Role.TOWNSHIP)
    said = {"version": "1", "conclusion": "partial"}
    path = f"/consultations/{place.consultation}"
    assert (await client.post(f"{path}/filing", data=KEPT | said)).is_redirect
    async with county_tx(readonly=True):
        (sitting,) = await rows('SELECT * FROM "consultation" WHERE "consultation"."county" = $1')
    day = sitting["held_on"]
    spoke = await who_spoke(place.station, day, day, Role.COMMITTEE)
    before = day - timedelta(days=1)
    left = await who_spoke(place.station, before, before, Role.COMMITTEE)
    for account, own in ((spoke, True), (left, False)):
        await given.sign_in(client, account)
        assert ('name="typical"' in (await client.get(path)).text) is not own
        sent = await client.post(f"{path}/typical", data={"typical": "true"})
        assert sent.status_code == (422 if own else 303)
        assert not own or refused(sent) == [OTHERS]
