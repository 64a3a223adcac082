"""A search finds what its expression fits and what the reader reads, whatever pieces there are."""

import re
from random import Random
from typing import Any

import pytest

from app.access.roles import Account, Grant, Role
from app.db import bound_to, county_tx, execute, rows, value
from app.people.tables import Member
from app.persons.amending import amending
from app.pieces import filling
from app.pieces.queries import called
from app.text import normalise
from app.text.search import name_pattern, search_pattern
from app.topics import queries
from app.topics.tables import Topic
from tests import given

pytestmark = pytest.mark.anyio

LETTERS = "路灯路灯坏修北街第3３组(（）-－·.aAＡ 　\u200d①㈱é"
OFFICE = Account(1, "某人", (Grant(Role.OFFICE),))
PUBLISHED = "商前调研"
PIECES = """
    SELECT "piece"."public", "piece"."piece" FROM "piece"
    WHERE "piece"."county" = $1 AND "piece"."kind" = 'topic' AND "piece"."record" = $2
"""


async def pieces_of(topic: int) -> set[tuple[bool, str]]:
    async with county_tx(readonly=True):
        return {(each["public"], each["piece"]) for each in await rows(PIECES, topic)}


async def searched(words: str, account: Account | None = None, **more: Any) -> list[int]:
    async with county_tx(readonly=True):
        found = await queries.newest(account, words=words, **more)
    return [each["id"] for each in found["topics"]]


async def some_titles(draw: Random) -> tuple[dict[int, str], set[int]]:
    """Newest first; and which of them are public."""
    station, titles, public = await given.a_station(), {}, set()
    for number in range(60):
        title = normalise("".join(draw.choices(LETTERS, k=draw.randrange(1, 9)))).strip() or "空"
        ring = {"ring": PUBLISHED} if number % 3 else {}
        topic = await given.a_topic(station, title=title, **ring)
        titles[topic] = title
        public |= {topic} if ring else set()
    return dict(sorted(titles.items(), reverse=True)), public


def fitting(titles: dict[int, str], words: str) -> list[int]:
    fits = re.compile(search_pattern(words), re.IGNORECASE)
    return [topic for topic, title in titles.items() if fits.search(title)]


async def test_it_finds_what_the_expression_fits(county: int) -> None:
    """Against plain Python over every title; the same where pieces are still being made."""
    draw = Random(county)  # noqa: S311
    titles, public = await some_titles(draw)
    asked = [title[a : a + n] for title in titles.values() for a in (0, 2) for n in (1, 2, 3, 8)]
    asked = draw.sample([each for each in asked if search_pattern(each)], 60)
    for words in [*asked, "路", "灯路", "没有", "\u0301", "-"]:
        found = fitting(titles, words)
        assert await searched(words, OFFICE) == found[:50], words
        assert await searched(words) == [each for each in found if each in public][:50], words


@pytest.mark.usefixtures("county")
async def test_sixty_letters_are_asked_for_and_no_more() -> None:
    """Whoever sends thousands would have the database cut them all up."""
    title = "路灯坏了三个月" * 8 + "没有人修"
    topic = await given.a_topic(await given.a_station(), title=title, ring=PUBLISHED)
    assert len(title) == 60
    assert await searched(title + "龘" * 30_000) == [topic]
    assert await searched(title[:59] + "龘") == []


async def test_what_was_there_before_is_found_and_cut_up_in_batches(
    county: int, superuser: Any
) -> None:
    titles, _public = await some_titles(Random(1))  # noqa: S311
    everything = {topic: await pieces_of(topic) for topic in titles}
    await superuser.execute("DELETE FROM piece WHERE county = $1", county)
    await superuser.execute("INSERT INTO jobs.unpieced (county, kind) VALUES ($1, 'topic')", county)
    for words in ("路灯", "修", "坏"):
        assert await searched(words, OFFICE) == fitting(titles, words)[:50]
    assert county in await filling.due()
    await filling.fill()
    assert county not in await filling.due()
    assert {topic: await pieces_of(topic) for topic in titles} == everything
    assert await searched("路灯", OFFICE) == fitting(titles, "路灯")[:50]


async def test_pieces_follow_the_title_and_who_reads_it(county: int) -> None:  # noqa: ARG001
    topic = await given.a_topic(await given.a_station(), title="路灯")
    assert await pieces_of(topic) == {(False, "路"), (False, "灯"), (False, "路灯")}
    async with county_tx():
        await execute(
            'UPDATE "topic" SET "published_at" = now() WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    assert await pieces_of(topic) == {(True, "路"), (True, "灯"), (True, "路灯")}
    assert await searched("路灯") == [topic]
    async with county_tx(), amending():
        await Topic.update({Topic.title: "▇▇灯"}).where(Topic.id == topic)
    assert {piece for _public, piece in await pieces_of(topic)} == {"▇", "▇▇", "▇灯", "灯"}
    async with county_tx():  # taken down
        await execute(
            'UPDATE "topic" SET "published_at" = NULL WHERE "topic"."county" = $1 AND "id" = $2',
            topic,
        )
    assert {public for public, _piece in await pieces_of(topic)} == {False}
    assert (await searched("灯"), await searched("灯", OFFICE)) == ([], [topic])


async def test_strangers_do_not_find_by_what_is_veiled_for_them(county: int) -> None:  # noqa: ARG001
    """The raiser's name and a phone in a title: who may not read them learns nothing by asking."""
    title = "王大山家门口的路，电话13912345678"
    topic = await given.a_topic(
        await given.a_station(), ring=PUBLISHED, title=title, raiser_name="王大山"
    )
    assert await searched("门口的路") == [topic]
    assert (await searched("王大山"), await searched("大山"), await searched("12345")) == (
        [],
        [],
        [],
    )
    assert await searched("王大山", OFFICE) == [topic]
    assert await searched("1391234", OFFICE) == [topic]


async def test_pages_of_a_search_lead_on_to_its_end(county: int) -> None:  # noqa: ARG001
    station = await given.a_station()
    topics = [await given.a_topic(station, title=f"路灯{n}", ring=PUBLISHED) for n in range(103)]
    seen, before = [], None
    for _page in range(3):
        async with county_tx(readonly=True):
            found = await queries.newest(None, words="路灯", before=before)
        seen += [each["id"] for each in found["topics"]]
        before = found["older"]
    assert seen == topics[::-1]
    assert before is None


async def test_no_piece_that_is_asked_for_is_missing(pool: None) -> None:  # noqa: ARG001
    """Of any text and any part of it."""
    texts = drawn_texts(300)
    with bound_to(100001):
        async with county_tx(readonly=True):
            for text in texts:
                for words in (text, text[1:4], text[2:3], text[3:8]):
                    if search_pattern(words):
                        asked = "SELECT app.pieces($3) @> app.pieces_asked($2) OR $1::int IS NULL"
                        assert await value(asked, words, text), (words, text)


def drawn_texts(many: int) -> list[str]:
    draw = Random(3)  # noqa: S311
    planes = [(0x20, 0x17F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0xF00, 0xFFF)]
    planes += [(0x2000, 0x33FF), (0x4E00, 0x4EFF), (0xA980, 0xAB00), (0xF900, 0xFFEF)]
    planes += [(0x1D400, 0x1D7FF), (0x1E900, 0x1E95F), (0xAC00, 0xAC40), (0x1100, 0x1200)]
    return [
        normalise("".join(chr(draw.randrange(*draw.choice(planes))) for _ in range(9)))
        for _ in range(many)
    ]


@pytest.mark.usefixtures("county")
async def test_whoever_is_called_so_is_looked_up_by_the_whole_name() -> None:
    """Each whom the expression of a name fits is among them, however the name is typed."""
    draw = Random(7)  # noqa: S311
    names = {normalise("".join(draw.choices(LETTERS, k=draw.randrange(1, 5)))) for _ in range(60)}
    sure = [*sorted(each for each in names if each.strip()), "王芳", "王\u3000芳", "王|芳"]
    ids = {}
    for name in sure:
        added = Member(name=name, sector="")
        async with county_tx():
            await Member.insert(added)
        ids[added.id] = name
    for typed in [*sure, *(each.upper() for each in sure), "没有的"]:
        fits = re.compile(name_pattern(typed), re.IGNORECASE)
        meant = {number for number, name in ids.items() if fits.search(name)}
        async with county_tx(readonly=True):
            found = await called("member", [typed])
        assert found is not None
        assert meant <= set(found), typed
        assert len(found) <= len(meant) + 12, typed


async def test_until_names_are_cut_up_nobody_is_looked_up_by_one(
    county: int, superuser: Any
) -> None:
    await superuser.execute("INSERT INTO jobs.unpieced VALUES ($1, 'member')", county)
    async with county_tx(readonly=True):
        assert await called("member", ["王芳"]) is None
        assert await called("station", ["王芳"]) == []
