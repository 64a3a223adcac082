"""Walks the catalogue, so that the table somebody adds tomorrow is held to the same rules."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from piccolo.columns import Column
from piccolo.table import Table

from app.divisions.tables import Division
from app.tenancy.tables import County, CountyTable

pytestmark = pytest.mark.anyio

for path in sorted(Path("app").rglob("tables.py")):  # also of what only SQL reads and writes
    import_module(".".join(path.with_suffix("").parts))

SHARED = {"county", "division", "letter", "migration", "published_charter", "published_case"}
SHARED |= {"nominated", "nominated_count"}  # between a county and its regions
HELD = "(county = app.county())"
TYPES = {
    "BIGSERIAL": "bigint",
    "BIGINT": "bigint",
    "TIMESTAMPTZ": "timestamp with time zone",
    "SMALLINT": "smallint",
    "INT": "integer",
}

TABLES = """
    SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced,
           array_agg(pg_get_expr(polqual, polrelid)) AS shows,
           array_agg(pg_get_expr(polwithcheck, polrelid)) AS takes
    FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid
         AND polroles @> ARRAY['app_rw'::regrole::oid]
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') GROUP BY pg_class.oid
"""

# Of each index, and each end of each foreign key: the table and the first column.
KEYS = """
    WITH keys (relation, first) AS (
        SELECT indrelid, indkey[0] FROM pg_index WHERE indnatts > 0
        UNION SELECT conrelid, conkey[1] FROM pg_constraint WHERE contype = 'f'
        UNION SELECT confrelid, confkey[1] FROM pg_constraint WHERE contype = 'f'
    )
    SELECT relation::regclass::text AS name, attname AS first
    FROM keys JOIN pg_class ON oid = relation JOIN pg_attribute ON attrelid = oid AND attnum = first
    WHERE relnamespace = 'public'::regnamespace
"""

PROGRAM = """
    SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class WHERE relowner = role.oid)
    FROM pg_roles AS role WHERE rolname = 'app_rw'
"""

COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
"""


# What may be thrown away, and what may be written anew in each of its columns: nothing else.
PASSING = {
    "audit_unsealed",
    "circle",
    "enclosure",
    "file",
    "internal_topic",
    "invitation",
    "kept_form",
    "participant",
    "photo",
    "piece",
    "publish_mark",
    "quota",
    "session",
    "statement",
    "stray",
    "submission",
    "turned",
    "unsaved_record",
    "unscored",
    "unsealed",
}
PASSING |= {
    "anew",
    "county_count",
    "figure",
    "figure_anew",
    "first_day",
    "kept_order",
    "kept_view",
    "nobodys",
    "nominated",
    "settled",
    "settled_entry",
    "standing",
    "tally",
    "tally_anew",
    "township_count",
}

RIGHTS = """
    SELECT relname AS name, relkind::text AS kind,
           has_table_privilege('app_rw', pg_class.oid, 'DELETE') AS deletes,
           has_table_privilege('app_rw', pg_class.oid, 'UPDATE') AS updates,
           has_table_privilege('app_rw', pg_class.oid, 'TRUNCATE, TRIGGER, REFERENCES') AS more
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I', 'S', 'c')
"""

INVOKING = """
    SELECT relname FROM pg_class WHERE relkind = 'v' AND 'security_invoker=true' = ANY(reloptions)
"""

# Functions that act as their owner look past all policies.
AS_OWNER = """
    SELECT proname FROM pg_proc
    WHERE prosecdef AND pronamespace IN ('public'::regnamespace, 'app'::regnamespace)
"""


async def test_history_stays_and_columns_are_granted_one_by_one(owner: Any) -> None:
    found = await owner.fetch(RIGHTS)
    assert {each["name"] for each in found if each["deletes"]} == PASSING
    assert {each["name"] for each in found if each["updates"] or each["more"]} == set()


async def test_nothing_looks_past_the_policies(owner: Any) -> None:
    """Views show what their owner sees, unless they ask as whoever reads them."""
    views = {each["name"] for each in await owner.fetch(RIGHTS) if each["kind"] != "r"}
    assert views == {each["relname"] for each in await owner.fetch(INVOKING)} == {"counted"}
    assert await owner.fetch(AS_OWNER) == []


async def test_every_table_is_shared_or_held_by_a_forced_policy(owner: Any) -> None:
    tables = {row["name"]: row for row in await owner.fetch(TABLES)}
    ours = {table._meta.tablename for table in CountyTable.__subclasses__()}
    assert tables.keys() == SHARED | ours
    for name in ours:
        assert tables[name] == (name, True, [HELD], [HELD])


REGION = """
    SELECT relname AS name, polcmd::text AS command
    FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE polroles @> ARRAY['app_region'::regrole::oid]
    UNION ALL SELECT relname, 'everybody' FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE polroles = '{0}'
"""
GRANTED = """
    SELECT DISTINCT table_name AS name, privilege_type AS what
    FROM information_schema.role_table_grants WHERE grantee = 'app_region'
"""


# It decides about what is nominated to it, and publishes what it chose.
CASES = {("nomination", "r"), ("nomination", "w"), ("choice", "r"), ("choice", "a")}
CASES |= {("published_case", "r"), ("published_case", "a"), ("published_case", "w")}
CASES |= {(name, how) for name in ("nominated", "nominated_count") for how in ("r", "a", "w")}


COLUMN_BY_COLUMN = """
    SELECT relname AS name, array_agg(attname::text ORDER BY attname) AS columns
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND has_column_privilege('app_region', attrelid, attnum, 'SELECT')
      AND NOT has_table_privilege('app_region', attrelid, 'SELECT') GROUP BY 1
"""


async def test_a_region_s_role_has_these_tables_and_no_others(owner: Any) -> None:
    """Reading: `r`; noting that it looked: `a`; placing: `a`, `d`. To all roles alike nothing is
    given. Where some columns only are granted, names of people are not among them.
    """
    found = {(each["name"], each["command"]) for each in await owner.fetch(REGION)}
    reads = {"county", "county_count", "county_series", "division", "published_charter", "share"}
    reads |= {"region_count", "region_counted", "standing", "told", "township_count", "uncounted"}
    writes = {("look", "a"), ("standing", "a"), ("standing", "d"), ("told", "a"), ("told", "w")}
    writes |= {("kept_view", "*"), ("region_count", "w")}  # its own
    assert found == {(name, "r") for name in reads} | writes | CASES
    granted = {(each["name"], each["what"]) for each in await owner.fetch(GRANTED)}
    whole = {"county", "county_count", "county_series", "division", "kept_view", "published_case"}
    whole |= {"nominated", "nominated_count"}
    whole |= {"region_count", "region_counted", "told", "township_count", "uncounted"}
    assert granted == {(name, "SELECT") for name in whole} | {
        ("asked_region", "INSERT"),
        ("due", "INSERT"),
        ("marked", "INSERT"),
        ("kept_view", "INSERT"),
        ("look", "INSERT"),
        ("nominated", "INSERT"),
        ("nominated_count", "INSERT"),
        ("standing", "DELETE"),
        ("standing", "INSERT"),
        ("told", "INSERT"),
    }
    some = {each["name"]: each["columns"] for each in await owner.fetch(COLUMN_BY_COLUMN)}
    assert some == {
        "choice": ["at", "county", "id", "kind", "nomination", "person", "reason", "region"],
        "nomination": [
            "county", "id", "matter", "nominated_at", "onward", "passed_to", "photos", "region",
            "result", "talk", "title", "topic", "withdrawn_at",
        ],
        "published_charter": [
            "county", "document", "number", "platform", "title", "withdrawn_at",
        ],
        "share": ["agreed", "changed", "county", "ended_at", "item", "region"],
        "standing": ["county", "indicator", "last", "region"],
    }  # fmt: skip


async def test_every_key_of_a_county_table_starts_with_county(owner: Any) -> None:
    keys = {(row["name"], row["first"]) for row in await owner.fetch(KEYS)}
    assert {key for key in keys if key[0] not in SHARED and key[1] != "county"} == set()


async def test_the_program_owns_nothing_and_obeys_policies(owner: Any) -> None:
    role = await owner.fetchrow(PROGRAM)
    assert role == (False, False, 0)


async def test_the_program_is_the_region_s_role_only_where_it_says_so(owner: Any) -> None:
    found = await owner.fetchrow(
        "SELECT pg_has_role('app_rw', 'app_region', 'MEMBER'),"
        " pg_has_role('app_rw', 'app_region', 'USAGE')"
    )
    assert found == (True, False)


@pytest.mark.parametrize("table", [County, Division, *CountyTable.__subclasses__()])
async def test_tables_and_migrations_agree(table: type[Table], owner: Any) -> None:
    """In place of Piccolo's own check, which cannot know composite keys: asks the database."""
    real = {tuple(row) for row in await owner.fetch(COLUMNS, table._meta.tablename)}
    assert {described(column) for column in table._meta.columns} == real


def described(column: Column) -> tuple[str, str, bool]:
    kind = column.column_type
    return column._meta.db_column_name, TYPES.get(kind, kind.lower()), not column._meta.null


KNOWN_TO_STATISTICS = """
    SELECT relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attname = 'county'
      AND attstattarget IS DISTINCT FROM 0
"""


async def test_statistics_say_nothing_of_counties(superuser: Any, database: str) -> None:
    """They would say that a county which they have not met has no rows at all."""
    assert database
    found = {each["relname"] for each in await superuser.fetch(KNOWN_TO_STATISTICS)}
    assert found == set()


SHARES = """
    SELECT relname AS name, n_distinct, most_common_vals IS NULL AS same
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_stats
      ON schemaname = 'public' AND tablename = relname AND pg_stats.attname = 'county'
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND pg_attribute.attname = 'county'
"""


async def test_each_county_is_expected_to_have_a_fiftieth(superuser: Any, database: str) -> None:
    """Of a smaller share a small table's would be a single row, and each of its indexes as good as
    the one that leads to what is asked for. Places, and who works there, are few in a county.
    """
    assert database
    found = await superuser.fetch(SHARES)
    assert len(found) > 80
    few = {"station": 12, "appointment": 12}
    assert [
        each["name"]
        for each in found
        if (each["n_distinct"], each["same"]) != (few.get(each["name"], 50), True)
    ] == []
