"""履职档案: what a member did in a year, each number opening to its records."""

from collections import Counter
from datetime import date

from litestar import Router, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import store
from app.dates import month_after, today
from app.db import LARGEST_ID, county_tx, row, rows
from app.i18n import _
from app.ledger.figures import TAIL
from app.ledger.kinds import Kind
from app.ledger.tables import these
from app.numbers.labels import kind_called
from app.scoring.charts import Bar, bars
from app.scoring.headings import headings
from app.scoring.periods import Period, named_year, period_of
from app.scoring.results import counted
from app.web.forms.fields import place, place_asked, year_asked
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
MEMBER = """
    SELECT "member"."id", "member"."name", "member"."sector", "member"."standing",
           "station"."id" AS station, "station"."name" AS station_name
    FROM "member"
    LEFT JOIN "station" ON "station"."county" = $1 AND "station"."id" = "member"."station"
    WHERE "member"."county" = $1 AND "member"."id" = $2
"""
# A year's counts by month: what is kept of them, and what is not in it yet.
SUMS = f"""
    SELECT "month", "kind", "form", sum("n")::bigint AS n FROM (
        SELECT ("year" + (place - 1) * interval '1 month')::date AS "month", "kind", "form",
               "one" AS "n"
        FROM "tally" CROSS JOIN LATERAL unnest("n") WITH ORDINALITY AS "of" ("one", place)
        WHERE "tally"."county" = $1 AND "whose" = 'member' AND "subject" = $2
          AND "year" BETWEEN date_trunc('year', $3::timestamp)::date AND $4 AND "one" IS NOT NULL
          AND ("year" + (place - 1) * interval '1 month')::date BETWEEN $3 AND $4
        UNION ALL
        SELECT date_trunc('month', "counts_on"::timestamp)::date, "kind", "form", "n"
        FROM {these("counted", TAIL)}
        WHERE "whose" = 'member' AND "subject" = $2 AND "counts_on" BETWEEN $3 AND $4) AS "of"
    GROUP BY 1, 2, 3 ORDER BY 2, 3, 1
"""  # noqa: S608  (of this program's own words)
# A page, from an index alone, of what was posted, each with what takes it back: they count on the
# same day.
ENTRIES = """
    WITH "page" AS MATERIALIZED (
        SELECT "id", row_number() OVER (ORDER BY "happened_on" DESC, "id" DESC) AS place
        FROM "ledger"
        WHERE "ledger"."county" = $1 AND "member" = $2 AND "reverses" IS NULL
          AND "happened_on" BETWEEN $3 AND $4 AND ("happened_on", "id") < ($5, $6)
        ORDER BY "happened_on" DESC, "id" DESC LIMIT 51),
    "both" AS MATERIALIZED (
        SELECT "page"."id", "page".place FROM "page"
        UNION ALL
        SELECT "back"."id", "page".place FROM "page" CROSS JOIN LATERAL (
            SELECT "id" FROM "ledger"
            WHERE "ledger"."county" = $1 AND "ledger"."reverses" = "page"."id" LIMIT 1) AS "back")
    SELECT "both".place, "entry"."id", "entry"."happened_on", "entry"."kind", "entry"."form",
           "entry"."role", "entry"."reverses", "entry"."consultation", "entry"."topic",
           CASE "entry"."kind" WHEN 'rating.given' THEN sign("entry"."quantity")::int
                ELSE "entry"."quantity" END AS n,
           coalesce("consultation"."title", "activity"."title", "topic"."title") AS title,
           "activity"."id" AS activity
    FROM "both"
    CROSS JOIN LATERAL (
        SELECT "ledger".* FROM "ledger"
        WHERE "ledger"."county" = $1 AND "ledger"."id" = "both"."id" LIMIT 1) AS "entry"
    LEFT JOIN LATERAL (
        SELECT "title" FROM "topic"
        WHERE "topic"."county" = $1 AND "topic"."id" = "entry"."topic" LIMIT 1) AS "topic" ON true
    LEFT JOIN LATERAL (
        SELECT "title" FROM "consultation" WHERE "consultation"."county" = $1
          AND "consultation"."id" = "entry"."consultation" LIMIT 1) AS "consultation" ON true
    LEFT JOIN LATERAL (
        SELECT "id", "title" FROM "activity" WHERE "activity"."county" = $1
          AND "activity"."id" = ("entry"."attributes"->>'activity')::bigint LIMIT 1
    ) AS "activity" ON true
    ORDER BY "both".place, "entry"."reverses" NULLS LAST
"""
NEWEST = date.max, LARGEST_ID


@get("/{member_id:int}", guards=[may(Act.CLAIM)])
async def member_year_page(
    request: AnyRequest,
    member_id: FromPath[int],
    year: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Template:
    """For the member, and for those who see scores before they are settled."""
    me, charter = user_of(request), charter_of(request)
    if me.member != member_id and not me.may(Act.SCORE):
        raise PermissionDeniedException(_("履职档案只有本人和办公室能看。"))
    begins = charter.scoring.year_begins
    this = period_of("year", today(), begins)
    chosen, period = year_asked(year, named_year(this)), this
    if chosen is not None:  # by the name of the year, whenever it begins
        period = period_of("year", date(chosen, 6, 30), begins)
    async with county_tx(readonly=True):
        member = await row(MEMBER, member_id)
        if member is None:
            raise NotFoundException(_("没有这个人。"))
        sums = await rows(SUMS, member_id, period.begins, period.ends)
        end = place_asked(before) or NEWEST
        found = await rows(ENTRIES, member_id, period.begins, period.ends, *end)
        scores = []
        about = [sheet.key for sheet in charter.scoring.sheets if sheet.subject == "member"]
        for head in await headings([(key, min(period.ends, today())) for key in about]):
            if head is not None:  # else it had no such sheet then; of a charter's few
                stood = await counted(head, [str(member_id)])
                scores.append((stood, stood.find(str(member_id))))
        done = {each["form"] for each in (*sums, *found) if each["kind"] == Kind.ACTIVITY_DONE}
        known = await store.knowing(charter, activity_kinds=done)
    by_kind, by_month, activities = Counter[str](), Counter[date](), Counter[str]()
    for each in sums:
        by_kind[each["kind"]] += each["n"]
        by_month[each["month"]] += each["n"]
        if each["kind"] == Kind.ACTIVITY_DONE:
            activities[each["form"]] += each["n"]
    page = [each for each in found if each["place"] <= PAGE]
    older = None
    if len(page) < len(found):
        last = next(each for each in reversed(page) if not each["reverses"])
        older = place(last["happened_on"], last["id"])
    year_now = named_year(this)
    context = {
        "member": member,
        "period": period,
        "year": named_year(period),
        "years": [year_now - n for n in range(5)],
        "sums": by_kind,
        "bars": months_of(period, by_month),
        "activities": activities,
        "kinds": known.activity_kinds,
        "kind_called": kind_called,
        "scores": scores,
        "entries": page,
        "older": older,
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
