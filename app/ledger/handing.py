"""What departments owe goes over to others: of scores what was counted of it goes along at once, so
that a figure is that of its list at any instant. What is not in the kept counts yet is read from
the entries, which are whose the commitment is.
"""

from collections.abc import Sequence
from typing import TypedDict

from app.db import execute, rows
from app.ledger.figures import FOLDED
from app.ledger.folding import ASKED_FOR, anew, tally_of
from app.ledger.posting import note_due
from app.ledger.tables import these

# Of those that are another's by now.
OVER = """
    SELECT "was".department AS from_, "commitment"."department" AS to
    FROM unnest($2::bigint[], $3::bigint[]) AS "was" (id, department)
    JOIN "commitment" ON "commitment"."county" = $1 AND "commitment"."id" = "was".id
    WHERE "commitment"."department" <> "was".department
"""
KEPT = f"""ARRAY(
    SELECT "ledger"."id" FROM "commitment"
    JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."topic" = "commitment"."topic"
     AND "ledger"."commitment" = "commitment"."id"
    JOIN "seal" ON "seal"."county" = $1 AND "seal"."entry" = "ledger"."id"
     AND "seal"."position" <= {FOLDED}
    WHERE "commitment"."county" = $1 AND "commitment"."id" = ANY($2::bigint[]))"""  # noqa: S608
GOES = tally_of(f"""(
    SELECT "of".kind, "of".category, "of".form, "of".result, "of".role, "of".whose, "of".counts_on,
           "of".known_on, "end".subject, "end".sign * "of".n AS n
    FROM {these("counted", KEPT, "of")}
    JOIN unnest($2::bigint[], $3::bigint[]) AS "was" (id, department)
      ON "was".id = "of".commitment AND "was".department <> "of".subject
    CROSS JOIN LATERAL (VALUES ("was".department, -1), ("of".subject, 1)) AS "end" (subject, sign)
    WHERE "of".whose = 'department') AS "counted"
""")  # noqa: S608
UNSCORED = """
    INSERT INTO "unscored" ("county", "kind", "subject")
    SELECT $1, 'department', "one"::text FROM unnest($2::bigint[]) AS "one"
    WHERE EXISTS (SELECT FROM "kept_order" WHERE "kept_order"."county" = $1)
"""
# What is being counted anew has counted some of it as that of whoever had it.
BEGIN_AGAIN = anew("""UPDATE "folded" SET "position" = $2 WHERE "folded"."county" = $1""")


class Owed(TypedDict):
    """`department`: whose it was."""

    id: int
    department: int


class Over(TypedDict):
    from_: int
    to: int


async def count_over(owed: Sequence[Owed]) -> None:
    """Within the transaction in which some of these have gone over, after `wait_alone`."""
    was = [each["id"] for each in owed], [each["department"] for each in owed]
    over = await rows(OVER, *was, of=Over) if owed else []
    if not over:
        return
    await execute(GOES, *was)
    await execute(UNSCORED, sorted({one for each in over for one in (each["from_"], each["to"])}))
    await execute(BEGIN_AGAIN, ASKED_FOR)
    await note_due()
