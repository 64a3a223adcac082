"""Kept counts of what happened, and how each is read: what is kept plus the tail, the entries that
are not in it yet. So a count is that of the entries at any instant, and costs the same however many
there are.

One definition, BY, yields a count's key and the condition of the list behind it. Who changes what
is kept puts each county into `anew` at 0, and into jobs.due, in a migration: then each is folded
anew, beside what is read until it is whole.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, TypedDict

from app.db import rows, value
from app.ledger.internal import INTERNAL, not_kept
from app.ledger.kinds import Kind, in_sql
from app.ledger.tables import these

Span = Literal["month", "quarter", "year"]


class By(NamedTuple):
    """What counts are narrowed by. `part`: SQL, of an entry; `span`: one count for each; `kinds`:
    of these entries alone; none: of all.
    """

    part: str
    span: Span = "year"
    kinds: tuple[Kind, ...] = ()

    @property
    def narrowed(self) -> str:
        return f"{self.part} = :part"


PLACED = (Kind.STATION_OPENED, Kind.CONSULTATION_FILED)
FILED = (Kind.CONSULTATION_FILED,)
QUARTERLY = (
    Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED, Kind.TOPIC_SETTLED,
    Kind.TOPIC_ANSWERED, Kind.TOPIC_SOLVED, Kind.COMMITMENT_DUE, Kind.COMMITMENT_DONE_ON_TIME,
    Kind.TOPIC_REOPENED,
)  # fmt: skip
# Something happened at a station, or somebody brought something there.
ACTIVE = (
    Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED, Kind.TOPIC_SETTLED, Kind.CONSULTATION_FILED,
    Kind.TOPIC_SOLVED, Kind.ACTIVITY_DONE,
)  # fmt: skip
BY = {
    "": By("''"),
    "level": By('"level"', kinds=PLACED),
    "station_kind": By('"station_kind"', kinds=PLACED),
    "form": By('"form"', kinds=FILED),
    "result": By('"result"', kinds=FILED),
    "month": By("''", "month", FILED),
    "station": By(
        '"station"::text', kinds=(Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED, Kind.TOPIC_SOLVED)
    ),
    # for counts by quarters (quarters.py)
    "member": By("""coalesce("member"::text, '')""", "quarter", (Kind.ATTENDANCE_MEMBER,)),
    "held": By('"form" || chr(10) || "category"', "quarter", FILED),
    # for the overview of leaders (app/portal/overview/); a rating's `n` is the sum of its stars
    "quarter": By("''", "quarter", QUARTERLY),
    "rated": By(""""result" || ' ' || abs("quantity")""", "quarter", (Kind.RATING_GIVEN,)),
    "active": By('"station"::text', "quarter", ACTIVE),
}

# Of the county: what waits to be sealed; and what is sealed, but not in the kept counts, which is
# nothing but for a moment, or while they are made anew: then alone is the chain read for it.
FOLDED = """coalesce((SELECT "position" FROM "folded" WHERE "folded"."county" = $1), 0)"""
TAIL = f"""ARRAY(
    SELECT "entry" FROM "unsealed" WHERE "unsealed"."county" = $1
    UNION ALL
    SELECT "entry" FROM "seal" WHERE "seal"."county" = $1 AND "position" > {FOLDED}
      AND (SELECT max("position") FROM "seal" WHERE "seal"."county" = $1) > {FOLDED})"""  # noqa: S608


def sums_of(names: Iterable[str]) -> str:
    """SQL: what the rows of `entry` add to the counts by these. Pure."""
    return " UNION ALL ".join(
        f"""SELECT '{name}' AS "by", "kind", {by.part} AS part,
               date_trunc('{by.span}', "happened_on"::timestamp)::date AS since,
               sum("quantity")::bigint AS n, count(*) AS entries
            FROM "entry" {f'WHERE "kind" IN ({in_sql(by.kinds)})' if by.kinds else ""}
            GROUP BY 2, 3, 4"""  # noqa: S608  (of this file's own words)
        for name, by in ((name, BY[name]) for name in names)
    )


class Count(TypedDict):
    by: str
    kind: str
    part: str
    since: date
    n: int
    entries: int


# Of kinds about persons, what strangers find on no page: at sittings about what is not public.
LESS = """
    SELECT '', "kind", '', since, -n, -entries FROM (
        SELECT '' AS "by", "kind", '' AS part, "since", "n", "entries" FROM "figure"
        WHERE "figure"."county" = $1 AND "by" = 'internal' AND "kind" IN ({kinds})
        UNION ALL {not_kept}) AS "internal"
"""


class Within(NamedTuple):
    """Parts as one count of these days, whatever their spans: only those of `""` and of months are
    told span by span. `stocks`: kinds that count from the first day on.
    """

    first: date
    until: date
    stocks: tuple[Kind, ...] = ()


@lru_cache(64)
def reading(
    names: tuple[str, ...],
    kinds: tuple[Kind, ...],
    *,
    narrowed: bool,
    public: bool = False,
    stocks: tuple[Kind, ...] | None = None,
    spans: bool = False,
) -> str:
    """The statement for these and no others, so that its plan is one. `stocks`: as of Within, where
    parts are summed. Pure.
    """
    told = [name for name in names if name in BY]
    others = ([sums_of(told)] if told else []) + [
        not_kept(name, kinds) for name in names if name in INTERNAL
    ]
    if public and "" in names and (persons := [kind for kind in kinds if kind.about.persons]):
        own = not_kept("internal", persons)
        others.append(LESS.format(kinds=in_sql(persons), not_kept=own))
    which = f'"kind" IN ({in_sql(kinds)})'
    kept = 'AND "part" = :part' if narrowed else ""
    then = "since = ANY(:spans::date[])" if spans else "true"
    (only,) = names if narrowed else ("",)
    tail = f"AND {BY[only].narrowed}" if narrowed else ""
    quoted = ", ".join(f"'{name}'" for name in names)
    since, where = "since", ""
    figure = [f'"by" IN ({quoted}) AND {which} {kept} AND {then}']
    if stocks is not None:
        since = """CASE WHEN "by" IN ('', 'month') THEN since ELSE :until::date END"""
        where = f"""AND ("by" = '' OR since <= :until::date
            AND (since >= :first::date OR "kind" IN ({in_sql(stocks) or "NULL"})))"""
        figure = timely(names, which, stocks)
    return f"""
        WITH "entry" AS MATERIALIZED (
            SELECT "ledger".* FROM {these("ledger", TAIL)} WHERE {which} {tail})
        SELECT "by", "kind", part, {since} AS since, sum(n)::bigint AS n,
               sum(entries)::bigint AS entries
        FROM ({" UNION ALL ".join([*map(FIGURE.format, figure), *others])}) AS "count"
        WHERE {then} {where} GROUP BY 1, 2, 3, 4
    """  # noqa: S608  (of this file's own words)


FIGURE = """
    SELECT "by", "kind", "part", "since", "n", "entries" FROM "figure"
    WHERE "figure"."county" = $1 AND {}
"""


def timely(names: Sequence[str], which: str, stocks: Sequence[Kind]) -> list[str]:
    """SQL: conditions of what is kept, each for an index: of all time what is told span by span, of
    parts those of the time that is asked for, and of stocks what came before. Pure.
    """
    parts = [name for name in names if name]
    quoted = ", ".join(f"'{name}'" for name in parts)
    found = [f"\"by\" = '' AND {which}"] if "" in names else []
    if parts:
        theirs = f'"by" IN ({quoted}) AND {which} AND'
        found.append(f"{theirs} since BETWEEN :first::date AND :until::date")
        if stocks:
            found.append(f'{theirs} "kind" IN ({in_sql(stocks)}) AND since < :first::date')
    return found


async def counts(
    names: Sequence[str],
    kinds: Sequence[Kind],
    part: str | None = None,
    within: Within | None = None,
    *,
    spans: Sequence[date] | None = None,
    public: bool = False,
) -> list[Count]:
    """Within the caller's transaction: of these kinds by these names of BY or INTERNAL, each span
    one. `part`: of one name's this one only. `within`: parts are of that time together, and stand
    at its end. `spans`: of those that begin on these days, which costs the same however long the
    county is at work. `public`: of persons, by year, only those whom strangers may find at a
    sitting.
    """
    values: dict[str, object] = {} if part is None else {"part": part}
    if within:
        values |= {"first": within.first, "until": within.until}
    if spans is not None:
        values["spans"] = list(spans)
    sql = reading(
        tuple(names),
        tuple(kinds),
        narrowed=part is not None,
        public=public,
        stocks=within.stocks if within else None,
        spans=spans is not None,
    )
    return await rows(sql, of=Count, **values)


async def made_anew() -> bool:
    """Within the caller's transaction: what is kept is being counted once more, and what was not
    kept before is not there yet.
    """
    return bool(await value('SELECT true FROM "anew" WHERE "anew"."county" = $1'))
