"""The regions above a county: its province and its prefecture."""

from app.db import county_in_tx, rows

NAMES = "SELECT code, name FROM division WHERE code = ANY($2::text[]) AND $1::int IS NOT NULL"


def regions_above(county: int) -> tuple[int, int]:
    """Its province and its prefecture, by code. Pure."""
    return county // 10000, county // 100


async def above_by_name() -> dict[int, str]:
    """Within the caller's transaction: code → name, the province first."""
    codes = regions_above(county_in_tx())
    named = {each["code"]: each["name"] for each in await rows(NAMES, list(map(str, codes)))}
    return {code: named.get(str(code), str(code)) for code in codes}
