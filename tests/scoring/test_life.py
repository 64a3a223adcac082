"""From self-assessment to locked: who may what and when, what stands, what never moves again."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from asyncpg import PostgresError
from httpx import AsyncClient, Response
from msgspec import structs

from app import ledger
from app.access.roles import Role
from app.access.tables import Appointment
from app.charter.sheets import Indicator, Sheet
from app.dates import in_words, now, today
from app.db import county_tx, row, rows, value
from app.evidence.tables import Photo
from app.ledger import Kind
from app.ledger.posting import reversal
from app.scoring import results
from app.scoring.tables import Assessment
from tests import given
from tests.page import Page, refused
from tests.scoring.test_pages import DAY, FILED, filed, post, scored

pytestmark = pytest.mark.anyio

FILED_60 = structs.replace(FILED, points=10)
PLACE = Indicator("place", "阵地", 40, "manual")
SHEET = Sheet("quarter", "季度表", "station", "quarter", indicators=[FILED_60, PLACE])
ON = "2026-05-06"


async def send(client: AsyncClient, path: str, **form: Any) -> Response:
    return await client.post(path, data=form, headers={"origin": "http://test"})


class Case:
    """One station with two consultations, its clerk, the office, and an assessment."""

    client: AsyncClient
    station: int
    other: int
    id: int = 0

    async def begun(self, client: AsyncClient, sheet: Sheet = SHEET) -> "Case":
        self.client = client
        await scored(sheet)
        self.station, self.other = await given.a_station("甲站"), await given.a_station("乙站")
        await post(filed(self.station), filed(self.station), filed(self.other))
        self.clerk = await given.an_account(Role.TOWNSHIP, station=self.station, name="甲站经办")
        self.office = await given.an_account(Role.OFFICE, name="办公室")
        self.checker = await given.an_account(Role.OFFICE, name="核验的人")
        self.leader = await given.an_account(Role.LEADERSHIP, name="主席")
        await given.sign_in(client, self.office)
        await send(client, "/assessments", sheet=sheet.key, on=ON)
        async with county_tx(readonly=True):
            self.id = await value('SELECT "id" FROM "assessment" WHERE "assessment"."county" = $1')
        return self

    async def by(self, who: int, path: str, **form: Any) -> Response:
        await given.sign_in(self.client, who)
        return await send(self.client, f"/assessments/{self.id}{path}", **form)

    async def verify(self, subject: int, mark: str = "30") -> Response:
        form = {"do": "verify", "mark.place": mark, "why.place": "现场看过"}
        return await self.by(self.checker, f"/marks/{subject}", **form)

    async def noticed(self) -> "Case":
        await self.by(self.office, "/verification")
        await self.verify(self.station)
        await self.verify(self.other)
        assert (await self.by(self.office, "/notice", days="7")).status_code in (200, 303)
        assert await self.stage() == "notice"
        return self

    async def stage(self) -> str:
        async with county_tx(readonly=True):
            return str((await results.assessment_of(self.id))["stage"])

    async def notice_over(self) -> None:
        async with county_tx():
            await Assessment.update({Assessment.notice_until: today() - timedelta(days=1)}).where(
                Assessment.id == self.id
            )

    async def locked(self) -> "Case":
        await self.noticed()
        await self.notice_over()
        await self.by(self.leader, "/approval")
        await self.by(self.office, "/locking")
        assert await self.stage() == "locked"
        return self

    async def page(self, on: str = ON) -> str:
        await given.sign_in(self.client, self.office)
        found = await self.client.get(f"/scores/quarter/{self.station}?on={on}")
        assert found.status_code == 200
        return found.text


async def test_claimed_verified_and_counted(client: AsyncClient) -> None:
    case = await Case().begun(client)
    claim = {"do": "claim", "mark.place": "38.5", "why.place": "五有齐全"}
    await case.by(case.clerk, f"/marks/{case.station}", **claim)
    assert "还没有评定" in await case.page()  # a claim is no mark
    await case.verify(case.station, "35.5")
    page = await case.page()
    assert "评定 35.5" in page
    assert "现场看过" in Page(page).one("main").text
    assert 'id="total" value="55.5"' in page  # 2 × 10 + 35.5
    shown = (await case.client.get(f"/assessments/{case.id}/marks/{case.station}")).text
    assert "五有齐全" in shown
    assert "现场看过" in Page(shown).one("main").text


@pytest.mark.parametrize(
    ("mark", "why", "said"),
    [
        ("40.1", "好", "在 0 到 40 之间"),
        ("-1", "好", "在 0 到 40 之间"),
        ("NaN", "好", "在 0 到 40 之间"),
        ("三十", "好", "请填数字"),
        ("30.55", "好", "最多写 1 位小数"),
        ("30", "", "请写明理由"),
    ],
)
async def test_marks_that_cannot_be_are_refused(
    client: AsyncClient, mark: str, why: str, said: str
) -> None:
    case = await Case().begun(client)
    form = {"do": "verify", "mark.place": mark, "why.place": why}
    answer = await case.by(case.office, f"/marks/{case.station}", **form)
    assert answer.status_code == 422
    assert said in answer.text
    async with county_tx(readonly=True):
        assert await rows('SELECT 1 FROM "mark" WHERE "mark"."county" = $1') == []


async def marks_verified() -> int:
    sql = 'SELECT count(*) FROM "mark" WHERE "mark"."county" = $1 AND "verified" IS NOT NULL'
    async with county_tx(readonly=True):
        return int(await value(sql))


async def test_who_claims_and_who_verifies(client: AsyncClient) -> None:
    case = await Case().begun(client)
    claim = {"do": "claim", "mark.place": "38", "why.place": "齐全"}
    stranger = await given.an_account(Role.TOWNSHIP, station=case.other, name="乙站经办")
    assert (await case.by(stranger, f"/marks/{case.station}", **claim)).status_code == 403
    assert (await case.by(case.office, f"/marks/{case.station}", **claim)).status_code == 403
    own = {**claim, "do": "verify"}
    assert (await case.by(case.clerk, f"/marks/{case.station}", **own)).status_code == 403
    both = await given.an_account(Role.OFFICE, name="甲站经办")
    await case.by(case.clerk, f"/marks/{case.station}", **claim)
    async with county_tx():  # an account with two posts: what it says for one it does not verify
        here: Any = {"account": both, "role": Role.TOWNSHIP, "station": case.station}
        await Appointment.insert(Appointment(**here))
    answer = await case.by(both, f"/marks/{case.station}", **own)
    own_mark = "「阵地」是您自评的、照片是您传的，或者您就是被考核的一方，请别人核验。"
    assert refused(answer) == [own_mark]
    assert await marks_verified() == 0
    namesake = await given.an_account(Role.OFFICE, name="甲站经办")
    await case.by(namesake, f"/marks/{case.station}", **own)
    assert await marks_verified() == 1
    await case.by(case.office, "/verification")
    late = await case.by(case.clerk, f"/marks/{case.station}", **claim)
    assert "已经到了「核验」" in late.text


async def test_whoever_claimed_it_before_does_not_verify_it(client: AsyncClient) -> None:
    """Another claimed it anew: both are its authors."""
    case = await Case().begun(client)
    form = {"do": "claim", "mark.place": "30", "why.place": "挂了牌子"}
    async with county_tx():
        await Appointment.insert(
            Appointment(account=case.checker, role=str(Role.TOWNSHIP), station=case.station)
        )
    assert (await case.by(case.checker, f"/marks/{case.station}", **form)).status_code == 303
    async with county_tx():
        spoke = Appointment.role == str(Role.TOWNSHIP), Appointment.account == case.checker
        await Appointment.update({Appointment.ended_at: now()}).where(*spoke)
    anew = {**form, "mark.place": "31", "was.place": "30"}
    assert (await case.by(case.clerk, f"/marks/{case.station}", **anew)).status_code == 303
    own = "「阵地」是您自评的、照片是您传的，或者您就是被考核的一方，请别人核验。"
    assert refused(await case.verify(case.station)) == [own]


async def test_whose_photos_there_are_for_a_claim_does_not_verify_it(client: AsyncClient) -> None:
    """Of claims from before all claimants were kept they tell of others than the last, too."""
    case = await Case().begun(client)
    form = {"do": "claim", "mark.place": "30", "why.place": "挂了牌子"}
    await case.by(case.clerk, f"/marks/{case.station}", **form)
    async with county_tx():
        mark = await value('SELECT "id" FROM "mark" WHERE "mark"."county" = $1')
        theirs = Photo(mark=mark, object="theirs", account=case.checker)
        await Photo.insert(theirs)
    own = "「阵地」是您自评的、照片是您传的，或者您就是被考核的一方，请别人核验。"
    assert refused(await case.verify(case.station)) == [own]
    async with county_tx():
        await Photo.update({Photo.removed_at: now()}).where(Photo.id == theirs.id)
    assert (await case.verify(case.station)).status_code == 303


async def test_of_two_tabs_the_later_sees_what_the_other_wrote(client: AsyncClient) -> None:
    case = await Case().begun(client)
    await case.verify(case.station, "30")
    form = {"do": "verify", "was.place": "", "mark.place": "20", "why.place": "再看"}
    late = await case.by(case.office, f"/marks/{case.station}", **form)
    assert "刚被别人改成了 30" in late.text
    await case.by(case.office, f"/marks/{case.station}", **{**form, "was.place": "30"})
    assert "评定 20" in await case.page()


async def test_evidence_belongs_to_a_mark(client: AsyncClient) -> None:
    """Sent by whose mark it is; no stranger sees that it is there, and it counts as no photo."""
    case = await Case().begun(client)
    claim = {"do": "claim", "mark.place": "38", "why.place": "五有齐全"}
    await case.by(case.clerk, f"/marks/{case.station}", **claim)
    async with county_tx(readonly=True):
        mark = await value('SELECT "id" FROM "mark" WHERE "mark"."county" = $1')
    photo = {"kind": "mark", "id": str(mark), "size": "1000", "type": "image/jpeg"}
    assert (await client.post("/photos", data=photo)).status_code == 200
    shown = await client.get(f"/assessments/marks/{mark}")
    assert shown.headers["location"].endswith(f"/assessments/{case.id}/marks/{case.station}")
    elsewhere = await given.an_account(Role.TOWNSHIP, station=case.other, name="乙站经办")
    await given.sign_in(client, elsewhere)
    assert (await client.post("/photos", data=photo)).status_code == 404
    await case.by(case.office, "/verification")
    await case.verify(case.station)
    await case.verify(case.other)
    await case.by(case.office, "/notice", days="7")
    await given.sign_in(client, case.clerk)
    assert (await client.post("/photos", data=photo)).status_code == 422


async def test_the_notice_waits_for_records_and_marks(client: AsyncClient) -> None:
    case = await Case().begun(client)
    await case.by(case.office, "/verification")
    assert "还有 2 项人工评定" in (await case.by(case.office, "/notice", days="7")).text
    await case.verify(case.station)
    await case.verify(case.other)
    for days in ("2", "61", "", "x"):
        assert "公示 3 到 60 天" in (await case.by(case.office, "/notice", days=days)).text
    assert await case.stage() == "verifying"


async def test_a_period_that_is_not_over_is_not_published(client: AsyncClient) -> None:
    case = await Case().begun(client, structs.replace(SHEET, indicators=[FILED]))
    await given.sign_in(client, case.office)
    await send(client, "/assessments", sheet="quarter", on=str(today()))
    async with county_tx(readonly=True):
        case.id = await value('SELECT max("id") FROM "assessment" WHERE "assessment"."county" = $1')
    await case.by(case.office, "/verification")
    assert "要等到" in (await case.by(case.office, "/notice", days="7")).text
    later = await send(client, "/assessments", sheet="quarter", on=str(today() + timedelta(200)))
    assert "还没有开始" in later.text


async def test_what_is_published_stands_and_everybody_sees_it(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await post(filed(case.station))
    client.cookies.clear()
    page = await client.get(f"/scores/quarter/{case.station}?on={ON}")
    assert 'id="total" value="50.0"' in page.text  # 2 × 10 + 30, as it was
    assert "刚才照存档重算，结果相同" in Page(page).texts(".now-line span")
    opened = await client.get(f"/scores/quarter/{case.station}/filed?on={ON}")
    assert opened.text.count('<p class="meta">') == 2 + opened.text.count("never")


async def test_approval_waits_for_the_notice_and_the_answers(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    (why,) = refused(await case.by(case.leader, "/approval"))
    assert why == f"公示到 {in_words(today() + timedelta(days=7))} 为止，之后才能审定。"
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="filed", text="少了一场")
    await case.notice_over()
    assert "还有 1 件申诉没有答复" in (await case.by(case.leader, "/approval")).text
    assert (await case.by(case.office, "/approval")).status_code == 403
    async with county_tx(readonly=True):
        one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    await case.by(case.office, f"/answers/{one}", upheld="false", text="那一场没有办完")
    await case.by(case.leader, "/approval")
    assert await case.stage() == "approved"


async def test_of_two_who_approve_at_once_one_does(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await case.notice_over()
    await given.sign_in(client, case.leader)
    both = await asyncio.gather(
        send(client, f"/assessments/{case.id}/approval"),
        send(client, f"/assessments/{case.id}/approval"),
    )
    refused = [each for each in both if "已经到了「已审定」" in each.text]
    assert len(refused) == 1
    assert await case.stage() == "approved"


async def test_a_locked_sheet_gives_the_same_number_for_ever(client: AsyncClient) -> None:
    """After changes of charter and of data: the same numbers, the same records."""
    case = await (await Case().begun(client)).locked()
    await case.page()  # says what was done, once
    before = (await case.page()).replace("乙", "")
    dearer = structs.replace(SHEET, indicators=[structs.replace(FILED_60, points=30), PLACE])
    await scored(dearer, on=date(2021, 2, 1))
    yearly = structs.replace(dearer, period="year")  # even its periods are others now
    await scored(yearly, on=date(2021, 3, 1))
    await post(filed(case.station), filed(case.station))
    await take_back_one(case.station)
    page = await case.page()
    assert 'id="total" value="50.0"' in page
    assert "2 × 10" in page
    assert "刚才照存档重算，结果相同" in Page(page).texts(".now-line span")
    assert len(before) - len(page) < 100
    async with county_tx(readonly=True):
        again = await results.standing("quarter", DAY)
        entries = await rows('SELECT * FROM "settled_entry" WHERE "settled_entry"."county" = $1')
    assert again.same
    assert {each.subject: each.total for each in again.scores} == again.kept
    assert len(entries) == 3


async def take_back_one(station: int) -> None:
    async with county_tx():
        first = await row(
            'SELECT * FROM "ledger" WHERE "ledger"."county" = $1'
            ' AND "station" = $2 AND "kind" = $3 ORDER BY "id" LIMIT 1',
            station,
            str(Kind.CONSULTATION_FILED),
        )
        await ledger.post(reversal(first, today(), None))


async def test_what_is_taken_back_after_locking_falls_into_the_next(client: AsyncClient) -> None:
    """Visibly: with a note, and the reversal among the records."""
    case = await (await Case().begun(client)).locked()
    await take_back_one(case.station)
    now = str(today())
    page = await case.page(on=now)
    assert "含以前各期的冲销 -1" in page
    assert "-1 × 10" in page
    opened = (await client.get(f"/scores/quarter/{case.station}/filed?on={now}")).text
    assert "冲销" in Page(opened).one("main .list").text
    assert 'id="counted" value="-1"' in opened
    assert 'id="total" value="50.0"' in await case.page()


async def test_before_locking_it_vanishes_from_its_own_period(client: AsyncClient) -> None:
    case = await Case().begun(client)
    await take_back_one(case.station)
    assert "1 × 10" in await case.page()
    assert "0 × 10" in await case.page(on=str(today()))


async def test_the_database_itself_holds_what_is_approved(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).locked()
    for sql in (
        'DELETE FROM "settled" WHERE "settled"."county" = $1',
        'DELETE FROM "settled_entry" WHERE "settled_entry"."county" = $1',
        """UPDATE "assessment" SET "stage" = 'notice' WHERE "assessment"."county" = $1""",
    ):
        with pytest.raises(PostgresError):
            async with county_tx():
                await value(sql)
    assert await case.stage() == "locked"


async def test_strangers_read_no_titles_of_what_is_not_public(client: AsyncClient) -> None:
    """That it is there they see; and where a record counted only who may read it."""
    case = await Case().begun(client)
    topic = await given.a_topic(case.station, title="不公开的难事")
    await post(filed(case.station, topic=topic))
    await case.noticed()
    opened = f"/scores/quarter/{case.station}/filed?on={ON}"
    client.cookies.clear()
    page = (await client.get(opened)).text
    assert "不公开的难事" not in page
    assert 'id="counted" value="3"' in page
    elsewhere = await given.an_account(Role.TOWNSHIP, station=case.other, name="乙站经办")
    await given.sign_in(client, elsewhere)
    assert "不公开的难事" not in (await client.get(opened)).text
    assert (await client.get(f"/counted/topic/{topic}")).status_code == 404
    await given.sign_in(client, case.clerk)
    assert "不公开的难事" in (await client.get(opened)).text
    assert "季度表" in (await client.get(f"/counted/topic/{topic}")).text
