from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
)  # fmt: skip

from app.access.parties import there_is
from app.people.tables import Department
from app.tenancy.tables import CountyTable
from app.topics.tables import Topic

# In SQL: what is owed, and counts.
STANDS = '("commitment"."withdrawn_on" IS NULL)'


def since(step: str) -> str:
    """In SQL: made since a step of its topic, or taken up again since then: it was withdrawn, or
    its verification taken back. An older id says nothing of that; what was noted of it does.
    """
    noted = there_is(f"""FROM "progress" WHERE "progress"."county" = $1
        AND "progress"."commitment" = "commitment"."id" AND "progress"."id" > {step}""")
    return f'("commitment"."id" > {step} OR {noted})'


# In SQL: a step of its topic that took the matter up again, and was not taken back.
REOPENED = """("passage"."decision" = 'not_solved' AND NOT coalesce((
    SELECT true FROM "passage" AS "back"
    WHERE "back"."county" = $1 AND "back"."topic" = "passage"."topic"
      AND "back"."decision" = 'taken_back' AND "back"."facts" ->> 'of' = "passage"."id"::text
    LIMIT 1), false))"""


class Outcome(CountyTable):
    """`adopted` is None until it is decided."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    kind = Text(default=None)
    text = Text(default=None)
    reported_to = Text(default=None)
    reported_on = Date(default=None)
    adopted = Boolean(default=None, null=True)
    reason = Text(default="")
    decided_on = Date(default=None, null=True)


class Commitment(CountyTable):
    """Done when the department says so; kept when somebody else has verified it."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    department = ForeignKey(Department, null=False, on_delete=OnDelete.restrict)
    task = Text(default=None)
    due_on = Date(default=None)
    done_on = Date(default=None, null=True)
    done_note = Text(default="")
    verified_on = Date(default=None, null=True)
    verified_by = BigInt(default=None, null=True)
    withdrawn_on = Date(default=None, null=True)
    withdrawn_reason = Text(default="")
    withdrawn_as = Text(default="")


class Progress(CountyTable):
    commitment = ForeignKey(Commitment, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    account = BigInt(default=None, null=True)
    happened_on = Date(default=None)


class Answer(CountyTable):
    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    text = Text(default=None)
    account = BigInt(default=None, null=True)
    happened_on = Date(default=None)


class Rating(CountyTable):
    """Of an answer one stands: without `withdrawn_at`."""

    topic = ForeignKey(Topic, null=False, on_delete=OnDelete.restrict)
    answer = ForeignKey(Answer, null=False, on_delete=OnDelete.restrict)
    solved = Boolean(default=None)
    stars = Integer(default=None)
    comment = Text(default="")
    happened_on = Date(default=None)
    withdrawn_at = Timestamptz(default=None, null=True)
