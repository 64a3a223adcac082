"""Keeping what was counted, from the public notice on. Within the caller's transaction."""

from typing import Any

from app.db import execute
from app.scoring.counts import counting, snapshot
from app.scoring.counts.facts import replaced
from app.scoring.counts.records import all_behind
from app.scoring.points.methods import Facts
from app.scoring.results import Standing, as_settled, recounted
from app.scoring.tables import LoadedAssessment

KEEP = """
    INSERT INTO "settled" ("county", "assessment", "subject", "name", "facts", "total", "rank",
        "by_pinyin")
    SELECT $1, :assessment, one.* FROM unnest(:subjects::text[], :names::text[], :facts::text[],
        :totals::numeric[], :ranks::int[], :by::text[]) AS one
"""
KEEP_ENTRIES = """
    INSERT INTO "settled_entry" ("county", "assessment", "subject", "entry")
    SELECT $1, $2, one.* FROM unnest($3::text[], $4::bigint[]) AS one ("subject", "entry")
    WHERE one."subject" = ANY($5::text[])
"""
FORGET = """
    WITH entries AS (
        DELETE FROM "settled_entry" WHERE "settled_entry"."county" = $1 AND "assessment" = $2
          AND ($3::text IS NULL OR "subject" = $3))
    DELETE FROM "settled" WHERE "settled"."county" = $1 AND "assessment" = $2
"""


REMEMBER = """
    UPDATE "appeal" SET
        "facts_before" = (SELECT "facts" FROM "settled" WHERE "settled"."county" = $1
            AND "settled"."assessment" = "appeal"."assessment"
            AND "settled"."subject" = "appeal"."subject"),
        "entries_before" = ARRAY(SELECT "entry" FROM "settled_entry"
            WHERE "settled_entry"."county" = $1
              AND "settled_entry"."assessment" = "appeal"."assessment"
              AND "settled_entry"."subject" = "appeal"."subject")
    WHERE "appeal"."county" = $1 AND "id" = $2
"""


async def keep(found: Standing) -> None:
    """The snapshot of a sheet as it stands, with every record behind it."""
    await keep_scores(found)
    await keep_entries(found, await all_behind(found.sheet, found.within, found.back))


async def keep_scores(found: Standing) -> None:
    scores = found.scores
    await execute(
        KEEP,
        assessment=found.opened["id"],
        subjects=[each.subject for each in scores],
        names=[found.names[each.subject] for each in scores],
        facts=[snapshot.written(found.facts.get(each.subject, Facts())) for each in scores],
        totals=[each.total for each in scores],
        ranks=[each.rank for each in scores],
        by=[each.by for each in scores],
    )


async def keep_entries(found: Standing, entries: list[tuple[str, int]]) -> None:
    await execute(
        KEEP_ENTRIES,
        found.opened["id"],
        [subject for subject, _entry in entries],
        [entry for _subject, entry in entries],
        list(found.names),
    )


async def anew(
    assessment: LoadedAssessment, subject: str, *, marks: dict[str, Any], until: Any
) -> Standing:
    """After an appeal that is upheld: this subject's records and marks as they are today, also
    what was recorded after the closing date; everybody else's as they were published.
    """
    published = await as_settled(assessment)
    now = await recounted(assessment, grace=until)
    facts = now.facts.get(subject, Facts())
    facts = replaced(facts, given={**facts.given, **marks}, late=published.facts[subject].late)
    published.facts[subject] = facts
    found = published.scored_anew()
    await execute(FORGET, assessment["id"], subject)
    await keep_scores(found)
    within = counting.bounds(found.sheet, found.period, found.year_begins, grace=until)
    await keep_entries(found, await all_behind(found.sheet, within, now.back, subject))
    return found


async def as_before(
    assessment: LoadedAssessment, subject: str, facts: Facts, entries: list[int]
) -> Standing:
    """What `anew` did to this subject is undone; everybody else's stays as it is."""
    found = await as_settled(assessment)
    found.facts[subject] = facts
    found.scored_anew()
    await execute(FORGET, assessment["id"], subject)
    await keep_scores(found)
    await keep_entries(found, [(subject, each) for each in entries])
    return found
