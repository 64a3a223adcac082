"""What a county has under way, held against a new charter: nothing in use may lose its name."""

from app.charter.model import Charter
from app.charter.problems import Place, Problem, at
from app.db import rows, value
from app.words import _

OPEN = "NOT IN ('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')"
KINDS = """
    SELECT "kind" AS key, count(*) AS n FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND "kind" <> ALL($2::text[])
    GROUP BY 1 ORDER BY 1
"""
CATEGORIES = f"""
    SELECT "category" AS key, count(*) AS n FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" {OPEN} AND "category" <> ALL($2::text[])
    GROUP BY 1 ORDER BY 1
"""  # noqa: S608
GROUPS = f"""
    SELECT "circle"."grp" AS key, count(*) AS n
    FROM "circle" JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "circle"."topic"
    WHERE "circle"."county" = $1 AND "topic"."stage" {OPEN} AND "circle"."grp" <> ALL($2::text[])
    GROUP BY 1 ORDER BY 1
"""  # noqa: S608
FORMS = """
    SELECT "form" AS key, count(*) AS n FROM "consultation"
    WHERE "consultation"."county" = $1 AND "state" = 'planned' AND "form" <> ALL($2::text[])
    GROUP BY 1 ORDER BY 1
"""
UNDER_WAY = f"""
    SELECT count(*) FROM "topic" WHERE "topic"."county" = $1 AND "stage" {OPEN}
"""  # noqa: S608


async def missed(new: Charter, now: Charter | None) -> list[Problem]:
    """Within the caller's transaction. `now`: whose names the reader knows."""
    kinds: list[tuple[Place, str, str]] = [
        (("stations", "kinds"), KINDS, "station_kinds"),
        (("topics", "categories"), CATEGORIES, "categories"),
        (("composition", "groups"), GROUPS, "groups"),
        (("consultations", "forms"), FORMS, "forms"),
    ]
    found = []
    for place, sql, name in kinds:  # four statements, however long the lists
        known = getattr(now, name) if now else {}
        for each in await rows(sql, list(getattr(new, name))):
            piece = known.get(each["key"], "")
            found.append(
                at(*place)(
                    _("「%(name)s」（代号 %(key)s）正用着 %(n)s 处，请把它留下；名称可以改。"),
                    name=getattr(piece, "name", piece) or each["key"],
                    key=each["key"],
                    n=each["n"],
                )
            )
    return found


async def under_way() -> int:
    """Topics that are not at their end; each runs on under the version it was raised under."""
    return int(await value(UNDER_WAY))
