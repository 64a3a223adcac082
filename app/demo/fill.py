"""Fills the five counties: `await fill()`, on a migrated database with the national list in it.

Deterministic but for codes and the day: the same people and matters every time. A county that is
there already stays as it is.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from app.access.roles import NAMES, Role
from app.access.tables import Provider
from app.accounts.demo_idp import demo_provider
from app.bulk import moved
from app.charter import origin, presets
from app.dates import now, today
from app.db import bound_to, county_tx, tx
from app.demo.cases import choose_cases, nominate_cases
from app.demo.county import Demo, demos
from app.demo.matters import filed, matters
from app.demo.people import SIGN_IN, settle_people
from app.demo.pictures import put_pictures
from app.demo.places import open_stations, places
from app.demo.records import Record
from app.demo.route import Matter, Route
from app.demo.rows import Rows
from app.demo.scene import Scene
from app.demo.scores import settle_scores
from app.demo.standards import show_standards
from app.demo.teller import Teller
from app.divisions.search import places_in
from app.i18n import translated
from app.ledger import Entry, Kind, take_back
from app.ledger.posting import post_all
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
    slugs: Sequence[str] | None = None, progress: Callable[[str], object] = print
) -> list[Filled]:
    found = []
    for slug in slugs or list(demos()):
        demo = demos()[slug]
        progress(f"{demo.name} …")
        with bound_to(demo.code):
            filled = await fill_county(slug, demo)
        found.append(filled)
    return found


async def fill_county(slug: str, demo: Demo) -> Filled:
    async with county_tx():
        if await County.exists().where(County.id == demo.code):
            return await as_it_is(slug, demo)
        await put_pictures(demo.code)
        await County.insert(County(id=demo.code, slug=slug, name=demo.name, opened_at=now()))
        begins = today() - timedelta(days=demo.months * 31 + 90)
        charter_id = await origin.open_from(slug, author="演示", note="预设", effective_on=begins)
        scene = await people_the_county(slug, demo, charter_id, begins)
        tell_everything(scene)
        show_standards(scene)
        await scene.rows.write()
        await post_all(sorted(scene.entries, key=lambda entry: entry.happened_on))
        for topic, actor, day in scene.reopened:
            await take_back(Kind.TOPIC_SOLVED, topic=topic, actor=actor, happened_on=day)
        await settle_scores(scene)
        await share_all(demo.code)
        nominated = await nominate_cases(scene)
    await choose_cases(demo.code, nominated)
    sign_ins = [SignIn(*each) for each in scene.people.signs_in]
    return Filled(slug, demo.name, [named(each) for each in sign_ins], scene.follow)


async def share_all(county: int) -> None:
    """With its province and its prefecture."""
    for region in regions_above(county):
        await tx().connection.execute(AGREE, county, region, list(ITEMS), "演示")


async def as_it_is(slug: str, demo: Demo) -> Filled:
    """What the demo's table shows of a county that was filled at an earlier start."""
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
    sign_ins = [SignIn(each["subject"], each["role"], each["name"]) for each in found]
    return Filled(slug, demo.name, [named(each) for each in sign_ins], code or "")


def named(each: SignIn) -> SignIn:
    return each._replace(role=translated(NAMES[Role(each.role)]))


async def people_the_county(slug: str, demo: Demo, charter_id: int, begins: date) -> Scene:
    rng = Random(demo.code)  # noqa: S311  # the same every time
    charter, rows = presets.presets()[slug], Rows()
    divisions = [(each["code"], each["name"]) for each in await places_in(str(demo.code))]
    stations = open_stations(demo, charter, places(demo, divisions), rows, rng, begins)
    can = provider(enabled=True)
    cannot = provider(enabled=False)
    await Provider.insert(can, cannot)
    people = settle_people(slug, demo, charter, stations, rows, rng, (can.id, cannot.id))
    scene = Scene(demo, charter, charter_id, people, stations, rows, rng, today())
    scene.entries = [
        Entry(kind=Kind.STATION_OPENED, station=row["id"], happened_on=row["opened_on"])
        for row in rows.kept["station"]
    ]
    return scene


def tell_everything(scene: Scene) -> None:
    rings, rng = scene.charter.rings, scene.rng
    told = matters(Teller(scene.demo, scene.charter, scene.stations, rng, scene.today))
    sittings = sum(filed(each, rings) for each in told)
    published = scene.demo.published
    if published.member_attendances:
        scene.members = shared_out(published.member_attendances, sittings, 1, rng)
    if published.citizens:
        groups = scene.charter.composition.groups
        least = sum(each.min for each in groups if each.counts_as == "citizen")
        scene.citizens = shared_out(published.citizens, sittings, least, rng)
    begun = [begin(scene, matter, Route(matter, rings, rng)) for matter in told]
    for begins, matter, route in sorted(begun, key=lambda each: each[0]):
        Record(scene, matter, route, begins).write()
        moved()


def shared_out(total: int, among: int, least: int, rng: Random) -> list[int]:
    """`total` as so many numbers, none below `least`."""
    shares = [least] * among
    for _each in range(total - least * among):
        shares[rng.randrange(among)] += 1
    return shares


def begin(scene: Scene, matter: Matter, route: Route) -> tuple[date, Matter, Route]:
    """When it was raised, so that all of it fits into the time up to today."""
    today_, rng = scene.today, scene.rng
    if matter.held_on:
        first = next(step.day for step in route.steps if step.round)
        return matter.held_on - timedelta(days=first), matter, route
    if matter.fate in {"alive", "reopened", "returned"}:
        waits = rng.choice([0, 0, 1, 1, 2, 3, 5, 12])  # the last is over any limit
        return today_ - timedelta(days=route.since + waits), matter, route
    room = scene.demo.months * 30 - route.since - 2
    return today_ - timedelta(days=route.since + 2 + rng.randrange(max(room, 1))), matter, route


def provider(*, enabled: bool) -> Provider:
    """Disabled: of accounts that stand in the records only, and whom nobody can sign in as."""
    given = demo_provider()
    return Provider(
        name=given["name"],
        issuer=given["issuer"] if enabled else "https://nobody.invalid",
        client_id=given["client_id"] if enabled else "nobody",
        client_secret=given["client_secret"] if enabled else "",
        enabled=enabled,
    )
