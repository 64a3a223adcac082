"""A name that is not told, a phone, an identity and a bank card number in every text that people
write about a matter: no page for strangers tells one of them.
"""

import re
from collections.abc import Collection
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from asyncpg.exceptions import ProgramLimitExceededError
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.db import county_tx, rows
from app.ledger import Entry, Kind, post
from tests import given
from tests.isolation.test_routes import ELSEWHERE, INSIDE, a_full_county, asked
from tests.text.test_worded import CARDS, IDENTITIES, PHONES
from tests.veiling.test_spellings import HIDDEN, VEILED
from tests.walk import kind_of, linked

pytestmark = pytest.mark.anyio

PHONE, IDENTITY, CARD = "13912345678", "11010519491231002X", "6222021234567890128"
RAISER, NEIGHBOUR = "赵金雀", "金丝雀代表"
# Written down with another dot, or with more than a name; and as texts have them.
GUESTS = {
    "阿依古丽·买买提": "阿依古丽 买买提",
    "（村民）周桂枝": "周桂枝",
    "孙二娘、钱三妹": "钱三妹",
}
NAMES = "、".join((RAISER, NEIGHBOUR, *GUESTS.values()))
PLANTED = f"。{NAMES}说：电话{PHONE}，证{IDENTITY}，卡{CARD}。"
# A number that begins in a title and ends in the story below.
ABOVE, BELOW = "1380013", "8111号码，"
SECRETS = {
    RAISER,
    NEIGHBOUR,
    "阿依古丽",
    "周桂枝",
    "钱三妹",
    PHONE,
    "1391234",
    IDENTITY,
    CARD,
    ABOVE,
    BELOW,
}
# Tables in which nobody writes about a matter: accounts, rules, counts, marks, what is official.
NO_WORDS = {
    "account", "api_key", "appeal", "appointment", "assessment", "audit", "audit_seal", "charter",
    "charter_draft", "circle", "client_key", "county_count", "department", "enclosure", "figure",
    "figure_anew", "joined", "kept_form", "kept_order",
    "ledger", "look", "mark", "member", "participant", "piece", "preset_taken", "profile",
    "provider", "published_charter", "quota", "seal", "session", "settled", "settled_entry",
    "share", "signup", "standard_check", "standing", "station", "stray", "submission", "tally",
    "tally_anew", "told", "township_count", "unscored", "veil", "weighting", "wish",
}  # fmt: skip
KEYS = re.compile(
    "county|kind|state|stage|origin|category|form|role|conclusion|result|object|sha256|type"
    "|follow_code|raiser_name|raiser_phone|refusal|decision|begins|ring_name|level|person|grp"
    "|nominated_by|withdrawn_by|chosen_by|gate|step|brought|token|content_type|judged|removed_as"
    "|retracted_as|withdrawn_as|cancelled_as|struck_as|decided_as|closed_as"
)
COLUMNS = """
    SELECT relname AS name, attname AS column
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND atttypid = 'text'::regtype
      AND NOT attisdropped
      AND attrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'county')
    ORDER BY 1, 2
"""


# However they are written: a stop between, or one would be read together with the next.
WRITTEN = [*(one for those in VEILED.values() for one in those), *PHONES, *IDENTITIES, *CARDS]
SPELT = "".join(f"。听说{one}在家" for one in WRITTEN)
# On a page a line's end may be drawn as a blank, and what shows nothing is a part of others.
LOOKED_FOR = [one for one in WRITTEN if "\n" not in one]


async def planted(
    county: int, superuser: Any, words: str = PLANTED, guests: Collection[str] = GUESTS
) -> list[str]:
    """→ where."""
    all_of_it = await superuser.fetch(COLUMNS)
    assert {each["name"] for each in all_of_it} >= NO_WORDS
    found = [
        (each["name"], each["column"])
        for each in all_of_it
        if each["name"] not in NO_WORDS and not KEYS.fullmatch(each["column"])
    ]
    await superuser.execute("SET session_replication_role = replica")
    for table, column in found:
        plant = f'UPDATE "{table}" SET "{column}" = "{column}" || $2 WHERE county = $1'  # noqa: S608
        try:
            await superuser.execute(plant, county, words)
        except ProgramLimitExceededError:  # a key
            await superuser.execute(plant, county, PLANTED)
    await superuser.execute(
        'UPDATE "topic" SET "title" = "title" || $2, "story" = $3 || "story" WHERE county = $1',
        county,
        ABOVE,
        BELOW,
    )
    for name in guests:
        await superuser.execute(
            'INSERT INTO "circle" ("county", "topic", "grp", "name")'
            """ SELECT $1, "id", 'citizen', $2 FROM "topic" WHERE county = $1""",
            county,
            name,
        )
    await superuser.execute("SET session_replication_role = origin")
    return [f"{table}.{column}" for table, column in found]


async def test_no_page_for_strangers_tells_what_is_planted(
    people: dict[str, AsyncClient], client: AsyncClient, county: int, superuser: Any
) -> None:
    ids = await a_full_county(people)
    where = await planted(county, superuser)
    assert {"topic.title", "topic.story", "consultation.minutes", "photo.caption"} <= set(where)
    assert {"file.name", "file.removed_reason"} <= set(where)
    async with county_tx():
        elsewhere = await given.a_department("气象局")
    told, read = [], dict.fromkeys(("stranger", "department"), 0)
    for reader in read:
        if reader == "department":  # that has nothing to do with it
            await given.signed_in(client, Role.DEPARTMENT, department=elsewhere)
        for route in INSIDE:
            if route.method != "GET" or route.path in ELSEWHERE:
                continue
            answer = await asked(client, route, ids)
            text = answer.text
            assert answer.headers.get("content-type", "").count("charset=") <= 1, route
            read[reader] += "139****5678" in text
            told += [f"{reader}, {route}: {each}" for each in sorted(SECRETS) if each in text]
    assert told == []
    assert min(read.values()) > 8  # the texts were there


async def test_no_page_for_strangers_tells_it_however_it_is_written(
    people: dict[str, AsyncClient], client: AsyncClient, county: int, superuser: Any
) -> None:
    assert len(LOOKED_FOR) > 250
    ids = await a_full_county(people)
    await planted(county, superuser, SPELT, HIDDEN)
    told, read = [], 0
    for route in INSIDE:
        if route.method != "GET" or route.path in ELSEWHERE:
            continue
        text = unescape((await asked(client, route, ids)).text)
        read += "听说139****5678在家。听说" in text
        told += [f"{route}: {each}" for each in LOOKED_FOR if f"听说{each}在家" in text]
    assert told == []
    assert read > 5  # the texts were there


async def test_no_page_that_a_link_leads_to_tells_it(
    people: dict[str, AsyncClient], client: AsyncClient, county: int, superuser: Any
) -> None:
    """From link to link, with what stands behind the question mark: no table of routes knows that.
    Names that people were written down with hold a number, too.
    """
    station = int((await a_full_county(people))["station_id"])
    async with county_tx():
        for topic in await filed():
            await post(*(Entry(kind=each, station=station, topic=topic) for each in Kind))
    await planted(county, superuser)
    await superuser.execute("SET session_replication_role = replica")
    for table in ("circle", "participant"):
        await superuser.execute(
            f'UPDATE "{table}" SET "name" = "name" || $2 WHERE county = $1',  # noqa: S608
            county,
            f" {PHONE}",
        )
    await superuser.execute("SET session_replication_role = origin")
    base = f"/c{county}"
    told, kinds = list[str](), set[str]()
    async for address, answer in linked(client, base, "/"):
        kinds.add(kind_of(address.removeprefix(base)))
        told += [f"{address}: {each}" for each in sorted(SECRETS) if each in read_whole(answer)]
    assert told == []
    assert {"/stations/0/counted?standard&item", "/consultations/0", "/topics/0"} <= kinds
    assert len(kinds) > 25


def read_whole(answer: Response) -> str:
    """Its head, too; and what a workbook holds."""
    text = "".join(f"{name}: {unquote(value)}\n" for name, value in answer.headers.items())
    if answer.content[:2] != b"PK":
        return text + answer.text
    with ZipFile(BytesIO(answer.content)) as book:
        return text + "".join(
            book.read(each).decode("utf-8", "replace") for each in book.namelist()
        )


async def filed() -> list[int]:
    found = await rows('SELECT "id" FROM "topic" WHERE "topic"."county" = $1')
    return [each["id"] for each in found]


async def test_whoever_handles_it_reads_it_as_it_was_written(
    people: dict[str, AsyncClient], county: int, superuser: Any
) -> None:
    ids = await a_full_county(people)
    await planted(county, superuser)
    for path in ("/topics/{topic_id}", "/consultations/{consultation_id}"):
        text = (await people["township"].get(path.format(**ids))).text
        assert all(each in text for each in (NEIGHBOUR, PHONE, IDENTITY, CARD)), path
