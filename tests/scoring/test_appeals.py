"""Appeals against a score: their effect is seen before the answer, and who gives it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.access.own import OTHERS
from app.access.tables import AccountRow
from app.dates import now, today
from app.db import county_tx, row, rows, value
from app.scoring.tables import Appeal, Assessment
from tests import given
from tests.ledger.reasons import reasons
from tests.page import Page, refused
from tests.scoring.test_life import FILED_60, ON, PLACE, SHEET, Case
from tests.scoring.test_pages import FILED, filed, post

pytestmark = pytest.mark.anyio


async def test_an_appeal_shows_its_effect(client: AsyncClient) -> None:
    """Of a manual mark: the mark as it is changed. Of a counted one: the records of today."""
    case = await (await Case().begun(client)).noticed()
    appeal = {"indicator": "place", "text": "新挂了牌子"}
    await case.by(case.clerk, f"/appeals/{case.station}", **appeal)
    async with county_tx(readonly=True):
        one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    answer = {"upheld": "true", "mark": "39", "text": "属实"}
    too_much = await case.by(case.office, f"/answers/{one}", **{**answer, "mark": "41"})
    assert "在 0 到 40 之间" in too_much.text
    await case.by(case.office, f"/answers/{one}", **answer)
    async with county_tx(readonly=True):
        found = await row('SELECT * FROM "appeal" WHERE "appeal"."county" = $1')
    assert (found["points_before"], found["points_after"]) == (Decimal("30.0"), Decimal("39.0"))
    assert (found["total_before"], found["total_after"]) == (Decimal("50.0"), Decimal("59.0"))
    page = (await client.get(f"/assessments/{case.id}")).text
    assert "30.0 → 39.0" in page
    assert 'id="total" value="59.0"' in await case.page()
    await post(filed(case.station), filed(case.other))
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="filed", text="少了一场")
    async with county_tx(readonly=True):
        one = await value('SELECT max("id") FROM "appeal" WHERE "appeal"."county" = $1')
    await case.by(case.office, f"/answers/{one}", upheld="true", text="补上了")
    assert 'id="total" value="69.0"' in await case.page()  # 3 × 10 + 39: the mark stays
    ranking = (await client.get(f"/scores/quarter?on={ON}")).text
    assert 'value="40.0"' in ranking  # the other station's as published: 10 + 30
    again = await case.by(case.office, f"/answers/{one}", upheld="false", text="再想想")
    assert "已经答复过了" in refused(again, status=409)[0]


async def test_who_verified_the_mark_does_not_answer(client: AsyncClient) -> None:
    """Nor whoever did so before it was verified anew; of what is counted they do."""
    case = await (await Case().begun(client)).noticed()
    for key in ("place", "filed"):
        await case.by(case.clerk, f"/appeals/{case.station}", indicator=key, text="少了一场")
    place, counts = [each["id"] for each in await appeals()]
    answer = {"upheld": "false", "text": "照原来的"}
    told = await case.by(case.checker, f"/answers/{place}", **answer)
    assert refused(told) == [OTHERS]
    await given.sign_in(client, case.checker)
    page = Page(await client.get(f"/assessments/{case.id}/answers/{place}"))
    assert page.all("main form") == []
    assert (await case.by(case.checker, f"/answers/{counts}", **answer)).status_code == 303
    assert (await case.by(case.office, f"/answers/{place}", **answer)).status_code == 303


async def appeals() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows('SELECT * FROM "appeal" WHERE "appeal"."county" = $1 ORDER BY "id"')


async def test_an_answer_that_was_wrong_goes_back_with_all_that_it_changed(
    client: AsyncClient,
) -> None:
    """A mark, then records that came too late; the later one first, and each is answered anew."""
    case = await (await Case().begun(client)).noticed()
    before = await settled(case)
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="place", text="新挂了牌子")
    (first,) = await appeals()
    answer = {"upheld": "true", "mark": "39", "text": "属实"}
    assert (await case.by(case.office, f"/answers/{first['id']}", **answer)).status_code == 303
    marked = await settled(case)
    await post(filed(case.station))
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="filed", text="少了一场")
    second = (await appeals())[1]
    await case.by(case.office, f"/answers/{second['id']}", upheld="true", text="补上了")
    assert marked != await settled(case)
    paths = [f"/answers/{each['id']}/retraction" for each in (first, second)]
    why = {"reason": "看错了照片"}
    assert (await case.by(case.clerk, paths[1], **why)).status_code == 403
    said = "后来又有一件申诉改了分，请先撤回那一件的答复。"
    assert refused(await case.by(case.office, paths[0], **why)) == [said]
    assert "请写明撤回的缘由，不超过 200 字。" in refused(
        await case.by(case.office, paths[1], reason=" ")
    )
    assert (await case.by(case.office, paths[1], **why)).status_code == 303
    assert await settled(case) == marked
    assert (await case.by(case.office, paths[0], **why)).status_code == 303
    assert await settled(case) == before
    assert (await case.by(case.office, paths[0], **why)).status_code == 409
    assert await reasons() == ["看错了照片"] * 2
    found = await appeals()
    assert [each["retracted_reason"] for each in found] == ["看错了照片"] * 2 + [""] * 2
    assert [each["answer"] for each in found] == ["属实", "补上了", "", ""]
    waits = found[3]
    assert (waits["text"], waits["indicator"], waits["account"], waits["raised_at"]) == tuple(
        first[each] for each in ("text", "indicator", "account", "raised_at")
    )
    await given.sign_in(client, case.clerk)
    page = Page(await client.get(f"/assessments/{case.id}"))
    for each in (first, second):
        told = page.one(f"#appeal-{each['id']}")
        assert "答复已撤回：看错了照片" in told.text
        assert each["answer"] in told.text
    over = {"upheld": "false", "text": "照原来的"}
    await case.by(case.office, f"/answers/{waits['id']}", **over)
    assert await settled(case) == before
    assert (await case.by(case.office, f"/answers/{waits['id']}/retraction", **why)).is_redirect
    await case.notice_over()
    async with county_tx():
        await Assessment.update({Assessment.stage: "approved"}).where(Assessment.id == case.id)
    one = f"/answers/{found[2]['id']}/retraction"
    assert (await case.by(case.office, one, **why)).status_code == 409


async def settled(case: Case) -> list[tuple[Any, ...]]:
    """All that stands of everybody, with the records behind it, and the mark."""
    async with county_tx(readonly=True):
        kept = await rows(SETTLED, case.id)
    return [tuple(each.values()) for each in kept]


SETTLED = """
    SELECT "subject", "facts", "total", "rank", ARRAY(
        SELECT "entry" FROM "settled_entry" WHERE "settled_entry"."county" = $1
           AND "settled_entry"."assessment" = $2
           AND "settled_entry"."subject" = "settled"."subject" ORDER BY "entry") AS entries,
        (SELECT "verified" FROM "mark" WHERE "mark"."county" = $1 AND "mark"."assessment" = $2
            AND "mark"."subject" = "settled"."subject" AND "indicator" = 'place') AS mark
    FROM "settled" WHERE "settled"."county" = $1 AND "assessment" = $2 ORDER BY "subject"
"""


async def test_nobody_takes_back_the_answer_to_their_own_appeal(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    async with county_tx():
        one = Appeal(
            assessment=case.id, subject=str(case.station), indicator="place", text="少了一场",
            account=case.office, person="李", points_before=Decimal(1), total_before=Decimal(1),
            upheld=False, answer="不对", answered_by="王", answered_at=now(),
        )  # fmt: skip
        await Appeal.insert(one)
    path = f"/answers/{one.id}/retraction"
    assert (await case.by(case.office, path, reason="再看看")).status_code == 422
    assert (await appeals())[0]["retracted_at"] is None
    await given.sign_in(client, case.office)
    assert Page(await client.get(f"/assessments/{case.id}/answers/{one.id}")).all("main form") == []


async def test_what_was_upheld_before_its_effect_was_kept_stays(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    async with county_tx():
        one = Appeal(
            assessment=case.id, subject=str(case.station), indicator="place", text="少了一场",
            account=case.clerk, person="李", points_before=Decimal(1), total_before=Decimal(1),
            upheld=True, answer="对", answered_by="王", answered_at=now(),
        )  # fmt: skip
        await Appeal.insert(one)
    said = refused(await case.by(case.office, f"/answers/{one.id}/retraction", reason="再看看"))
    assert said == ["这次答复是系统更新以前作的，改了什么没有存下，不能撤回；可以撤回整次考核。"]


async def test_indicators_of_one_name_are_told_apart_by_their_points(client: AsyncClient) -> None:
    twice = structs.replace(SHEET, indicators=[FILED_60, structs.replace(PLACE, name=FILED.name)])
    case = await (await Case().begun(client, twice)).noticed()
    await given.sign_in(client, case.clerk)
    page = Page(await client.get(f"/assessments/{case.id}/appeals/{case.station}"))
    assert page.texts("select[name=indicator] option")[1:] == [
        "协商（得 20.0 分，最多 60 分）",
        "协商（得 30.0 分，最多 40 分）",
    ]
    within = {"within": f"{case.id}/{case.other}", "q": ""}
    assert Page(await client.get("/choose/indicator", params=within)).all("[role=option]") == []


async def test_where_nobody_is_left_to_answer_and_to_approve(client: AsyncClient) -> None:
    """The only office account appealed, and the only leader has left."""
    case = await (await Case().begun(client)).noticed()
    async with county_tx():
        one = Appeal(
            assessment=case.id, subject=str(case.station), indicator="place", text="少了一场",
            account=case.office, person="李", points_before=Decimal(1), total_before=Decimal(1),
        )  # fmt: skip
        await Appeal.insert(one)
    await given.sign_in(client, case.office)
    for path in (f"/assessments/{case.id}/answers/{one.id}", f"/assessments/{case.id}"):
        assert "请另登记" not in "".join(Page(await client.get(path)).texts("#whose"))
        async with county_tx():
            await AccountRow.update({AccountRow.disabled_at: now()}).where(
                AccountRow.id == case.leader
            )
        assert "请另登记一个账号来办" in Page(await client.get(path)).one("#whose").text
        async with county_tx():
            await AccountRow.update({AccountRow.disabled_at: None}).where(
                AccountRow.id == case.leader
            )


async def test_appeals_that_are_refused(client: AsyncClient) -> None:
    case = await Case().begun(client)
    form = {"indicator": "filed", "text": "少了一场"}
    early = await case.by(case.clerk, f"/appeals/{case.station}", **form)
    assert "已经到了「自评」" in early.text
    await case.noticed()
    for wrong in ({"indicator": "none"}, {"text": " "}):
        answer = await case.by(case.clerk, f"/appeals/{case.station}", **{**form, **wrong})
        assert answer.status_code == 422
    assert (await case.by(case.clerk, f"/appeals/{case.other}", **form)).status_code == 403
    await case.notice_over()
    late = await case.by(case.clerk, f"/appeals/{case.station}", **form)
    assert "现在不能再提" in late.text
    async with county_tx(readonly=True):
        assert await rows('SELECT 1 FROM "appeal" WHERE "appeal"."county" = $1') == []


async def test_what_an_appeal_brought_in_does_not_come_along_again(client: AsyncClient) -> None:
    """Recorded long after closing, it counts in the period of today; once an appeal is upheld, in
    its own, and there only.
    """
    case = await Case().begun(client, structs.replace(SHEET, closing_days=10, late="next"))
    now = str(
        today() - timedelta(days=10)
    )  # what is recorded today belongs here, whatever day it is
    assert "0 × 10" in await case.page()
    page = await case.page(on=now)
    assert "2 × 10" in page
    opened = (await client.get(f"/scores/quarter/{case.station}/filed?on={now}")).text
    assert opened.count("以前各期转来") == 2
    await case.noticed()
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="filed", text="都办过了")
    async with county_tx(readonly=True):
        one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    await case.by(case.office, f"/answers/{one}", upheld="true", text="属实")
    assert "2 × 10" in await case.page()
    assert "0 × 10" in await case.page(on=now)
