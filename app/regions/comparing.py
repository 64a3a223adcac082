"""The region's comparison of its counties: only what they share, as the role that sees no more."""

from datetime import date
from typing import Any

from litestar import get
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import FromQuery
from litestar.response import Template

from app.accounts.roles import Act
from app.dates import today
from app.db import region_tx, rows, tx
from app.regions import dictionary
from app.web import AnyRequest, day_in
from app.words import _

# `$1` is the region here. Stations are those that there are at the end, not those opened meanwhile.
SUMS = """/* app_region */
    SELECT "county", "kind",
           CASE "kind" WHEN 'rating.given' THEN "result" ELSE '' END AS result,
           sum("entries")::bigint AS entries, sum("quantity")::bigint AS quantity
    FROM "county_count"
    WHERE $1::int IS NOT NULL AND "month" <= $3
      AND ("month" >= $2 OR "kind" = 'station.opened')
    GROUP BY 1, 2, 3
"""
COUNTIES = """/* app_region */
    SELECT county.id, county.slug, county.name FROM county
    WHERE county.id::text LIKE $1::int::text || '%' ORDER BY county.id LIMIT 400
"""
SHARED = """/* app_region */
    SELECT "county", array_agg("item") AS items FROM "share"
    WHERE $1::int IS NOT NULL GROUP BY 1
"""
NOTE = """/* app_region */
    INSERT INTO "look" ("county", "region", "person", "page")
    SELECT DISTINCT "county", $1::int, $2, $3 FROM "share" WHERE "region" = $1
    ON CONFLICT DO NOTHING
"""


@get("/compare")
async def compare(
    request: AnyRequest,
    by: FromQuery[str] = "consultations",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Template:
    """Every view has its address: `by` which indicator, from the month of `since` to `until`'s."""
    if request.user is None:
        raise NotAuthorizedException(_("请先登录。"))
    if not request.user.may(Act.COMPARE):
        raise PermissionDeniedException(_("您的身份不能办理此事。"))
    chosen = dictionary.BY_KEY.get(by, dictionary.DICTIONARY[0])
    ends = day_in(until) or today()
    begins = day_in(since) or date(ends.year - 1, ends.month, 1)
    begins, ends = min(begins, ends).replace(day=1), max(begins, ends)
    async with region_tx():
        counties = await rows(COUNTIES)
        shared = {each["county"]: set(each["items"]) for each in await rows(SHARED)}
        found = await rows(SUMS, begins, ends)
        await tx().connection.execute(NOTE, tx().county, request.user.name, f"compare {begins}")
    table = compared(counties, shared, found, chosen)
    context = {
        "dictionary": dictionary.DICTIONARY,
        "chosen": chosen,
        "begins": begins,
        "ends": ends,
        "table": table,
        "joined": len(shared),
        "all": len(counties),
        "most": max((each["value"].number or 0 for each in table), default=0) or 1,
    }
    return Template("regions/compare.html", context=context)


def compared(
    counties: list[Any],
    shared: dict[int, set[str]],
    found: list[Any],
    chosen: dictionary.Compared,
) -> list[dict[str, Any]]:
    """Best first; of those that share what the indicator needs. Pure. Whose intervals overlap with
    the one before shares its place: ranks within noise are ties.
    """
    sums: dict[int, dict[tuple[str, str], tuple[int, int]]] = {}
    for each in found:
        key = (each["kind"], each["result"])
        sums.setdefault(each["county"], {})[key] = (each["entries"], each["quantity"])
    table: list[dict[str, Any]] = [
        {"county": each, "value": dictionary.value(chosen, sums.get(each["id"], {}))}
        for each in counties
        if chosen.item in shared.get(each["id"], ())
    ]
    table.sort(key=lambda each: (dictionary.order_of(each["value"]), each["county"]["id"]))
    first: dict[str, Any] | None = None
    for place, each in enumerate(table, start=1):
        own: dictionary.Value = each["value"]
        each["rank"] = None
        if not own.ranks or own.number is None:
            continue
        tie = first is not None and near(first["value"], own)
        each["rank"] = first["rank"] if tie and first else place
        if not tie:
            first = each
    return table


def near(one: dictionary.Value, other: dictionary.Value) -> bool:
    """The other's share lies within the first's interval; plain numbers: they are the same."""
    if one.low is None or one.high is None or other.number is None:
        return one.number == other.number
    return one.low <= other.number <= one.high
