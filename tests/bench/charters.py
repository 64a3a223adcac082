"""What a long charter costs: the same county and records under a short and a long one, in turns."""

import asyncio
from collections.abc import Callable

from msgspec import structs

from app.charter.model import Charter, Choice, Duty, Standard, StandardItem
from app.charter.presets import presets
from app.charter.store import write
from tests.bench.server import Measured

LINES = 500
SWITCH = """
    UPDATE charter SET effective_on = CASE WHEN number = 1 OR note = $2
        THEN date '2000-01-01' ELSE date '9000-01-01' END WHERE county = $1
"""
NEW = """
    INSERT INTO charter (county, number, effective_on, author, note, document)
    VALUES ($1, $2, '9000-01-01', 'bench', $3, $4)
"""
TOPICS = """
    UPDATE topic SET charter = (SELECT id FROM charter WHERE county = $1 AND note = $2)
    WHERE county = $1
"""


def short(charter: Charter) -> Charter:
    stations = structs.replace(charter.stations, standards=[], unified=[])
    placement = structs.replace(charter.placement, principles=[], covering=[])
    admission = structs.replace(charter.topics.admission)
    admission.groups = [structs.replace(g, at_least=0, items=g.items[:1]) for g in admission.groups]
    admission.groups = admission.groups[:1]
    topics = structs.replace(charter.topics, admission=admission)
    topics.decline_reasons = topics.decline_reasons[:1]
    scoring = structs.replace(charter.scoring, sheets=[])
    return structs.replace(
        charter, stations=stations, placement=placement, topics=topics, duties=[], scoring=scoring
    )


def long(charter: Charter) -> Charter:
    """The same, with more of everything that is listed."""
    many = range(60)
    reasons = [Choice(f"more-{n}", f"不予受理的第 {n} 条理由") for n in many]
    items = [StandardItem(f"more-{n}", f"标准的第 {n} 条", photo=True) for n in many]
    duties = [Duty(f"more-{n}", f"规定动作 {n}", of="station", every="year") for n in many]
    stations = structs.replace(
        charter.stations,
        standards=[*charter.stations.standards, Standard("六十有", [], items)],
    )
    topics = structs.replace(
        charter.topics, decline_reasons=[*charter.topics.decline_reasons, *reasons]
    )
    return structs.replace(
        charter, stations=stations, topics=topics, duties=[*charter.duties, *duties]
    )


async def prepare(server: Measured, county: str) -> None:
    import asyncpg  # noqa: PLC0415

    whole = presets()[county]
    documents = {"short": write(short(whole)), "long": write(long(whole))}
    lines = len(documents["long"].splitlines())
    if lines < LINES:
        raise RuntimeError(f"the long charter has {lines} lines only")
    connection = await asyncpg.connect(server.database.url("shangliang"))  # past all policies
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", county)
    last = await connection.fetchval("SELECT max(number) FROM charter WHERE county = $1", number)
    for place, (note, document) in enumerate(documents.items(), 1):
        await connection.execute(NEW, number, last + place, note, document)
    await connection.close()


async def put_in_force(server: Measured, county: str, note: str) -> None:
    """Its topics, too. Only a superuser past the triggers may: versions never change."""
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(server.database.url("shangliang"))
    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", county)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(SWITCH, number, note)
        await connection.execute(TOPICS, number, note)
    await connection.execute("VACUUM ANALYZE topic")
    await connection.execute("VACUUM ANALYZE charter")
    await connection.close()


def under(server: Measured, county: str, note: str, measure: Callable[[], float]) -> float:
    asyncio.run(put_in_force(server, county, note))
    return measure()
