"""The operator decides on those who ask: at work at once, or refused with a reason."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.counties import opening
from app.db import bound_to, county_tx, rows
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.conftest import browser
from tests.counties.test_signup import asked, number_of
from tests.page import Page
from tests.web.test_expired_forms import expire, kept_at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]


async def test_a_refusal_has_a_reason_which_the_office_reads(
    operator: AsyncClient, superuser: Any
) -> None:
    response = await asked(operator, "140822", "wanrong")
    done = response.headers["location"]
    number = await number_of(superuser, "wanrong")
    address = f"/operator/signups/{number}/decision"
    response = await operator.post(address, data={"decision": "refuse"})
    assert response.status_code == 422
    assert "不通过要写明理由" in response.text
    await operator.post(address, data={"decision": "refuse", "reason": "请用单位公函"})
    assert "请用单位公函" in (await operator.get(done)).text
    assert (await operator.get("/signup/140822")).status_code == 200  # it may ask again


async def test_a_refusal_by_mistake_goes_back_with_a_reason(
    operator: AsyncClient, superuser: Any
) -> None:
    done = (await asked(operator, "140823", "wenxi")).headers["location"]
    number = await number_of(superuser, "wenxi")
    there = f"/operator/signups/{number}"
    early = await operator.post(f"{there}/reopening", data={"reason": "退错了"})
    assert early.status_code == 409
    refusal = {"decision": "refuse", "reason": "请用单位公函"}
    await operator.post(f"{there}/decision", data=refusal)
    unsaid = await operator.post(f"{there}/reopening", data={"reason": " "})
    assert Page(unsaid).refusals == ["请写明为什么重新审核，申请单位会看到。"]
    answer = await operator.post(f"{there}/reopening", data={"reason": "公函已到，退错了"})
    assert answer.status_code == 303, answer.text
    told = Page(await operator.get(done)).one("#confirmed")
    assert told.one("h2").text == "正在重新审核"
    assert told.texts("p")[0] == "曾退回，现在重新审核：公函已到，退错了"
    assert Page(await operator.get(there)).all("#decision")
    log = (await operator.get("/operator/audit?act=signup_decided")).text
    assert "请用单位公函" in log
    assert "公函已到，退错了" in log
    assert (await operator.post(f"{there}/decision", data={"decision": "approve"})).is_redirect
    assert "退错了" not in (await operator.get(done)).text
    assert (await operator.post(f"{there}/reopening", data={"reason": "再来"})).status_code == 409


async def test_what_was_refused_blocks_nobody_meanwhile(
    operator: AsyncClient, superuser: Any
) -> None:
    """Of the same county, or at the same address; it waits until those are decided."""
    await asked(operator, "140824", "jishan")
    first = f"/operator/signups/{await number_of(superuser, 'jishan')}"
    await operator.post(f"{first}/confirmation")
    await operator.post(f"{first}/decision", data={"decision": "refuse", "reason": "退错"})
    await asked(operator, "140824", "jishan")  # again, at the same address
    newest = "SELECT max(id) FROM signup WHERE slug = 'jishan'"
    second = f"/operator/signups/{await superuser.fetchval(newest)}"
    assert second != first
    assert (await operator.post(f"{second}/confirmation")).status_code == 303
    refused = await operator.post(f"{first}/reopening", data={"reason": "退错了"})
    assert refused.status_code == 422
    assert "另一份核实过的申请" in refused.text
    await operator.post(f"{second}/decision", data={"decision": "approve"})
    late = await operator.post(f"{first}/reopening", data={"reason": "退错了"})
    assert Page(late).refusals == ["这个县已经开通，不用再审核。"]


async def test_whom_nobody_can_reach_any_more_asks_anew(
    operator: AsyncClient, superuser: Any
) -> None:
    await asked(operator, "140827", "yuanqu")
    number = await number_of(superuser, "yuanqu")
    there = f"/operator/signups/{number}"
    await operator.post(f"{there}/decision", data={"decision": "refuse", "reason": "x"})
    await superuser.execute("UPDATE signup SET gone_on = current_date WHERE id = $1", number)
    late = await operator.post(f"{there}/reopening", data={"reason": "退错了"})
    assert Page(late).refusals == ["申请人的信息已按期删除，请对方重新申请。"]


async def test_what_the_operator_typed_is_kept_over_signing_in(
    operator: AsyncClient, superuser: Any
) -> None:
    await asked(operator, "310115", "pudong")
    number = await number_of(superuser, "pudong")
    form = {"decision": "refuse", "reason": "请用单位公函"}
    with bound_to(OPERATOR):
        await expire()
        sent = await operator.post(f"/operator/signups/{number}/decision", data=form)
        await expire(timedelta())
    kept = kept_at(sent)
    assert kept.startswith("/operator/kept/")
    page = Page(await operator.get(kept))
    assert page.typed("reason") == ["请用单位公函"]
    assert page.typed("decision") == ["refuse"]


async def test_two_operators_at_once(operator: AsyncClient, superuser: Any) -> None:
    await asked(operator, "330402", "nanhu")
    number = await number_of(superuser, "nanhu")
    data = {"decision": "approve"}
    answers = await asyncio.gather(
        *(operator.post(f"/operator/signups/{number}/decision", data=data) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    opened = await superuser.fetchval("SELECT count(*) FROM charter WHERE county = 330402")
    assert opened == 1


async def test_what_fails_leaves_nothing_behind(
    operator: AsyncClient, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(operator, "330424", "haiyan")
    number = await number_of(superuser, "haiyan")

    async def broken(*_: object) -> None:
        raise RuntimeError

    who = await superuser.fetchval("SELECT max(id) FROM account WHERE county = 1")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "first_administrator", broken)
        with pytest.raises(RuntimeError), bound_to(OPERATOR):
            async with county_tx():
                await opening.decide(number, "approve", "", who)
    for table in ("charter", "station", "ledger", "provider", "account"):
        count = f"SELECT count(*) FROM {table} WHERE county = 330424"  # noqa: S608
        assert await superuser.fetchval(count) == 0
    assert not await superuser.fetchval("SELECT count(*) FROM county WHERE id = 330424")
    assert await superuser.fetchval("SELECT state FROM signup WHERE id = $1", number) == "waiting"


async def test_a_slug_that_was_given_away_meanwhile(operator: AsyncClient, superuser: Any) -> None:
    await asked(operator, "330421", "jiashan-x")
    number = await number_of(superuser, "jiashan-x")
    await superuser.execute(
        "INSERT INTO county (id, slug, name, opened_at) VALUES (990001, 'jiashan-x', '甲', now())"
    )
    response = await operator.post(
        f"/operator/signups/{number}/decision", data={"decision": "approve"}
    )
    assert response.status_code == 422
    assert "已被别的县使用" in response.text
    assert await superuser.fetchval("SELECT state FROM signup WHERE id = $1", number) == "waiting"


async def test_only_the_operator(outside: AsyncClient, client: AsyncClient) -> None:
    assert (await outside.get("/operator")).headers["location"].startswith("/operator/login")
    assert (await outside.get("/operator/signups/1")).status_code == 401
    data = {"decision": "approve"}
    assert (await outside.post("/operator/signups/1/decision", data=data)).status_code == 401
    await given.signed_in(client, Role.OFFICE)  # a county's office is nobody here
    assert (await client.get("http://test/operator/signups/1")).status_code == 401
    assert (await outside.get("/signup/done/guess")).status_code == 404


async def test_the_operators_page(operator: AsyncClient) -> None:
    page = await operator.get("/operator")
    assert page.status_code == 200
    assert int(Page(page).one("#counties")["value"]) > 0
    assert (await operator.get("/operator/signups/1")).status_code == 404


async def test_the_first_administrator_comes_by_an_invitation(
    operator: AsyncClient, superuser: Any
) -> None:
    """Where nobody knew what the provider calls them; a lost code is made anew by the operator."""
    await asked(operator, "512002", "by-a-code", admin_subject="")
    number = await number_of(superuser, "by-a-code")
    address = f"/operator/signups/{number}"
    answer = await operator.post(f"{address}/decision", data={"decision": "approve"})
    assert answer.status_code == 303, answer.text
    first = Page(await operator.get(address)).one("#invitation-code").text
    assert "/by-a-code/invitation#" in Page(await operator.get(address)).text
    county = "/operator/counties/512002"
    assert (await operator.post(f"{county}/invitation", data={"name": " "})).status_code == 422
    assert (await operator.post(f"{county}/invitation", data={"name": "王五"})).status_code == 303
    second = Page(await operator.get(county)).one("#invitation-code").text
    async with browser("/by-a-code") as client:
        for code, status in ((first, 422), (second, 303)):
            assert (await client.post("/invitation", data={"code": code})).status_code == status
        page = Page(await client.get("/invitation"))
    assert page.one("section strong").text == "王五"
    with bound_to(512002):
        async with county_tx(readonly=True):
            found = await rows('SELECT "subject" FROM "account" WHERE "account"."county" = $1')
    assert [each["subject"] for each in found] == [None]  # the same account was invited twice
