"""Lists of an old county: of a page's statements none reads more than what the page needs, by
generic plans and by others. Of public lists also where the planner knows the county only as it was
when it was young.
"""

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from app.db import bound_to, bulk_limits
from app.demo.county import demos
from app.demo.fill import fill
from app.migrate import create
from app.pieces import filling
from app.processes.postgres import Server
from tests import given, plans
from tests.bench.old_county import Old, grow
from tests.bench.whole_pages import called, whole_page
from tests.lists.walk import INSIDE, LISTS, STRANGER, Read, connected, opened

pytestmark = pytest.mark.anyio

SLUG, DATABASE = "yanjiang", "old_lists"
OLD = Old(times=10, places=10, overdue=50, raised=40, declined=2_000, known=False)
# Rows of tables that one statement may look at. The county has over 13,000 topics, 200,000 entries.
USUAL = 1_500
# What grows with the county's stations or with what is under way, and why it may.
UNDER_WAY = (5_000, "what is overdue at each ring, as nobody plans it who answers requests")
MORE = {
    "/overview": UNDER_WAY,
    "/overview/holders": UNDER_WAY,
    "/overview/late": UNDER_WAY,
}
AS_SERVED = 1_000  # by generic plans, whatever the list
GROWING = {"topic", "passage", "consultation", "participant", "commitment", "progress", "ledger",
           "photo", "answer", "piece", "statement", "audit"}  # fmt: skip
PLACES = {"station", "account", "appointment", "member", "standard_check", "activity",
          "activity_member"}  # fmt: skip
# Of 570 stations, 510 accounts and what is theirs a statement reads 400 at most as web workers plan
# it, and else none of them twice. More, and why it may:
TOWNSHIPS = (1_200, "in which township each station lies, of what counts and of what came late")
ALL_PLACES = {
    "/counted/consultation/{sitting}": (1_200, "likewise, for each sheet by townships"),
    "/counted/topic/{topic}": (2_900, "likewise, and for each period"),
    "/data": (600, "how many stations there are of each kind, by which a search's files go"),
    "/desk": (1_000, "whose turn it is, and where the last thousand steps led: each once"),
    "/desk/vacancies": (600, "at how many stations nobody holds a role: all are counted"),
    "/overview": (700, "how many stations there are, and how many of them are quiet"),
    "/overview/holders": (700, "of what is overdue the oldest 500: whose each is"),
    "/overview/late": (600, "of what is overdue the oldest: whose each is"),
    "/overview/quiet/2026Q3": (700, "how many stations there are"),
    "/overview/wall": (700, "likewise"),
    "/scores/township-quarter": TOWNSHIPS,
    "/scores/township-quarter/export.xlsx": TOWNSHIPS,
    "/scores/township-quarter/{township}": TOWNSHIPS,
    "/scores/township-quarter/{township}/export.xlsx": TOWNSHIPS,
    "/scores/township-quarter/{township}/member": (1_800, "likewise, for each way to be counted"),
    "/scores/township-year": TOWNSHIPS,
    "/stations": (600, "how many there are of each kind"),
    "/stations/standards": (1_100, "how many have to meet one, and each that has something of it"),
}
COUNTED = """
    DELETE FROM unsealed WHERE entry NOT IN (SELECT id FROM ledger ORDER BY id DESC LIMIT 20)
"""
# Of matters with sittings many are not public, as is counted, and three are so no longer.
NOT_PUBLIC = (
    """
    UPDATE topic SET published_at = NULL WHERE (county, id) IN (
        SELECT county, topic FROM consultation WHERE state = 'filed' ORDER BY id LIMIT 400)
    """,
    "INSERT INTO internal_topic SELECT DISTINCT county, topic FROM turned",
    "DELETE FROM turned WHERE id NOT IN (SELECT id FROM turned ORDER BY id LIMIT 3)",
    "UPDATE topic SET published_at = now() WHERE id IN (SELECT topic FROM turned)",
)


@pytest.fixture(scope="module")
async def old(server: Server, database: str) -> AsyncIterator[tuple[Server, Any, int]]:
    assert database
    await create(DATABASE, server)
    superuser = await asyncpg.connect(server.url(DATABASE))
    await superuser.execute("ALTER SYSTEM SET autovacuum = off")
    await superuser.execute("SELECT pg_reload_conf()")
    await given.divisions(server.url(DATABASE, "app_owner"))
    async with connected(server, DATABASE):
        with bulk_limits():
            await fill([SLUG], progress=str)
        county = demos()[SLUG].code
        await whole_page(superuser, county, "activity", "activity_member")
        await superuser.execute("UPDATE provider SET enabled = true")
        await superuser.execute("ANALYZE")  # while it was young
        await grow(superuser, county, OLD)
        # As after its job: what is counted is read from counts, but for what was posted just now.
        # That they are right is shown in tests/ledger/test_folding.py.
        await superuser.execute(COUNTED)
        for each in NOT_PUBLIC:
            await superuser.execute(each)
        # More of one name than a statement may read, and they stand near the list's end.
        await called(superuser, county, "member", "王", many=900, account="NULL")
        await called(superuser, county, "account", "王", many=900, subject="'called-' || n")
        with bound_to(county), bulk_limits():
            await filling.fill()
    for each in plans.explaining("app_rw", DATABASE):
        await superuser.execute(each)
    try:
        yield server, superuser, county
    finally:
        await superuser.execute("ALTER SYSTEM RESET autovacuum")
        await superuser.execute("SELECT pg_reload_conf()")
        await superuser.close()


@pytest.mark.parametrize("known", [False, True], ids=["young", "known"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_no_statement_of_a_list_reads_more_than_its_page_needs(
    old: tuple[Server, Any, int], known: bool, mode: str
) -> None:
    server, superuser, county = old
    served = mode == "force_generic_plan"
    if known:
        await superuser.execute("ANALYZE")
    role = f"ALTER ROLE app_rw IN DATABASE {DATABASE} SET"
    await superuser.execute(f"{role} plan_cache_mode = '{mode}'")
    await superuser.execute(f"{role} auto_explain.log_min_duration = 0")
    # Of what is not public, few rows were there; until they are counted it costs more.
    whom = (STRANGER, *INSIDE) if known else (STRANGER,)
    async with connected(server, DATABASE):
        found = await opened(server.folder / "log", county, SLUG, whom)
    theirs = {path for path, readers in LISTS.items() if {*whom} & {*readers}}
    assert {each.path for each in found} == theirs
    worst = [
        f"{read(each)} {each.path} {each.who}: {' '.join(each.query.split())[:200]}"
        for each in found
        if read(each) > (AS_SERVED if served else MORE.get(each.path, (USUAL, ""))[0])
    ]
    assert worst == [], "\n".join(dict.fromkeys(one[:190] for one in worst))
    assert [whole for each in found for whole in read_whole(each)] == []
    known_of = await superuser.fetch(INDEXES, [*GROWING])
    indexes = {each["index"]: each["columns"] for each in known_of}
    whole = {text for each in found if served for text in walked_whole(each, indexes)}
    assert sorted(whole) == [], "\n".join(sorted(one[:190] for one in whole))
    most = (400, "") if known and served else (700, "")
    many = [
        f"{read(each, PLACES)} {each.path} {each.who}: {' '.join(each.query.split())[:150]}"
        for each in found
        if read(each, PLACES) > ALL_PLACES.get(urlsplit(each.path).path, most)[0]
    ]
    assert many == [], "\n".join(dict.fromkeys(one[:190] for one in many))


def read(each: Read, tables: Collection[str] = GROWING) -> int:
    """Tables of kinds are read as they come."""
    return sum(
        plans.looked_at(node)
        for node in plans.nodes(each.plan)
        if node.get("Relation Name") in tables
    )


INDEXES = """
    SELECT indexrelid::regclass::text AS index, array(
        SELECT pg_get_indexdef(indexrelid, n, true) FROM generate_series(1, indnkeyatts) AS n
        ORDER BY n) AS columns
    FROM pg_index WHERE indrelid = ANY($1::text[]::regclass[])
"""
# Indexes of so little that to read all of it is less than to look up what is asked for.
SMALL = {"topic_at_ring": "what is under way: of the matters of an account's last thousand steps"}
ASKED = re.compile(r"\(?\b([a-z_]+)(?:::\w+)?\)? (?:=|<|>|<=|>=|~)")


def walked_whole(each: Read, indexes: Mapping[str, list[str]]) -> Iterator[str]:
    """Of an index that is asked for a column behind one that is not, all of the county is read; the
    rows that it gives do not show it.
    """
    for node in plans.nodes(each.plan):
        columns = indexes.get(node.get("Index Name", ""), [])
        cond = re.sub(r"ROW\(([a-z_]+)[^)]*\)", r"\1", node.get("Index Cond", ""))
        asked = {*ASKED.findall(cond)} & {*columns}
        first = [*takewhile(asked.__contains__, columns)]
        if asked - {*first} and node["Index Name"] not in SMALL:
            yield f"{each.path}: {node['Index Name']} {cond}: {' '.join(each.query.split())[:90]}"


def read_whole(each: Read) -> list[str]:
    return [
        f"{each.path}: {node['Relation Name']}"
        for node in plans.nodes(each.plan)
        if node["Node Type"] == "Seq Scan"
        and node["Relation Name"] in GROWING
        and plans.looked_at(node) > 200
    ]
