"""The figures that the five articles report, counted from the ledger, and records that agree."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.charter import presets
from app.charter.model import AGENDA
from app.charter.stages import Stage
from app.dates import today
from app.db import current_realm
from app.demo.fill import Filled, fill
from app.evidence.rules import rendition
from app.evidence.store.chosen import store
from app.ledger import Kind
from app.stations.rules import standards_for, to_verify
from app.topics import rules
from app.topics.rules import Move
from tests.demo.conftest import CODES, SLUGS

pytestmark = pytest.mark.anyio


async def counted(seen: Any, slug: str, kind: Kind, **where: str) -> int:
    """Net of what was taken back: entries for what comes one by one, else their quantities."""
    return int(
        await seen.fetchval(
            "SELECT coalesce(sum(quantity), 0) FROM ledger"
            " WHERE county = $1 AND kind = $2 AND to_jsonb(ledger) @> $3::jsonb",
            CODES[slug],
            str(kind),
            json.dumps(where),
        )
    )


PUBLISHED: list[tuple[str, Kind, dict[str, str], int]] = [
    ("xinjiang", Kind.STATION_OPENED, {}, 179),
    ("xinjiang", Kind.STATION_OPENED, {"level": "county"}, 1),
    ("xinjiang", Kind.STATION_OPENED, {"level": "township"}, 10),
    ("xinjiang", Kind.STATION_OPENED, {"level": "village"}, 163),
    ("xinjiang", Kind.STATION_OPENED, {"level": "unit"}, 5),
    ("xinjiang", Kind.CONSULTATION_FILED, {}, 1400),
    ("xinjiang", Kind.TOPIC_SOLVED, {}, 700),
    ("wudu", Kind.STATION_OPENED, {"level": "township"}, 40),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "town"}, 36),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "street"}, 4),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "village-room"}, 56),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "community-room"}, 19),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "institution"}, 1),
    ("wudu", Kind.STATION_OPENED, {"station_kind": "enterprise"}, 1),
    ("wudu", Kind.CONSULTATION_FILED, {}, 120),
    ("wudu", Kind.ATTENDANCE_MEMBER, {}, 300),
    ("yanjiang", Kind.STATION_OPENED, {}, 57),
    ("yanjiang", Kind.STATION_OPENED, {"station_kind": "street"}, 43),
    ("yanjiang", Kind.STATION_OPENED, {"station_kind": "neighbour"}, 14),
    ("yanjiang", Kind.CONSULTATION_FILED, {}, 263),
    ("yanjiang", Kind.CONSULTATION_TYPICAL, {}, 98),
    ("yanjiang", Kind.TOPIC_SOLVED, {}, 185),
    ("yanjiang", Kind.ATTENDANCE_MEMBER, {}, 400),
    ("yanjiang", Kind.ATTENDANCE_CITIZEN, {}, 2500),
    ("jiashan", Kind.STATION_OPENED, {"station_kind": "group"}, 9),
    ("jiashan", Kind.TOPIC_ACCEPTED, {}, 34),
    ("jiashan", Kind.TOPIC_ON_THEME, {}, 22),
    ("jiashan", Kind.CONSULTATION_FILED, {"form": "thematic", "level": "county"}, 6),
    ("zhenan", Kind.CONSULTATION_FILED, {"form": "joint", "level": "county"}, 12),
    ("zhenan", Kind.CONSULTATION_FILED, {"form": "villagers"}, 36 * 6),
]


@pytest.mark.parametrize(("slug", "kind", "where", "figure"), PUBLISHED)
async def test_the_ledger_counts_what_the_article_reports(
    seen: Any, slug: str, kind: Kind, where: dict[str, str], figure: int
) -> None:
    assert await counted(seen, slug, kind, **where) == figure


@pytest.mark.parametrize("slug", ["wudu", "yanjiang", "zhenan"])
async def test_most_stations_meet_their_standard_and_some_wait(seen: Any, slug: str) -> None:
    """What the ledger says is what the checks say."""
    met = await counted(seen, slug, Kind.STATION_STANDARD_MET)
    items = {
        kind: len(to_verify(standards_for(presets.presets()[slug], kind)))
        for kind in presets.presets()[slug].station_kinds
    }
    found = await seen.fetch(
        "SELECT s.kind, count(*) FILTER (WHERE c.state = 'verified') AS verified,"
        " bool_or(c.state = 'shown') AS waits FROM station s JOIN standard_check c"
        " ON (c.county, c.station) = (s.county, s.id) WHERE s.county = $1 GROUP BY s.id, s.kind",
        CODES[slug],
    )
    assert met == sum(each["verified"] == items[each["kind"]] for each in found)
    assert len(found) / 2 < met < len(found)
    assert any(each["waits"] for each in found)


async def test_eight_consultations_at_huitong(seen: Any) -> None:
    found = await seen.fetchval(
        "SELECT count(*) FROM consultation c"
        " JOIN station s ON (s.county, s.id) = (c.county, c.station)"
        " WHERE c.county = $1 AND s.name = '惠通村民生议事堂' AND state = 'filed'",
        CODES["jiashan"],
    )
    assert found == 8


async def test_one_case_of_yanjiang_was_chosen_by_the_province_and_twenty_by_the_prefecture(
    seen: Any,
) -> None:
    found = await seen.fetch(
        "SELECT c.region, count(*) FILTER (WHERE c.kind = 'chosen') AS chosen,"
        " count(*) FILTER (WHERE c.kind = 'published') AS published FROM choice c"
        " JOIN nomination n ON (n.county, n.id) = (c.county, c.nomination)"
        " WHERE c.county = $1 GROUP BY 1 ORDER BY 1",
        CODES["yanjiang"],
    )
    assert [tuple(each) for each in found] == [(51, 1, 1), (5120, 20, 10)]


async def test_longhu_took_one_and_four_rounds_with_thirty_in_the_room(seen: Any) -> None:
    rounds = await seen.fetch(
        "SELECT c.round, conclusion, (SELECT count(*) FROM participant p"
        " WHERE p.county = c.county AND p.consultation = c.id AND p.state = 'present') AS came"
        " FROM consultation c JOIN station s ON (s.county, s.id) = (c.county, c.station)"
        " WHERE c.county = $1 AND s.name LIKE '龙湖社区%' ORDER BY round",
        CODES["xinjiang"],
    )
    assert [each["round"] for each in rounds] == [1, 2, 3, 4, 5]
    assert rounds[0]["came"] == 30
    assert [each["conclusion"] for each in rounds[:4]] == ["none"] * 4
    assert rounds[4]["conclusion"] in {"consensus", "partial"}


async def test_zhenan_has_its_three_branches(seen: Any) -> None:
    found = await seen.fetch(
        "SELECT result, count(*) FROM ledger WHERE county = $1 AND kind = 'consultation.filed'"
        " GROUP BY result",
        CODES["zhenan"],
    )
    by = {each["result"]: each["count"] for each in found}
    assert by["consensus"] > by["none"] > 0
    aside = await seen.fetch(
        "SELECT stage, ring, count(*) FROM topic WHERE county = $1"
        " AND stage IN ('referred', 'referring') GROUP BY stage, ring",
        CODES["zhenan"],
    )
    rings = presets.presets()["zhenan"].rings
    at = {(each["stage"], str(rings[each["ring"]].kind)): each["count"] for each in aside}
    assert by["hard"] == sum(at.values())
    unsent = at.pop(("referring", "refer"))
    assert await counted(seen, "zhenan", Kind.TOPIC_REFERRED) == by["hard"] - unsent > 0
    replied = await counted(seen, "zhenan", Kind.REFERENCE_REPLIED)
    assert replied == at["referred", "reply"] > 0


async def test_zhenan_meets_every_month_and_confers_every_quarter(seen: Any) -> None:
    months = await seen.fetch(
        "SELECT form, count(DISTINCT date_trunc('month', held_on)) AS months FROM consultation"
        " WHERE county = $1 AND state = 'filed' AND form IN ('villagers', 'joint') GROUP BY form",
        CODES["zhenan"],
    )
    assert {each["form"]: each["months"] for each in months} == {"villagers": 36, "joint": 12}


RECORDS = {
    Kind.STATION_OPENED: "SELECT count(*) FROM station WHERE county = $1",
    Kind.TOPIC_RAISED: "SELECT count(*) FROM topic WHERE county = $1",
    Kind.TOPIC_ACCEPTED: (
        "SELECT count(*) FROM topic WHERE county = $1 AND stage NOT IN"
        " ('raised', 'screening', 'declined', 'merged', 'settled', 'withdrawn')"
    ),
    Kind.TOPIC_STEP: "SELECT count(*) FROM passage WHERE county = $1",
    Kind.TOPIC_CLOSED: "SELECT count(*) FROM topic WHERE county = $1 AND stage = 'closed'",
    Kind.TOPIC_SETTLED: "SELECT count(*) FROM topic WHERE county = $1 AND stage = 'settled'",
    Kind.CONSULTATION_FILED: (
        "SELECT count(*) FROM consultation WHERE county = $1 AND state = 'filed'"
    ),
    Kind.CONSULTATION_TYPICAL: "SELECT count(*) FROM consultation WHERE county = $1 AND typical",
    Kind.ATTENDANCE_MEMBER: (
        "SELECT count(*) FROM participant"
        " WHERE county = $1 AND member IS NOT NULL AND state = 'present'"
    ),
    Kind.STATEMENT_ANSWERED: (
        "SELECT count(*) FROM statement WHERE county = $1 AND answers IS NOT NULL"
    ),
    Kind.PHOTO_ADDED: "SELECT count(*) FROM photo WHERE county = $1 AND state = 'ready'"
    " AND standard_check IS NULL",  # evidence is not counted as photos of the work
    Kind.FILE_ADDED: "SELECT count(*) FROM file WHERE county = $1 AND state = 'ready'",
    Kind.OUTCOME_REPORTED: "SELECT count(*) FROM outcome WHERE county = $1",
    Kind.OUTCOME_ADOPTED: "SELECT count(*) FROM outcome WHERE county = $1 AND adopted",
    Kind.COMMITMENT_MADE: "SELECT count(*) FROM commitment WHERE county = $1",
    Kind.COMMITMENT_DONE_ON_TIME: (
        "SELECT count(*) FROM commitment WHERE county = $1 AND done_on <= due_on"
    ),
    Kind.COMMITMENT_VERIFIED: (
        "SELECT count(*) FROM commitment WHERE county = $1 AND verified_on IS NOT NULL"
    ),
    Kind.TOPIC_ANSWERED: (  # how a matter was settled is its answer, and is counted as settled
        "SELECT count(*) FROM answer JOIN topic ON (topic.county, topic.id) = ($1, answer.topic)"
        " WHERE answer.county = $1 AND stage <> 'settled'"
    ),
    Kind.RATING_GIVEN: "SELECT coalesce(sum(stars), 0) FROM rating WHERE county = $1",
}


@pytest.mark.parametrize("slug", SLUGS)
async def test_records_agree_with_the_ledger(seen: Any, slug: str) -> None:
    ledger = {kind: await counted(seen, slug, kind) for kind in RECORDS}
    records = {kind: await seen.fetchval(sql, CODES[slug]) for kind, sql in RECORDS.items()}
    assert ledger == records


@pytest.mark.parametrize("slug", SLUGS)
async def test_citizens_in_the_room_are_those_counted(seen: Any, slug: str) -> None:
    groups = presets.presets()[slug].composition.groups
    citizens = [group.key for group in groups if group.counts_as == "citizen"]
    came = await seen.fetchval(
        "SELECT count(*) FROM participant WHERE county = $1 AND grp = ANY($2)"
        " AND state = 'present'",
        CODES[slug],
        citizens,
    )
    assert await counted(seen, slug, Kind.ATTENDANCE_CITIZEN) == came


@pytest.mark.parametrize("slug", SLUGS)
async def test_something_is_alive_at_every_ring(seen: Any, slug: str) -> None:
    charter = presets.presets()[slug]
    found = await seen.fetch(
        "SELECT ring, stage, held_by FROM topic WHERE county = $1 AND closed_on IS NULL",
        CODES[slug],
    )
    agenda = [n for n, ring in enumerate(charter.rings) if ring.kind in AGENDA]
    assert {each["ring"] for each in found} == set(range(len(charter.rings))) - set(agenda[1:])
    for each in found:  # as the rules would have it
        ring, stage = each["ring"], Stage(each["stage"])
        assert each["held_by"] == rules.holders(charter.rings, Move(stage, ring))
        if stage is not Stage.ANSWERED and ring:
            assert stage is rules.stage_at(charter.rings, ring)
    held = {role for each in found for role in each["held_by"]}
    assert held >= {role for ring in charter.rings for role in ring.by} - {"citizen"}


@pytest.mark.parametrize("slug", SLUGS)
async def test_desks_of_those_limited_to_a_station_have_work(seen: Any, slug: str) -> None:
    for role in (Role.TOWNSHIP, Role.CONVENER):
        waiting = await seen.fetchval(
            "SELECT count(DISTINCT t.ring) FROM topic t JOIN station s"
            " ON (s.county, s.id) = (t.county, t.station)"
            " JOIN account a ON a.county = t.county AND a.subject = $2"
            " JOIN appointment p ON (p.county, p.account) = (a.county, a.id)"
            " WHERE t.county = $1 AND p.station = ANY(s.lineage) AND p.role = ANY(t.held_by)",
            CODES[slug],
            f"{slug}-{role}",
        )
        assert waiting >= 3, role
    lights = await seen.fetch(
        "SELECT due_on, done_on FROM commitment c JOIN appointment p"
        " ON (p.county, p.department) = (c.county, c.department)"
        " WHERE c.county = $1 AND verified_on IS NULL",
        CODES[slug],
    )
    open_ = [(each["due_on"] - today()).days for each in lights if not each["done_on"]]
    assert min(open_) < 0
    assert max(open_) > 10
    assert any(each["done_on"] for each in lights)


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_round_follows_another_and_nothing_lies_in_the_future(seen: Any, slug: str) -> None:
    assert not await seen.fetchval(
        "SELECT count(*) FROM (SELECT held_on < lag(held_on) OVER w AS early,"
        " round <> row_number() OVER w AS gap FROM consultation WHERE county = $1"
        " WINDOW w AS (PARTITION BY topic ORDER BY round)) AS each WHERE early OR gap",
        CODES[slug],
    )
    assert not await seen.fetchval(
        "SELECT count(*) FROM ledger"
        " WHERE county = $1 AND happened_on > (now() AT TIME ZONE 'Asia/Shanghai')::date",
        CODES[slug],
    )


@pytest.mark.parametrize("slug", SLUGS)
async def test_every_filed_consultation_meets_its_charter(seen: Any, slug: str) -> None:
    """Each group of the composition has its minimum, as filing would have asked for."""
    for group in presets.presets()[slug].composition.groups:
        assert not await seen.fetchval(
            "SELECT count(*) FROM consultation c WHERE county = $1 AND state = 'filed' AND"
            " (SELECT count(*) FROM participant p WHERE p.county = $1 AND p.consultation = c.id"
            "  AND grp = $2) NOT BETWEEN $3 AND $4",
            CODES[slug],
            group.key,
            group.min,
            group.max or 99,
        ), group.name
    unphotographed = (
        "SELECT count(*) FROM consultation c WHERE county = $1 AND state = 'filed' AND NOT EXISTS"
        " (SELECT FROM photo p WHERE p.county = $1 AND p.consultation = c.id)"
    )
    assert not await seen.fetchval(unphotographed, CODES[slug])


@pytest.mark.parametrize("slug", SLUGS)
async def test_photos_lie_in_the_store_and_nothing_else(seen: Any, slug: str) -> None:
    named = "SELECT DISTINCT object FROM photo WHERE county = $1 AND object LIKE '%/demo/%'"
    found = {each["object"] for each in await seen.fetch(named, CODES[slug])}
    wanted = {rendition(key, width) for key in found for width in (320, 1280)}
    for key in wanted:
        assert (await store().get(key))[8:12] == b"WEBP"
    there = {each.key for each in await store().keys(f"{CODES[slug]}/demo/")}
    assert {key for key in there if key.endswith(".webp")} == wanted


@pytest.mark.parametrize("slug", ["jiashan", "yanjiang"])
async def test_papers_lie_on_what_was_held_and_one_is_not_published(
    seen: Any, visitor: AsyncClient, slug: str
) -> None:
    files = await seen.fetch("SELECT * FROM file WHERE county = $1", CODES[slug])
    held = [each for each in files if each["consultation"]]
    assert len(held) > 2
    assert {each["published_at"] is None for each in held} == {False}
    assert [each["id"] for each in files if each["station"]]
    inside = [each for each in files if each["passage"]]
    assert inside
    page = await visitor.get(f"/{slug}/consultations/{held[0]['consultation']}")
    assert f"/{slug}/files/{held[0]['id']}" in page.text
    answer = await visitor.get(f"/{slug}/files/{held[0]['id']}/download")
    assert answer.content.startswith(b"%PDF-")
    for each in inside:
        assert (await visitor.get(f"/{slug}/files/{each['id']}")).status_code == 404


async def test_names_are_as_people_say_them(seen: Any) -> None:
    odd = await seen.fetch(
        "SELECT name FROM station WHERE county = ANY($1) AND name ~ '委会|委员会|虚拟|林厂|劳动'",
        list(CODES.values()),
    )
    assert odd == []


async def test_a_second_start_changes_nothing_and_tells_the_same(
    seen: Any, filled: list[Filled]
) -> None:
    before = await seen.fetchval("SELECT count(*) FROM ledger")
    token = current_realm.set(None)
    again = await fill(["wudu"], progress=lambda _line: None)
    current_realm.reset(token)
    assert await seen.fetchval("SELECT count(*) FROM ledger") == before
    first = next(each for each in filled if each.demo.slug == "wudu")
    assert again[0].sign_ins == first.sign_ins
    assert {each["subject"] for each in first.sign_ins} >= {"wudu-office", "wudu-member"}
    assert len(first.sign_ins) == 8


async def test_members_stand_where_the_charter_lets_them(seen: Any) -> None:
    numbers = await seen.fetch(
        "SELECT station, count(*) FROM member WHERE county = $1 GROUP BY station",
        CODES["yanjiang"],
    )
    assert len(numbers) == 57
    assert all(3 <= each["count"] <= 10 for each in numbers)


@pytest.mark.parametrize("slug", SLUGS)
async def test_the_member_who_signs_in_is_invited_today(seen: Any, slug: str) -> None:
    assert await seen.fetchval(
        "SELECT count(*) FROM consultation c JOIN participant p"
        " ON (p.county, p.consultation) = (c.county, c.id)"
        " JOIN member m ON (m.county, m.id) = (p.county, p.member)"
        " WHERE c.county = $1 AND c.state = 'planned' AND p.state = 'invited'"
        " AND m.account IS NOT NULL AND held_on = $2",
        CODES[slug],
        today(),
    )
