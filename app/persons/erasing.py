"""Persons are erased: names and contact go, the record and its figures stay. While `amending`,
within the caller's transaction; twice is as good as once.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict

from app.access.tables import KeptForm, Session
from app.dates import now, today
from app.db import execute, rows
from app.evidence.sorts import Sort
from app.evidence.store.erased import mark_erased
from app.persons.words import rename_above, strike
from app.text import comparison_key, dialled
from app.veiling.calling import called
from app.veiling.rules import VEILED

# Villagers who raised a matter; whoever did so in office stays in the record. And what was veiled.
RAISERS = """
    SELECT "topic"."id" AS topic, CASE "origin" WHEN 'citizen' THEN "raiser_name" END AS name,
           "raiser_phone" AS phone, true AS raised
    FROM "topic" WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
    UNION
    SELECT "veil"."topic", "veil"."stretch", '', false FROM "veil"
    WHERE "veil"."county" = $1 AND "veil"."topic" = ANY($2::bigint[]) AND "lifted_at" IS NULL
"""
RAISERS_GONE = f"""
    UPDATE "topic" SET "raiser_phone" = '', "slip" = '', "raiser_gone_on" = $3,
        "latitude" = NULL, "longitude" = NULL,
        "raiser_name" = CASE "origin" WHEN 'citizen' THEN '{VEILED}' ELSE "raiser_name" END,
        "raiser" = CASE "origin" WHEN 'citizen' THEN NULL ELSE "raiser" END
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
"""  # noqa: S608
# Where the photos were taken that came with it.
PLACES_GONE = """
    UPDATE "photo" SET "latitude" = NULL, "longitude" = NULL
    WHERE "photo"."county" = $1 AND ("photo"."topic" = ANY($2::bigint[]) OR "photo"."enclosure" IN (
        SELECT "id" FROM "enclosure"
        WHERE "enclosure"."county" = $1 AND "enclosure"."topic" = ANY($2::bigint[])))
"""
# What they enclosed, and nobody ever showed.
HIDDEN_GONE = """
    UPDATE "photo" SET "erased_on" = $3, "removed_at" = coalesce("removed_at", $4)
    WHERE "photo"."county" = $1 AND "allowed_at" IS NULL AND "erased_on" IS NULL
      AND "enclosure" IN (SELECT "id" FROM "enclosure"
          WHERE "enclosure"."county" = $1 AND "enclosure"."topic" = ANY($2::bigint[]))
    RETURNING "id"
"""
# Row, hash and figures stay; the bytes go.
PORTRAITS_GONE = """
    UPDATE "photo" SET "erased_on" = $3, "removed_at" = coalesce("removed_at", $4),
        "latitude" = NULL, "longitude" = NULL
    WHERE "photo"."county" = $1 AND "member" = ANY($2::bigint[]) AND "erased_on" IS NULL
    RETURNING "id"
"""
# Guests: neither a member, who is told of by the roster, nor there for a department.
GUESTS = """
    SELECT "circle"."topic", 'circle' AS of, "circle"."id", "circle"."name" FROM "circle"
    WHERE "circle"."county" = $1 AND "circle"."topic" = ANY($2::bigint[])
      AND "circle"."member" IS NULL AND "circle"."department" IS NULL
    UNION ALL
    SELECT "consultation"."topic", 'participant', "participant"."id", "participant"."name"
    FROM "consultation"
    JOIN "participant" ON "participant"."county" = $1
     AND "participant"."consultation" = "consultation"."id"
    WHERE "consultation"."county" = $1 AND "consultation"."topic" = ANY($2::bigint[])
      AND "participant"."member" IS NULL AND "participant"."department" IS NULL
"""
GONE = {
    table: f"""
        UPDATE "{table}" SET "name" = '{VEILED}'
        WHERE "{table}"."county" = $1 AND "{table}"."id" = ANY($2::bigint[])
    """  # noqa: S608
    for table in ("circle", "participant")
}
PEOPLE_GONE = """
    UPDATE "topic" SET "people_gone_on" = $3
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY($2::bigint[])
"""
MEMBERS_GONE = f"""
    UPDATE "member" SET "name" = '{VEILED}', "phone" = '', "gone_on" = $3
    WHERE "member"."county" = $1 AND "member"."id" = ANY($2::bigint[])
"""  # noqa: S608
# Their approved scores stay.
SCORES_GONE = f"""
    UPDATE "settled" SET "name" = '{VEILED}', "by_pinyin" = ''
    WHERE "settled"."county" = $1 AND "settled"."subject" = ANY($2::text[])
"""  # noqa: S608
AS_MEMBERS = [
    f"""
        UPDATE "{table}" SET "name" = '{VEILED}'
        WHERE "{table}"."county" = $1 AND "{table}"."member" = ANY($2::bigint[])
    """  # noqa: S608
    for table in ("circle", "participant")
]
# What they sat down about: its texts may name them.
SAT = """
    SELECT "circle"."topic", "circle"."name", "member"."phone" FROM "circle"
    JOIN "member" ON "member"."county" = $1 AND "member"."id" = "circle"."member"
    WHERE "circle"."county" = $1 AND "circle"."member" = ANY($2::bigint[])
    UNION
    SELECT "consultation"."topic", "participant"."name", "member"."phone" FROM "participant"
    JOIN "consultation" ON "consultation"."county" = $1
     AND "consultation"."id" = "participant"."consultation"
    JOIN "member" ON "member"."county" = $1 AND "member"."id" = "participant"."member"
    WHERE "participant"."county" = $1 AND "participant"."member" = ANY($2::bigint[])
"""
ACCOUNTS_GONE = f"""
    UPDATE "account" SET "name" = '{VEILED}', "subject" = '-' || "id", "phone" = '',
        "gone_on" = $3, "disabled_at" = coalesce("disabled_at", $4)
    WHERE "account"."county" = $1
      AND ("account"."id" = ANY($2::bigint[]) OR "account"."joined" = ANY($2::bigint[]))
"""  # noqa: S608
UNSAVED_GONE = """
    DELETE FROM "unsaved_record"
    WHERE "unsaved_record"."county" = $1 AND "account" = ANY($2::bigint[])
"""
SIGNUPS_GONE = """
    UPDATE "signup" SET "admin_name" = '', "admin_subject" = '', "contact" = '', "gone_on" = $3
    WHERE "signup"."county" = $1 AND "id" = ANY($2::bigint[])
"""
INVITATIONS_GONE = """
    DELETE FROM "invitation"
    WHERE "invitation"."county" = $1 AND "account" = ANY($2::bigint[])
"""
RAISED = """
    SELECT "id" FROM "topic" WHERE "topic"."county" = $1 AND "raiser" = ANY($2::bigint[])
      AND "origin" = 'citizen'
"""


class Guest(TypedDict):
    topic: int
    of: str
    id: int
    name: str


async def erase_raisers(topics: Collection[int], also: Iterable[str] = ()) -> None:
    """Of these matters. `also`: further stretches of their texts."""
    told: dict[int, set[str]] = {each: set(also) for each in topics}
    names: dict[int, dict[str, str]] = {each: {} for each in topics}
    for each in await rows(RAISERS, list(topics)):
        if each["phone"]:  # also one that is veiled nowhere: 7022345
            told[each["topic"]].add(dialled(each["phone"]))
        if each["raised"] and each["name"]:
            told[each["topic"]] |= called(each["name"])
            names[each["topic"]] = dict.fromkeys(called(each["name"]), VEILED)
        else:
            told[each["topic"]].add(each["name"] or "")
    await strike(told)
    await rename_above(names)
    await execute(RAISERS_GONE, list(topics), today())
    await execute(PLACES_GONE, list(topics))
    await mark_erased(Sort.PHOTO, HIDDEN_GONE, list(topics), today(), now())


async def guests_called(
    topics: Collection[int], names: Mapping[int, str] | None = None
) -> list[Guest]:
    found = await rows(GUESTS, list(topics), of=Guest)
    if names is None:
        return found
    keys = {topic: comparison_key(name) for topic, name in names.items() if name != VEILED}
    return [each for each in found if comparison_key(each["name"]) == keys.get(each["topic"])]


async def erase_guests(
    topics: Collection[int], names: Mapping[int, str] | None = None, also: Iterable[str] = ()
) -> None:
    """Of these matters all who sat down about them without an office; or, by `names`, one."""
    found = await guests_called(topics, names)
    told: dict[int, set[str]] = {each: set(also) for each in topics}
    for each in found:
        told[each["topic"]] |= called(each["name"])
    await strike(told)
    for table, statement in GONE.items():
        await execute(statement, [each["id"] for each in found if each["of"] == table])
    if names is None:
        await execute(PEOPLE_GONE, list(topics), today())


async def erase_members(members: Collection[int], also: Iterable[str] = ()) -> None:
    """Of the roster, and their names where they sat down, also in what was written about it."""
    told: dict[int, set[str]] = {}
    for each in await rows(SAT, list(members)):
        told.setdefault(each["topic"], set(also)).update(
            called(each["name"]) | {dialled(each["phone"])} - {""}
        )
    await strike(told)
    await execute(MEMBERS_GONE, list(members), today())
    await mark_erased(Sort.PHOTO, PORTRAITS_GONE, list(members), today(), now())
    await execute(SCORES_GONE, list(map(str, members)))
    for each in AS_MEMBERS:
        await execute(each, list(members))


async def erase_accounts(accounts: Collection[int]) -> None:
    """They never sign in again; what they raised as villagers is theirs no more."""
    await Session.delete().where(Session.account.is_in(list(accounts)))
    await KeptForm.delete().where(KeptForm.account.is_in(list(accounts)))
    await execute(UNSAVED_GONE, list(accounts))
    await execute(INVITATIONS_GONE, list(accounts))
    raised = [each["id"] for each in await rows(RAISED, list(accounts))]
    await erase_raisers(raised)
    await execute(ACCOUNTS_GONE, list(accounts), today(), now())


async def erase_signups(signups: Collection[int]) -> None:
    await execute(SIGNUPS_GONE, list(signups), today())
