"""A region's own page: how its counties fare in a glance, and which of them are at work."""

from typing import Any

from litestar import Router
from litestar.exceptions import NotFoundException

from app.db import current_realm, row, rows, value
from app.divisions.rules import spoken
from app.i18n import translated
from app.regions.api import keys
from app.regions.api import pages as api
from app.regions.comparison import coverage, definitions, exporting, profile, wall, weighting
from app.regions.comparison import pages as comparison
from app.tenancy.numbers import NATION, NATION_CALLED

PAGE = 50

# The registry and the national list are open to all; a county's records are behind its policies.
REGION = f"""/* app_region */
    SELECT code, {spoken()} AS name, path FROM "division" WHERE code = $1::int::text
"""  # noqa: S608
OF_HOW_MANY = """/* app_region */
    SELECT count(*) FROM division WHERE level = 'county' AND $1::int IS NOT NULL
      AND code >= app.first_county()::text AND code <= app.last_county()::text
"""
AT_WORK = """/* app_region */
    SELECT county.id, county.slug, county.opened_at, division.path,
           (SELECT count(*) FROM "share" WHERE "county" = county.id AND "region" = $1) AS items
    FROM county JOIN division ON division.code = county.id::text
    WHERE county.id >= app.first_county() AND county.id <= app.last_county() AND county.id > $2
    ORDER BY county.id LIMIT 51
"""
TOTALS = """/* app_region */
    SELECT (SELECT count(DISTINCT "county") FROM "share" WHERE "region" = $1) AS joined,
           (SELECT count(*) FROM county
            WHERE county.id >= app.first_county() AND county.id <= app.last_county()) AS at_work
"""


async def counties_of(after: int) -> dict[str, Any]:
    region = await row(REGION)
    if current_realm.get() == NATION:
        region = dict.fromkeys(("name", "path"), translated(NATION_CALLED))
    if region is None:
        raise NotFoundException
    found = await rows(AT_WORK, after)
    return {
        "region": region,
        "counties": found[:PAGE],
        "further": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "all": await value(OF_HOW_MANY),
        **await row(TOTALS),
    }


router = Router(
    "/",
    route_handlers=[
        *comparison.handlers,
        *exporting.handlers,
        *profile.handlers,
        *coverage.handlers,
        *weighting.handlers,
        *definitions.handlers,
        *wall.handlers,
        *keys.handlers,
        *api.handlers,
    ],
)
