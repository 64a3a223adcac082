"""What a simulated county has beside its records: rules that are public, what its region sees, and
its counts.
"""

from datetime import date
from functools import partial

from app.consultations.tables import Consultation
from app.db import execute
from app.demo.fill import fill_county, share
from app.demo.places import Town
from app.demo.province.nature import Nature
from app.demo.scene import Scene
from app.drafting.publishing import PUBLISH
from app.ledger.counting import count_all
from app.ledger.measures import SNAPSHOTS, quarter_of
from app.ledger.sealing import alone
from app.ledger.series import write_series
from app.regions.membership.sharing import SAY

# What no entry tells, for the quarters before today's: as if it had been counted then, when there
# was a little less of it. People stay as many as they are.
BEFORE = """
    INSERT INTO "county_count" ("county", "quarter", "item", "measure", "n")
    SELECT $1, past.quarter::date, "item", "measure",
           CASE "measure" WHEN 'people' THEN "n" ELSE "n" * (50 - past.place) / 50 END
    FROM "county_count", generate_series($2::date, $3::date - interval '3 months',
        interval '3 months') AS series (quarter),
        LATERAL (SELECT series.quarter, (extract(year FROM age($3, series.quarter)) * 4
            + extract(month FROM age($3, series.quarter)) / 3)::int AS place) AS past
    WHERE "county_count"."county" = $1 AND "county_count"."quarter" = $3
      AND "measure" = ANY($4::text[])
"""


async def build_county(nature: Nature, seed: int, today: date) -> str:
    told = f"{seed} {nature.code} records"
    scene = await fill_county(nature, told, today, partial(finish, nature, today))
    if scene is None:
        return "is there."
    sat = len(scene.rows.kept[Consultation])
    return f"{len(scene.stations)} stations, {sat} consultations, {len(scene.entries)} entries."


async def finish(
    nature: Nature, today: date, scene: Scene, charter: int, towns: list[Town]
) -> None:
    """Sealed and counted now, and not by the worker later, so that a county is never there without
    its counts.
    """
    if nature.publishes:
        names = scene.charter.names.platform, scene.charter.title
        await execute(PUBLISH, charter, *names, "演示")
    if nature.says_people:
        await execute(SAY, people(nature, scene, towns), today.year - 1, "演示")
    await share(nature.code, nature.items)
    if await alone():
        await count_all(today)
        quarters = quarter_of(scene.since), quarter_of(today)
        await execute(BEFORE, *quarters, list(SNAPSHOTS))
        await write_series(quarters[1])


def people(nature: Nature, scene: Scene, towns: list[Town]) -> int:
    """Inhabitants, as many as would live in so many villages."""
    villages = sum(len(each.villages) for each in towns)
    found = len(towns) * scene.rng.randint(1500, 4000) + villages * scene.rng.randint(900, 2300)
    return max(found // 100 * 100, nature.members * 50)
