"""An assessment that was opened by mistake goes back with a reason, and may be opened again."""

from decimal import Decimal
from typing import Any

import pytest
from asyncpg import PostgresError
from httpx import AsyncClient
from msgspec import structs

from app.access.own import OTHERS
from app.access.roles import Role
from app.access.tables import Appointment
from app.charter.scoring import SUBJECTS
from app.db import county_tx, row, rows
from app.scoring import headings, results
from app.scoring.tables import Assessment
from tests import given
from tests.ledger.reasons import reasons
from tests.page import Page, refused
from tests.scoring.test_life import FILED_60, ON, PLACE, SHEET, Case, send
from tests.scoring.test_pages import DAY, scored

pytestmark = pytest.mark.anyio
WHY = "照错了规则，应当一件二十分"
OPENED = """
    SELECT "quantity", "attributes" FROM "ledger"
    WHERE "ledger"."county" = $1 AND "kind" = 'assessment.opened' ORDER BY "id"
"""


async def opened() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(OPENED)


async def standing(case: Case) -> tuple[bool, Decimal]:
    """Whether it is opened, and what the first station has."""
    async with county_tx(readonly=True):
        head = await headings.heading("quarter", DAY)
        return head.assessment is not None, (await results.counted(head)).of(
            str(case.station)
        ).total


async def test_opened_under_a_wrong_rule_it_goes_back_and_scores_run_by_the_right_one(
    client: AsyncClient,
) -> None:
    case = await Case().begun(client)
    path = "/withdrawal"
    assert await standing(case) == (True, Decimal(20))
    right = structs.replace(SHEET, indicators=[structs.replace(FILED_60, points=20), PLACE])
    await scored(right)
    assert await standing(case) == (True, Decimal(20))
    assert "请写明撤回的缘由。" in refused(await case.by(case.office, path, reason=" "))
    assert (await case.by(case.clerk, path, reason=WHY)).status_code == 403
    assert (await case.by(case.office, path, reason=WHY)).status_code == 303
    assert await standing(case) == (False, Decimal(40))
    page = Page(await client.get(f"/assessments/{case.id}"))
    assert WHY in page.one("main > p.notice").text
    assert page.all("main form") == []
    again = await case.by(case.office, "/verification")
    assert again.status_code == 409
    await send(client, "/assessments", sheet=SHEET.key, on=ON)
    assert await standing(case) == (True, Decimal(40))
    entries = await opened()
    assert [each["quantity"] for each in entries] == [1, -1, 1]
    assert await reasons() == [WHY]


async def test_a_locked_one_goes_back_by_who_approves_and_stays_as_it_is(
    client: AsyncClient,
) -> None:
    case = await Case().begun(client)
    async with county_tx():
        for stage in ("verifying", "notice", "approved", "locked"):
            await Assessment.update({Assessment.stage: stage}).where(Assessment.id == case.id)
    path = "/withdrawal"
    assert (await case.by(case.office, path, reason=WHY)).status_code == 403
    assert (await case.by(case.leader, path, reason=WHY)).status_code == 303
    async with county_tx(readonly=True):
        kept = await row('SELECT * FROM "assessment" WHERE "assessment"."county" = $1')
    assert (kept["stage"], kept["withdrawn_reason"], kept["withdrawn_by"]) == (
        "locked",
        WHY,
        "主席",
    )
    with pytest.raises(PostgresError, match="stays as it is"):
        async with county_tx():
            await Assessment.update({Assessment.withdrawn_reason: ""}).where(
                Assessment.id == case.id
            )


async def test_verification_that_was_begun_too_early_goes_back_with_all_that_was_claimed(
    client: AsyncClient,
) -> None:
    case = await Case().begun(client)
    claim = {"do": "claim", "mark.place": "35", "why.place": "阵地齐全"}
    mine = f"/marks/{case.station}"
    assert (await case.by(case.clerk, mine, **claim)).status_code == 303
    assert (await case.by(case.office, "/taking-up", reason="还没开始")).status_code == 409
    await case.by(case.office, "/verification")
    await case.verify(case.other)
    assert (await case.by(case.clerk, mine, **claim)).status_code == 409
    assert (await case.by(case.clerk, "/taking-up", reason="我还要改")).status_code == 403
    assert refused(await case.by(case.office, "/taking-up", reason=" ")) == [
        "请写明退回自评的缘由。"
    ]
    page = Page(await client.get(f"/assessments/{case.id}"))
    assert page.all('a[href$="/taking-up"]')
    assert (await case.by(case.office, "/taking-up", reason="点早了")).status_code == 303
    assert await case.stage() == "assessing"
    (line,) = Page(await client.get("/audit?act=put_back")).texts("tbody tr")
    assert "点早了" in line
    async with county_tx(readonly=True):
        marks = await rows('SELECT * FROM "mark" WHERE "mark"."county" = $1 ORDER BY "id"')
    assert [(each["claimed"], each["verified"]) for each in marks] == [(35, None), (None, 30)]
    again = claim | {"mark.place": "38"}
    assert (await case.by(case.clerk, mine, **again)).status_code == 303
    await case.verify(case.station)
    await case.noticed()
    assert (await case.by(case.office, "/taking-up", reason="公示以后")).status_code == 409
    with pytest.raises(PostgresError, match="forwards only"):
        async with county_tx():
            await Assessment.update({Assessment.stage: "verifying"}).where(Assessment.id == case.id)


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
@pytest.mark.parametrize("act", ["/withdrawal", "/taking-up"])
async def test_whoever_is_a_party_takes_nothing_back_and_nothing_up(
    client: AsyncClient, kind: Any, act: str
) -> None:
    """Of every kind of subject: an office account that speaks for one of them, also before the
    approval. The county's own sheet is the whole office's: there who approves does it.
    """
    case = await Case().begun(client, structs.replace(SHEET, subject=kind))
    async with county_tx():
        department = await given.a_department("住建局")
        await given.a_member("王", station=case.station, account=case.office)
        who = case.office
        owes = Appointment(account=who, role=Role.DEPARTMENT, department=department)
        keeps = Appointment(account=who, role=Role.TOWNSHIP, station=case.station)
        await Appointment.insert(owes, keeps)
    other = await given.an_account(Role.OFFICE, name="另一位")
    if act == "/taking-up":
        await case.by(other, "/verification")
    await given.sign_in(client, case.office)
    page = Page(await client.get(f"/assessments/{case.id}"))
    assert page.all(f'a[href$="{act}"]') == []
    page = Page(await client.get(f"/assessments/{case.id}{act}"))
    assert page.all("main form") == []
    assert refused(await case.by(case.office, act, reason=WHY)) == [OTHERS]
    judge = case.leader if kind == "county" else other
    if kind == "county":
        assert refused(await case.by(other, act, reason=WHY)) == [OTHERS]
    else:
        assert (await case.by(case.leader, act, reason=WHY)).status_code == 403
    await given.sign_in(client, judge)
    assert Page(await client.get(f"/assessments/{case.id}")).all(f'a[href$="{act}"]')
    assert len(Page(await client.get(f"/assessments/{case.id}{act}")).all("main form")) == 1
    assert (await case.by(judge, act, reason=WHY)).status_code == 303


async def test_whoever_is_a_party_approves_nothing_either(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    await case.notice_over()
    async with county_tx():
        party = Appointment(account=case.leader, role=Role.TOWNSHIP, station=case.station)
        await Appointment.insert(party)
    assert refused(await case.by(case.leader, "/approval")) == [OTHERS]
    assert await case.stage() == "notice"
