"""Whoever raised a matter has the last word: solved, or it is taken up again."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from app import ledger
from app.access.own import OTHERS
from app.access.parties import answer_for, there_is
from app.access.roles import Account
from app.dates import today
from app.db import row, rows, value
from app.i18n import _
from app.outcomes import entries, rules
from app.outcomes.tables import REOPENED, STANDS, Commitment, Progress, Rating, since
from app.people.taking_over import follow
from app.refusal import Refused, refuse_all
from app.topics import rules as topic_rules
from app.topics import transitions
from app.topics.judging import rates_own
from app.topics.tables import LoadedTopic
from app.web.forms.fields import number_in

UNRATED = """
    SELECT "id" FROM (
        SELECT "answer"."id" FROM "answer"
        WHERE "answer"."county" = $1 AND "answer"."topic" = $2
        ORDER BY "answer"."id" DESC LIMIT 1) AS "last"
    WHERE NOT EXISTS (SELECT FROM "rating"
                      WHERE "rating"."county" = $1 AND "rating"."answer" = "last"."id"
                        AND "rating"."withdrawn_at" IS NULL)
"""
# Also by whoever took over from its department.
AGAIN = there_is(f"""FROM "commitment" AS "again" WHERE "again"."county" = $1
    AND "again"."topic" = $2 AND "again"."id" > $3 AND "commitment"."id" <= $3
    AND ($4::bigint IS NULL OR "again"."id" < $4) AND "again"."withdrawn_on" IS NULL
    AND "again"."task" = "commitment"."task"
    AND "again"."department" = ANY({answer_for('"commitment"."department"')})""")
LAST_REOPENED = f"""
    SELECT coalesce(max("passage"."id"), 0) FROM "passage"
    WHERE "passage"."county" = $1 AND "passage"."topic" = $2 AND {REOPENED}
"""  # noqa: S608
# What was kept between these steps, and has not solved it. Not what was owed again by then:
# verified anew, it would be owed twice.
KEPT = f"""
    SELECT "commitment"."department", "commitment"."task", "commitment"."due_on",
           (SELECT min("ledger"."happened_on") FROM "ledger"
            WHERE "ledger"."county" = $1 AND "ledger"."topic" = $2
              AND "ledger"."kind" = 'commitment.made'
              AND "ledger"."commitment" = "commitment"."id") AS made_on
    FROM "commitment"
    WHERE "commitment"."county" = $1 AND "commitment"."topic" = $2 AND {since("$3")}
      AND ($4::bigint IS NULL OR "commitment"."id" < $4)
      AND "commitment"."verified_on" IS NOT NULL AND {STANDS} AND NOT {AGAIN}
    ORDER BY "commitment"."id"
"""  # noqa: S608


class KeptOne(TypedDict):
    department: int
    task: str
    due_on: date
    made_on: date | None


@dataclass
class RatingForm:
    version: int = -1
    solved: str = ""
    stars: str = ""
    comment: str = ""


async def rate(
    topic: LoadedTopic,
    form: RatingForm,
    *,
    account: Account | None,
    asking: Account | None = None,
) -> None:
    """`topic` is locked. Not solved: reopened, what was counted as solved is taken back, and
    whoever carried it out owes it again. `asking`: who types the code, where nobody rates as an
    account.
    """
    transitions.check_fresh(topic, form.version)
    solved = {"true": True, "false": False}.get(form.solved)
    refuse_all(rules.check_rating(number_in(form.stars), solved))
    if await rates_own(account or asking, topic):
        raise Refused(OTHERS)
    charter = await transitions.charter_of(topic)
    to = topic_rules.rated(charter.rings, topic["ring"], stage=topic["stage"], solved=bool(solved))
    answer = await row(UNRATED, topic["id"])
    if answer is None:
        raise Refused(_("这次答复已经评价过。"))
    await Rating.insert(
        Rating(
            topic=topic["id"],
            answer=answer["id"],
            solved=solved,
            stars=number_in(form.stars),
            comment=form.comment.strip(),
            happened_on=today(),
        )
    )
    actor = account.id if account else None
    last = await value(LAST_REOPENED, topic["id"])
    stars = number_in(form.stars)
    await ledger.post(entries.rated(topic, stars, solved=bool(solved), actor=actor))
    await transitions.move(
        topic,
        to,
        account=account,
        role=topic["origin"],
        kind="rate",
        decision="solved" if solved else "not_solved",
        opinion=form.comment,
        facts={"stars": number_in(form.stars)},
    )
    if not solved:
        await owe_again(topic, form.comment, since=last, actor=actor)


async def owe_again(topic: LoadedTopic, comment: str, *, since: int, actor: int | None) -> None:
    """On the departments' desks the same moment; a convener may write down more."""
    kept = await rows(KEPT, topic["id"], since, None, of=KeptOne)
    again = [
        Commitment(
            topic=topic["id"],
            department=each["department"],
            task=each["task"],
            due_on=rules.again_until(each["due_on"], each["made_on"], today()),
        )
        for each in kept
    ]
    if not again:
        return
    await Commitment.insert(*again)
    await follow(topic["id"])
    if comment.strip():
        await Progress.insert(
            *(
                Progress(commitment=each.id, text=comment.strip(), happened_on=today())
                for each in again
            )
        )
    promised = [entries.promised(topic, each.to_dict(), actor=actor) for each in again]
    await ledger.post(*promised)
