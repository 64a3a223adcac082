"""The list between two issues of it: the operator adds what was founded since, and renames.

Within the operator's transaction; the database lets nobody else. What is amended outlasts the next
list (load.py).
"""

from app.db import tx, typed
from app.divisions.pinyin import spellings
from app.divisions.rules import CODE_LEVELS, below, check_division
from app.divisions.search import FoundCounty, following

ABOVE = "SELECT path FROM division WHERE code = $1"
ADD = """
    INSERT INTO division (code, name, level, parent, path, initials, romanised, spelt, amended)
    VALUES ($1, $2, $3, $4, $5, ($6::text[])[1], ($6::text[])[2], ($6::text[])[3], true)
"""
RENAME = """
    UPDATE division SET name = $2, path = $3, initials = ($4::text[])[1],
           romanised = ($4::text[])[2], spelt = ($4::text[])[3], amended = true
    WHERE code = $1
"""
# Of what lies in it the path begins with its own.
LED_ANEW = """
    UPDATE division SET path = ltrim($4 || substr(path, length($3) + 1))
    WHERE code > $1 AND code < $2
"""
AMENDED = """
    SELECT code, name, path FROM division WHERE amended AND code > $1 ORDER BY code LIMIT $2
"""


async def amend(code: str, name: str) -> str | None:
    """→ what it was called before; None: it was not there. Raises Refused."""
    connection = tx().connection
    level, shorter = CODE_LEVELS.get(len(code), ("", 0))
    above = await connection.fetchval(ABOVE, code[:shorter])
    check_division(code, name, above=above is not None)
    path = below(above, name)
    before = await connection.fetchrow(
        "SELECT name, path FROM division WHERE code = $1 FOR UPDATE", code
    )
    if before is None:
        parent = code[:shorter]
        await connection.execute(ADD, code, name, level, parent, path, spellings(code, name))
        return None
    await connection.execute(RENAME, code, name, path, spellings(code, name))
    await connection.execute(LED_ANEW, code, following(code), before["path"], path)
    return str(before["name"])


async def amended(after: str, limit: int = 50) -> tuple[list[FoundCounty], str | None]:
    """By code; and after which the next ones follow."""
    found = await tx().connection.fetch(AMENDED, after, limit + 1)
    return typed(found[:limit], FoundCounty), found[limit - 1]["code"] if len(
        found
    ) > limit else None
