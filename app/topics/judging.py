"""Whose a topic is, where a step judges it: who raised it, or what was merged into it, and reported
it, or who carried it out. As
`own_topic` (app/access/holding.py) says in SQL.
"""

from collections.abc import Mapping
from typing import Any

from app.access.own import Record, own
from app.access.parties import AUTHORED, MERGED, SPOKEN_BY, answer_for
from app.access.roles import Account
from app.access.sessions import account_of
from app.charter.model import Ring
from app.db import rows, value

AUTHORS = f"""
    SELECT DISTINCT "passage"."account" FROM "passage"
    CROSS JOIN (VALUES ($3::text, $4::int)) AS "topic" ("stage", "ring")
    WHERE "passage"."county" = $1 AND "passage"."topic" = $2 AND "passage"."account" IS NOT NULL
      AND {AUTHORED}
    UNION SELECT * FROM ({MERGED.format(topic="$2")}) AS "merged"
"""  # noqa: S608
ANSWERED_BY = """
    SELECT "account" FROM "answer" WHERE "answer"."county" = $1 AND "topic" = $2
    ORDER BY "id" DESC LIMIT 1
"""
CARRIED_OUT = f"""
    SELECT DISTINCT {answer_for('"commitment"."department"')} AS departments,
           "progress"."account", {SPOKEN_BY} AS spoken_by
    FROM "commitment"
    LEFT JOIN "progress" ON "progress"."county" = $1
          AND "progress"."commitment" = "commitment"."id"
          AND "commitment"."verified_by" IS DISTINCT FROM "progress"."account"
    WHERE "commitment"."county" = $1 AND "commitment"."topic" = $2
"""  # noqa: S608


async def written(topic: Mapping[str, Any]) -> Record:
    found = await rows(AUTHORS, topic["id"], topic["stage"], topic["ring"])
    return Record(authors=[topic["raiser"], *(each["account"] for each in found)])


async def carried_out(topic: Mapping[str, Any]) -> Record:
    """Neither they nor their department judge it."""
    found = await rows(CARRIED_OUT, topic["id"])
    return Record(
        authors=[one for each in found for one in (each["account"], *each["spoken_by"])],
        departments=[one for each in found for one in each["departments"]],
    )


JUDGED = {"words": written, "work": carried_out}


async def is_own(account: Account, judged: str, topic: Mapping[str, Any]) -> bool:
    """Whether what is judged of the topic (`About.judges`) is this account's own."""
    record_of = JUDGED.get(judged)
    return record_of is not None and own(account, await record_of(topic))


async def rates_own(account: Account | None, topic: Mapping[str, Any]) -> bool:
    """Whether the last word would be on one's own work or answer: of whoever asks, and of whoever
    raised it by an account, whose code hides neither.
    """
    answered_by = await value(ANSWERED_BY, topic["id"])
    raiser = await account_of(topic["raiser"], ended=True)
    either = [each for each in (account, raiser) if each is not None]
    return any([each.id == answered_by or await is_own(each, "work", topic) for each in either])


async def barred(account: Account, ring: Ring, topic: Mapping[str, Any]) -> bool:
    return await is_own(account, ring.kind.about.judges, topic)
