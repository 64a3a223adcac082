"""What somebody with an account wants, from recording to carrying out by another account: their
name and number go from every table, the record and its figures stay, the chains hold.
"""

from typing import Any

import pytest

from app.access.roles import Role
from app.db import county_tx, execute, value
from app.ledger.counting import keep
from app.ledger.sealing import verify
from app.persons.amending import amending
from app.persons.columns import PERSONAL, Kept
from tests import given
from tests.conftest import Browser, browser
from tests.consultations.steps import KEPT, a_place, recorded
from tests.isolation.test_routes import rows_kept
from tests.page import Page
from tests.persons.test_erasing import figures

pytestmark = pytest.mark.anyio

NAME, PHONE = "欧阳金雀", "13912345678"
# By design: who acted in office, and the log, which the law wants kept (app/persons/columns.py).
NUMBER = 'UPDATE "member" SET "phone" = $2 WHERE "member"."county" = $1'
CALLED = """
    UPDATE "account" SET "name" = $3, "phone" = $4 WHERE "account"."county" = $1 AND "id" = $2
"""
STAY = {table for kind in (Kept.OFFICE, Kept.LOG) for table in PERSONAL[kind]}


async def told(county: int, superuser: Any) -> set[str]:
    """Tables in which the name or the number stands, in whatever column."""
    kept = await rows_kept(county, superuser)
    return {name for name, text in kept if any(each in text for each in (NAME, PHONE))}


async def a_member_at_work(client: Browser) -> int:
    """They sat in a circle and at a sitting, spoke, and are named in its minutes and opinion.
    → their account
    """
    place = await a_place(client)
    async with county_tx(), amending():
        for table in ("circle", "participant", "member"):
            await execute(
                f'UPDATE "{table}" SET "name" = $2 WHERE "{table}"."county" = $1'  # noqa: S608
                " AND \"name\" = '李委员'",
                NAME,
            )
        await execute(NUMBER, PHONE)
        await execute(CALLED, place.member_account, NAME, PHONE)
    here = f"/consultations/{place.consultation}"
    await recorded(client, place.consultation)
    said = {"participant": str(place.people["李委员"]), "text": f"{NAME}：太黑，找我{PHONE}"}
    assert (await client.post(f"{here}/statements", data=said)).is_redirect
    minutes = {"minutes": f"{NAME}说晚上太黑，大家同意装灯。", "opinion": f"由{NAME}跟踪"}
    filing = KEPT | minutes | {"version": "1", "conclusion": "consensus"}
    assert (await client.post(f"{here}/filing", data=filing)).is_redirect
    return place.member_account


async def decided(client: Browser, county: int, **fields: str) -> None:
    """By another account of the office, from its desk."""
    async with browser(f"/c{county}") as other:
        await given.signed_in(other, Role.OFFICE)
        desk = Page(await other.get("/wishes"))
        (wish,) = [each["href"] for each in desk.all("a.title") if "/wishes/" in each["href"]]
        form = {"decision": "done", "answer": "已经办好。"} | fields
        sent = await other.post(f"http://test{wish}/decision", data=form)
        assert sent.status_code == 303, Page(sent).wrong
    assert client


async def left(account: int) -> None:
    """The roster and every role: whoever is in office leaves first."""
    async with county_tx():
        await execute(
            'UPDATE "member" SET "left_on" = current_date'
            ' WHERE "member"."county" = $1 AND "account" = $2',
            account,
        )
        await execute(
            'UPDATE "appointment" SET "ended_at" = now()'
            ' WHERE "appointment"."county" = $1 AND "account" = $2',
            account,
        )


async def test_a_member_s_name_and_number_go_from_every_table(
    client: Browser, county: int, superuser: Any
) -> None:
    account = await a_member_at_work(client)
    planted = await told(county, superuser)
    assert planted > {"account", "member", "circle", "participant", "statement", "passage"}
    await given.sign_in(client, account)
    sent = await client.post("/account/data", data={"kind": "erasure", "words": f"我是{NAME}"})
    assert sent.status_code == 303
    assert "wish" in await told(county, superuser)
    await left(account)
    await keep()
    before = await figures()
    await decided(client, county)
    assert await told(county, superuser) - STAY == set()
    assert (await client.get("/account")).status_code == 401
    assert before == await figures()
    await keep()
    assert await verify(county) is None


async def test_a_corrected_name_stands_where_they_are_listed(client: Browser, county: int) -> None:
    account = await a_member_at_work(client)
    await given.sign_in(client, account)
    words = {"kind": "correction", "words": "我叫欧阳金鹊，电话 13987654321"}
    assert (await client.post("/account/data", data=words)).status_code == 303
    await decided(client, county, name="欧阳金鹊", phone="13987654321")
    assert Page(await client.get("/account")).texts("dl.facts dd")[0] == "欧阳金鹊"
    async with county_tx(readonly=True):
        found = await value(
            'SELECT "name" || "phone" FROM "member"'
            ' WHERE "member"."county" = $1 AND "account" = $2',
            account,
        )
    assert found == "欧阳金鹊13987654321"
