"""The regions above a county: its province, its prefecture and the nation."""

from app.db import county_in_tx, rows
from app.divisions.rules import spoken
from app.i18n import translated
from app.tenancy.numbers import NATION, NATION_CALLED, regions_above

NAMES = f"""
    SELECT code, {spoken()} AS name FROM "division"
    WHERE code = ANY($2::text[]) AND $1::int IS NOT NULL
"""  # noqa: S608


async def above_by_name() -> dict[int, str]:
    """Within the caller's transaction: code → name, the province first."""
    codes = regions_above(county_in_tx())
    named: dict[str, str] = {
        each["code"]: each["name"] for each in await rows(NAMES, list(map(str, codes)))
    }
    named[str(NATION)] = translated(NATION_CALLED)
    return {code: named.get(str(code), str(code)) for code in codes}
