"""One county of a simulated province, from its row in the registry to its counts: a transaction."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.access.roles import Role
from app.access.tables import Appointment
from app.accounts.demo_idp import demo_provider
from app.accounts.operators import account_of, provider_of
from app.charter import presets, store
from app.config import settings
from app.consultations.tables import Consultation
from app.db import county_tx, tx
from app.demo.county import demos
from app.demo.pictures import put_pictures
from app.demo.places import Town, settled
from app.demo.province.matters import tell_all
from app.demo.province.nature import Nature
from app.demo.province.places import people, settle
from app.demo.rows import Rows, moment
from app.demo.scene import Scene
from app.divisions.search import places_in
from app.drafting.publishing import PUBLISH
from app.ledger.counting import recount_dirty
from app.ledger.measures import SNAPSHOTS, quarter_of
from app.ledger.sealing import alone
from app.regions.membership.sharing import regions_above
from app.tenancy.tables import County

SHARE = """
    INSERT INTO "share" ("county", "region", "item", "agreed_by")
    SELECT $1, region, item, '演示' FROM unnest($2::int[]) AS region, unnest($3::text[]) AS item
"""
PROFILE = """
    INSERT INTO "profile" ("county", "people", "said_of", "said_by") VALUES ($1, $2, $3, '演示')
"""
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


@dataclass(frozen=True)
class Wanted:
    """One county that is to be built."""

    code: int
    name: str
    slug: str
    nature: Nature


async def build_county(wanted: Wanted, seed: int, today: date) -> str:
    """All is told before the transaction begins that writes it."""
    nature, code = wanted.nature, wanted.code
    async with county_tx(readonly=True):
        listed = [(each["code"], each["name"]) for each in await places_in(str(code))]
    towns = settled(listed)
    await put_pictures(code)
    scene = scene_of(wanted, seed, today)
    tell_all(scene, nature, settle(scene, nature, towns))
    async with county_tx():
        if await County.exists().where(County.id == code):
            return "is there."
        opened = moment(nature.begins)
        await County.insert(County(id=code, slug=wanted.slug, name=wanted.name, opened_at=opened))
        document, first = presets.document(nature.preset), scene.rows.first
        charter = await store.save(document, author="演示", note="预设", effective_on=first)
        if nature.publishes:
            names = scene.charter.names.platform, scene.charter.title
            await tx().connection.execute(PUBLISH, code, charter, *names, "演示")
        await scene.write(charter)
        await sign_in(scene)
        await tell_regions(scene, nature, towns, today)
        await count(nature, today)
    sat = len(scene.rows.kept[Consultation])
    return f"{len(scene.stations)} stations, {sat} consultations, {len(scene.entries)} entries."


def scene_of(wanted: Wanted, seed: int, today: date) -> Scene:
    nature = wanted.nature
    return Scene(
        code=wanted.code,
        name=wanted.name,
        demo=demos()[nature.preset],
        charter=presets.presets()[nature.preset],
        habits=nature,
        rng=Random(f"{seed} {wanted.code} records"),  # noqa: S311  # the same every time
        rows=Rows(nature.begins - timedelta(days=90), today),
        today=nature.ends,
    )


async def sign_in(scene: Scene) -> None:
    """In a demo the office can: by the demo's provider, which is nowhere else."""
    if settings.demo:
        account = await account_of(
            await provider_of(demo_provider()), f"{scene.code}-office", "办公室"
        )
        await Appointment.insert(Appointment(account=account, role=Role.OFFICE))


async def tell_regions(scene: Scene, nature: Nature, towns: list[Town], today: date) -> None:
    """What the county lets its province and prefecture see, and how many live there."""
    execute = tx().connection.execute
    villages = sum(len(each.villages) for each in towns)
    inhabitants = people(len(towns), villages, nature, scene.rng)
    if nature.says_people:
        await execute(PROFILE, scene.code, inhabitants, today.year - 1)
    await execute(SHARE, scene.code, list(regions_above(scene.code)), list(nature.items))


async def count(nature: Nature, today: date) -> None:
    """Now, and not by the worker later, so that a county is never there without its counts; the
    worker has it sealed.
    """
    if await alone():
        await recount_dirty(today)
        first, last = quarter_of(nature.begins), quarter_of(today)
        await tx().connection.execute(BEFORE, tx().county, first, last, list(SNAPSHOTS))
