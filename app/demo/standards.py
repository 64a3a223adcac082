"""Stations show that they meet their standard: most are verified, some wait, a few are short of it.

Where a county's article names no standard, there is none to meet.
"""

from datetime import date, timedelta

from app.access.roles import Role
from app.charter.model import StandardItem
from app.demo.rows import moment
from app.demo.scene import At, Scene
from app.demo.telling import words
from app.stations.entries import standard_met
from app.stations.rules import Item, standards_for, to_verify
from app.stations.tables import StandardCheck


def show_standards(scene: Scene, homes: tuple[At, At]) -> None:
    rng, own = scene.rng, {at.id for at in homes}
    office = scene.people.accounts[Role.OFFICE, None]
    for number, at in enumerate(scene.stations):
        scene.add_photo("room", at.opened_on, f"{at.name}的议事场所", office, at, station=at.id)
        needed = to_verify(standards_for(scene.charter, at.kind))
        states = states_of(number, len(needed), own=at.id in own)
        met_on = at.opened_on
        for (item, of), state in zip(needed.items(), states, strict=True):
            day = min(at.opened_on + timedelta(days=rng.randrange(5, 60)), scene.today)
            if state:
                met_on = max(met_on, show(scene, at, item, of, state, day))
        if needed and set(states) == {"verified"}:
            scene.post(standard_met(at.id, actor=office, day=met_on))


def states_of(number: int, items: int, *, own: bool) -> list[str]:
    """Empty: not shown yet. `own`: of those who can sign in, so that there is something to do."""
    if own:
        return ["verified", "shown", ""][:items] + ["verified"] * (items - 3)
    states = ["verified"] * items
    for every, at, state in ((7, 2, "shown"), (11, 3, ""), (29, 5, "refused")):
        if number % every == at and items:
            states[-1 - number % items] = state
    return states


def show(  # noqa: PLR0917
    scene: Scene, at: At, item: Item, of: StandardItem, state: str, day: date
) -> date:
    """→ when it was decided. What waits was shown lately."""
    rng, people = scene.rng, scene.people
    office = people.accounts[Role.OFFICE, None]
    account = people.who([Role.TOWNSHIP, Role.CONVENER], at, rng)[1] or office
    if state != "verified":
        day = scene.today - timedelta(days=rng.randrange(2, 9))
    decided = min(day + timedelta(days=rng.randrange(1, 5)), scene.today - timedelta(days=1))
    ends = {"verified": "verified", "refused": "ended"}.get(state)
    check = scene.rows.add(
        StandardCheck,
        day,
        station=at.id,
        standard=item[0],
        item=item[1],
        called=of.name,
        note=rng.choice(words().standard_notes),
        account=account,
        shown_by=people.names[account],
        shown_at=moment(day, 10),
        state=state,
        reason=words().standard_refused[0] if state == "refused" else "",
        **({f"{ends}_by": people.names[office], f"{ends}_at": moment(decided)} if ends else {}),
    )
    if of.photo:
        caption = f"{at.place}，{of.name}"
        scene.photo("room", day, caption, account, standard_check=check["id"])
    return decided
