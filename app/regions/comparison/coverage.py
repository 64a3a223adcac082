"""Where there are stations, and where there are none yet."""

from typing import Any

from litestar import Response, get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.audit.exporting import as_noted_file
from app.db import current_realm, region_tx, rows
from app.divisions.rules import short_name
from app.i18n import _, translated
from app.regions.comparison.cache import looked, now
from app.regions.queries import CALLED
from app.regions.rules import cohort_of
from app.web.forms.fields import id_in
from app.web.requests import AnyRequest

PAGE = 50
BY_COUNTY = f"""/* app_region */
    SELECT county.id, {CALLED} AS name, county.slug, count(*) AS townships,
           count(*) FILTER (WHERE "stations" + "covered" > 0) AS reached,
           sum("stations")::int AS stations, sum("villages")::int AS villages,
           sum("covered")::int AS covered
    FROM "township_count" JOIN county ON county.id = "township_count"."county"
    WHERE $1::int IS NOT NULL GROUP BY county.id
    ORDER BY count(*) FILTER (WHERE "stations" + "covered" > 0)::float / count(*), 1
"""  # noqa: S608  (of this file's own words)
WITHOUT = f"""/* app_region */
    SELECT "township", division.name, "villages", {CALLED} AS county
    FROM "township_count" JOIN county ON county.id = "township_count"."county"
    JOIN division ON division.code = "township"
    WHERE $1::int IS NOT NULL AND "stations" + "covered" = 0 AND "township" > $2
      AND ($3::int IS NULL OR "township_count"."county" = $3)
    ORDER BY "township" LIMIT 51
"""  # noqa: S608


@get("/coverage", guards=[may(Act.COMPARE)])
async def coverage_page(
    request: AnyRequest, county: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    """`after`: the township that the page before ended with."""
    only = id_in(county)
    only = only if only and only < 1_000_000 else None
    state = await now()
    async with region_tx(readonly=True):
        counties = await rows(BY_COUNTY)
        empty = await rows(WITHOUT, after if after.isdecimal() else "", only)
    await looked(state, request.user.name, translated(_("覆盖")))
    sums = {
        name: sum(each[name] for each in counties)
        for name in ("townships", "reached", "villages", "covered", "stations")
    }
    context = {
        "counties": counties,
        "sums": sums,
        "empty": empty[:PAGE],
        "more": empty[PAGE - 1]["township"] if len(empty) > PAGE else None,
        "only": next((each for each in counties if each["id"] == only), None),
        "cohort_of": cohort_of,
        "short": short_name,
        "region": current_realm.get(),
    }
    return Template("regions/coverage.html", context=context)


ALL_WITHOUT = f"""/* app_region */
    SELECT "township", division.name, "stations", "villages", "covered", {CALLED} AS county
    FROM "township_count" JOIN county ON county.id = "township_count"."county"
    JOIN division ON division.code = "township" WHERE $1::int IS NOT NULL
    ORDER BY "township"
"""  # noqa: S608


@get("/coverage.xlsx", guards=[may(Act.COMPARE)])
async def export(request: AnyRequest) -> Response[bytes]:
    """Every township of every county that shares it: with its stations and villages, or none."""
    state = await now()
    async with region_tx(readonly=True):
        found = await rows(ALL_WITHOUT)
    named = translated(_("覆盖"))
    await looked(state, request.user.name, translated(_("导出：%(what)s"), what=named))
    heads = (
        _("县(市、区)"),
        _("代码"),
        _("乡镇（街道）"),
        _("本级阵地"),
        _("村（社区）"),
        _("有阵地的村（社区）"),
    )
    lines: list[list[Any]] = [[named], [translated(each) for each in heads]]
    lines += [
        [each["county"], each["township"], short_name(each["name"]), each["stations"],
         each["villages"], each["covered"]]
        for each in found
    ]  # fmt: skip
    return await as_noted_file("/coverage", f"{named}.xlsx", [(named, lines)])


handlers: list[Any] = [coverage_page, export]
