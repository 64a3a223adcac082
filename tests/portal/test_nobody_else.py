"""Where all who hold a step are parties to it, it falls to the next; where nobody is left at all,
the office's list and the page say so. On desks is what whoever reads may do.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment
from app.activities.tables import Activity
from app.dates import now, today
from app.db import county_tx, current_realm, value
from app.outcomes.tables import Answer, Commitment, Progress
from app.portal import nobodys
from app.scoring.tables import Appeal, Assessment, Mark
from app.stations.tables import StandardCheck
from tests import given
from tests.conftest import Browser, browser
from tests.outcomes.test_own import OTHERS, owed_by
from tests.outcomes.test_pages import OUTCOME
from tests.page import Page, refused
from tests.portal.test_county import REVIEW, titles

pytestmark = pytest.mark.anyio
DECLINE = REVIEW | {"reason": "beyond"}
TITLE = "村口路灯坏了三个月"
TASK = "修好村口路灯"
UNHELD = "/desk/county?shown=unheld"
# As many more of a matter, each older.
OLDER = """
    INSERT INTO topic SELECT (jsonb_populate_record(topic, jsonb_build_object('id', topic.id - n,
        'follow_code', topic.follow_code || n, 'ring_since', topic.ring_since - n))).*
    FROM topic, generate_series(1, $2::int) AS n WHERE topic.id = $1
"""


async def tags(client: AsyncClient, path: str = "/desk") -> list[str]:
    return Page(await client.get(path)).texts(".task .tag")


class People:
    """A browser each."""

    def __init__(self, county: int) -> None:
        self.county = county
        self.open: list[Browser] = []

    async def one(self, *roles: Role, **where: Any) -> tuple[Browser, int]:
        each = browser(f"/c{self.county}")
        self.open.append(each)
        return each, await given.signed_in(each, *roles, **where)

    async def aclose(self) -> None:
        for each in self.open:
            await each.aclose()


@pytest.fixture
async def people(county: int) -> Any:
    found = People(county)
    yield found
    await found.aclose()


async def test_the_only_clerk_who_raised_it_leaves_it_to_the_office(people: People) -> None:
    town = await given.a_station()
    clerk, raiser = await people.one(Role.TOWNSHIP, station=town)
    office, _id = await people.one(Role.OFFICE)
    topic = await given.a_topic(town, raiser=raiser)
    assert await titles(clerk) == []
    assert await titles(office) == [TITLE]
    assert "没有别人担任乡镇（街道）经办" in await tags(office)
    assert "没有别人担任乡镇（街道）经办" in await tags(office, "/desk/county?shown=unheld")
    page = Page(await clerk.get(f"/topics/{topic}"))
    assert page.all("#turn-title") == []
    assert "都是经手人或者当事人" in page.one("#whose").text
    sent = await clerk.post(f"/topics/{topic}/review", data=DECLINE)
    assert any(OTHERS in each for each in refused(sent))
    assert (await office.post(f"/topics/{topic}/review", data=DECLINE)).status_code == 303


async def test_another_clerk_comes_before_the_office(people: People) -> None:
    town = await given.a_station()
    clerk, raiser = await people.one(Role.TOWNSHIP, station=town)
    other, _id = await people.one(Role.TOWNSHIP, station=town)
    office, _id = await people.one(Role.OFFICE)
    topic = await given.a_topic(town, raiser=raiser)
    assert [await titles(each) for each in (clerk, other, office)] == [[], [TITLE], []]
    assert await titles(office, "/desk/county?shown=unheld") == []
    page = Page(await clerk.get(f"/topics/{topic}"))
    assert "您自己经手的" in page.one("#whose").text
    assert refused(await office.post(f"/topics/{topic}/review", data=DECLINE)) == [
        "「镇街初筛」不由您办理。"
    ]
    assert (await other.post(f"/topics/{topic}/review", data=DECLINE)).status_code == 303


async def test_the_party_does_not_approve_what_it_raised(people: People) -> None:
    party, raiser = await people.one(Role.PARTY)
    office, _id = await people.one(Role.OFFICE)
    topic = await given.a_topic(await given.a_station(), ring="报党委审定", raiser=raiser)
    assert (await titles(party), await titles(office)) == ([], [TITLE])
    form = {"version": "0", "approved": "true", "document": "县委〔2026〕3号"}
    sent = await party.post(f"/topics/{topic}/approval", data=form)
    assert any(OTHERS in each for each in refused(sent))
    assert (await office.post(f"/topics/{topic}/approval", data=form)).status_code == 303


async def test_a_county_with_one_office_account_leaves_adoption_to_the_leadership(
    people: People,
) -> None:
    """It reported, so it cannot adopt; and nobody is of the Party."""
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    office, _id = await people.one(Role.OFFICE)
    leader, _id = await people.one(Role.LEADERSHIP)
    assert (await office.post(f"/topics/{topic}/outcomes", data=OUTCOME)).status_code == 303
    assert (await titles(office), await titles(leader)) == ([], [TITLE])
    assert await titles(office, "/desk/county?shown=unheld") == [TITLE]
    form = {"version": "1", "adopted": "true"}
    sent = await office.post(f"/topics/{topic}/adoption", data=form)
    assert any(OTHERS in each for each in refused(sent))
    assert (await leader.post(f"/topics/{topic}/adoption", data=form)).status_code == 303


async def test_where_nobody_exists_the_page_and_the_list_say_so(people: People) -> None:
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    office, _id = await people.one(Role.OFFICE)
    await office.post(f"/topics/{topic}/outcomes", data=OUTCOME)
    assert await titles(office, "/desk/county?shown=unheld") == [TITLE]
    assert "没有别人担任党委、政协办公室" in await tags(office, "/desk/county?shown=unheld")
    page = Page(await office.get(f"/topics/{topic}"))
    assert "现在没有人可以办理" in page.one("#standing").text
    assert "请另登记一个账号来担任" in page.one("#whose").text
    assert page.one("#whose a[href$='/people']").text == "去登记"
    nudged = await office.post(f"/desk/county/{topic}/nudge")
    assert "催不到人" in refused(nudged)[0]
    other, _id = await people.one(Role.OFFICE)
    assert (await titles(office), await titles(other)) == ([], [TITLE])
    form = {"version": "1", "adopted": "true"}
    assert (await other.post(f"/topics/{topic}/adoption", data=form)).status_code == 303


async def test_who_carried_it_out_leaves_the_look_back_to_others(people: People) -> None:
    topic = await given.a_topic(await given.a_station(), ring="回头看")
    office, me = await people.one(Role.OFFICE)
    await owed_by(topic, me)
    leader, _id = await people.one(Role.LEADERSHIP)
    assert (await titles(office), await titles(leader)) == ([], [TITLE])
    form = {"version": "0", "opinion": "看过了，都好。"}
    assert (await leader.post(f"/topics/{topic}/passage", data=form)).status_code == 303


async def test_the_desk_offers_a_rating_only_to_who_may_rate(people: People) -> None:
    member, me = await people.one(Role.MEMBER)
    station = await given.a_station()
    asked: Any = {"ring": "答复评价", "stage": "answered", "raiser": me, "held_by": []}
    mine, other = [await given.a_topic(station, title=each, **asked) for each in ("甲事", "乙事")]
    async with county_tx():
        for topic in (mine, other):
            await Answer.insert(Answer(topic=topic, text="路灯已经修好。", happened_on=today()))
    assert await titles(member) == ["甲事", "乙事"]
    await owed_by(mine, me)
    assert await titles(member) == ["乙事"]
    assert (await member.get("/desk/next")).headers["location"].endswith(f"/topics/{other}")


async def reported_by(account: int, topic: int) -> int:
    """A department without an account: the office reports for it."""
    done: dict[Any, Any] = {"done_on": today()}
    async with county_tx():
        made = await given.a_commitment(topic, await given.a_department("住建局"), today())
        await Commitment.update(done).where(Commitment.id == made)
        await Progress.insert(
            Progress(commitment=made, text="装好了", account=account, happened_on=today())
        )
    return made


KEPT = {"accepted": "true"}


async def test_who_reported_a_commitment_done_leaves_its_verification(people: People) -> None:
    topic = await given.a_topic(await given.a_station(), ring="落实")
    office, me = await people.one(Role.OFFICE)
    made = await reported_by(me, topic)
    path = f"/commitments/{made}"
    assert TASK not in await titles(office)
    page = Page(await office.get(path))
    assert "请另登记一个账号来办" in page.one("#whose").text
    assert "没有别人可以核验" in await tags(office, "/desk/county?shown=unheld")
    leader, _id = await people.one(Role.LEADERSHIP)
    assert await titles(leader) == [TASK]
    assert await titles(office, "/desk/county?shown=unheld") == []
    assert Page(await office.get(path)).all("#whose") == []
    other, _id = await people.one(Role.COMMITTEE)
    assert (await titles(leader), await titles(other)) == ([], [TASK])
    assert "须由别人核验" in refused(await office.post(f"{path}/verification", data=KEPT))[0]
    assert (await leader.post(f"{path}/verification", data=KEPT)).status_code == 303


async def an_activity(station: int, account: int) -> int:
    one = Activity(
        kind="proposal", title="修路提案", happened_on=today(), station=station, account=account,
        reported_by="张三",
    )  # fmt: skip
    await Activity.insert(one)
    return int(one.id)


async def test_who_reported_an_activity_leaves_its_verification(people: People) -> None:
    office, me = await people.one(Role.OFFICE)
    station = await given.a_station()
    async with county_tx():
        one = await an_activity(station, me)
    page = Page(await office.get(f"/activities/{one}"))
    assert "请另登记一个账号来办" in page.one("#whose").text
    assert await tags(office) == ["没有别人可以核验 1"]
    leader, _id = await people.one(Role.LEADERSHIP)
    assert await titles(office) == []
    assert await titles(leader) == ["等待核验 1"]
    other, _id = await people.one(Role.COMMITTEE)
    assert (await titles(leader), await titles(other)) == ([], ["等待核验 1"])
    path = f"/activities/{one}/verification"
    assert any(OTHERS in each for each in refused(await office.post(path, data=KEPT)))
    assert (await leader.post(path, data=KEPT)).status_code == 303


async def an_appeal(account: int, subject: str) -> int:
    version = await value('SELECT max("id") FROM "charter" WHERE "charter"."county" = $1')
    held = Assessment(
        sheet="quarter", charter=version, opened_by="李", begins=date(2026, 4, 1),
        ends=date(2026, 6, 30),
    )  # fmt: skip
    await Assessment.insert(held)
    one = Appeal(
        assessment=held.id, subject=subject, indicator="place", text="少了一场", account=account,
        person="李", points_before=Decimal(1), total_before=Decimal(1),
    )  # fmt: skip
    await Appeal.insert(one)
    return int(one.id)


async def test_an_appeal_of_the_only_office_account_is_the_leadership_s(people: People) -> None:
    office, me = await people.one(Role.OFFICE)
    async with county_tx():
        await an_appeal(me, "1")
    assert (await titles(office), await tags(office)) == (["少了一场"], ["没有别人可以答复"])
    leader, _id = await people.one(Role.LEADERSHIP)
    assert (await titles(office), await titles(leader)) == ([], ["少了一场"])
    other, _id = await people.one(Role.OFFICE)
    assert (await titles(leader), await titles(other)) == ([], ["少了一场"])


async def test_who_showed_a_standard_leaves_its_verification(people: People) -> None:
    office, me = await people.one(Role.OFFICE)
    station = await given.a_station()
    async with county_tx():
        check = StandardCheck(
            station=station, standard="三有", item="system", called="有场所", account=me,
            shown_by="张三", state="shown",
        )  # fmt: skip
        await StandardCheck.insert(check)
    path = f"/stations/checks/{check.id}"
    assert "请另登记一个账号来办" in Page(await office.get(path)).one("#whose").text
    assert await tags(office) == ["没有别人可以核验 1"]
    leader, _id = await people.one(Role.LEADERSHIP)
    assert (await titles(office), await titles(leader)) == ([], ["等待核验 1"])
    assert (await leader.get("/desk/next")).headers["location"].endswith("?only=mine")
    assert Page(await office.get(path)).all("#whose") == []
    other, _id = await people.one(Role.COMMITTEE)
    assert (await titles(leader), await titles(other)) == ([], ["等待核验 1"])
    assert (await leader.post(f"{path}/verification", data=KEPT)).status_code == 303


async def a_mark(account: int | None, by: str, subject: str) -> int:
    version = await value('SELECT max("id") FROM "charter" WHERE "charter"."county" = $1')
    held = Assessment(
        sheet="quarter", charter=version, opened_by="李", begins=date(2026, 7, 1),
        ends=date(2026, 9, 30),
    )  # fmt: skip
    await Assessment.insert(held)
    await Mark.insert(
        Mark(
            assessment=held.id,
            subject=subject,
            indicator="place",
            claimed=Decimal(9),
            claim="五有齐全",
            claimed_by=by,
            claimed_account=account,
            claimed_at=now(),
        )
    )
    return int(held.id)


async def named(people: People, role: Role, name: str) -> tuple[Browser, int]:
    each, account = await people.one(role)
    async with county_tx():
        await AccountRow.update({AccountRow.name: name}).where(AccountRow.id == account)
    return each, account


@pytest.mark.parametrize("by_account", [True, False])
async def test_who_claimed_a_mark_leaves_its_verification(
    people: People, *, by_account: bool
) -> None:
    """Claims from before accounts were kept are told by the claimant's name."""
    office, me = await people.one(Role.OFFICE)
    station = await given.a_station()
    async with county_tx():
        held = await a_mark(me if by_account else None, "张三", str(station))
    path = f"/assessments/{held}/marks/{station}"
    assert "请另登记一个账号来办" in Page(await office.get(path)).one("#whose").text
    assert await tags(office) == ["没有别人可以核验 1"]
    leader, _id = await named(people, Role.LEADERSHIP, "乙")
    assert (await titles(office), await titles(leader)) == ([], ["等待核验 1"])
    next_one = (await leader.get("/desk/next")).headers["location"]
    assert next_one.endswith(f"/assessments/{held}?only=mine")
    assert Page(await office.get(path)).all("#whose") == []
    other, _id = await named(people, Role.COMMITTEE, "丙")
    assert (await titles(leader), await titles(other)) == ([], ["等待核验 1"])
    form = {"do": "verify", "mark.place": "8", "why.place": "现场看过"}
    assert (await leader.post(path, data=form)).status_code == 303
    assert await titles(other) == []


async def test_a_wish_of_the_only_office_account_is_told(people: People) -> None:
    office, _me = await people.one(Role.OFFICE)
    await office.post("/account/data", data={"kind": "access", "words": "想看看"})
    async with county_tx(readonly=True):
        wish = await value('SELECT max("id") FROM "wish" WHERE "wish"."county" = $1')
    page = Page(await office.get(f"/wishes/{wish}"))
    assert "请另登记一个账号来办" in page.one("#whose").text
    await people.one(Role.OFFICE)
    assert Page(await office.get(f"/wishes/{wish}")).all("#whose") == []


# Each place where somebody verifies, approves or answers: its page tells that nobody is left, and
# above it is walked. What asks `own` or `check_other` and stands nowhere here is a new place.
PLACES = {
    "app/topics/judging.py": "templates/topics/_now.html",
    "app/outcomes/commitments.py": "templates/outcomes/_commitment.html",
    "app/activities/pages.py": "templates/activities/show.html",
    "app/stations/checks.py": "templates/stations/check.html",
    "app/scoring/assessment/marking.py": "templates/scoring/marks.html",
    "app/scoring/assessment/appealing.py": "templates/scoring/answer.html",
    "app/scoring/assessment/pages.py": "templates/scoring/assessment.html",
    "app/persons/pages.py": "templates/persons/show.html",
}


def test_every_place_where_somebody_judges_tells_that_nobody_is_left() -> None:
    asks = {
        str(path)
        for path in Path("app").rglob("*.py")
        if re.search(r"app.access.own import .*\b(own|check_other)\b", path.read_text())
    }
    asks.discard("app/consultations/rights.py")  # nothing waits to be called exemplary
    asks.discard("app/outcomes/reinstating.py")  # nothing waits to come back
    asks.discard("app/scoring/assessment/retracting.py")  # nor to be taken back
    asks.discard("app/scoring/assessment/undoing.py")  # nor an assessment to go back
    assert asks <= PLACES.keys()
    for template in PLACES.values():
        text = Path(template).read_text()
        assert "_nobody_verifies.html" in text or "hands.vacant" in text, template


async def at_notice(sheet: str, until: date) -> int:
    version = await value('SELECT max("id") FROM "charter" WHERE "charter"."county" = $1')
    held = Assessment(
        sheet=sheet, charter=version, opened_by="李", begins=date(2026, 4, 1),
        ends=date(2026, 6, 30), stage="notice", notice_until=until, noticed_at=now(),
    )  # fmt: skip
    await Assessment.insert(held)
    return int(held.id)


async def test_a_sheet_waits_on_the_desk_of_whoever_may_approve_it(people: People) -> None:
    """From the day after the notice on; then for another of the leadership; then for the office."""
    office, _id = await people.one(Role.OFFICE)
    async with county_tx():
        first = await at_notice("quarter", today() - timedelta(days=1))
        await at_notice("year", today())
    assert (len(await titles(office)), await tags(office)) == (1, ["没有别人可以审定"])
    assert (
        "请另登记一个账号来办" in Page(await office.get(f"/assessments/{first}")).one("#whose").text
    )
    station = await given.a_station()
    own, me = await people.one(Role.LEADERSHIP)
    async with county_tx():
        keeps = Appointment(account=me, role=Role.CONVENER, station=station)
        await Appointment.insert(keeps)
    assert (await titles(own), len(await titles(office))) == ([], 1)
    leader, _id = await people.one(Role.LEADERSHIP)
    waits = [len(await titles(each)) for each in (own, leader, office)]
    assert (waits, await tags(leader)) == ([0, 1, 0], [])
    assert (await leader.get("/desk/next")).headers["location"].endswith(f"/assessments/{first}")
    async with county_tx():
        await an_appeal_of(first)
    assert await titles(leader) == ["少了一场"]  # is answered first: it is the office's own


async def an_appeal_of(assessment: int) -> None:
    account = await value('SELECT min("id") FROM "account" WHERE "account"."county" = $1')
    worth: Any = {"points_before": Decimal(1), "total_before": Decimal(1)}
    said: Any = {"subject": "1", "indicator": "place", "text": "少了一场", "person": "李"}
    one = Appeal(None, False, assessment=assessment, account=account, **said, **worth)
    await Appeal.insert(one)


async def test_what_nobody_may_take_is_found_however_much_waits_longer(
    people: People, superuser: Any
) -> None:
    town, held = await given.a_station(), await given.a_station()
    await people.one(Role.TOWNSHIP, station=held)
    office, _id = await people.one(Role.OFFICE)
    leader, _id = await people.one(Role.LEADERSHIP)
    older = await given.a_topic(held, title="有人办的事")
    await given.a_topic(town)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(OLDER, older, 3_100)
    assert await titles(office, UNHELD) == await titles(office) == [TITLE]
    assert (await titles(leader, UNHELD), await titles(leader)) == ([TITLE], [])


async def test_what_all_who_hold_it_are_parties_to_is_found_behind_any_number(
    people: People, superuser: Any
) -> None:
    """Its only clerk raised it. Behind as many as pages look at themselves it is found when the
    worker has looked, and goes when somebody is there.
    """
    town, held = await given.a_station(), await given.a_station()
    await people.one(Role.TOWNSHIP, station=held)
    _clerk, raiser = await people.one(Role.TOWNSHIP, station=town)
    office, _id = await people.one(Role.OFFICE)
    older = await given.a_topic(held, title="有人办的事")
    topic = await given.a_topic(town, raiser=raiser)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(OLDER, older, 3_100)
    assert await titles(office, UNHELD) == await titles(office) == []
    await look()
    assert await titles(office, UNHELD) == await titles(office) == [TITLE]
    figure = Page(await office.get(UNHELD)).one('.filters a[href$="unheld"] data').text
    assert figure == "1"
    assert await titles(office, f"{UNHELD}&after={today()}-{topic}") == []
    await people.one(Role.TOWNSHIP, station=town)
    assert await titles(office, UNHELD) == await titles(office) == []
    await look()
    async with county_tx(readonly=True):
        assert await value('SELECT count(*) FROM "nobodys" WHERE "nobodys"."county" = $1') == 0


async def look() -> None:
    """As the worker does, a batch at a time."""
    nobodys.begun.clear()
    assert current_realm.get() in await nobodys.due()
    while await nobodys.look_some():
        pass


async def test_what_nobody_may_take_is_found_after_each_change(
    people: People, superuser: Any
) -> None:
    """Of a topic its roles and of a station those that are held there, as texts beside them."""
    town = await given.a_station()
    office, _id = await people.one(Role.OFFICE)
    topic = await given.a_topic(town)
    assert await titles(office, UNHELD) == [TITLE]
    _browser, who = await people.one(Role.TOWNSHIP, station=town)
    assert await titles(office, UNHELD) == []
    other = "UPDATE topic SET held_by = $2, instead = $3 WHERE id = $1 RETURNING held_as"
    roles = ["party"], ["committee"]
    assert await superuser.fetchval(other, topic, *roles) == "party,committee"
    assert await titles(office, UNHELD) == await titles(office) == [TITLE]
    assert await superuser.fetchval(other, topic, ["party"], ["township"]) == "party,township"
    assert await titles(office, UNHELD) == []
    await superuser.execute("UPDATE account SET disabled_at = now() WHERE id = $1", who)
    assert await titles(office, UNHELD) == await titles(office) == [TITLE]
    await superuser.execute("UPDATE topic SET held_by = '{}' WHERE id = $1", topic)
    assert await titles(office, UNHELD) == []
