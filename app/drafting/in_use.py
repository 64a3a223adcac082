"""What a county has under way, held against a new charter: nothing in use may lose its name, and
no sheet its periods.
"""

from collections.abc import Iterator
from datetime import date

from app.charter.model import Charter
from app.charter.problems import Place, Problem, at
from app.charter.scoring import PERIODS
from app.charter.sheets import Sheet
from app.charter.stages import ENDED_STAGES
from app.dates import today
from app.db import rows, value
from app.i18n import _
from app.scoring.periods import Period, period_of

OPEN = f"NOT IN {ENDED_STAGES}"
OF_KINDS = """
    FROM "station"
    WHERE "station"."county" = $1 AND "closed_on" IS NULL AND "kind" <> ALL($2::text[])
"""
OF_CATEGORIES = f"""
    FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" {OPEN}
      AND "category" <> ALL(array_append($2::text[], ''))
"""
OF_GROUPS = f"""
    FROM "circle" JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "circle"."topic"
    WHERE "circle"."county" = $1 AND "topic"."stage" {OPEN} AND "circle"."grp" <> ALL($2::text[])
"""
OF_FORMS = """
    FROM "consultation"
    WHERE "consultation"."county" = $1 AND "state" = 'planned' AND "form" <> ALL($2::text[])
"""
KINDS, CATEGORIES, GROUPS, FORMS = (
    f"SELECT {column} AS key, count(*) AS n {those} GROUP BY 1 ORDER BY 1"
    for column, those in (
        ('"kind"', OF_KINDS),
        ('"category"', OF_CATEGORIES),
        ('"circle"."grp"', OF_GROUPS),
        ('"form"', OF_FORMS),
    )
)
RECORDED = 'SELECT EXISTS (SELECT FROM "ledger" WHERE "ledger"."county" = $1)'
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
        kept = [key for key in getattr(new, name) if "\0" not in key]  # no database takes those
        for each in await rows(sql, kept):
            piece = known.get(each["key"], "")
            found.append(
                at(*place)(
                    _("「%(name)s」（代号 %(key)s）正用着 %(n)s 处，请把它留下；名称可以改。"),
                    name=getattr(piece, "name", piece) or each["key"],
                    key=each["key"],
                    n=each["n"],
                )
            )
    if now and await value(RECORDED):
        found += cut_otherwise(new, now, today())
    return found


def cut_otherwise(new: Charter, now: Charter, day: date) -> Iterator[Problem]:
    """Pure. Periods are known by sheet and first day: two kinds of one sheet would be taken for
    each other, in every link and where one is opened.
    """
    known = {each.key: period_at(each, now, day) for each in now.scoring.sheets}
    for number, sheet in enumerate(new.scoring.sheets):
        if sheet.period not in PERIODS or not 1 <= new.scoring.year_begins <= 12:
            continue  # which others say
        here = period_at(sheet, new, day)
        if known.get(sheet.key, here) != here:
            yield at("scoring", "sheets", number, "key")(
                _("这张表的周期和以前不同，就是另一张表：请换一个代号，以前各期的结果照旧能看。")
            )


def period_at(sheet: Sheet, charter: Charter, day: date) -> Period:
    return period_of(sheet.period, day, charter.scoring.year_begins)


async def under_way() -> int:
    """Topics that are not at their end; each runs on under the version it was raised under."""
    return int(await value(UNDER_WAY))
