"""Candidates for a full-text search. Within the caller's transaction."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.db import row, rows, value
from app.text.search import LONGEST_SEARCH, search_pattern
from app.text.variants import as_kept, spellings, variants_in

AT_ONCE = 500  # candidates, newest first
Named = Literal["station", "member", "account"]
# `under`: a station, by the name of the one above it; `placed`: a member, by their station's.
Walked = Literal["station", "under", "member", "placed", "account", "consultation"]
TABLES: dict[str, str] = {"under": "station", "placed": "member"}  # others are called as theirs
PUBLIC_KINDS = {"station", "under"}  # all of its records are

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
        SELECT FROM jobs.unpieced
        WHERE unpieced.county = $1 AND unpieced.kind = ANY($3::text[])) AS whole,
    ARRAY(
        SELECT DISTINCT letter
        FROM unnest($4::text[]) AS letter, unnest($3::text[]) AS own (kind),
             unnest(ARRAY[false, true]) AS either (public)
        WHERE coalesce((
            SELECT true FROM "piece"
            WHERE "piece"."county" = $1 AND "piece"."kind" = own.kind
              AND "piece"."public" = either.public AND "piece"."piece" = letter LIMIT 1),
            false)) AS kept
"""
TEXTS = """
    SELECT "topic"."id" AS "record" FROM "topic"
    WHERE "topic"."county" = $1 AND "topic"."id" < $2
      AND app.searched("topic") ~* $3
    ORDER BY "topic"."id" DESC LIMIT 500
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
                WHERE also."county" = $1 AND also."kind" = '{kind}' AND also."public" = {public}
                  AND also."piece" = asked.piece AND also."record" = leads."record" LIMIT 1),
                false)) FROM asked)
     ORDER BY {order}) AS "found" CROSS JOIN LATERAL (
        SELECT "{table}".* FROM "{table}"
        WHERE "{table}"."county" = $1 AND "{table}"."id" = "found"."id" LIMIT 1) AS "{table}"
"""

RARE = "{asked} SELECT min(often) < 200 FROM asked"


async def candidates(words: str, pattern: str, before: int, *, public: bool = False) -> list[int]:
    """Up to `AT_ONCE` topics, newest first, of which each that fits the pattern is one. Which of
    them the reader may see is for the caller to ask. `public`: strangers' only.
    """
    words = words[:LONGEST_SEARCH]
    cut = await row(WHOLE, words, ["topic"], variants_in(words)) if search_pattern(words) else None
    if cut and not cut["whole"]:
        # Matters are too many to look at them all for a letter that is kept in two ways.
        kept = as_kept(words, cut["kept"]) or words
        found = await rows(PUBLIC if public else ALL, kind="topic", words=kept, before=before)
    else:
        found = await rows(TEXTS, before, pattern)
    return [each["record"] for each in found]


async def cut_up(words: str, *kinds: str) -> str | None:
    """The words as records of these kinds have them: their pieces say which may fit. None: all have
    to be looked at; letters that are kept in two ways, 戶 and 户, are in no one piece.
    """
    words = words[:LONGEST_SEARCH]  # as the pattern: what is longer costs the database seconds
    if not search_pattern(words):
        return None
    found = await row(WHOLE, words, list(kinds), variants_in(words))
    return None if found["whole"] else as_kept(words, found["kept"])


async def also_kept_as(kind: Named, names: Sequence[str]) -> list[str]:
    """Names, and in what other letters they are kept: 呂芳 as 吕芳."""
    found = await row(WHOLE, "", [kind], variants_in("".join(names)))
    kept = frozenset(found["kept"])
    return list(dict.fromkeys([*names, *(way for each in names for way in spellings(each, kept))]))


class Along(NamedTuple):
    """What a list is read from. `of`: in place of its table; `at`: what has its keys and its id;
    `words`: what its statement is given as `:words`.
    """

    of: str
    at: str
    words: str


def walk(kind: Walked, order: str, words: str, *, down: bool = False) -> Along:
    """Those whom the pieces of `words` may mean, each by its key, in the list's order. `order`:
    a column that pieces have, too; "": the newest first. `down`: the largest first. `words`: as
    `cut_up` gives them. Pure.
    """
    public = "true" if kind in PUBLIC_KINDS else "false"
    way = " DESC" if down or not order else ""
    key, by, own = (
        (
            f', leads."{order}"',
            f'leads."{order}"{way}, leads."record"{way}',
            f'AND leads."{order}" IS NOT NULL',
        )
        if order
        else ("", f'leads."record"{way}', f'AND leads."public" = {public}')
    )
    asked = ASKED.format(kind=f"'{kind}'", counted=public)
    table = TABLES.get(kind, kind)
    of = ALONG.format(
        asked=asked, kind=kind, table=table, public=public, key=key, order=by, own=own
    )
    return Along(of, '"found"', words)


async def rare(kind: Walked, words: str) -> bool:
    """Few records have all pieces of the words: who goes along them reads these and no more."""
    kept = await cut_up(words, kind)
    if kept is None:
        return False
    public = "true" if kind in PUBLIC_KINDS else "false"
    sql = RARE.format(asked=ASKED.format(kind=f"'{kind}'", counted=public))
    return bool(await value(sql, words=kept))


async def along(kind: Walked, order: str, words: str, *, down: bool = False) -> Along:
    """As `walk`; of all, where nothing is asked or the pieces do not say it."""
    kept = await cut_up(words, kind)
    if kept is not None:
        return walk(kind, order, kept, down=down)
    table = f'"{TABLES.get(kind, kind)}"'
    return Along(table, table, "")


async def called(kind: Named, names: Sequence[str]) -> list[int] | None:
    """All records a field of which may be one of these. None: that is not known yet."""
    found: list[int] | None = await value(CALLED, kind, kind in PUBLIC_KINDS, list(names))
    return found
