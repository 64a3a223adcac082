"""Nobody judges in their own cause: by account, and by what the account speaks for."""

import inspect
import re
from typing import Any

import pytest
from httpx import AsyncClient
from litestar.routes import HTTPRoute

from app.access.own import OTHERS, Record, check_other, own
from app.access.roles import Account, Grant, Role
from app.access.tables import Appointment
from app.dates import now, today
from app.db import county_tx, rows
from app.main import inside
from app.outcomes.tables import Answer, Commitment, Progress
from app.people.tables import Department, Member
from app.refusal import Refused
from app.stations import checks
from tests import given
from tests.activities.test_activities import ready, send, the_one
from tests.conftest import Browser
from tests.page import refused
from tests.scoring.test_life import Case

pytestmark = pytest.mark.anyio

ME = Account(
    7,
    "李",
    (
        Grant(Role.TOWNSHIP, station=20),
        Grant(Role.COMMITTEE),
        Grant(Role.MEMBER, station=30),
        Grant(Role.DEPARTMENT, department=40),
    ),
    member=50,
)


@pytest.mark.parametrize(
    ("record", "is_own"),
    [
        (Record(), False),
        (Record(authors=[7]), True),
        (Record(authors=[8, None]), False),
        (Record(members=[49, 50]), True),
        (Record(members=[49]), False),
        (Record(departments=[40]), True),
        (Record(departments=[41]), False),
        (Record(lineage=[10, 20, 21]), True),  # a village of its township
        (Record(lineage=[10, 30]), False),  # a member is placed there, and speaks for nobody
        (Record(lineage=[10]), False),  # what lies above
        (Record(spoken_for=True), True),
    ],
)
def test_whose_a_record_is(record: Record, is_own: bool) -> None:
    assert own(ME, record) is is_own
    if is_own:
        with pytest.raises(Refused, match="请由别的账号办理"):
            check_other(ME, record)


def test_a_member_of_none_owns_nothing() -> None:
    assert not own(Account(7, "李", ()), Record(authors=[None], members=[0]))


# Every route that verifies, approves, answers an appeal, rates or carries out a wish, and that
# takes back what was judged → how it asks.
JUDGES = {
    "/activities/{activity_id}/taking-up": "check_other(",
    "/activities/{activity_id}/verification": "check_other(",
    "/activities/{activity_id}/withdrawal": "check_other(",
    "/assessments/{assessment_id}/answers/{appeal_id}": "check_other(",
    "/assessments/{assessment_id}/answers/{appeal_id}/retraction": "check_other(",
    "/assessments/{assessment_id}/approval": "is_party(",
    "/assessments/{assessment_id}/marks/{subject}": "judges_own(",
    "/assessments/{assessment_id}/taking-up": "check_undoing(",
    "/assessments/{assessment_id}/withdrawal": "check_undoing(",
    "/assessments/{assessment_id}/verification": "",  # a stage: it verifies nothing itself
    "/commitments/{commitment_id}/verification": "own(",
    "/commitments/{commitment_id}/verification/withdrawal": "check_other(",
    "/follow/rating": "",  # by the code, without an account
    "/stations/checks/{check_id}/verification": "is_own(",
    "/stations/checks/{check_id}/withdrawal": "is_own(",
    "/topics/{topic_id}/approval": "in_turn(",
    "/topics/{topic_id}/back": "is_own(",
    "/topics/{topic_id}/rating": "rate(",  # app/workflow/rating/giving.py asks
    "/topics/{topic_id}/review": "decide(",  # a rule of its own: `own` of rules.review
    "/wishes/{wish_id}/decision": "check_other(",
}
JUDGING = re.compile(
    r"/(verification|approval|answers/\{appeal_id\}(/retraction)?|marks/\{subject\}|rating|review"
    r"|topics/\{topic_id\}/back|verification/withdrawal|decision)$"
    r"|^/(activities|assessments|stations/checks)/\{\w+\}/(withdrawal|taking-up)$"
)


def test_every_route_that_judges_asks_whose_it_is() -> None:
    found = {
        route.path_format: inspect.getsource(handler.opt["frame"].handler)
        for route in inside.routes
        if isinstance(route, HTTPRoute) and JUDGING.search(route.path_format)
        for handler in route.route_handlers
        if "frame" in handler.opt
    }
    assert found.keys() == JUDGES.keys()
    assert [path for path, asks in JUDGES.items() if asks not in found[path]] == []


async def test_the_member_whom_it_credits_does_not_verify_it(client: AsyncClient) -> None:
    case = await ready(client)
    await send(client, "", **case["form"])
    activity = (await the_one())["id"]
    for credited in (True, False):
        account = await given.an_account(Role.COMMITTEE, name="李二")
        if credited:
            async with county_tx():
                await Member.update({Member.account: account}).where(Member.id == case["second"])
        await given.sign_in(client, account)
        answer = await send(client, f"/{activity}/verification", accepted="true")
        assert (answer.status_code == 422) is credited
        assert ((await the_one())["state"] == "reported") is credited


async def test_who_raised_it_does_not_approve_it(client: Browser) -> None:
    raiser = await given.an_account(Role.PARTY, name="县委办")
    other = await given.an_account(Role.PARTY, name="县委办")
    topic = await given.a_topic(await given.a_station(), ring="报党委审定", raiser=raiser)
    form = {"version": "0", "approved": "true", "opinion": "同意", "document": "县委〔2026〕1 号"}
    await given.sign_in(client, raiser)
    assert refused(await client.post(f"/topics/{topic}/approval", data=form)) == [OTHERS]
    await given.sign_in(client, other)
    assert (await client.post(f"/topics/{topic}/approval", data=form)).status_code == 303


async def test_who_carried_it_out_does_not_rate_it(client: Browser) -> None:
    raiser = await given.an_account(Role.DEPARTMENT, name="住建局")
    topic = await given.a_topic(await given.a_station(), ring="答复评价", raiser=raiser)
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="修好了", happened_on=today()))
        department = Department(name="住建局")
        await Department.insert(department)
        owed = Commitment(topic=topic, department=department.id, task="修灯", due_on=today())
        await Commitment.insert(owed)
        done = Progress(commitment=owed.id, text="修了", account=raiser, happened_on=today())
        await Progress.insert(done)
    await given.sign_in(client, raiser)
    form = {"version": "0", "solved": "true", "stars": "5"}
    assert refused(await client.post(f"/topics/{topic}/rating", data=form)) == [OTHERS]
    async with county_tx(readonly=True):
        assert await rows('SELECT 1 FROM "rating" WHERE "rating"."county" = $1') == []


async def test_the_department_does_not_verify_what_it_owes(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        department = Department(name="住建局")
        await Department.insert(department)
        owed = Commitment(
            topic=topic, department=department.id, task="修灯", due_on=today(), done_on=today()
        )
        await Commitment.insert(owed)
    account = await given.an_account(Role.DEPARTMENT, department=department.id)
    async with county_tx():
        await Appointment.insert(Appointment(account=account, role=Role.COMMITTEE))
    await given.sign_in(client, account)
    path, form = f"/commitments/{owed.id}", {"accepted": "true"}
    answer = await client.post(f"{path}/verification", data=form)
    assert refused(answer) == ["自己报的、或本单位承办的，须由别人核验。"]
    assert f"{path}/verification" not in (await client.get(path)).text
    await given.signed_in(client, Role.COMMITTEE)
    assert (await client.post(f"{path}/verification", data=form)).status_code == 303


async def test_a_station_s_keeper_does_not_verify_its_standard(county: int) -> None:
    assert county
    station = await given.a_station()
    shown: Any = {"id": 1, "account": 99, "lineage": [station], "shown_at": now()}
    keeper = Account(7, "李", (Grant(Role.COMMITTEE), Grant(Role.TOWNSHIP, station=station)))
    async with county_tx(readonly=True):
        assert await checks.is_own(shown, keeper)
        assert not await checks.is_own(shown, Account(7, "李", (Grant(Role.COMMITTEE),)))
        assert await checks.is_own(shown, Account(99, "李", (Grant(Role.COMMITTEE),)))


async def test_who_appeals_or_speaks_for_the_station_does_not_answer(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    text = "少记了一场协商"
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="place", text=text)
    async with county_tx(readonly=True):
        (one,) = await rows('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    both = await given.an_account(Role.OFFICE, name="甲站的另一个人")
    async with county_tx():
        here: Any = {"account": both, "role": Role.CONVENER, "station": case.station}
        await Appointment.insert(Appointment(**here))
    form = {"upheld": "false", "text": "已核对记录，没有少记"}
    assert refused(await case.by(both, f"/answers/{one['id']}", **form)) == [OTHERS]
    assert (await case.by(case.office, f"/answers/{one['id']}", **form)).status_code == 303


async def test_the_leader_of_a_station_does_not_approve_its_score(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await case.notice_over()
    async with county_tx():
        here: Any = {"account": case.leader, "role": Role.CONVENER, "station": case.other}
        await Appointment.insert(Appointment(**here))
    assert refused(await case.by(case.leader, "/approval")) == [OTHERS]
    await case.by(await given.an_account(Role.LEADERSHIP, name="副主席"), "/approval")
    assert await case.stage() == "approved"
