"""Personal data end by themselves when the rules' months are over: on the day, and not before."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.access.roles import Role
from app.charter import store
from app.dates import in_words, today
from app.db import bound_to, county_tx, execute, rows, value
from app.ledger.counting import keep
from app.ledger.sealing import verify
from app.persons import retention
from app.persons.retention import expire
from app.tenancy.numbers import OPERATOR
from app.veiling.rules import VEILED
from tests import given
from tests.conftest import Browser
from tests.page import Page

pytestmark = pytest.mark.anyio

ENDED = date(2025, 3, 31)
CITIZEN: dict[str, Any] = {"stage": "closed", "closed_on": ENDED, "held_by": []}


async def of(column: str, table: str) -> Any:
    async with county_tx(readonly=True):
        return await value(f'SELECT "{column}" FROM "{table}" WHERE "{table}"."county" = $1')  # noqa: S608


async def ended(**more: Any) -> int:
    topic = await given.a_topic(await given.a_station(), **{**CITIZEN, **more})
    async with county_tx():
        await execute(
            'INSERT INTO "circle" ("county", "topic", "grp", "name")'
            " VALUES ($1, $2, 'citizen', '孙二娘')",
            topic,
        )
    return topic


@pytest.mark.parametrize(
    ("day", "raiser", "guest"),
    [
        (date(2026, 3, 31), "李大爷", "孙二娘"),
        (date(2026, 4, 1), VEILED, "孙二娘"),
        (date(2028, 3, 31), VEILED, "孙二娘"),
        (date(2028, 4, 1), VEILED, VEILED),
    ],
)
async def test_a_year_for_who_raised_it_three_for_guests(
    county: int, day: date, raiser: str, guest: str
) -> None:
    await ended()
    for _twice in range(2):
        assert await expire(day) is False
    assert (await of("raiser_name", "topic"), await of("name", "circle")) == (raiser, guest)
    assert await of("raiser_phone", "topic") == ("13800005678" if raiser == "李大爷" else "")
    await keep()
    assert await verify(county) is None


@pytest.mark.parametrize(
    ("day", "guests"),
    [(date(2028, 3, 31), ["孙二娘", "顾大嫂"]), (date(2028, 4, 1), [VEILED, VEILED])],
)
async def test_guests_of_an_activity_are_counted_and_named_no_more(
    county: int, day: date, guests: list[str]
) -> None:
    station, account = await given.a_station(), await given.an_account(Role.OFFICE)
    async with county_tx():
        both = ["孙二娘", "顾大嫂"]
        texts = {"title": "访孙二娘", "note": "顾大嫂说的", "reason": "孙二娘、顾大嫂都在"}
        await given.an_activity(station, account, happened_on=ENDED, guests=both, **texts)
        await given.an_activity(station, account, happened_on=date(2025, 4, 1))
    for _twice in range(2):
        assert await expire(day) is False
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "guests", "title" || "note" || "reason" AS text FROM "activity"'
            ' WHERE "activity"."county" = $1 ORDER BY cardinality("guests")'
        )
    assert [each["guests"] for each in found] == [[], guests], county
    one, other = guests
    assert found[1]["text"] == f"访{one}{other}说的{one}、{other}都在"


@pytest.mark.parametrize(
    ("stage", "ring", "held_by", "goes"),
    [
        ("raised", "提出", [], True),  # returned, and never completed
        ("answered", "答复评价", [], True),  # and never rated
        ("answered", "答复评价", ["office"], False),
        ("screening", "镇街初筛", ["township"], False),
    ],
)
async def test_what_waits_for_its_raiser_alone_has_an_end_too(
    county: int, stage: str, ring: str, held_by: list[str], *, goes: bool
) -> None:
    ended = {"stage": stage, "ring_since": ENDED, "held_by": held_by}
    await given.a_topic(await given.a_station(), ring=ring, **ended)
    for day in (date(2026, 3, 31), date(2026, 4, 1)):
        for _twice in range(2):
            assert await expire(day) is False
        gone = goes and day == date(2026, 4, 1)
        assert await of("raiser_name", "topic") == (VEILED if gone else "李大爷"), county


async def test_what_is_under_way_is_kept(county: int) -> None:
    await given.a_topic(await given.a_station())
    assert await expire(date(2099, 1, 1)) is False
    assert await of("raiser_name", "topic") == "李大爷", county


async def test_the_rules_say_how_long(county: int) -> None:
    await ended()
    async with county_tx():
        charter = given.charter()
        charter.personal.raiser_months = 24
        await store.save(store.write(charter), author="办", note="久", effective_on=today())
    await expire(date(2027, 3, 31))
    assert await of("raiser_name", "topic") == "李大爷"
    await expire(date(2027, 4, 1))
    assert await of("raiser_name", "topic") == VEILED, county


async def test_a_matter_that_ends_again_is_looked_at_again(county: int) -> None:
    """Reopened after its raiser was erased, with new guests."""
    topic = await ended(raiser_gone_on=date(2025, 1, 1), people_gone_on=date(2025, 1, 1))
    await expire(date(2028, 4, 1))
    assert (await of("raiser_name", "topic"), await of("name", "circle")) == (VEILED, VEILED)
    assert topic != county


async def test_in_batches_and_noted_without_names(
    county: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = await given.a_station()
    for _n in range(3):
        await given.a_topic(station, **CITIZEN)
    for each in retention.ENDINGS:
        object.__setattr__(each, "due", each.due.replace("LIMIT 100", "LIMIT 2"))
    monkeypatch.setattr(retention, "BATCH", 2)
    assert county
    assert await expire(date(2026, 4, 1)) is False
    async with county_tx(readonly=True):
        log = await rows('SELECT "act", "after"::text FROM "audit" WHERE "audit"."county" = $1')
    assert [tuple(each) for each in log] == [("erased", '{"found": 2}'), ("erased", '{"found": 1}')]


async def test_a_county_that_was_at_work_has_thirty_days(
    client: Browser, county: int, superuser: Any
) -> None:
    await ended()
    first = today() + timedelta(days=30)
    await superuser.execute("UPDATE county SET erases_from = $2 WHERE id = $1", county, first)
    await expire(first - timedelta(days=1))
    assert await of("raiser_name", "topic") == "李大爷"
    await given.signed_in(client, Role.OFFICE)
    assert in_words(first) in Page(await client.get("/desk")).texts("#erases")[0]
    await expire(first)
    assert await of("raiser_name", "topic") == VEILED


async def test_departed_members_and_accounts_after_two_years(county: int) -> None:
    account = await given.an_account(Role.MEMBER, name="赵委员")
    async with county_tx():
        member = await given.a_member("赵委员", account=account)
        await execute('UPDATE "member" SET "left_on" = $2 WHERE "member"."county" = $1', ENDED)
        await execute(
            'UPDATE "account" SET "disabled_at" = \'2025-03-31 12:00+08\''
            ' WHERE "account"."county" = $1'
        )
    await expire(date(2027, 3, 31))
    assert (await of("name", "member"), await of("name", "account")) == ("赵委员", "赵委员")
    await expire(date(2027, 4, 2))
    assert (await of("name", "member"), await of("name", "account")) == (VEILED, VEILED)
    assert await of("subject", "account") == f"-{account}"
    assert member != county


async def test_wishes_and_sign_ups(county: int) -> None:
    topic = await given.a_topic(await given.a_station())
    async with county_tx():
        done: dict[str, Any] = {"state": "done", "answer": "给了李大爷", "decided_on": ENDED}
        await given.a_wish(topic, person="李大爷", **done)
        await given.a_wish(topic)
    await expire(date(2028, 4, 1))
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "person", "words", "answer" FROM "wish" WHERE "wish"."county" = $1'
            ' ORDER BY "state"'
        )
    assert [tuple(each) for each in found] == [(VEILED, "", ""), ("", "我的", "")]
    with bound_to(OPERATOR):
        async with county_tx():
            await execute(
                'INSERT INTO "signup" ("county", "reference", "code", "slug", "preset",'
                ' "unchecked", "admin_name", "admin_subject", "contact", "issuer", "client_id",'
                ' "client_secret", "state", "decided_at")'
                " VALUES ($1, 'r', 140825, 'x', 'p', '{}', '赵', 's', '139', 'i', 'c', 's',"
                " 'refused', '2025-03-31')"
            )
        await expire(date(2026, 4, 2))
        assert await of("contact", "signup") == "", county
