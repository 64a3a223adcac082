"""Fills the five counties: `await fill()`, on a migrated database with the national list in it.

Deterministic but for codes and the day: the same people and matters every time. A county that is
there already stays as it is.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from app.access.roles import NAMES, Role
from app.bulk import moved
from app.charter import presets, store
from app.dates import now, today
from app.db import bound_to, county_tx, tx
from app.demo.cases import choose_cases, nominate_cases
from app.demo.county import Demo, demos
from app.demo.matters import Matter
from app.demo.people import SIGN_IN, home, settle_people
from app.demo.pictures import put_pictures
from app.demo.places import open_stations, settled
from app.demo.plan import Planner
from app.demo.record import Record
from app.demo.route import Route
from app.demo.rows import Rows
from app.demo.scene import Habits, Scene
from app.demo.scores import report_activities, settle_scores
from app.demo.sitting import Sittings
from app.demo.standards import show_standards
from app.divisions.search import places_in
from app.i18n import translated
from app.regions.dictionary import ITEMS
from app.regions.membership.sharing import AGREE, regions_above
from app.tenancy.tables import County


class SignIn(NamedTuple):
    subject: str
    role: str
    person: str


class Filled(NamedTuple):
    slug: str
    name: str
    sign_ins: list[SignIn]
    follow: str  # code of a matter that waits for its rating


async def fill(
    slugs: Sequence[str] | None = None,
    progress: Callable[[str], object] = print,
) -> list[Filled]:
    found = []
    for slug in slugs or list(demos()):
        demo = demos()[slug]
        progress(f"{demo.name} …")
        with bound_to(demo.code):
            found.append(await fill_county(slug, demo))
    return found


async def fill_county(slug: str, demo: Demo) -> Filled:
    """All is told before the transaction begins that writes it."""
    async with county_tx(readonly=True):
        if await County.exists().where(County.id == demo.code):
            return await as_it_is(slug, demo)
        divisions = [(each["code"], each["name"]) for each in await places_in(str(demo.code))]
    await put_pictures(demo.code)
    begins = today() - timedelta(days=demo.months * 31 + 90)
    scene = scene_of(slug, demo, begins)
    open_stations(scene, settled(divisions, demo), begins)
    settle_people(scene, slug)
    tell_everything(scene, slug)
    show_standards(scene, home(scene))
    report_activities(scene)
    async with county_tx():
        await County.insert(County(id=demo.code, slug=slug, name=demo.name, opened_at=now()))
        document = presets.document(slug)
        await scene.write(
            await store.save(document, author="演示", note="预设", effective_on=begins)
        )
        await settle_scores(scene)
        await share_all(demo.code)
        nominated = await nominate_cases(scene)
        filled = await as_it_is(slug, demo)
    await choose_cases(demo.code, nominated)
    return filled


def scene_of(slug: str, demo: Demo, begins: date) -> Scene:
    return Scene(
        code=demo.code,
        name=demo.name,
        demo=demo,
        charter=presets.presets()[slug],
        habits=Habits(),
        rng=Random(demo.code),  # noqa: S311  # the same every time
        rows=Rows(begins - timedelta(days=90), today()),
        today=today(),
    )


def tell_everything(scene: Scene, slug: str) -> None:
    planner = Planner(scene, slug)
    told, rng = planner.matters(), scene.rng
    sittings = Sittings(scene)
    number = sum(map(planner.filed, told))
    published = scene.demo.published
    if published.member_attendances:
        scene.members = shared_out(published.member_attendances, number, 1, rng)
    if published.citizens:
        scene.citizens = shared_out(published.citizens, number, sittings.least, rng)
    begun = [begin(scene, each, Route(each, scene.charter, rng, scene.habits)) for each in told]
    for begins, matter, route in sorted(begun, key=lambda each: each[0]):
        Record(scene, sittings, matter, route, begins).write()
        moved()


def shared_out(total: int, among: int, least: int, rng: Random) -> list[int]:
    """`total` as so many numbers, none below `least`."""
    shares = [least] * among
    for _each in range(total - least * among):
        shares[rng.randrange(among)] += 1
    return shares


def begin(scene: Scene, matter: Matter, route: Route) -> tuple[date, Matter, Route]:
    """When it was raised, so that all of it fits into the time up to today."""
    rng, span = scene.rng, scene.demo.months * 30
    if matter.held_on:
        first = next(step.day for step in route.steps if step.round)
        begins = matter.held_on - timedelta(days=first)
        route.cut((scene.today - begins).days)
        return begins, matter, route
    back = route.since + 2 + rng.randrange(max(span - route.since - 2, 1))
    if matter.fate in {"alive", "reopened", "returned"}:
        waits = rng.choice([0, 0, 1, 1, 2, 3, 5, 8, 12, 30])  # the last are over any limit
        back = route.since + (rng.randint(28, 50) if matter.light == "red" else waits)
    return scene.today - timedelta(days=back), matter, route


async def share_all(county: int) -> None:
    """With its province and its prefecture."""
    for region in regions_above(county):
        await tx().connection.execute(AGREE, county, region, list(ITEMS), "演示")


async def as_it_is(slug: str, demo: Demo) -> Filled:
    """What the demo's table shows of a county."""
    found = await tx().connection.fetch(
        'SELECT "account"."subject", "account"."name", "appointment"."role" FROM "account"'
        ' JOIN "appointment" ON "account"."county" = "appointment"."county" AND'
        ' "appointment"."account" = "account"."id"'
        ' WHERE "account"."county" = $1 AND "account"."subject" = ANY($2::text[])'
        ' ORDER BY "account"."id"',
        demo.code,
        [f"{slug}-{word}" for word in SIGN_IN],
    )
    code = await tx().connection.fetchval(
        'SELECT "follow_code" FROM "topic" WHERE "topic"."county" = $1'
        ' AND "stage" = \'answered\' AND "held_by" = \'{}\' ORDER BY "id" LIMIT 1',
        demo.code,
    )
    sign_ins = [
        SignIn(each["subject"], translated(NAMES[Role(each["role"])]), each["name"])
        for each in found
    ]
    return Filled(slug, demo.name, sign_ins, code or "")
