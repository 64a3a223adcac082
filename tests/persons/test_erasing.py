"""Names and contact go, the record and its figures stay, the chains hold."""

import re
from typing import Any

import pytest
from asyncpg.exceptions import RaiseError
from httpx import AsyncClient

from app.access.roles import Role
from app.dates import now, today
from app.db import county_tx, execute, rows, tx
from app.ledger import Entry, Kind, post
from app.ledger.counting import keep, keep_anew
from app.ledger.sealing import verify
from app.persons import erasing
from app.persons.amending import amending
from app.persons.columns import PERSONAL, WORDS, Kept
from app.persons.words import rename
from app.veiling.rules import VEILED, struck
from tests import given
from tests.conftest import Browser
from tests.isolation.test_planted import CARD, IDENTITY, NEIGHBOUR, PHONE, RAISER, planted
from tests.isolation.test_routes import a_full_county

pytestmark = pytest.mark.anyio

TALLY = 'SELECT * FROM "tally" WHERE "tally"."county" = $1 ORDER BY 2, 3, 4, 5, 6, 7, 8, 9, 10'
COUNTS = 'SELECT * FROM "county_count" WHERE "county_count"."county" = $1 ORDER BY 2, 3, 4'
STORY = 'SELECT "story" FROM "topic" WHERE "topic"."county" = $1 AND "id" = $2'
NAMED = 'UPDATE "topic" SET "raiser_name" = $3 WHERE "topic"."county" = $1 AND "id" = $2'
LEDGER = 'SELECT "attributes" FROM "ledger" WHERE "ledger"."county" = $1'


async def figures() -> list[Any]:
    """Counted anew from the ledger."""
    await keep_anew()
    async with county_tx(readonly=True):
        return [*await rows(TALLY), *await rows(COUNTS)]


async def said(county: int, superuser: Any, table: str) -> str:
    found = await superuser.fetch(f'SELECT t::text FROM "{table}" AS t WHERE county = $1', county)  # noqa: S608
    return "\n".join(each["t"] for each in found)


def test_a_text_stays_without_whoever_it_names() -> None:
    text = f"王 小芳（电话{PHONE}，证{IDENTITY}，卡{CARD}）家门口的路灯坏了3个月，科室电话2821234。"
    assert struck(text, ["王小芳"]) == (
        f"{VEILED}（电话{VEILED}，证{VEILED}，卡{VEILED}）家门口的路灯坏了3个月，科室电话2821234。"
    )
    assert struck("王家的灯", ["王", ""]) == "王家的灯"


@pytest.mark.parametrize(
    ("kept", "written", "left"),
    [
        ("7022345", "请打702 2345找我", f"请打{VEILED}找我"),
        ("0356-7022345", "电话(0356)7022345，晚上打", f"电话(0356){VEILED}，晚上打"),
        ("0356-7022345-801", "7022345转801", f"{VEILED}转801"),
        ("0571-88886666", "0571-8888-6666", f"0571-{VEILED}"),
        ("4001234567", "４００１２３４５６７", VEILED),
        ("+85221234567", "+852 2123 4567", VEILED),
        ("13812345678", "热线7022345", "热线7022345"),  # an office's, and no number of theirs
        ("", "热线7022345", "热线7022345"),
    ],
)
async def test_their_own_number_goes_also_where_it_is_none_of_those_that_are_veiled(
    county: int, kept: str, written: str, left: str
) -> None:
    """A landline in a text is an office's more often; but whose it is, is known here."""
    topic = await given.a_topic(await given.a_station(), story=written, raiser_phone=kept)
    async with county_tx(), amending():
        await erasing.erase_raisers([topic])
    async with county_tx(readonly=True):
        (found,) = await rows(STORY, topic)
    assert found["story"] == left, county


async def test_all_personal_columns_are_empty_and_all_figures_stay(
    people: dict[str, AsyncClient], county: int, superuser: Any
) -> None:
    ids = await a_full_county(people)
    topic = int(ids["topic_id"])
    await keep()
    before = await figures()
    stories = await said(county, superuser, "topic")
    await planted(county, superuser)
    for _twice in range(2):
        async with county_tx(), amending():
            await erasing.erase_raisers([topic])
            await erasing.erase_guests([topic])
    secrets = {RAISER, NEIGHBOUR, PHONE, IDENTITY, CARD}
    mine = [Kept.RAISER, Kept.GUEST, Kept.WORDS]
    kept = {
        table: each
        for kind in mine
        for table in PERSONAL[kind]
        if table != "activity"  # of no matter; its guests have a day of their own
        for each in secrets
        if each in await said(county, superuser, table)
    }
    assert kept == {}
    assert "金丝雀三个月" in stories
    assert "金丝雀三个月" in await said(county, superuser, "topic")  # the story itself
    assert before == await figures()
    await keep()
    assert await verify(county) is None


async def test_the_planted_texts_were_in_every_column(
    people: dict[str, AsyncClient], county: int, superuser: Any
) -> None:
    """Else the test before would find nothing, whatever is struck."""
    await a_full_county(people)
    where = set(await planted(county, superuser))
    words = {f"{table}.{each}" for table, columns in WORDS.items() for each in columns}
    veil = {"veil.stretch", "veil.reason", "veil.lifted_reason"}
    # JSON is struck by tests of its own: tests/consultations/test_unsaved.py.
    veil |= {"passage.facts", "unsaved_record.fields"}
    assert words - where <= {"nomination.result", "published_case.result"} | veil
    empty = [t for t in WORDS if NEIGHBOUR not in await said(county, superuser, t)]
    few = {"correction", "veil", "published_case", "photo", "photo_note", "reason"}
    assert set(empty) <= few | {"unsaved_record"}


async def test_every_reading_reaches_its_matter(client: Browser, county: int) -> None:
    """Of tables that a walk leaves empty: a photo with its note, a veiled stretch."""
    topic = await given.a_topic(await given.a_station(), story="赵钱孙李的门口，3号楼。")
    account = await given.signed_in(client, Role.OFFICE)
    veil = {"stretch": "3号楼", "reason": "李大爷家"}
    assert (await client.post(f"/topics/{topic}/veils", data=veil)).status_code == 303
    async with county_tx():
        await execute(
            'INSERT INTO "photo" ("county", "topic", "object", "state", "caption")'
            " VALUES ($1, $2, 'o', 'ready', '李大爷门口')",
            topic,
        )
        await execute(
            'INSERT INTO "photo_note" ("county", "photo", "text", "account") SELECT $1, "id",'
            ' \'这是李大爷\', $2 FROM "photo" WHERE "photo"."county" = $1',
            account,
        )
        async with amending():
            await erasing.erase_raisers([topic])
        texts = [
            (await rows(f'SELECT "{column}" FROM "{table}" WHERE "{table}"."county" = $1'))[0][0]  # noqa: S608
            for table, column in (
                ("topic", "story"), ("topic", "raiser_phone"), ("photo", "caption"),
                ("photo_note", "text"), ("veil", "stretch"), ("veil", "reason"),
            )
        ]  # fmt: skip
    assert county
    assert texts == [
        f"赵钱孙李的门口，{VEILED}。", "", f"{VEILED}门口", f"这是{VEILED}", VEILED, f"{VEILED}家",
    ]  # fmt: skip


async def test_what_it_was_merged_into_does_not_tell_the_name_again(
    client: Browser, county: int
) -> None:
    """There the name is veiled because it stands with the merged matter: once that is erased, or
    the name is put right, the texts themselves must not hold it. What is of others stays.
    """
    station = await given.a_station()
    story = f"赵金雀也来说过，李大爷{PHONE}。"
    top = await given.a_topic(station, story=story, published_at=now())
    middle = await given.a_topic(station, stage="merged", merged_into=top, raiser_name="周阿婆")
    merged = await given.a_topic(
        station, stage="merged", merged_into=middle, raiser_name=f"赵金雀 {PHONE}"
    )
    assert "赵**也来说过，李**139****5678" in (await client.get(f"/topics/{top}")).text
    async with county_tx(), amending():
        await rename(merged, "赵金雀", "赵金鹊")
        await execute(NAMED, merged, "赵金鹊（村民）")
    assert "赵**也来说过" in (await client.get(f"/topics/{top}")).text
    async with county_tx(), amending():
        await erasing.erase_raisers([merged])
    page = (await client.get(f"/topics/{top}")).text
    assert "▇▇也来说过，李**139****5678" in page
    assert "赵金" not in page, county
    async with county_tx(readonly=True):
        (kept,) = await rows(STORY, top)
    assert kept["story"] == f"▇▇也来说过，李大爷{PHONE}。"


async def test_who_raised_it_in_office_stays_in_the_record(county: int) -> None:
    topic = await given.a_topic(
        await given.a_station(), origin="member", raiser_name="王委员", story="王委员走访所见。"
    )
    async with county_tx(), amending():
        await erasing.erase_raisers([topic])
        (found,) = await rows(
            'SELECT "raiser_name", "raiser_phone", "story" FROM "topic" WHERE "topic"."county" = $1'
        )
    assert tuple(found) == ("王委员", "", "王委员走访所见。"), county


@pytest.mark.parametrize("column", ["story", "spot", "raiser_name", "raiser_phone", "raiser"])
async def test_what_is_written_once_is_amended_only_on_purpose(county: int, column: str) -> None:
    topic = await given.a_topic(await given.a_station())
    async with county_tx():
        with pytest.raises(RaiseError, match="written once"):
            await execute(
                f'UPDATE "topic" SET "{column}" = NULL WHERE "topic"."county" = $1',  # noqa: S608
            )
        await tx().connection.execute("ROLLBACK; BEGIN")
    assert topic != county


async def test_the_ledger_holds_ids_only(people: dict[str, AsyncClient], county: int) -> None:
    """What is sealed is never erased: so nothing personal may ever be sealed."""
    await a_full_county(people)
    async with county_tx(readonly=True):
        found = {each["attributes"] for each in await rows(LEDGER)}
    assert found
    assert all(re.fullmatch(r"\{(\"\w+\": \d+)?\}", each) for each in found), county
    async with county_tx():
        with pytest.raises(TypeError, match="ids"):
            await post(
                Entry(
                    kind=Kind.TOPIC_RAISED,
                    station=(
                        await rows('SELECT "id" FROM "station" WHERE "station"."county" = $1')
                    )[0][0],
                    attributes={"name": "李大爷"},
                )
            )


async def test_of_an_approved_score_the_name_goes_and_nothing_else(county: int) -> None:
    """A member's; a station's, which stands in the same table, stays."""
    station = await given.a_station()
    await given.an_account(Role.OFFICE)
    async with county_tx():
        member = await given.a_member("赵委员")
        await given.an_assessment(station)
        await execute(
            'INSERT INTO "settled" ("county", "assessment", "subject", "name", "facts", "total",'
            ' "rank") SELECT $1, "id", of.subject, of.name, \'{}\', 87.5, 2 FROM "assessment",'
            " (VALUES ($2::text, '赵委员'), ($3::text, '村站')) AS of (subject, name)"
            ' WHERE "assessment"."county" = $1',
            str(member),
            str(station),
        )
        await execute(
            'UPDATE "assessment" SET "stage" = \'approved\' WHERE "assessment"."county" = $1'
        )
    for amended in (False, True):
        async with county_tx():
            if not amended:
                with pytest.raises(RaiseError, match="written once"):
                    await execute(erasing.SCORES_GONE, [str(member)])
                await tx().connection.execute("ROLLBACK; BEGIN")
                continue
            async with amending():
                await erasing.erase_members([member])
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "name", "total", "rank" FROM "settled" WHERE "settled"."county" = $1'
            ' ORDER BY "name"'
        )
    assert {tuple(each) for each in found} == {(VEILED, 87.5, 2), ("村站", 87.5, 2)}, county


async def test_a_departed_members_account_is_nobodys(client: Browser, county: int) -> None:
    account = await given.signed_in(client, Role.MEMBER)
    async with county_tx():
        member = await given.a_member("赵委员", account=account)
        async with amending():
            await erasing.erase_members([member])
            await erasing.erase_accounts([account])
        (found,) = await rows(
            'SELECT "member"."name", "member"."phone", "account"."name", "account"."subject",'
            ' "account"."gone_on" FROM "member" JOIN "account" ON "account"."county" = $1'
            ' AND "account"."id" = "member"."account" WHERE "member"."county" = $1'
        )
    assert tuple(found) == (VEILED, "", VEILED, f"-{account}", today()), county
    assert (await client.get("/desk")).status_code == 401
