"""Fills the five counties: `await fill()`, on a migrated database with the national list in it. And
any other, for province/.

Deterministic but for codes and the day: the same people and matters every time. A county that is
there already stays as it is.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.accounts.demo_idp import people_of
from app.charter import store
from app.dates import today
from app.db import bound_to, county_tx, execute
from app.demo.cases import choose_cases, nominate_cases
from app.demo.county import Demo, demos
from app.demo.documents import put_papers
from app.demo.own import rules_of
from app.demo.people import settle_people
from app.demo.pictures import put_pictures
from app.demo.places import Town, open_stations, settled
from app.demo.plan import Planner
from app.demo.rows import moment
from app.demo.scene import Scene
from app.demo.scores import report_activities, settle_scores
from app.demo.standards import show_standards
from app.divisions.search import places_in
from app.evidence.tables import Photo
from app.regions.dictionary import ITEMS
from app.regions.membership.sharing import AGREE
from app.tenancy.numbers import regions_above
from app.tenancy.tables import County

# It is no new county: no list of what one does first.
AT_WORK = """INSERT INTO "first_day" ("county", "item") VALUES ($1, 'all')"""


class Filled(NamedTuple):
    demo: Demo
    sign_ins: list[Any]  # subject, name and roles of each


async def fill(
    slugs: Sequence[str] | None = None,
    progress: Callable[[str], object] = print,
) -> list[Filled]:
    found = []
    for slug in slugs or list(demos()):
        demo = demos()[slug]
        progress(f"{demo.name} …")
        with bound_to(demo.code):
            if scene := await fill_county(demo, demo.code, today(), finish):
                await choose_cases(scene)
        found.append(Filled(demo, await people_of(demo.code)))
    return found


async def finish(scene: Scene, _charter: int, _towns: list[Town]) -> None:
    await settle_scores(scene)
    await share(scene.demo.code, list(ITEMS))
    await nominate_cases(scene)


async def fill_county(
    demo: Demo,
    seed: int | str,
    day: date,
    finish: Callable[[Scene, int, list[Town]], Awaitable[None]],
) -> Scene | None:
    """All is told before the transaction begins that writes it. None: it is there."""
    async with county_tx(readonly=True):
        if await County.exists().where(County.id == demo.code):
            return None
        divisions = [(each["code"], each["name"]) for each in await places_in(str(demo.code))]
    scene, towns = Scene(demo, seed, day), settled(divisions, demo)
    open_stations(scene, towns)
    settle_people(scene)
    Planner(scene).tell_everything()
    show_standards(scene)
    report_activities(scene)
    await put_pictures({each["object"] for each in scene.rows.kept[Photo]})
    await put_papers(scene.papers)
    async with county_tx():
        opened = moment(scene.begins)
        await County.insert(County(id=demo.code, slug=demo.slug, name=demo.name, opened_at=opened))
        charter = await store.save(
            rules_of(demo), author="演示", note="预设", effective_on=scene.begins
        )
        await scene.write(charter)
        await execute(AT_WORK)
        await finish(scene, charter, towns)
    return scene


async def share(county: int, items: list[str]) -> None:
    """With its province and its prefecture."""
    for region in regions_above(county)[:2]:  # the nation has to be asked for
        await execute(AGREE, region, items, "演示")
