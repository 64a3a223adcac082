"""What photos and files can belong to: all that is fixed about each kind of subject, in one record.

A subject's key is also the name of the column of `photo` or `file` that says so (a migration makes
it, and tables.py names it); which of both it takes, sorts.py says. A kind without a record is an
error when the program starts.
"""

from datetime import date
from typing import NamedTuple, TypedDict

from app.charter.stages import ENDED_STAGES
from app.records import Recorded


class Selected(TypedDict):
    """`open`: more may be added; `kept`: what is there stays as it is, for something was filed or
    decided on it. Who sees it and adds to it: rights.py. A mark and a check have no station.
    """

    id: int
    station: int | None
    title: str
    topic: int | None
    lineage: list[int]
    open: bool
    kept: bool
    held_on: date | None


class About(NamedTuple):
    """`page`: its address, with `id` or `topic`. `select`: the subject under $2, with the columns
    of Selected. `topic`, in SQL: to which matter it belongs, of a row of the table `{sent}`.
    """

    page: str
    select: str
    topic: str = "NULL::bigint"
    public: bool = True  # strangers may ever see it
    locks: str = ""  # SQL: the tables that say whether it is kept; else its own
    by_strangers: bool = False  # sent by whoever holds its secret, not by rights of an account
    most: int | None = None  # photos of one; None: as many as the sort allows
    personal: bool = False  # changed by whoever may put it there, and by nobody else


class Subject(Recorded):
    about: About

    CONSULTATION = (
        "consultation",
        About(
            "/consultations/{id}",
            """
    SELECT "consultation"."id", "consultation"."station", "consultation"."title", "lineage",
           "consultation"."topic",
           "consultation"."state" <> 'cancelled' AS open,
           "consultation"."state" = 'filed' AS kept, "consultation"."held_on"
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
""",
            """
            (SELECT "topic" FROM "consultation"
             WHERE "consultation"."county" = $1 AND "consultation"."id" = "{sent}"."consultation")
""",
        ),
    )
    TOPIC = (
        "topic",
        About(
            "/topics/{id}",
            f"""
    SELECT "topic"."id", "topic"."station", "topic"."title", "lineage", "topic"."id" AS topic,
           true AS open, "topic"."stage" IN {ENDED_STAGES} AS kept, NULL::date AS held_on
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" = $2
""",  # noqa: S608
            '"{sent}"."topic"',
        ),
    )
    # A step that was taken at a ring, above all an approval: the document beside its number.
    PASSAGE = (
        "passage",
        About(
            "/topics/{topic}",
            f"""
    SELECT "passage"."id", "topic"."station", "topic"."title", "lineage", "topic"."id" AS topic,
           true AS open, "topic"."stage" IN {ENDED_STAGES} AS kept, NULL::date AS held_on
    FROM "passage"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "passage"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "passage"."county" = $1 AND "passage"."id" = $2
""",  # noqa: S608
            """
            (SELECT "topic" FROM "passage"
             WHERE "passage"."county" = $1 AND "passage"."id" = "{sent}"."passage")
""",
            locks='"topic"',
        ),
    )
    OUTCOME = (
        "outcome",
        About(
            "/topics/{topic}",
            f"""
    SELECT "outcome"."id", "topic"."station", "topic"."title", "lineage", "topic"."id" AS topic,
           true AS open,
           "outcome"."decided_on" IS NOT NULL OR "topic"."stage" IN {ENDED_STAGES} AS kept,
           NULL::date AS held_on
    FROM "outcome"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "outcome"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "outcome"."county" = $1 AND "outcome"."id" = $2
""",  # noqa: S608
            """
            (SELECT "topic" FROM "outcome"
             WHERE "outcome"."county" = $1 AND "outcome"."id" = "{sent}"."outcome")
""",
            locks='"outcome", "topic"',
        ),
    )
    COMMITMENT = (
        "commitment",
        About(
            "/commitments/{id}",
            """
    SELECT "commitment"."id", "topic"."station", "commitment"."task" AS title, "lineage",
           "commitment"."topic", "commitment"."withdrawn_on" IS NULL AS open,
           "commitment"."verified_on" IS NOT NULL OR "commitment"."withdrawn_on" IS NOT NULL
           AS kept,
           NULL::date AS held_on
    FROM "commitment"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1 AND "commitment"."id" = $2
""",
            """
            (SELECT "topic" FROM "commitment"
             WHERE "commitment"."county" = $1 AND "commitment"."id" = "{sent}"."commitment")
""",
        ),
    )
    STATION = (
        "station",
        About(
            "/stations/{id}",
            """
    SELECT "station"."id", "station"."id" AS station, "station"."name" AS title, "lineage",
           NULL::bigint AS topic, true AS open, false AS kept, NULL::date AS held_on
    FROM "station" WHERE "station"."county" = $1 AND "station"."id" = $2
""",
        ),
    )
    ACTIVITY = (
        "activity",
        About(
            "/activities/{id}",
            """
    SELECT "activity"."id", "activity"."station", "activity"."title", "lineage",
           NULL::bigint AS topic, "activity"."state" <> 'refused' AS open,
           "activity"."state" <> 'reported' AS kept,
           "activity"."happened_on" AS held_on
    FROM "activity"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "activity"."station"
    WHERE "activity"."county" = $1 AND "activity"."id" = $2
""",
            public=False,
        ),
    )
    # No station of its own: its photos are evidence, and are not counted as photos of the work.
    MARK = (
        "mark",
        About(
            "/assessments/marks/{id}",
            """
    SELECT "mark"."id", NULL::bigint AS station, "mark"."claim" AS title,
           ARRAY(SELECT unnest("lineage") FROM "station" WHERE "station"."county" = $1
                 AND ("station"."id"::text = "mark"."subject"
                      OR left("station"."division", 9) = "mark"."subject")) AS lineage,
           NULL::bigint AS topic, "assessment"."stage" IN ('assessing', 'verifying')
           AND "assessment"."withdrawn_at" IS NULL AS open,
           "mark"."verified" IS NOT NULL OR "assessment"."withdrawn_at" IS NOT NULL
           OR "assessment"."stage" NOT IN ('assessing', 'verifying') AS kept,
           NULL::date AS held_on
    FROM "mark"
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "mark"."assessment"
    WHERE "mark"."county" = $1 AND "mark"."id" = $2
""",
        ),
    )
    # As with marks.
    STANDARD_CHECK = (
        "standard_check",
        About(
            "/stations/checks/{id}",
            """
    SELECT "standard_check"."id", NULL::bigint AS station, "lineage",
           "station"."name" || ' · ' || "called" AS title,
           NULL::bigint AS topic,
           "state" = 'shown' AND "closed_on" IS NULL AS open, "state" <> 'shown' AS kept,
           NULL::date AS held_on
    FROM "standard_check"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "standard_check"."station"
    WHERE "standard_check"."county" = $1 AND "standard_check"."id" = $2
""",
        ),
    )

    # What whoever raised a matter sent along; no evidence, so that it has no station.
    ENCLOSURE = (
        "enclosure",
        About(
            "/topics/{topic}",
            f"""
    SELECT "enclosure"."id", NULL::bigint AS station, coalesce("topic"."title", '') AS title,
           coalesce("lineage", '{{}}') AS lineage, "enclosure"."topic",
           "topic"."id" IS NULL OR "topic"."stage" NOT IN {ENDED_STAGES} AS open,
           coalesce("topic"."stage" IN {ENDED_STAGES}, false) AS kept, NULL::date AS held_on
    FROM "enclosure"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "enclosure"."topic"
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "enclosure"."county" = $1 AND "enclosure"."id" = $2
""",  # noqa: S608
            """
            (SELECT "topic" FROM "enclosure"
             WHERE "enclosure"."county" = $1 AND "enclosure"."id" = "{sent}"."enclosure")
""",
            by_strangers=True,
            most=9,
        ),
    )
    # A portrait: no evidence, so that it has no station.
    MEMBER = (
        "member",
        About(
            "/members/{id}",
            """
    SELECT "member"."id", NULL::bigint AS station, "member"."name" AS title,
           coalesce("lineage", '{}') AS lineage, NULL::bigint AS topic,
           "left_on" IS NULL AS open, false AS kept, NULL::date AS held_on
    FROM "member"
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "member"."id" = $2
""",
            most=1,
            personal=True,
        ),
    )


class Found(Selected):
    kind: Subject


def page_of(found: Found) -> str:
    return found["kind"].about.page.format(id=found["id"], topic=found["topic"])
