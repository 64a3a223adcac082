"""Synthetic people: accounts for every role, departments, members at their stations."""

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts.demo_idp import demo_provider
from app.config import settings
from app.demo.scene import At, Scene
from app.demo.telling import somebody
from app.people.tables import Department, Member

# Who can sign in, and the name of the subject.
SIGN_IN = (
    Role.OFFICE, Role.TOWNSHIP, Role.MEMBER, Role.CONVENER, Role.COMMITTEE, Role.LEADERSHIP,
    Role.PARTY, Role.DEPARTMENT,
)  # fmt: skip
NOBODY = {"issuer": "https://nobody.invalid", "client_id": "nobody", "client_secret": ""}


def settle_people(scene: Scene) -> None:
    """Those who can sign in do so by the demo's provider, which is nowhere else."""
    people, rows, given = scene.people, scene.rows, demo_provider()
    can = rows.add(Provider, rows.first, **given, enabled=settings.demo)["id"]
    # Of those who only stand in the records.
    cannot = rows.add(Provider, rows.first, **(given | NOBODY), enabled=False)["id"]
    for name in dict.fromkeys(map(scene.demo.here, scene.demo.departments)):
        people.departments[name] = rows.add(Department, rows.first, name=name)["id"]
    town, village = home(scene)
    limits = {Role.TOWNSHIP: town.id, Role.CONVENER: village.id}
    for role in SIGN_IN:
        appoint(scene, can, f"{scene.demo.slug}-{role}", role, limits.get(role))
    towns = {at.id for at in scene.stations if at.level == "township"}
    for number, at in enumerate(scene.stations):
        if at.id in towns and not towns & set(at.lineage[:-1]):
            for role in (Role.TOWNSHIP, Role.CONVENER):  # for what is recorded there
                if (role, at.id) not in people.accounts:
                    appoint(scene, cannot, f"{scene.demo.slug}-{number}-{role}", role, at.id)
    place_members(scene, village)


def home(scene: Scene) -> tuple[At, At]:
    """The stations of those who sign in."""
    wanted = scene.demo.home
    towns = [at for at in scene.stations if at.level == "township"]
    town = next((at for at in towns if at.place == wanted.township), towns[0])
    # Villages of the same name lie in other townships.
    inside = [at for at in scene.stations if town.id in at.lineage]
    return town, next((at for at in inside if at.place == wanted.village), inside[-1])


def appoint(scene: Scene, provider: int, subject: str, role: Role, station: int | None) -> None:
    rows, day, people = scene.rows, scene.rows.first, scene.people
    name = somebody(scene.rng)
    account = rows.add(AccountRow, day, provider=provider, subject=subject, name=name)["id"]
    own = next(iter(people.departments.values())) if role is Role.DEPARTMENT else None
    held = {"account": account, "role": str(role), "station": station, "department": own}
    rows.add(Appointment, day, **held)
    people.accounts[role, station] = account
    people.names[account] = name


def place_members(scene: Scene, village: At) -> None:
    """Every station has its members before any has more. The first is the one who can sign in."""
    people, demo, rng = scene.people, scene.demo, scene.rng
    modes = scene.charter.placement.modes
    groups = [at for at in scene.stations if at.kind == "group"]
    homes = groups or [at for at in scene.stations if at.level in {"township", "village"}]
    own = people.accounts[Role.MEMBER, None]
    for number in range(demo.members):
        at = seat(scene, homes) if number else village
        row = scene.rows.add(
            Member,
            scene.rows.first,
            name=somebody(rng) if number else people.names[own],
            sector=rng.choice(demo.sectors),
            standing=0 < number <= demo.standing,
            station=at.id if at else None,
            mode=(modes[0] if number % 4 else modes[-1]).key,
            account=None if number else own,
        )
        people.everyone.append(row)
        if at:
            people.members.setdefault(at.id, []).append(row)


def seat(scene: Scene, homes: list[At]) -> At | None:
    """Where there are fewest, as far as the charter lets them; some have no place."""
    habits, rng, members = scene.habits, scene.rng, scene.people.members
    if rng.random() >= habits.placed:
        return None
    if habits.rural is not None:
        rural = rng.random() < habits.rural
        homes = [at for at in homes if at.rural is rural] or homes
    at = min(homes, key=lambda each: len(members.get(each.id, [])))
    limits = scene.charter.placement.members_per_station
    return None if limits and len(members.get(at.id, [])) >= limits.max else at
