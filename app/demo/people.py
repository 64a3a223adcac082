"""Synthetic people: accounts for every role, departments, members at their stations."""

from functools import cache
from random import Random

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts.demo_idp import demo_provider
from app.demo.scene import At, Person, Scene
from app.demo.telling import words
from app.people.tables import Department, Member

# Who can sign in, and the name of the subject.
SIGN_IN = {
    "office": Role.OFFICE,
    "township": Role.TOWNSHIP,
    "member": Role.MEMBER,
    "convener": Role.CONVENER,
    "committee": Role.COMMITTEE,
    "leadership": Role.LEADERSHIP,
    "party": Role.PARTY,
    "department": Role.DEPARTMENT,
}


NOBODY = {"issuer": "https://nobody.invalid", "client_id": "nobody", "client_secret": ""}


@cache
def names() -> tuple[str, list[str]]:
    return words().surnames, words().given.split()


def somebody(rng: Random) -> str:
    surnames, given = names()
    return rng.choice(surnames) + rng.choice(given)


def settle_people(scene: Scene, slug: str) -> None:
    demo, people, rows = scene.demo, scene.people, scene.rows
    given = demo_provider()
    can = rows.add(Provider, rows.first, **given, enabled=True)["id"]
    # Of those who only stand in the records.
    cannot = rows.add(Provider, rows.first, **(given | NOBODY), enabled=False)["id"]
    people.own_department = demo.departments[0]
    for name in demo.departments:
        people.departments[name] = rows.add(Department, rows.first, name=name)["id"]
    town, village = home(scene)
    limits = {"township": town.id, "convener": village.id}
    for word, role in SIGN_IN.items():
        own = people.departments[people.own_department] if word == "department" else None
        subject, name = f"{slug}-{word}", somebody(scene.rng)
        appoint(scene, can, subject, name, role, limits.get(word), own)
    for number, at in enumerate(scene.stations):
        inside_another = at.parent is not None and at.parent.level == "township"
        if at.level == "township" and not inside_another:
            for role in (Role.TOWNSHIP, Role.CONVENER):  # for what is recorded there
                if (role, at.id) not in people.accounts:
                    subject = f"{slug}-{number}-{role}"
                    appoint(scene, cannot, subject, somebody(scene.rng), role, at.id)
    place_members(scene, village)


def home(scene: Scene) -> tuple[At, At]:
    """The stations of those who sign in."""
    demo, stations = scene.demo, scene.stations
    town = next(at for at in stations if at.place == demo.home.township and at.level == "township")
    # Villages of the same name lie in other townships.
    village = next(at for at in stations if at.place == demo.home.village and town.id in at.lineage)
    return town, village


def appoint(  # noqa: PLR0917
    scene: Scene, provider: int, subject: str, name: str, role: Role, station: int | None,
    department: int | None = None,
) -> None:  # fmt: skip
    rows, day = scene.rows, scene.rows.first
    account = rows.add(AccountRow, day, provider=provider, subject=subject, name=name)["id"]
    held = {"account": account, "role": str(role), "station": station, "department": department}
    rows.add(Appointment, day, **held)
    scene.people.accounts[role, station] = account
    scene.people.names[account] = name


def place_members(scene: Scene, village: At) -> None:
    """One each, then round again: every station has its members before any has more. The first is
    the one who can sign in.
    """
    people, demo, rng = scene.people, scene.demo, scene.rng
    limits = scene.charter.placement.members_per_station
    most = limits.max if limits else demo.members
    groups = [at for at in scene.stations if at.kind == "group"]
    homes = groups or [at for at in scene.stations if at.level in {"township", "village"}]
    own = people.accounts[Role.MEMBER, None]
    for number in range(demo.members):
        at = village if number == 0 else homes[(number - 1) % len(homes)]
        if len(people.members.get(at.id, [])) >= most:
            at = next(each for each in homes if len(people.members.get(each.id, [])) < most)
        name = people.names[own] if number == 0 else somebody(rng)
        a_member(scene, name, at, number, demo.standing, own if number == 0 else None)


def a_member(  # noqa: PLR0917
    scene: Scene, name: str, at: At | None, number: int, standing: int, account: int | None = None
) -> None:
    people, modes = scene.people, scene.charter.placement.modes
    row = scene.rows.add(
        Member,
        scene.rows.first,
        name=name,
        sector=scene.rng.choice(scene.demo.sectors),
        standing=0 < number <= standing,
        station=at.id if at else None,
        mode=(modes[0] if number % 4 else modes[-1]).key,
        account=account,
    )
    member = Person(row["id"], name, account)
    people.everyone.append(member)
    if at:
        people.members.setdefault(at.id, []).append(member)
