"""履职档案: what a member did in a year, each number opening to its records."""

from collections import defaultdict
from datetime import date

from litestar import Router, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.dates import today
from app.db import county_tx, row, rows
from app.i18n import _
from app.numbers.labels import kind_called
from app.scoring.charts import Bar, bars
from app.scoring.periods import Period, month_after, named_year, period_of
from app.scoring.results import standing
from app.web.fields import number_in
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
MEMBER = """
    SELECT "member"."id", "member"."name", "member"."sector", "member"."standing",
           "station"."id" AS station, "station"."name" AS station_name
    FROM "member"
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "member"."id" = $2
"""
SUMS = """
    SELECT "kind", "form", sum("n")::bigint AS n FROM "counted"
    WHERE "counted"."county" = $1 AND "whose" = 'member' AND "subject" = $2
      AND "counts_on" BETWEEN $3 AND $4
    GROUP BY 1, 2 ORDER BY 1, 2
"""
BY_MONTH = """
    SELECT date_trunc('month', "counts_on"::timestamp)::date AS month, sum("n")::int AS n
    FROM "counted" WHERE "counted"."county" = $1 AND "whose" = 'member' AND "subject" = $2
      AND "counts_on" BETWEEN $3 AND $4
    GROUP BY 1
"""
ENTRIES = """
    SELECT "entry"."id", "entry"."happened_on", "entry"."kind", "entry"."form", "entry"."role",
           "entry"."n", "entry"."reverses", "entry"."consultation", "entry"."topic",
           coalesce("consultation"."title", "activity"."title", "topic"."title") AS title,
           "activity"."id" AS activity
    FROM "counted" AS "entry"
    LEFT JOIN "ledger" ON "ledger"."county" = $1 AND "ledger"."id" = "entry"."id"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "entry"."topic"
    LEFT JOIN "consultation"
      ON "consultation"."county" = $1 AND "consultation"."id" = "entry"."consultation"
    LEFT JOIN "activity" ON "activity"."county" = $1
      AND "activity"."id" = ("ledger"."attributes"->>'activity')::bigint
    WHERE "entry"."county" = $1 AND "entry"."whose" = 'member' AND "entry"."subject" = $2
      AND "entry"."counts_on" BETWEEN $3 AND $4 AND ($5::bigint IS NULL OR "entry"."id" < $5)
    ORDER BY "entry"."id" DESC LIMIT 51
"""


@get("/{member_id:int}", guards=[may(Act.CLAIM)])
async def member_year_page(
    request: AnyRequest,
    member_id: FromPath[int],
    year: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Template:
    """For the member, and for those who see scores before they are settled."""
    me, charter = user_of(request), charter_of(request)
    if me.member != member_id and not me.may(Act.SCORE):
        raise PermissionDeniedException(_("履职档案只有本人和办公室能看。"))
    begins = charter.scoring.year_begins
    chosen = number if 2000 <= (number := number_in(year)) < 3000 else None
    this = period_of("year", today(), begins)
    period = this
    if chosen is not None:  # by the name of the year, whenever it begins
        period = period_of("year", date(chosen, 6, 30), begins)
    async with county_tx(readonly=True):
        member = await row(MEMBER, member_id)
        if member is None:
            raise NotFoundException(_("没有这个人。"))
        sums = await rows(SUMS, member_id, period.begins, period.ends)
        by_month = await rows(BY_MONTH, member_id, period.begins, period.ends)
        found = await rows(ENTRIES, member_id, period.begins, period.ends, before)
        scores = []
        for sheet in charter.scoring.sheets:  # of a charter's few
            if sheet.subject == "member":
                stood = await standing(sheet.key, min(period.ends, today()))
                scores.append((stood, stood.find(str(member_id))))
    by_kind: dict[str, int] = defaultdict(int)
    for each in sums:
        by_kind[each["kind"]] += each["n"]
    year_now = named_year(this)
    context = {
        "member": member,
        "period": period,
        "year": named_year(period),
        "years": [year_now - n for n in range(5)],
        "sums": by_kind,
        "bars": months_of(period, {each["month"]: each["n"] for each in by_month}),
        "activities": {e["form"]: e["n"] for e in sums if e["kind"] == "activity.done"},
        "kinds": charter.activity_kinds,
        "kind_called": kind_called,
        "scores": scores,
        "entries": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
    }
    return Template("people/record.html", context=context)


def months_of(period: Period, counted: dict[date, int]) -> list[Bar]:
    """A bar for each month that has begun. Pure."""
    months = [month_after(period.begins.year, period.begins.month, n) for n in range(12)]
    return bars(
        [
            (str(month.month), f"{month.year}.{month.month}", counted.get(month, 0))
            for month in months
            if month <= today()
        ]
    )


router = Router("/records", route_handlers=[member_year_page])
