"""The one layer through which people's words pass on their way to a page.

Whoever handles a matter reads it as it was written; everybody else reads it veiled, whatever page
shows it. Whoever raised it reads their own words, and of others what strangers read.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import TypedDict

from app.access.roles import Account
from app.access.visibility import handled_topic, handles_all, is_stranger, reader
from app.charter import store
from app.db import rows
from app.text.across import EDGE
from app.text.digits import ALIKE, SPELT, unmarked
from app.text.variants import SAME_AS
from app.veiling.calling import called
from app.veiling.rules import VEILED, T, as_told, may_tell, over_texts, retold, shown_name

DIGITS = rf"\d{''.join(SPELT)}{ALIKE}"
# Of those matters that the reader does not handle, a row for itself with its charter, and one for
# each name that may stand in the text: whose first letter does, where it is two or three letters of
# Chinese and nothing beside them. Each table is asked once for all of them: asked one by one, a
# planner that takes a small county for a single row reads all of it each time. The people of a
# sitting alone are asked by sitting: a county has too many of them. Which text is whose is looked
# up, not joined: among many counties the planner expects one matter, and gathered all names again
# for each of fifty.
LAST = 10  # signs of a text: in them is a digit where a number may go on in the next
ASKED = """ARRAY(SELECT topic FROM "asked")"""
HIDDEN = f"""
    WITH RECURSIVE "those" AS MATERIALIZED (
        SELECT "id", "station", "raiser_name", "origin", "charter", "held_by",
               right("title", {EDGE}) AS above,
               CASE WHEN right("title", {LAST}) ~ '[{DIGITS}]' THEN left("story", {EDGE + 1}) END
                   AS below,
               CASE WHEN length("story") <= {EDGE} THEN left("spot", {EDGE}) END AS beyond,
               right("story", {EDGE}) AS ending,
               CASE WHEN right("title", {LAST}) || right("story", {LAST}) ~ '[{DIGITS}]'
                    THEN ARRAY(SELECT left("text", {EDGE + 1}) FROM "answer"
                               WHERE "answer"."county" = $1 AND "answer"."topic" = "topic"."id")
                    END AS answers
        FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = ANY(:topics::bigint[])),
    "places" AS MATERIALIZED (SELECT "id", "lineage" FROM "station" WHERE "station"."county" = $1
        AND "station"."id" = ANY(ARRAY(SELECT "station" FROM "those"))),
    "asked" (topic, name, origin, charter, above, below, beyond, ending, answers)
        AS MATERIALIZED (
        SELECT "topic"."id", "topic"."raiser_name", "topic"."origin", "topic"."charter",
               "topic".above, "topic".below, "topic".beyond, "topic".ending, "topic".answers
        FROM "those" AS "topic"
        JOIN "places" AS "station" ON "station"."id" = "topic"."station"
        WHERE NOT {handled_topic()}),
    -- What was merged into the matter, and into that in its turn.
    "down" (topic, id, name, origin) AS (
        SELECT "merged"."merged_into", "merged"."id", "merged"."raiser_name", "merged"."origin"
        FROM "topic" AS "merged"
        WHERE "merged"."county" = $1 AND "merged"."merged_into" = ANY({ASKED})
        UNION ALL SELECT "down".topic, "next".* FROM "down" CROSS JOIN LATERAL (
            SELECT "merged"."id", "merged"."raiser_name", "merged"."origin"
            FROM "topic" AS "merged" WHERE "merged"."county" = $1
              AND "merged"."merged_into" = "down".id OFFSET 0) AS "next"),
    "kept" (topic, name, grp, stretch) AS (
        SELECT topic, name, '', false FROM "asked" WHERE origin = 'citizen'
        UNION ALL SELECT topic, name, '', false FROM "down" WHERE origin = 'citizen'
        UNION ALL SELECT "circle"."topic", "circle"."name", "circle"."grp", false FROM "circle"
        WHERE "circle"."county" = $1 AND "circle"."topic" = ANY({ASKED}) AND "member" IS NULL
        UNION ALL SELECT "consultation"."topic", "sat".*, false
        FROM (SELECT "id", "topic" FROM "consultation" WHERE "consultation"."county" = $1
                AND "consultation"."topic" = ANY({ASKED}) OFFSET 0) AS "consultation"
        CROSS JOIN LATERAL (SELECT "participant"."name", "participant"."grp" FROM "participant"
            WHERE "participant"."county" = $1
              AND "participant"."consultation" = "consultation"."id" AND "member" IS NULL
            OFFSET 0) AS "sat"
        UNION ALL SELECT "veil"."topic", "veil"."stretch", '', true FROM "veil"
        WHERE "veil"."county" = $1 AND "veil"."topic" = ANY({ASKED}) AND "lifted_at" IS NULL)
    SELECT topic, NULL AS name, NULL AS grp, NULL AS member, false AS stretch, charter,
           above, below, beyond, ending, answers
    FROM "asked"
    UNION ALL SELECT DISTINCT topic, name, grp, NULL, stretch, NULL::bigint, NULL, NULL, NULL, NULL,
           NULL::text[]
    FROM "kept"
    CROSS JOIN LATERAL (VALUES (
        (:texts::text[])[array_position(:topics::bigint[], "kept".topic)])) AS "where" (text)
    WHERE "where".text IS NULL OR strpos("where".text, left(name, 1)) > 0
       OR name !~ '^[\\u4e00-\\u9fff]{{2,3}}$'
"""  # noqa: S608


async def as_read(
    account: Account | None, records: Iterable[T], *fields: str, topic: str = "topic"
) -> list[T]:
    """The records, with these fields as `account` reads them. `topic`: the field that says to which
    matter a record belongs; None there: to none, and its numbers are veiled for strangers. Within a
    transaction; one statement, however many records.
    """
    found = list(records)
    if handles_all(account):
        return as_told(found, None)
    texts: dict[int, list[str]] = {}
    for each in found:
        words = [str(each[field]) for field in fields if each[field]]
        if each[topic] is not None and words:
            texts.setdefault(each[topic], []).extend(words)
    hidden = await hidden_in(account, {of: "\n".join(words) for of, words in texts.items()})
    of_none: dict[str, str] | None = {} if is_stranger(account) else None
    veils = [of_none if each[topic] is None else hidden.get(each[topic]) for each in found]
    bare = [each for each, veil in zip(found, veils, strict=True) if veil == {}]
    numbers = may_tell(bare, {}, *fields)  # most pages have none, and one look tells
    return [
        retold(each, veil if veil or numbers else None, *fields)
        for each, veil in zip(found, veils, strict=True)
    ]


async def hidden_of(account: Account | None, topic: int) -> dict[str, str] | None:
    """Of one matter, for all its texts. None: `account` reads them as they were written."""
    return (await hidden_in(account, {topic: None})).get(topic)


async def hidden_in(
    account: Account | None, texts: Mapping[int, str | None]
) -> dict[int, dict[str, str]]:
    """By matter, of those that are veiled for this reader: what is not told → what is read there.
    `texts`: by matter, where to look; names that do not stand there may be left out. None: all.
    """
    if not texts or handles_all(account):
        return {}
    asked = [None if text is None else letters_in(text) for text in texts.values()]
    found = await rows(HIDDEN, topics=list(texts), texts=asked, **reader(account))
    own = [each for each in found if each["charter"]]
    charter_of = {each["topic"]: each["charter"] for each in own}
    charters = await store.versions(set(charter_of.values()))
    hidden: dict[int, dict[str, str]] = {
        each["topic"]: dict(
            over_edges(
                each["above"], each["below"] or "", (each["below"] and each["beyond"]) or "",
                tuple(each["answers"] or ()), each["ending"],
            )
        )
        for each in own
    }  # fmt: skip
    for each in found:
        if each["stretch"]:
            hidden[each["topic"]][each["name"]] = VEILED
        elif each["name"] and each["name"] != VEILED:
            shown = shown_name(each, charters[charter_of[each["topic"]]])
            if shown != each["name"]:
                for name in called(each["name"]):
                    hidden[each["topic"]].setdefault(name, shown)
    return hidden


# A list's matters are the same for one stranger after the other: what is found in short texts is
# kept, of so many.
KEPT = 2048
SHORT = 200


@lru_cache(KEPT)
def over_edges(
    above: str, below: str, beyond: str, answers: tuple[str, ...], ending: str
) -> Mapping[str, str]:
    """As over_texts, of what HIDDEN gives: some forty signs of each."""
    return over_texts(above, below, beyond, answers, ending=ending)


def letters_in(text: str) -> str:
    """Pure. Each with all that count as it: a name is looked for by its first one."""
    return all_letters_in(text) if len(text) > SHORT else letters_in_short(text)


def all_letters_in(text: str) -> str:
    return unmarked(text).translate(SAME_AS)


letters_in_short = lru_cache(KEPT)(all_letters_in)


VEILS = """
    SELECT "veil"."id", "stretch", "reason", "at", "account"."name" AS person FROM "veil"
    JOIN "account" ON "account"."county" = $1 AND "account"."id" = "veil"."account"
    WHERE "veil"."county" = $1 AND "veil"."topic" = $2 AND "lifted_at" IS NULL
    ORDER BY "veil"."id"
"""


class VeilOf(TypedDict):
    id: int
    stretch: str
    reason: str
    at: datetime
    person: str


async def veils_of(topic_id: int) -> list[VeilOf]:
    return await rows(VEILS, topic_id, of=VeilOf)
