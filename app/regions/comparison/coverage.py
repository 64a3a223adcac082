"""Where there are stations, and where there are none yet."""

import re
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Stream, Template
from msgspec import Struct
from msgspec.json import decode, encode

from app.access.roles import Act, may
from app.audit.exporting import as_noted_file
from app.db import region_tx, row, rows
from app.divisions.rules import short_name
from app.i18n import _, translated
from app.regions.comparison.cache import Query, kept, looked, now, part, reading
from app.regions.queries import CALLED
from app.web.forms.fields import NO_SUCH, id_asked
from app.web.rate_limit import spends
from app.web.requests import AnyRequest

PAGE = 50
# $2, $3, $4: how many of how many townships the county before has reached, and which one it is.
BY_COUNTY = f"""/* app_region */
    WITH "each" AS (
        SELECT "county", count(*) AS townships,
               count(*) FILTER (WHERE "stations" + "covered" > 0) AS reached,
               sum("villages")::int AS villages, sum("covered")::int AS covered
        FROM "township_count" WHERE $1::int IS NOT NULL GROUP BY 1),
    "shown" AS (
        SELECT *, reached::float / townships AS part FROM "each"
        WHERE (reached * $3::bigint, "county") > ($2::bigint * townships, $4::bigint)
        ORDER BY part, "county" LIMIT {PAGE + 1})
    SELECT county.id, {CALLED} AS name, townships, reached, villages, covered
    FROM "shown" JOIN county ON county.id = "shown"."county" ORDER BY part, county.id
"""  # noqa: S608  (of this file's own words)
SUMS = """/* app_region */
    SELECT count(*) AS townships, count(*) FILTER (WHERE "stations" + "covered" > 0) AS reached,
           coalesce(sum("villages"), 0)::int AS villages,
           coalesce(sum("covered"), 0)::int AS covered
    FROM "township_count" WHERE $1::int IS NOT NULL
"""
ONE = f"""/* app_region */
    SELECT county.id, county.slug, {CALLED} AS name FROM county
    WHERE county.id = $2 AND $1::int IS NOT NULL
      AND EXISTS (SELECT FROM "township_count" WHERE "township_count"."county" = county.id)
"""  # noqa: S608
WITHOUT = f"""/* app_region */
    SELECT "township", division.name, "villages", {CALLED} AS county
    FROM "township_count" JOIN county ON county.id = "township_count"."county"
    JOIN division ON division.code = "township"
    WHERE $1::int IS NOT NULL AND "stations" + "covered" = 0
      AND ("township_count"."county", "township") > (greatest($2, app.first_county()), $3)
      AND ($4::int IS NULL OR "township_count"."county" = $4)
    ORDER BY "township_count"."county", "township" LIMIT {PAGE + 1}
"""  # noqa: S608


class Sums(Struct):
    townships: int
    reached: int
    villages: int
    covered: int


class OfCounty(Sums, kw_only=True):
    id: int
    name: str


class Covered(Struct):
    """`further`: behind which county the next page begins; "": there is none."""

    sums: Sums
    counties: list[OfCounty]
    further: str


BEYOND = re.compile(r"([0-9]{1,5})-([0-9]{1,5})-([0-9]{6})")


@get("/coverage", guards=[may(Act.COMPARE)])
async def coverage_page(
    request: AnyRequest,
    county: FromQuery[str] = "",
    beyond: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Template:
    """`after`: the township that the page before ended with; `beyond`: the county, with how many of
    how many townships it has reached.
    """
    only, place = id_asked(county), BEYOND.fullmatch(beyond)
    if (only and only >= 1_000_000) or (beyond and not place) or (after and not id_asked(after)):
        raise NotFoundException(NO_SUCH)
    about = "coverage"
    if place:
        about += f"?beyond={place[0]}"
    state = await now(about)
    covered = decode(await kept(state, about), type=Covered)
    async with region_tx(readonly=True):
        one = await row(ONE, only) if only is not None else None
        if one is None and only is not None:
            raise NotFoundException(NO_SUCH)
        empty = await rows(WITHOUT, *place_of(after), only)
    await looked(state, request.user.name, translated(_("覆盖")))
    context = {
        "sums": covered.sums,
        "counties": covered.counties,
        "further": covered.further,
        "empty": empty[:PAGE],
        "more": empty[PAGE - 1]["township"] if len(empty) > PAGE else None,
        "only": one,
        "beyond": place[0] if place else "",
        "short": short_name,
    }
    return Template("regions/coverage.html", context=context)


def place_of(township: str) -> tuple[int, str]:
    """Where a page that ended with it goes on. Its first digits are its county's, so that the key's
    index has this order. What is no code: the beginning. Pure.
    """
    if not (township.isascii() and township.isdecimal()):
        return 0, ""
    return int(township[:6].ljust(6, "0")), township


@part("coverage")
async def counted(query: Query) -> str:
    """All together, and a page of the counties: those first that have reached the least part."""
    place = BEYOND.fullmatch(query.get("beyond", ""))
    before = map(int, place.groups()) if place else (-1, 1, 0)
    async with reading():
        found = [OfCounty(**each) for each in await rows(BY_COUNTY, *before)]
        sums = Sums(**await row(SUMS))
    further = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        further = f"{last.reached}-{last.townships}-{last.id}"  # as BEYOND reads it
    return encode(Covered(sums, found[:PAGE], further)).decode()


ALL_WITHOUT = f"""/* app_region */
    SELECT "township", division.name, "stations", "villages", "covered", {CALLED} AS county
    FROM "township_count" JOIN county ON county.id = "township_count"."county"
    JOIN division ON division.code = "township" WHERE $1::int IS NOT NULL
    ORDER BY "township_count"."county", "township"
"""  # noqa: S608


@get("/coverage.xlsx", guards=[may(Act.COMPARE), spends("export")])
async def export(request: AnyRequest) -> Stream:
    """Every township of every county that shares it: with its stations and villages, or none."""
    state = await now()
    async with region_tx(readonly=True):
        found = await rows(ALL_WITHOUT)
    named = translated(_("覆盖"))
    await looked(state, request.user.name, translated(_("导出：%(what)s"), what=named))
    heads = (
        _("县（市、区）"),
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
