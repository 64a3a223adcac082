"""A county's counts by quarters as one row for each item, summed up from its first quarter on
(prefix sums), so that any time of any length is one difference: what regions read
(app/regions/queries.py).
"""

from datetime import date

from app.db import execute
from app.ledger.measures import SNAPSHOTS, STOCKS

# Where in a row's array a measure is. Never another place: only added to, at the end of its item.
# A county that fell silent keeps the row that it has.
PLACES: dict[str, tuple[str, ...]] = {
    "activity": (
        "raised", "accepted", "declined", "consultations", "typical", "elsewhere", "forms_used",
        "categories_used", "quarters_active",
    ),
    "people": ("citizens", "departments", "member_attendances"),
    "results": (
        "reported", "adopted", "promises", "promises_done", "promises_due", "promises_kept",
        "solved", "reopened", "referred", "references_due", "references_replied",
        "references_on_time", "way_raised", "way_accepted", "way_consulted", "way_adopted",
        "way_solved", "way_rated", "days_accept", "n_days_accept", "sq_days_accept",
        "days_consult", "n_days_consult", "sq_days_consult", "days_solve", "n_days_solve",
        "sq_days_solve", "days_whole", "n_days_whole", "sq_days_whole",
    ),
    "satisfaction": ("ratings", "ratings_solved", "stars"),
    "coverage": (
        "stations", "stations_county", "stations_township", "stations_village", "stations_unit",
        "stations_met", "townships", "townships_covered", "villages", "villages_covered",
    ),
    "members": ("members", "members_placed", "members_rural", "members_attending"),
    "population": ("people",),
}  # fmt: skip
# measure → item, place
PLACE_OF = {
    measure: (item, place)
    for item, measures in PLACES.items()
    for place, measure in enumerate(measures, start=1)
}
STANDING = frozenset(STOCKS) | frozenset(SNAPSHOTS)  # measures of which the last one counts


def number_of(quarter: date) -> int:
    """Quarters one after the other have numbers one after the other."""
    return quarter.year * 4 + (quarter.month - 1) // 3


# What flows is summed up; what stands is carried on, and is not known before its first count.
WRITE = """
    INSERT INTO "county_series" ("county", "item", "began", "sums")
    WITH "known" AS (
        SELECT * FROM unnest(:items::text[], :measures::text[], :places::int[], :stand::boolean[])
            AS "known" (item, measure, place, stands)),
    "quarter" AS (
        SELECT quarter::date FROM (
            SELECT min("quarter") AS first, max("quarter") AS last
            FROM "county_count" WHERE "county_count"."county" = $1) AS "span"
        CROSS JOIN generate_series("span".first, greatest("span".last, :now::date),
            interval '3 months') AS quarter),
    "cell" AS (
        SELECT "known".item, "known".place, "quarter".quarter, CASE WHEN "known".stands
            THEN (array_agg("n") FILTER (WHERE "n" IS NOT NULL) OVER "past")
                [count("n") OVER "past"]
            ELSE sum(coalesce("n", 0)) OVER "past" END AS n
        FROM "known" CROSS JOIN "quarter"
        LEFT JOIN "county_count" ON "county_count"."county" = $1
         AND "county_count"."measure" = "known".measure
         AND "county_count"."quarter" = "quarter".quarter
        WINDOW "past" AS (PARTITION BY "known".measure ORDER BY "quarter".quarter)),
    "line" AS (
        SELECT item, place, min(quarter) AS began, array_agg(n::bigint ORDER BY quarter) AS sums
        FROM "cell" GROUP BY 1, 2)
    SELECT $1, item, extract(year FROM min(began))::int * 4
               + extract(quarter FROM min(began))::int - 1, array_agg(sums ORDER BY place)
    FROM "line" GROUP BY item
    ON CONFLICT ("county", "item") DO UPDATE
        SET "began" = excluded."began", "sums" = excluded."sums"
        WHERE ("county_series"."began", "county_series"."sums")
            IS DISTINCT FROM (excluded."began", excluded."sums")
"""


async def write_series(now: date) -> None:
    """Within a transaction, `alone`, once the quarters are counted. `now`: the quarter of today."""
    await execute(
        WRITE,
        items=[item for item, _place in PLACE_OF.values()],
        measures=list(PLACE_OF),
        places=[place for _item, place in PLACE_OF.values()],
        stand=[measure in STANDING for measure in PLACE_OF],
        now=now,
    )
