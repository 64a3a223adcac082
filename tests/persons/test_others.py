"""A code knows of one matter: the office sees what else was raised under the same name and number,
and includes what is the same person's. Nothing is ticked beforehand.
"""

import json
from typing import Any

import pytest

from app.access.roles import Role
from app.db import county_tx, rows
from app.persons.others import OF_THE_NAME, Other, chosen, same
from app.veiling.rules import VEILED
from tests import given, plans
from tests.conftest import Browser, browser
from tests.page import Page
from tests.persons.test_wishes import CODE, LOG, asked, decided, sheet, told_of, wish

pytestmark = pytest.mark.anyio

NAME, PHONE = "李大爷", "13800005678"


def raised(number: int, name: str, phone: str) -> Any:
    return {"id": number, "raiser_name": name, "raiser_phone": phone}


def test_the_same_by_name_and_number_however_they_are_written() -> None:
    found = [
        raised(1, " 李大爷 ", "138 0000 5678"),
        raised(2, "李大爷", "13800005679"),
        raised(3, "李大妈", PHONE),
        raised(4, "李大爷", "+86 138-0000-5678"),
        raised(5, "李大爷", ""),
    ]
    assert [each["id"] for each in same(found, NAME, PHONE)] == [1, 4]


# How many of a thousand others' rows a search for one name looks at: none.
COPIES = """
    INSERT INTO topic SELECT (jsonb_populate_record(topic, jsonb_build_object(
        'id', topic.id - n, 'follow_code', 'copy' || n, 'raiser_name', '王' || n))).*
    FROM topic, generate_series(1, 1000) AS n WHERE topic.id = $1
"""


@pytest.mark.parametrize("written", ["李大爷", " 李 大爷", "李大爷\u200b"])
async def test_a_name_is_looked_up_and_not_searched_for(
    county: int, superuser: Any, written: str
) -> None:
    assert county
    wanted = {"raiser_name": written, "raiser_phone": PHONE}
    own = await given.a_topic(await given.a_station(), **wanted)
    await superuser.execute(COPIES, own)
    async with county_tx(readonly=True):
        found = await rows(OF_THE_NAME, name=NAME, topic=0, of=Other)
        explained = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {OF_THE_NAME}", name=NAME, topic=0)
    assert [each["id"] for each in found] == [own]
    of = [
        each
        for each in plans.nodes(json.loads(explained[0][0])[0]["Plan"])
        if each.get("Relation Name") == "topic"
    ]
    assert [plans.looked_at(each) for each in of] == [1]


def test_what_was_not_offered_is_not_taken() -> None:
    offered: list[Any] = [{"id": 9}, {"id": 3}]
    assert chosen(offered, {"3", "9", "7", "x"}) == [3, 9]
    assert chosen(offered, set()) == []


class Raised:
    """Of one person: that of the code and two others; and of somebody else of the same number."""

    own: int
    second: int
    third: int
    neighbour: int


@pytest.fixture
async def matters(county: int) -> Raised:
    assert county
    station, it = await given.a_station(), Raised()
    it.own, it.second, it.third = [
        await given.a_topic(
            station, title=title, story=f"{NAME}说的", follow_code=code,
            raiser_name=NAME, raiser_phone=phone,
        )
        for title, code, phone in (
            ("路灯坏了", CODE, PHONE),
            ("水管漏了", "ABC234DEG", "138 0000 5678"),
            ("井盖没了", "ABC234DEH", PHONE),
        )
    ]  # fmt: skip
    it.neighbour = await given.a_topic(
        station, title="狗太吵", follow_code="ABC234DEK", raiser_name="王婶", raiser_phone=PHONE
    )
    return it


@pytest.fixture
async def raiser(county: int, matters: Raised) -> Any:
    assert matters
    async with browser(f"/c{county}") as client:
        given.follows(client, CODE)
        yield client


async def offered(client: Browser) -> list[str]:
    page = Page(await client.get(f"/wishes/{(await wish())['id']}"))
    assert page.all("#others [checked]") == []
    return [each["value"] for each in page.all("#others input[name=matters]")]


async def test_what_is_ticked_is_erased_with_it_and_told(
    raiser: Browser, client: Browser, matters: Raised, county: int
) -> None:
    await asked(raiser, "erasure")
    await given.signed_in(client, Role.OFFICE)
    assert await offered(client) == [str(matters.third), str(matters.second)]
    assert "狗太吵" not in (await client.get(f"/wishes/{(await wish())['id']}")).text
    await decided(client, matters=str(matters.second))
    assert [(await told_of(each))[:2] for each in vars(matters).values()] == [
        (VEILED, ""), (VEILED, ""), (NAME, PHONE), ("王婶", PHONE),
    ]  # fmt: skip
    assert (await told_of(matters.second))[2] == f"{VEILED}说的"
    said = "同一姓名和电话提出的，一并办理：水管漏了"
    assert Page(await raiser.get("/follow")).texts("#personal .list .hint") == [said]
    assert Page(await client.get(f"/wishes/{(await wish())['id']}")).texts("section .hint") == [
        said
    ]
    async with browser(f"/c{county}") as other:
        given.follows(other, "ABC234DEH")
        assert Page(await other.get("/follow")).all("#personal .list .hint") == []
    async with county_tx(readonly=True):
        log = await rows(LOG)
    # Opening the page is in the log, and so is what was included.
    assert [each["act"] for each in log].count("personal_seen") == 3
    (done,) = [each for each in log if "matters" in each["after"]]
    assert str(matters.second) in done["after"]
    assert NAME not in str(log)


async def test_what_is_ticked_is_in_the_file(
    raiser: Browser, client: Browser, matters: Raised
) -> None:
    await asked(raiser, "access")
    await given.signed_in(client, Role.OFFICE)
    assert len(await offered(client)) == 2
    await decided(client, matters=str(matters.third))
    page = Page(await client.get(f"/wishes/{(await wish())['id']}"))
    assert len(page.all('a[href$="/file.xlsx"]')) == 1
    own = await client.get(f"/wishes/{(await wish())['id']}/file.xlsx")
    for file in (own, await raiser.get("/follow/data.xlsx")):
        told = sheet(file.content)
        assert [each in told for each in ("路灯坏了", "井盖没了", "水管漏了", "狗太吵")] == [
            True, True, False, False,
        ]  # fmt: skip
    said = Page(await raiser.get("/follow")).texts("#personal .list .hint")
    assert said == ["同一姓名和电话提出的，一并办理：井盖没了"]


async def test_what_is_refused_includes_nothing(
    raiser: Browser, client: Browser, matters: Raised
) -> None:
    await asked(raiser, "erasure")
    await given.signed_in(client, Role.OFFICE)
    await decided(client, decision="refused", matters=str(matters.second))
    assert (await wish())["included"] == []
    assert (await told_of(matters.second))[0] == NAME


async def test_what_is_another_s_is_not_taken(
    raiser: Browser, client: Browser, matters: Raised
) -> None:
    await asked(raiser, "erasure")
    await given.signed_in(client, Role.OFFICE)
    await decided(client, matters=str(matters.neighbour))
    assert (await told_of(matters.neighbour))[:2] == ("王婶", PHONE)
    assert (await wish())["included"] == []


async def test_of_a_correction_or_without_a_number_nothing_is_offered(
    raiser: Browser, client: Browser, superuser: Any, matters: Raised
) -> None:
    await asked(raiser, "correction", "我姓黎")
    await given.signed_in(client, Role.OFFICE)
    assert await offered(client) == []
    await decided(client, name="黎大爷")
    async with superuser.transaction():
        await superuser.execute("SET LOCAL app.amending = 'on'")
        await superuser.execute("UPDATE topic SET raiser_phone = '' WHERE id = $1", matters.own)
    await asked(raiser, "erasure")
    assert await offered(client) == []


async def test_another_wish_for_what_was_included_is_done_with_it(
    raiser: Browser, client: Browser, matters: Raised
) -> None:
    async with county_tx():
        waits = await given.a_wish(matters.second, kind="correction")
    await asked(raiser, "erasure")
    await given.signed_in(client, Role.OFFICE)
    await decided(client, matters=str(matters.second))
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "state", "words" FROM "wish" WHERE "wish"."county" = $1 AND "id" = $2', waits
        )
    assert [tuple(each) for each in found] == [("refused", "")]
