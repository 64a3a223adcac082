"""The regions above a county: its province, its prefecture and the nation."""

from app.db import county_in_tx, rows
from app.divisions.rules import NO_NAMES, spoken
from app.i18n import translated
from app.tenancy.numbers import NATION, NATION_CALLED, regions_above

NAMES = f"""
    SELECT code, {spoken()} AS name FROM "division"
    WHERE code = ANY($2::text[]) AND $1::int IS NOT NULL
"""  # noqa: S608
# 市辖区 of Beijing and the like only hold counties together: nobody sits there who would see what
# is shared, beside the city itself. What is shared with one already stands there, to be ended.
FOLDED = """
    SELECT code FROM "division" WHERE code = ANY($2::text[]) AND "name" = ANY($3::text[])
      AND NOT EXISTS (SELECT FROM "share" WHERE "share"."county" = $1
          AND "region"::text = code AND "ended_at" IS NULL)
"""


async def above_by_name() -> dict[int, str]:
    """Within the caller's transaction: code → name, the province first."""
    codes = regions_above(county_in_tx())
    named: dict[str, str] = {
        each["code"]: each["name"] for each in await rows(NAMES, list(map(str, codes)))
    }
    named[str(NATION)] = translated(NATION_CALLED)
    return {code: named.get(str(code), str(code)) for code in codes}


async def to_share_with() -> dict[int, str]:
    """As `above_by_name`, of those with whom a county would share."""
    above = await above_by_name()
    found = await rows(FOLDED, list(map(str, above)), sorted(NO_NAMES))
    folded = {int(each["code"]) for each in found}
    return {code: name for code, name in above.items() if code not in folded}
