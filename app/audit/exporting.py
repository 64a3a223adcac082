"""Workbooks go out through here: what somebody signed in takes along is noted. What strangers take
is public, and costs no row.
"""

from collections.abc import Sequence

from litestar.response import Stream

from app.access.asking import asking
from app.audit.kinds import Noted
from app.audit.noting import note
from app.db import county_tx
from app.workbooks import Parts, Table, as_file


async def as_noted_file(
    path: str, name: str, tables: Sequence[Table | Parts], *, personal: bool = False
) -> Stream:
    """`path`: of the page it is of. `personal`: about one person, and noted whoever takes it."""
    if personal or asking.get().account is not None:
        async with county_tx():
            await note(Noted.EXPORTED, path, after={"file": name})
    return await as_file(name, tables)
