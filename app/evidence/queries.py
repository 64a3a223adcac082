"""Photos as pages show them, and what a photo belongs to."""

from typing import Any

from app.db import row, rows
from app.evidence.rules import Kind, shown_size
from app.i18n import translated

SMALL = 320
LARGEST_ID = 2**63 - 1  # a larger number in an address is no id, and PostgreSQL would stumble

# One statement per kind: column names cannot be parameters.
OF = {
    kind: f"""
    SELECT "id", "{kind}" AS of, "caption", "width", "height", "uploaded_at" FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = ANY($2::bigint[])
      AND "state" = 'ready' AND "removed_at" IS NULL
    ORDER BY "id"
"""  # noqa: S608
    for kind in Kind
}

SUBJECT = {
    Kind.STATION: """
    SELECT "station"."id", "station"."id" AS station, "station"."name" AS title, "lineage",
           NULL::bigint AS topic, NULL::bigint AS department, true AS public, true AS open,
           NULL::date AS held_on, '{}'::bigint[] AS members, '{}'::bigint[] AS departments
    FROM "station" WHERE "station"."county" = $1 AND "station"."id" = $2
""",
    Kind.TOPIC: """
    SELECT "topic"."id", "topic"."station", "topic"."title", "lineage", "topic"."id" AS topic,
           NULL::bigint AS department, "published_at" IS NOT NULL AS public, true AS open,
           NULL::date AS held_on, '{}'::bigint[] AS members, '{}'::bigint[] AS departments
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" = $2
""",
    Kind.CONSULTATION: """
    SELECT "consultation"."id", "consultation"."station", "consultation"."title", "lineage",
           "consultation"."topic", NULL::bigint AS department,
           "published_at" IS NOT NULL AND "consultation"."state" = 'filed' AS public,
           ARRAY(SELECT "member" FROM "participant" WHERE "participant"."county" = $1
                 AND "participant"."consultation" = "consultation"."id") AS members,
           ARRAY(SELECT "department" FROM "participant" WHERE "participant"."county" = $1
                 AND "participant"."consultation" = "consultation"."id") AS departments,
           "consultation"."state" <> 'cancelled' AS open, "consultation"."held_on"
    FROM "consultation"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
""",
    Kind.COMMITMENT: """
    SELECT "commitment"."id", "topic"."station", "commitment"."task" AS title, "lineage",
           "commitment"."topic", "commitment"."department", "published_at" IS NOT NULL AS public,
           true AS open, NULL::date AS held_on, '{}'::bigint[] AS members,
           ARRAY["commitment"."department"] AS departments
    FROM "commitment"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1 AND "commitment"."id" = $2
""",
    Kind.ACTIVITY: """
    SELECT "activity"."id", "activity"."station", "activity"."title", "lineage",
           NULL::bigint AS topic, NULL::bigint AS department, false AS public,
           "activity"."state" <> 'refused' AS open, "activity"."happened_on" AS held_on,
           ARRAY(SELECT "member" FROM "activity_member" WHERE "activity_member"."county" = $1
                 AND "activity" = "activity"."id") AS members,
           '{}'::bigint[] AS departments
    FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
""",
    # No station of its own: its photos are evidence, and are not counted as photos of the work.
    Kind.MARK: """
    SELECT "mark"."id", NULL::bigint AS station, "mark"."claim" AS title,
           ARRAY(SELECT unnest("lineage") FROM "station" WHERE "station"."county" = $1
                 AND ("station"."id"::text = "mark"."subject"
                      OR left("station"."division", 9) = "mark"."subject")) AS lineage,
           NULL::bigint AS topic,
           (SELECT "department"."id" FROM "department" WHERE "department"."county" = $1
            AND "department"."id"::text = "mark"."subject") AS department,
           false AS public, "assessment"."stage" IN ('assessing', 'verifying') AS open,
           NULL::date AS held_on,
           ARRAY(SELECT "member"."id" FROM "member" WHERE "member"."county" = $1
                 AND "mark"."subject" IN ("member"."id"::text, "member"."sector")) AS members,
           ARRAY(SELECT "department"."id" FROM "department" WHERE "department"."county" = $1
                 AND "department"."id"::text = "mark"."subject") AS departments
    FROM "mark"
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "mark"."assessment"
    WHERE "mark"."county" = $1 AND "mark"."id" = $2
""",
    # As with marks. Strangers see what is verified, for as long as it is.
    Kind.STANDARD_CHECK: """
    SELECT "standard_check"."id", NULL::bigint AS station, "lineage",
           "station"."name" || ' · ' || "called" AS title,
           NULL::bigint AS topic, NULL::bigint AS department, "state" = 'verified' AS public,
           "state" = 'shown' AND "closed_on" IS NULL AS open, NULL::date AS held_on,
           '{}'::bigint[] AS members, '{}'::bigint[] AS departments
    FROM "standard_check"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "standard_check"."station"
    WHERE "standard_check"."county" = $1 AND "standard_check"."id" = $2
""",
}

ONE = """
    SELECT "photo"."id", "topic", "consultation", "commitment", "station", "activity", "mark",
           "standard_check", "caption", "state", "refusal", "object", "sha256", "width", "height",
           "taken_at", "taken_zone_known", "latitude", "longitude",
           "account", "uploaded_at", "removed_at",
           (SELECT "account"."name" FROM "account"
            WHERE "account"."county" = $1 AND "account"."id" = "photo"."account") AS person
    FROM "photo" WHERE "photo"."county" = $1 AND "photo"."id" = $2
"""


async def photos_of(kind: str, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What `gallery` draws, by subject; ready ones only. Within the caller's transaction. Whether
    the reader may see the subject is for the caller to know.
    """
    found: dict[int, list[dict[str, Any]]] = {}
    if not ids:
        return found
    for each in await rows(OF[Kind(kind)], ids):
        width, height = shown_size(each["width"], each["height"], SMALL)
        shown = dict(each) | {"width": width, "height": height}
        found.setdefault(each["of"], []).append(shown)
    return found


async def subject(kind: str, subject_id: int) -> dict[str, Any] | None:
    """What photos can belong to: its station and lineage, its topic, whether strangers see it, and
    who sees it besides: members and departments that are invited, or owe it.
    """
    if kind not in set(Kind) or not 0 < subject_id <= LARGEST_ID:
        return None
    found = await row(SUBJECT[Kind(kind)], subject_id)
    return dict(found) | {"kind": Kind(kind)} if found else None


async def photo_and_subject(photo_id: int) -> tuple[dict[str, Any], dict[str, Any]] | None:
    found = await row(ONE, photo_id) if 0 < photo_id <= LARGEST_ID else None
    if found is None:
        return None
    kind = next(each for each in Kind if found[each] is not None)
    of = await subject(kind, found[kind])
    return (dict(found), of) if of else None


UNFINISHED = {
    kind: f"""
    SELECT "id", "state", "refusal", "uploaded_at" FROM "photo"
    WHERE "photo"."county" = $1 AND "{kind}" = $2 AND "account" = $3
      AND "state" IN ('arrived', 'refused') AND "removed_at" IS NULL
    ORDER BY "id" DESC LIMIT 50
"""  # noqa: S608
    for kind in Kind
}


async def unfinished(of: dict[str, Any], account: int) -> list[dict[str, Any]]:
    """One's own that are not shown: still in work, or refused within the last day."""
    found = await rows(UNFINISHED[of["kind"]], of["id"], account)
    return [dict(each) | {"refusal": translated(each["refusal"])} for each in found]
