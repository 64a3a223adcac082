"""A young county whose lists are as long as an old one's pages: else what grows would be the rows
that are shown.
"""

from typing import Any

from tests.bench.old_county import COLUMNS, PLACES, Old, beside, copied

PAGE = 51  # rows that a list reads


async def whole_page(
    connection: Any, county: int, name: str, *with_it: str, which: str = "true"
) -> None:
    """Of copies that are over and done with. `with_it`: tables that belong to it. `which` of its
    rows the list shows.
    """
    counted = f"SELECT count(*) FROM {name} WHERE county = $1 AND {which}"  # noqa: S608
    times = -(-PAGE // max(1, await connection.fetchval(counted, county)))
    old = Old(times=times, places=times if name in PLACES else 1, days=60)
    await connection.execute("SET session_replication_role = replica")
    try:
        first, _last = await copied(connection, county, old, (name, *with_it))
        if name == "station":  # an old county's copies are called by the same rule
            await connection.execute(
                "UPDATE station SET code = 'young-' || code WHERE county = $1 AND id < $2",
                county,
                first,
            )
    finally:
        await connection.execute("SET session_replication_role = origin")


async def called(
    connection: Any, county: int, name: str, family: str, *, many: int = PAGE, **differ: str
) -> None:
    """As many people of this family name as a page holds: a search for it fills one. With triggers,
    which cut their names into pieces. `differ`: what no two may have alike.
    """
    found = await connection.fetch(COLUMNS, name)
    values = {each["name"]: f'one."{each["name"]}"' for each in found} | differ
    values["name"] = "$2 || chr(20000 + n)"
    del values["id"]
    columns = ", ".join(f'"{each}"' for each in values)
    await connection.execute(
        f"""INSERT INTO {name} ({columns}) SELECT {", ".join(values.values())}
        FROM (SELECT * FROM {name} WHERE county = $1 AND name LIKE $2 || '%' LIMIT 1) AS one,
             generate_series(1, {many}) AS n""",  # noqa: S608
        county,
        family,
    )


async def overdue_page(connection: Any, county: int, days: int = 60, many: int = PAGE) -> None:
    """Of matters that are overdue since so many days."""
    old = Old(days=days, overdue=many, raised=0, declined=0)
    first, last = await connection.fetchrow(
        "SELECT min(id), max(id) FROM topic WHERE county = $1", county
    )
    await connection.execute("SET session_replication_role = replica")
    try:
        await beside(connection, county, old, first, last)
        await connection.execute(
            "UPDATE topic SET follow_code = 'young-' || follow_code WHERE county = $1 AND id > $2",
            county,
            last,
        )
    finally:
        await connection.execute("SET session_replication_role = origin")
