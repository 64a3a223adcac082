"""The demo looks like life: all over the county, in its own time, not always well; pictured."""

import re
from typing import Any

import pytest
from httpx import AsyncClient

from app.charter import presets
from app.charter.model import Level
from app.counties.rules import kind_of
from app.dates import now
from app.db import bound_to, bulk_limits, county_tx, rows
from app.demo.county import words
from app.demo.fill import Filled
from app.demo.places import proposed
from app.demo.telling import words as telling
from app.ledger.counting import keep
from app.ledger.sealing import verify
from tests.demo.conftest import CODES, SLUGS

pytestmark = pytest.mark.anyio

# What strangers see first: the newest that are published.
NEWEST = """
    SELECT station, title FROM topic WHERE county = $1 AND published_at IS NOT NULL
    ORDER BY id DESC LIMIT 20
"""
CLOSED = """
    SELECT closed_on - raised_on AS days FROM topic WHERE county = $1 AND stage = 'closed'
"""
OPEN_AT = """
    SELECT count(DISTINCT station) FROM topic WHERE county = $1 AND closed_on IS NULL
"""


@pytest.mark.parametrize(
    ("slug", "open_at"),
    [("xinjiang", 25), ("wudu", 15), ("yanjiang", 20), ("zhenan", 15), ("jiashan", 10)],
)
async def test_matters_lie_all_over_the_county(seen: Any, slug: str, open_at: int) -> None:
    newest = await seen.fetch(NEWEST, CODES[slug])
    stations = [each["station"] for each in newest]
    assert len(set(stations)) >= 10
    assert max(map(stations.count, stations)) <= 6
    assert len({each["title"] for each in newest}) >= 18
    assert await seen.fetchval(OPEN_AT, CODES[slug]) >= open_at


@pytest.mark.parametrize("slug", SLUGS)
async def test_some_take_weeks_and_some_take_months(seen: Any, slug: str) -> None:
    days = sorted(each["days"] for each in await seen.fetch(CLOSED, CODES[slug]))
    assert len(set(days)) >= 10
    assert days[-1] > 2 * days[0]
    assert days[-1] - days[0] > 60


@pytest.mark.parametrize("slug", SLUGS)
async def test_some_are_overdue_and_some_were_taken_up_again(seen: Any, slug: str) -> None:
    overdue = await seen.fetchval(
        "SELECT count(*) FROM commitment WHERE county = $1 AND done_on IS NULL"
        " AND due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date",
        CODES[slug],
    )
    reopened = await seen.fetchval(
        "SELECT count(*) FROM ledger WHERE county = $1 AND kind = 'topic.reopened'", CODES[slug]
    )
    back = await seen.fetch(
        "SELECT back.happened_on >= first.happened_on AS after,"
        " back.quantity + first.quantity AS n,"
        " back.kind = first.kind AND back.topic = first.topic AS same"
        " FROM ledger AS back JOIN ledger AS first"
        " ON (first.county, first.id) = (back.county, back.reverses) WHERE back.county = $1",
        CODES[slug],
    )
    assert overdue >= 1
    assert reopened >= 2
    assert len(back) == reopened  # what had stood as solved
    assert all(each["after"] and each["same"] and each["n"] == 0 for each in back)


@pytest.mark.parametrize("slug", ["xinjiang", "yanjiang", "zhenan"])
async def test_some_went_back_and_forth_before(seen: Any, slug: str) -> None:
    found = await seen.fetch(
        "SELECT decision, count(*) FROM passage WHERE county = $1 GROUP BY 1", CODES[slug]
    )
    by = {each["decision"]: each["count"] for each in found}
    assert by["resubmitted"] >= 3
    assert by["return"] > by["resubmitted"]  # one still waits for whoever raised it
    assert by["escalate"] >= 3 or slug == "yanjiang"
    assert by["lapsed"] >= 3


PICTURED = {
    "station": "SELECT id FROM station WHERE county = $1",
    "consultation": "SELECT id FROM consultation WHERE county = $1 AND state = 'filed'",
    "commitment": "SELECT id FROM commitment WHERE county = $1 AND verified_on IS NOT NULL",
    "activity": "SELECT id FROM activity WHERE county = $1",
    "topic": "SELECT id FROM topic WHERE county = $1 AND stage = 'settled'",
}


@pytest.mark.parametrize("of", PICTURED)
async def test_whatever_has_a_frame_has_a_picture(seen: Any, of: str) -> None:
    for code in CODES.values():
        bare = await seen.fetchval(
            f"SELECT count(*) FROM ({PICTURED[of]}) AS one WHERE NOT EXISTS (SELECT FROM photo"  # noqa: S608
            f" WHERE county = $1 AND photo.{of} = one.id AND state = 'ready')",
            code,
        )
        assert bare == 0
        photos = await seen.fetch("SELECT * FROM photo WHERE county = $1 LIMIT 50", code)
        for each in photos:  # one subject each, as `uploads.announce` has it
            assert sum(bool(each[kind]) for kind in [*PICTURED, "standard_check"]) == 1


@pytest.mark.parametrize("slug", SLUGS)
async def test_cards_on_the_front_page_have_their_pictures(visitor: AsyncClient, slug: str) -> None:
    page = (await visitor.get(f"/{slug}/")).text
    cards = re.findall(r'<article class="card solved">(.*?)</article>', page, re.DOTALL)
    assert len(cards) == 6
    pictured = ["<img " in card for card in cards]
    assert pictured == [True] * 5 + [False]  # a first visit is eight requests at most
    answers = [re.search(r"<p>(.*?)</p>", card) for card in cards]
    assert len({found[1] for found in answers if found}) >= 4  # each says what was done


@pytest.mark.parametrize("slug", SLUGS)
async def test_stories_are_told_in_many_words(seen: Any, slug: str) -> None:
    found = await seen.fetch("SELECT story FROM topic WHERE county = $1", CODES[slug])
    stories = {each["story"] for each in found}
    assert len(stories) >= 30
    assert not [story for story in stories if "{" in story or len(story) < 12]
    said = await seen.fetch(
        "SELECT DISTINCT text FROM answer WHERE county = $1 AND text LIKE '%{%'", CODES[slug]
    )
    assert said == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_of_place_has_matters_of_its_own(slug: str) -> None:
    """Of any county that takes this preset: what may come up anywhere fits every level."""
    charter, general = presets.presets()[slug], [each for each in words(slug) if each.general]
    for ending, level in (("村", "village"), ("社区", "village"), ("镇", "township")):
        kind = proposed(charter, Level.VILLAGE, ending) if level == "village" else "a town's"
        assert not kind or [
            each
            for each in general
            if ending.endswith(tuple(each.ends or ["-"])) and level in (each.levels or [level])
        ], ending
    county = kind_of(charter, Level.COUNTY, "某县")
    assert not county or [each for each in general if "county" in each.levels]
    assert [each for each in general if not each.ends and not each.levels]  # companies, areas


def test_nothing_of_the_village_comes_up_in_town() -> None:
    fields = ("大棚", "药材", "花椒", "板栗", "茶园", "林地", "撂荒", "柑橘", "桑")
    for slug in SLUGS:
        for each in words(slug):
            if any(field in each.title for field in fields):
                assert each.ends
                assert not {"社区", "街道"} & set(each.ends)


def test_who_tells_of_it_lives_where_it_may_come_up() -> None:
    """What may come up in town is not told of a village, nor of the way into town."""
    country = ("村里", "村口", "村上", "全村", "乡村", "镇上", "进城", "县城", "场镇")
    wrong = [
        (slug, text)
        for slug in SLUGS
        for each in words(slug)
        if {"社区", "街道", "中心"} & set(each.ends)
        for text in [each.title, *each.story, each.task, each.done]
        if any(word in text for word in country)
    ]
    assert wrong == []


def test_what_is_said_of_any_matter_fits_any() -> None:
    """A village's rules are neither dug up nor dried by the sun."""
    said = telling()
    for part in (said.texts["not-adopted"], said.texts["under-way"], said.texts["proposes"],
                 said.opinions["solved"], said.opinions["not_solved"]):  # fmt: skip
        assert not [
            text for text in part for word in ("动工", "备料", "地块", "天晴", "土", "下雨")
            if word in text
        ]  # fmt: skip


@pytest.mark.parametrize("slug", ["jiashan", "wudu"])
async def test_the_chain_holds_and_counts_are_those_of_the_ledger(seen: Any, slug: str) -> None:
    code = CODES[slug]
    with bound_to(code), bulk_limits():
        await keep()
    assert await verify(code, slug) is None
    kept = (
        "SELECT kind, sum(one) FROM tally CROSS JOIN LATERAL unnest(n) AS of (one)"
        " WHERE county = $1 AND whose = 'station' GROUP BY 1"
    )
    told = (
        "SELECT kind, sum(CASE kind WHEN 'rating.given' THEN sign(quantity) ELSE quantity END)"
        " FROM ledger WHERE county = $1 GROUP BY 1"
    )
    counted, posted = [dict(await seen.fetch(sql, code)) for sql in (kept, told)]
    assert counted == posted
    assert len(posted) >= 20


@pytest.mark.parametrize("slug", SLUGS)
async def test_it_was_recorded_when_it_happened(filled: list[Filled], slug: str) -> None:
    assert filled
    with bound_to(CODES[slug]):
        async with county_tx(readonly=True):
            found = await rows(
                'SELECT "id", "happened_on", "recorded_at" FROM "ledger"'
                ' WHERE "ledger"."county" = $1 AND "kind" LIKE \'topic.%\' ORDER BY "id"'
            )
    days = [each["happened_on"] for each in found]
    assert days == sorted(days)
    assert all(each["recorded_at"] <= now() for each in found)
    assert sum((e["recorded_at"].date() - e["happened_on"]).days == 0 for e in found) > 20
