"""Candidates for a full-text search. Within the caller's transaction."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.db import LARGEST_ID, rows, value
from app.text.search import LONGEST_SEARCH, search_pattern

AT_ONCE = 500  # candidates, newest first
Kind = Literal["topic", "station", "member", "account", "consultation"]
Named = Literal["station", "member", "account"]
Walked = Literal["member", "account"]
PUBLIC_KINDS = {"station"}  # all of its records are

# The rarest of the pieces leads, the others are looked up; of more than these few nothing is
# gained. A count that stops early is enough to tell them apart. Each is a question of its own: a
# join may be planned from the record alone, which reads all pieces for each.
ASKED = """
    WITH asked AS MATERIALIZED (
        SELECT its.piece, (SELECT count(*) FROM (
                SELECT FROM "piece" WHERE "piece"."county" = $1 AND "piece"."kind" = {kind}
                   AND "piece"."public" = {counted} AND "piece"."piece" = its.piece
                LIMIT 200) AS first) AS often
        FROM unnest(app.pieces_asked(:words)) AS its (piece) ORDER BY 2, 1 LIMIT 4)
"""
LED = """
    (SELECT leads."record" FROM "piece" AS leads
     WHERE leads."county" = $1 AND leads."kind" = :kind AND leads."public" = {public}
       AND leads."piece" = (SELECT asked.piece FROM asked LIMIT 1) AND leads."record" < :before
       AND (SELECT bool_and(coalesce((
                SELECT true FROM "piece" AS also
                WHERE also."county" = $1 AND also."kind" = :kind AND also."public" = {public}
                  AND also."piece" = asked.piece AND also."record" = leads."record" LIMIT 1),
                false)) FROM asked)
     ORDER BY leads."record" DESC LIMIT 500)
"""
PUBLIC = ASKED.format(kind=":kind", counted="true") + LED.format(public="true")
ALL = f"""{ASKED.format(kind=":kind", counted="false")}
    {LED.format(public="true")} UNION ALL {LED.format(public="false")}
    ORDER BY "record" DESC LIMIT 500
"""
# What was there before there were pieces is cut up little by little (filling.py); until then, and
# for words that leave no piece, all are looked at.
WHOLE = """
    SELECT cardinality(app.pieces_asked($2)) = 0 OR EXISTS (
        SELECT FROM jobs.unpieced WHERE unpieced.county = $1 AND unpieced.kind = $3) AS whole
"""
TEXTS = """
    SELECT "{kind}"."id" AS "record" FROM "{kind}"
    WHERE "{kind}"."county" = $1 AND "{kind}"."id" < $2
      AND app.searched("{kind}") ~* $3
    ORDER BY "{kind}"."id" DESC LIMIT 500
"""


# Each name is a piece as a whole: of a field of the record. NULL: not all have theirs yet.
CALLED = """
    SELECT ARRAY(
        SELECT "piece"."record" FROM "piece"
        WHERE "piece"."county" = $1 AND "piece"."kind" = $2 AND "piece"."public" = $3
          AND "piece"."piece" = ANY(ARRAY(
              SELECT app.piece_called(name) FROM unnest($4::text[]) AS name))) AS ids
    WHERE NOT EXISTS (
        SELECT FROM jobs.unpieced WHERE unpieced.county = $1 AND unpieced.kind = $2)
"""

# A list's rows in its own order, as many as its page reads: a piece leads to one after the other.
ALONG = """
    ({asked}
     SELECT leads."record" AS "id" {key} FROM "piece" AS leads
     WHERE leads."county" = $1 AND leads."kind" = '{kind}' {own}
       AND leads."piece" = (SELECT asked.piece FROM asked LIMIT 1)
       AND (SELECT bool_and(coalesce((
                SELECT true FROM "piece" AS also
                WHERE also."county" = $1 AND also."kind" = '{kind}' AND also."public" = false
                  AND also."piece" = asked.piece AND also."record" = leads."record" LIMIT 1),
                false)) FROM asked)
     ORDER BY {order}) AS "found" CROSS JOIN LATERAL (
        SELECT "{kind}".* FROM "{kind}"
        WHERE "{kind}"."county" = $1 AND "{kind}"."id" = "found"."id" LIMIT 1) AS "{kind}"
"""


async def candidates(
    kind: Kind, words: str, pattern: str, before: int, *, public: bool = False
) -> list[int]:
    """Up to `AT_ONCE` records, newest first, of which each that fits the pattern is one. Which of
    them the reader may see is for the caller to ask. `public`: strangers' records only.
    """
    words = words[:LONGEST_SEARCH]  # as the pattern: what is longer costs the database seconds
    if await value(WHOLE, words, kind):
        found = await rows(TEXTS.format(kind=kind), before, pattern)
    else:
        found = await rows(PUBLIC if public else ALL, kind=kind, words=words, before=before)
    return [each["record"] for each in found]


class Along(NamedTuple):
    """What a list is read from. `of`: in place of its table; `at`: what has its keys and its id."""

    of: str
    at: str


def walk(kind: Walked, order: str) -> Along:
    """Those whom the pieces of `:words` may mean, each by its key, in the list's order. `order`:
    a column that pieces have, too; "": the newest first. Pure.
    """
    key, by, own = (
        (
            f', leads."{order}"',
            f'leads."{order}", leads."record"',
            f'AND leads."{order}" IS NOT NULL',
        )
        if order
        else ("", 'leads."record" DESC', 'AND leads."public" = false')
    )
    asked = ASKED.format(kind=f"'{kind}'", counted="false")
    return Along(ALONG.format(asked=asked, kind=kind, key=key, order=by, own=own), '"found"')


async def along(kind: Walked, order: str, words: str) -> Along:
    """As `walk`; of all, where nothing is asked or the pieces do not say it."""
    if search_pattern(words) and not await value(WHOLE, words[:LONGEST_SEARCH], kind):
        return walk(kind, order)
    return Along(f'"{kind}"', f'"{kind}"')


async def few(kind: Kind, words: str, pattern: str) -> list[int] | None:
    """All records that may fit, for lists in another order than the newest. None: they are many,
    and a walk through the list meets a page of them soon; or nothing is asked.
    """
    if not pattern:
        return None
    found = await candidates(kind, words, pattern, LARGEST_ID)
    return found if len(found) < AT_ONCE else None


async def called(kind: Named, names: Sequence[str]) -> list[int] | None:
    """All records a field of which may be one of these. None: that is not known yet."""
    found: list[int] | None = await value(CALLED, kind, kind in PUBLIC_KINDS, list(names))
    return found
