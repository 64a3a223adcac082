"""Questions to the national list. Within an open transaction: it is shared, but the pool is not."""

from typing import TypedDict

from asyncpg import Record

from app.db import tx, typed
from app.divisions.rules import Key, cut, is_county, search_key, wider_key
from app.divisions.tables import Division
from app.text.variants import simplified

# By pinyin the nearest first: initials as typed, a name that begins so (qu xian is 渠县 before it
# is 曲周县), initials or a name with more before or after, and last what lies in a city so called.
COUNTIES = """
    SELECT county.code, county.name, county.path
    FROM division AS county JOIN division AS city ON city.code = county.parent
    JOIN division AS province ON province.code = city.parent
    WHERE county.level = 'county' AND substr(county.code, 5, 1) <> '7'
"""
FOUND = f"""
    {COUNTIES}
      AND CASE $1 WHEN 'code' THEN county.code LIKE $2
          WHEN 'pinyin' THEN ' ' || county.initials LIKE '%' || $3 || '%'
               OR province.spelt || city.spelt || county.spelt LIKE $2
          ELSE replace(county.path, ' ', '') LIKE $2 END
    ORDER BY CASE WHEN $1 <> 'pinyin' THEN (position($4 in county.name) <> 1)::int
                  WHEN ' ' || county.initials || ' ' LIKE '%' || $3 || ' %' THEN 0
                  WHEN county.spelt LIKE $3 || '%' THEN 1
                  WHEN county.spelt LIKE ltrim($2, '%') THEN 2
                  WHEN ' ' || county.initials LIKE '%' || $3 || '%' THEN 3
                  WHEN county.spelt LIKE $2 THEN 4 ELSE 5 END,
             county.code LIMIT $5
"""
# What counties lie in and they themselves, written in one.
TOGETHER = f"""
    {COUNTIES} AND province.spelt || city.spelt || county.spelt LIKE ANY($1)
    ORDER BY county.code LIMIT $2
"""
ABOVE = "SELECT spelt FROM division WHERE length(code) < 6 AND spelt <> ''"


class Called(TypedDict):
    """`code`: as the list has it, of 6, 9 or 12 digits."""

    code: str
    name: str


class FoundCounty(Called):
    """`path`: the names of what it lies in, and its own."""

    path: str


class County(FoundCounty):
    romanised: str


class PlaceIn(Called):
    level: str
    parent: str


async def counties_like(text: str, limit: int = 20) -> tuple[list[FoundCounty], bool]:
    """By name (or that of the city or province), by pinyin, its initials, or by code. And whether
    there are more than these. In letters of before the reform it is looked for in today's, too.
    """
    key = search_key(text)
    if key is None:
        return [], False
    found = await found_by(key, limit)
    if not found and (today := simplified(text[:40])) != text[:40]:
        return await counties_like(today, limit)
    if not found and key.field == "path" and (wider := wider_key(text)):
        found = await found_by(wider, limit)
    if not found and key.field == "pinyin":
        above = [each["spelt"] for each in await tx().connection.fetch(ABOVE)]
        for patterns in cut(key.initials.strip(), above):
            found = found or await tx().connection.fetch(TOGETHER, patterns, limit + 1)
    return typed(found[:limit], FoundCounty), len(found) > limit


async def found_by(key: Key, limit: int) -> list[Record]:
    """One more than are shown."""
    found: list[Record] = await tx().connection.fetch(
        FOUND, key.field, key.pattern, key.initials, key.pattern.strip("%"), limit + 1
    )
    return found


async def county_with(code: str) -> County | None:
    """The division of a county, or None."""
    if not is_county(code):
        return None
    found = await tx().connection.fetch(
        "SELECT code, name, path, romanised FROM division WHERE code = $1 AND level = 'county'",
        code,
    )
    return next(iter(typed(found, County)), None)


# By ranges of codes: the only index is that of the codes, so that loading takes seconds, and LIKE
# finds its way through an index in few locales.


async def places_in(county: str) -> list[PlaceIn]:
    """Its townships and villages, in the order of their codes."""
    found = await tx().connection.fetch(
        "SELECT code, name, level, parent FROM division WHERE code > $1 AND code < $2"
        " ORDER BY code",
        county,
        following(county),
    )
    return typed(found, PlaceIn)


async def place_and_below(code: str) -> list[Called]:
    """The division itself, and those right under it."""
    found = await tx().connection.fetch(
        "SELECT code, name FROM division WHERE code >= $1 AND code < $2"
        " AND (code = $1 OR parent = $1) ORDER BY code",
        code,
        following(code),
    )
    return typed(found, Called)


def following(code: str) -> str:
    """The least code after all that begin with this one."""
    return f"{int(code) + 1}"


async def regions() -> list[int]:
    """Codes of all provinces and prefectures."""
    found = await Division.select(Division.code).where(
        Division.level.is_in(["province", "prefecture"])
    )
    return [int(each["code"]) for each in found]
