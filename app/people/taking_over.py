"""What an ended department leaves to the one that takes over, and has back when it is taken up
again: what it owes, where it is invited to what is still to be held, and who speaks for it. The one
that takes over may have ended, too, and left all of it to a third.
"""

from datetime import datetime
from typing import TypedDict

from app.audit import Noted, note
from app.charter.stages import ENDED_STAGES
from app.db import execute, rows
from app.ledger.handing import Owed, count_over
from app.ledger.sealing import wait_alone
from app.people.queries import said_of_role

IS_OPEN = '"done_on" IS NULL AND "withdrawn_on" IS NULL'
SITS = """
    "consultation"."county" = $1 AND "consultation"."id" = "participant"."consultation"
    AND "consultation"."state" <> 'filed'
"""
TALKED_OF = f"""
    "topic"."county" = $1 AND "topic"."id" = "circle"."topic"
    AND "topic"."stage" NOT IN {ENDED_STAGES}
"""
# Invited, it is asked all sorts of things there. An id is nobody else's in any table.
HANDED = f"""
    WITH "gone" AS (
        UPDATE "commitment" SET "department" = :to
        WHERE "commitment"."county" = $1 AND "department" = :one AND {IS_OPEN} RETURNING "id"),
    "seat" AS (
        UPDATE "participant" SET "department" = :to FROM "consultation"
        WHERE "participant"."county" = $1 AND "participant"."department" = :one AND {SITS}
        RETURNING "participant"."id"),
    "place" AS (
        UPDATE "circle" SET "department" = :to FROM "topic"
        WHERE "circle"."county" = $1 AND "circle"."department" = :one AND {TALKED_OF}
        RETURNING "circle"."id")
    SELECT coalesce(array_agg("id"), '{{}}') AS ids FROM (
        SELECT "id" FROM "gone" UNION ALL SELECT "id" FROM "seat" UNION ALL SELECT "id" FROM "place"
    ) AS "handed"
"""  # noqa: S608
# To whom it went, and from there in its turn.
OVER = """
    WITH RECURSIVE "over" ("one", "to") AS (
        SELECT "id", "taken_over_by" FROM "department"
        WHERE "department"."county" = $1 AND "taken_over_by" IS NOT NULL {which}
        UNION SELECT "over"."one", "next"."taken_over_by" FROM "over"
        JOIN "department" AS "next" ON "next"."county" = $1 AND "next"."id" = "over"."to"
         AND "next"."taken_over_by" IS NOT NULL)
"""
# What may go, with whose it is: before it does.
OWED = """
    SELECT "id", "department" FROM "commitment" WHERE "commitment"."county" = $1
"""
OWED_BY = f'{OWED} AND "department" = $2 AND {IS_OPEN}'
OWED_BACK = f"""
    {OWED} AND "id" = ANY(ARRAY(SELECT unnest("handed") FROM "department"
        WHERE "department"."county" = $1 AND "department"."id" = $2))
"""  # noqa: S608
OWED_OF = f'{OWED} AND "topic" = $2'
FROM_ONE = OVER.format(which='AND "id" = :one')
BACK = [
    f"""
    {FROM_ONE}
    UPDATE "{table}" SET "department" = :one FROM {of}
    WHERE "{table}"."county" = $1 AND "department"."county" = $1 AND "department"."id" = :one
      AND "{table}"."id" = ANY("department"."handed")
      AND "{table}"."department" IN (SELECT "to" FROM "over") AND {still}
    RETURNING "{table}"."id"
"""  # noqa: S608
    for table, of, still in (
        ("commitment", '"department"', IS_OPEN),
        ("participant", '"department", "consultation"', SITS),
        ("circle", '"department", "topic"', TALKED_OF),
    )
]
# Whoever spoke for it speaks for the one that takes over.
ENDED = """
    UPDATE "appointment" SET "ended_at" = :at WHERE "appointment"."county" = $1
      AND "department" = :one AND "ended_at" IS NULL RETURNING "account", "role", "station"
"""
GIVEN = """
    INSERT INTO "appointment" ("county", "account", "role", "station", "department", "since")
    SELECT $1, "account", "role", "station", :to, :at FROM "appointment" AS "was"
    WHERE "was"."county" = $1 AND "was"."department" = :one AND "was"."ended_at" = :at
      AND NOT EXISTS (
        SELECT FROM "appointment" AS "held" WHERE "held"."county" = $1
          AND "held"."account" = "was"."account" AND "held"."role" = "was"."role"
          AND "held"."station" IS NOT DISTINCT FROM "was"."station"
          AND "held"."department" = :to AND "held"."ended_at" IS NULL)
    RETURNING "account", "role", "station"
"""
# What they hold since it ended, wherever its work went, they hold because of that.
NO_LONGER = f"""
    {FROM_ONE}
    UPDATE "appointment" SET "ended_at" = :now FROM "appointment" AS "was"
    WHERE "appointment"."county" = $1 AND "appointment"."ended_at" IS NULL
      AND "appointment"."department" IN (SELECT "to" FROM "over")
      AND "appointment"."since" >= :at
      AND "was"."county" = $1 AND "was"."department" = :one AND "was"."ended_at" = :at
      AND "was"."account" = "appointment"."account" AND "was"."role" = "appointment"."role"
      AND "was"."station" IS NOT DISTINCT FROM "appointment"."station"
    RETURNING "appointment"."account", "appointment"."role", "appointment"."station",
              "appointment"."department"
"""  # noqa: S608
# What ended with it in that instant begins anew; but not where somebody has ended since what it had
# become there: they left.
AGAIN = f"""
    {FROM_ONE}
    INSERT INTO "appointment" ("county", "account", "role", "station", "department", "since")
    SELECT $1, "account", "role", "station", "department", :now FROM "appointment" AS "was"
    WHERE "was"."county" = $1 AND "department" = :one AND "ended_at" = :at
      AND coalesce((
        SELECT "held"."ended_at" >= :now OR coalesce("held"."ended_at" = "there"."ceased_at", false)
        FROM "appointment" AS "held" JOIN "department" AS "there"
          ON "there"."county" = $1 AND "there"."id" = "held"."department"
        WHERE "held"."county" = $1 AND "held"."account" = "was"."account"
          AND "held"."role" = "was"."role" AND "held"."since" >= :at
          AND "held"."station" IS NOT DISTINCT FROM "was"."station"
          AND "held"."department" IN (SELECT "to" FROM "over")
        ORDER BY "held"."since" DESC, "held"."id" DESC LIMIT 1), true)
    RETURNING "account", "role", "station"
"""  # noqa: S608
# Of one topic: what is open again and still that of one that has ended. Locked, so that it is not
# taken up again meanwhile.
LEFT = f"""
    SELECT "id" FROM "department" WHERE "department"."county" = $1
      AND "taken_over_by" IS NOT NULL AND "id" IN (
        SELECT "department" FROM "commitment"
        WHERE "commitment"."county" = $1 AND "topic" = $2 AND {IS_OPEN}
        UNION SELECT "participant"."department" FROM "consultation"
        JOIN "participant" ON "participant"."county" = $1 AND {SITS}
        WHERE "consultation"."county" = $1 AND "consultation"."topic" = $2
        UNION SELECT "circle"."department" FROM "circle" JOIN "topic" ON {TALKED_OF}
        WHERE "circle"."county" = $1 AND "circle"."topic" = $2)
    ORDER BY "id" FOR UPDATE
"""  # noqa: S608
FOLLOWS = f"""
    {OVER.format(which='AND "id" = ANY($3::bigint[])')},
    "last" AS (
        SELECT "over".* FROM "over" JOIN "department" AS "there" ON "there"."county" = $1
         AND "there"."id" = "over"."to" AND "there"."ceased_at" IS NULL),
    "gone" AS (
        UPDATE "commitment" SET "department" = "to" FROM "last"
        WHERE "commitment"."county" = $1 AND "topic" = $2 AND "department" = "one" AND {IS_OPEN}
        RETURNING "commitment"."id", "one"),
    "seat" AS (
        UPDATE "participant" SET "department" = "to" FROM "consultation", "last"
        WHERE "participant"."county" = $1 AND "participant"."department" = "one" AND {SITS}
          AND "consultation"."topic" = $2
        RETURNING "participant"."id", "one"),
    "place" AS (
        UPDATE "circle" SET "department" = "to" FROM "topic", "last"
        WHERE "circle"."county" = $1 AND "circle"."topic" = $2 AND "circle"."department" = "one"
          AND {TALKED_OF}
        RETURNING "circle"."id", "one"),
    "handed" AS (
        SELECT * FROM "gone" UNION ALL SELECT * FROM "seat" UNION ALL SELECT * FROM "place")
    UPDATE "department" SET "handed" = "department"."handed" || ARRAY(
        SELECT "id" FROM "handed" WHERE "handed"."one" = "department"."id" OR EXISTS (
            SELECT FROM "over" WHERE "over"."one" = "handed"."one"
               AND "over"."to" = "department"."id"))
    WHERE "department"."county" = $1 AND "taken_over_by" IS NOT NULL
      AND ("department"."id" IN (SELECT "one" FROM "over")
           OR "department"."id" IN (SELECT "to" FROM "over"))
"""  # noqa: S608


class Spoke(TypedDict):
    account: int
    role: str
    station: int | None


class SpokeFor(Spoke):
    department: int


async def hand_over(one: int, to: int | None, at: datetime) -> list[int]:
    """→ what went; nothing does where nobody takes over. `at`: when it ends. What was counted of it
    counts as that of whoever has it: else what it takes back were taken from another.
    """
    await wait_alone()
    ended = await rows(ENDED, one=one, at=at, of=Spoke)
    given = await rows(GIVEN, one=one, to=to, at=at, of=Spoke) if to else []
    await noted(Noted.ROLE_ENDED, [(each, one) for each in ended])
    await noted(Noted.ROLE_GIVEN, [(each, to) for each in given])
    if not to:
        return []
    owed = await rows(OWED_BY, one, of=Owed)
    ids = list((await rows(HANDED, one=one, to=to))[0]["ids"])
    await count_over(owed)
    return ids


async def have_back(one: int, at: datetime, now: datetime) -> None:
    """Of what went, all that is still open. `at`: when it ended."""
    await wait_alone()
    owed = await rows(OWED_BACK, one, of=Owed)
    for each in BACK:  # three tables
        await rows(each, one=one)
    await count_over(owed)
    ended = await rows(NO_LONGER, one=one, at=at, now=now, of=SpokeFor)
    given = await rows(AGAIN, one=one, at=at, now=now, of=Spoke)
    await noted(Noted.ROLE_ENDED, [(each, each["department"]) for each in ended])
    await noted(Noted.ROLE_GIVEN, [(each, one) for each in given])


async def noted(act: Noted, roles: list[tuple[Spoke, int | None]]) -> None:
    for each, department in roles:  # of one department: few
        said = await said_of_role(each["role"], each["station"], department)
        before, after = (said, None) if act is Noted.ROLE_ENDED else (None, said)
        await note(act, f"/people/{each['account']}", before, after)


async def follow(topic: int) -> None:
    """Something of this topic is open again that was done, withdrawn, held or over when its
    department ended: it goes where the rest went. Within the caller's transaction.
    """
    if left := [each["id"] for each in await rows(LEFT, topic)]:
        await wait_alone()
        owed = await rows(OWED_OF, topic, of=Owed)
        await execute(FOLLOWS, topic, left)
        await count_over(owed)
