"""What was written about a matter, with those who are erased taken out of it: names, stretches that
the office veiled, and numbers of persons. The texts stay. While `amending`.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from app.db import execute, rows
from app.persons.columns import WORDS
from app.veiling.rules import VEILED, over_texts, renamed, struck

Rewriting = Callable[[str], str]

# To which matter a row belongs. `{t}`: the table.
DIRECT = '"{t}"."topic"'
OF_MATTER = {
    "topic": ('"topic"."id"', ""),
    **{
        table: (
            '"sitting"."topic"',
            f"""JOIN "consultation" AS "sitting" ON "sitting"."county" = $1
                AND "sitting"."id" = "{table}"."consultation" """,
        )
        for table in ("statement", "correction", "unsaved_record")
    },
    "progress": (
        '"owed"."topic"',
        """JOIN "commitment" AS "owed" ON "owed"."county" = $1
            AND "owed"."id" = "progress"."commitment" """,
    ),
}
# The matter of a photo or a file is found by its own indexes, one after the other.
OF_ITSELF = """
    SELECT "{t}"."id", "{t}"."topic" AS of_topic, {{columns}} FROM "{t}"
    WHERE "{t}"."county" = $1 AND "{t}"."topic" = ANY($2::bigint[])
"""
OF_ANOTHER = """
    SELECT "{t}"."id", "{of}"."topic", {{columns}} FROM "{of}"
    JOIN "{t}" ON "{t}"."county" = $1 AND "{t}"."{of}" = "{of}"."id"
    WHERE "{of}"."county" = $1 AND "{of}"."topic" = ANY($2::bigint[])
"""


def sent(table: str, *others: str) -> str:
    parts = [OF_ITSELF.format(t=table), *(OF_ANOTHER.format(t=table, of=each) for each in others)]
    return " UNION ALL ".join(parts)


PHOTOS = sent("photo", "consultation", "commitment", "enclosure")
FILES = sent("file", "consultation", "commitment", "passage", "outcome")
NOTES = """
    SELECT "photo_note"."id", found.of_topic, {columns}
    FROM ({photos}) AS found
    JOIN "photo_note" ON "photo_note"."county" = $1 AND "photo_note"."photo" = found.id
"""
READ = """
    SELECT "{t}"."id", {matter} AS of_topic, {columns} FROM "{t}" {joins}
    WHERE "{t}"."county" = $1 AND {matter} = ANY($2::bigint[])
"""
WRITE = """
    UPDATE "{t}" SET "{column}" = changed.words{cast}
    FROM unnest($2::bigint[], $3::text[]) AS changed (id, words)
    WHERE "{t}"."county" = $1 AND "{t}"."id" = changed.id
"""
BOTH = """
    SELECT "id", "title", "story", "spot",
           ARRAY(SELECT "text" FROM "answer" WHERE "answer"."county" = $1
                   AND "answer"."topic" = "topic"."id") AS answers
    FROM "topic"
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
"""
JSON = {("passage", "facts"), ("unsaved_record", "fields")}


def reading(table: str) -> str:
    columns = ", ".join(f'"{table}"."{each}"' for each in WORDS[table])
    if table == "photo":
        return PHOTOS.format(columns=columns)
    if table == "file":
        return FILES.format(columns=columns)
    if table == "photo_note":
        return NOTES.format(columns=columns, photos=PHOTOS.format(columns='"photo"."caption"'))
    matter, joins = OF_MATTER.get(table, (DIRECT.format(t=table), ""))
    return READ.format(t=table, matter=matter, columns=columns, joins=joins)


def writing(table: str, column: str) -> str:
    cast = "::jsonb" if (table, column) in JSON else ""
    return WRITE.format(t=table, column=column, cast=cast)


READING = {table: reading(table) for table in WORDS}
WRITING = {
    (table, column): writing(table, column)
    for table, columns in WORDS.items()
    for column in columns
}


# What a matter is merged into, and that in its turn: there too its raiser is veiled by their name.
# And what it was merged into before that was taken back.
ABOVE = """
    WITH RECURSIVE "up" (topic, above) AS (
        SELECT "merged"."id", "merged"."merged_into" FROM "topic" AS "merged"
        WHERE "merged"."county" = $1 AND "merged"."id" = ANY($2::bigint[])
        UNION SELECT "veil"."raised", "veil"."topic" FROM "veil"
        WHERE "veil"."county" = $1 AND "veil"."raised" = ANY($2::bigint[])
        UNION SELECT "up".topic, "next"."merged_into" FROM "up"
        JOIN "topic" AS "next" ON "next"."county" = $1 AND "next"."id" = "up".above)
    SELECT topic, above FROM "up" WHERE above IS NOT NULL
"""


async def matters_above(topic: int) -> list[int]:
    return [each["above"] for each in await rows(ABOVE, [topic])]


async def rename_above(by_matter: Mapping[int, Mapping[str, str]]) -> None:
    """In the texts of what these were merged into. `by_matter`: names of raisers → instead. What
    else stands there is not theirs.
    """
    names: dict[int, dict[str, str]] = {}
    for each in await rows(ABOVE, list(by_matter)):
        names.setdefault(each["above"], {}).update(by_matter[each["topic"]])
    await rewrite({each: partial(renamed, hidden=found) for each, found in names.items()})


async def strike(told: Mapping[int, Collection[str]]) -> None:
    """`told`: by matter, names and stretches. One statement a table, however many matters."""
    split = {
        each["id"]: over_texts(each["title"], each["story"], each["spot"], each["answers"])
        for each in await rows(BOTH, [*told])
    }
    await rewrite(
        {each: partial(struck, told=found, halved=split[each]) for each, found in told.items()}
    )


async def rename(matter: int, was: str, now: str) -> None:
    """A name that was written wrong, wherever it stands: by another name nobody would veil it."""
    await rewrite({matter: partial(renamed, hidden={was: now})})
    await rename_above({matter: {was: now}})


# Written anew from a matter's texts, for those who read of it elsewhere: no veil is asked there.
RETOLD = ("nomination", "published_case")


async def strike_where_retold(matter: int, stretch: str) -> None:
    """What the office veils from now on, out of what was made of the matter for other counties."""
    await rewrite({matter: partial(renamed, hidden={stretch: VEILED})}, RETOLD)


async def rewrite(by_matter: Mapping[int, Rewriting], tables: Iterable[str] = READING) -> None:
    if not by_matter:
        return
    for table in tables:
        found = await rows(READING[table], list(by_matter))
        for column in WORDS[table]:
            changed = {
                each["id"]: words
                for each in found
                if (words := rewritten(each[column], by_matter[each["of_topic"]], (table, column)))
                != each[column]
            }
            if changed:
                await execute(WRITING[table, column], list(changed), list(changed.values()))


def rewritten(text: str, by: Rewriting, where: tuple[str, str]) -> str:
    if where not in JSON:
        return by(text)
    before = json.loads(text)
    after = in_values(before, by)
    return text if after == before else json.dumps(after, ensure_ascii=False)


def in_values(value: Any, by: Rewriting) -> Any:
    """Of JSON only the texts, so that it stays JSON. Pure."""
    if isinstance(value, str):
        return by(value)
    if isinstance(value, list):
        return [in_values(each, by) for each in value]
    if isinstance(value, dict):
        return {key: in_values(each, by) for key, each in value.items()}
    return value
