"""Statements of the topics' list, made of the filters in use. Pure.

What is public and what is not are walked apart, each in the order of an index of its own, as far as
one page; few rows of each are put together, and only those of the page are joined. So a list costs
the same however many topics there are, and however many of them nobody has published.
"""

from functools import lru_cache
from typing import NamedTuple

from app.access.roles import Account
from app.access.visibility import PUBLISHED, handled_topic, handles_all, visible_topic
from app.stations.queries import under

ROWS = 51  # one more than a page holds


class Sees(NamedTuple):
    """Which topics a reader sees beside the public ones: all; or, told apart, their own and those
    at their stations, and those that wait for a role they hold everywhere (`held`).
    """

    all: bool = False
    own: bool = False
    held: bool = False


def sees(account: Account | None) -> Sees:
    if account is None:
        return Sees()
    if handles_all(account):
        return Sees(all=True)
    return Sees(own=True, held=bool(everywhere(account)))


def everywhere(account: Account | None) -> list[str]:
    """Roles that are limited to no station."""
    grants = account.grants if account else ()
    return [str(grant.role) for grant in grants if grant.station is None]


class Filters(NamedTuple):
    """Which there are, not what for. `few`: of the station that is asked for and what lies under
    it, whether these are few.
    """

    stages: bool = False
    category: bool = False
    station: bool = False
    few: bool = True


INTERNAL = '"topic"."published_at" IS NULL'
# Of each station where I hold something: whether I see what stands there, decides the row.
MY_PLACES = f"""(SELECT "station".* FROM {under(":my_stations")} AS mine CROSS JOIN LATERAL (
            SELECT "station"."id", "station"."lineage" FROM "station"
            WHERE "station"."county" = $1 AND "station"."id" = mine."id"{{there}} LIMIT 1)
            AS "station") AS place CROSS JOIN LATERAL """  # noqa: S608


def walk(which: str, filters: Filters) -> str:
    """The newest that are so, by the index that has these filters in front."""
    conditions = [
        '"topic"."county" = $1',
        which,
        '"topic"."id" < :before',
    ]
    before = ""
    if filters.station and filters.few:
        before = "unnest(:under::bigint[]) AS place (id) CROSS JOIN LATERAL "
        conditions.append('"topic"."station" = place.id')
        if filters.stages:
            conditions.append('"topic"."stage" = ANY(:stages::text[])')
    else:
        if filters.station:
            conditions.append('"topic"."station" = ANY(:under::bigint[])')
        if filters.stages or filters.category:
            before = "unnest(:stages::text[]) AS its (stage) CROSS JOIN LATERAL "
            conditions.append('"topic"."stage" = its.stage')
    if filters.category:
        conditions.append('"topic"."category" = :category')
    return found(before, conditions)


def found(before: str, conditions: list[str]) -> str:
    return f"""SELECT newest."id" FROM {before}(
        SELECT "topic"."id" FROM "topic" WHERE {" AND ".join(conditions)}
        ORDER BY "topic"."id" DESC LIMIT {ROWS}) AS newest"""  # noqa: S608


def rest(filters: Filters) -> list[str]:
    """Of what is walked by another index than the filters'."""
    kept = ['"topic"."county" = $1', INTERNAL, '"topic"."id" < :before']
    if filters.stages:
        kept.append('"topic"."stage" = ANY(:stages::text[])')
    if filters.category:
        kept.append('"topic"."category" = :category')
    return kept


@lru_cache(256)
def newest_ids(reader: Sees, filters: Filters) -> str:
    walks = [walk(PUBLISHED, filters)]
    if reader.all:
        walks.append(walk(INTERNAL, filters))
    if reader.own:
        there = ' AND "station"."id" = ANY(:under::bigint[])' if filters.station else ""
        here = ['"topic"."station" = place.id', handled_topic("place.lineage")]
        walks.append(found(MY_PLACES.format(there=there), [*rest(filters), *here]))
        at = ['"topic"."station" = ANY(:under::bigint[])'] if filters.station else []
        walks.append(found("", [*rest(filters), *at, '"topic"."raiser" = :me']))
        if reader.held:
            held = ['"topic"."held_by" <> \'{}\'', '"topic"."held_by" && :everywhere::text[]']
            walks.append(found("", [*rest(filters), *at, *held]))
    return " UNION ".join(f"({each})" for each in walks)


COLUMNS = """
    SELECT "topic"."id", "topic"."title", "topic"."stage", "topic"."ring", "topic"."ring_since",
           "topic"."charter", "topic"."category", "topic"."raised_on", "topic"."round",
           "topic"."published_at", "topic"."taken_down_at" IS NOT NULL AS taken_down,
           "station"."name" AS station_name
"""


def joined(ids: str, *conditions: str) -> str:
    """All of them at once, and all of their stations: one by one, a planner that takes a small
    county for a single row reads all of it for each.
    """
    return f"""
    WITH "those" AS MATERIALIZED (SELECT "topic".* FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = ANY({ids})),
    "places" AS MATERIALIZED (SELECT "station"."id", "name", "lineage" FROM "station"
        WHERE "station"."county" = $1
          AND "station"."id" = ANY(ARRAY(SELECT "station" FROM "those")))
    {COLUMNS} FROM "those" AS "topic"
    JOIN "places" AS "station" ON "station"."id" = "topic"."station"
    WHERE {" AND ".join([visible_topic(), *conditions])} ORDER BY "topic"."id" DESC
"""  # noqa: S608


@lru_cache(256)
def newest_statement(reader: Sees, filters: Filters) -> str:
    found = newest_ids(reader, filters)
    ids = f"""ARRAY(
        SELECT any_of."id" FROM ({found}) AS any_of ORDER BY any_of."id" DESC LIMIT {ROWS})"""  # noqa: S608
    return joined(ids)


@lru_cache(16)
def among_statement(filters: Filters) -> str:
    """Of these ids, in the same order, those that have the words in their title."""
    conditions = ['"topic"."title" ~* :words']
    if filters.stages:
        conditions.append('"topic"."stage" = ANY(:stages::text[])')
    if filters.category:
        conditions.append('"topic"."category" = :category')
    if filters.station:
        conditions.append('"topic"."station" = ANY(:under::bigint[])')
    return joined(":ids::bigint[]", *conditions)
