"""Stations show that they meet their standard: most are verified, some wait, a few are short of it.

Where a county's article names no standard, there is none to meet.
"""

from datetime import date, timedelta

from app.access.roles import Role
from app.charter.model import StandardItem
from app.demo.documents import paper
from app.demo.people import home
from app.demo.rows import moment
from app.demo.scene import At, Scene
from app.demo.telling import drawn
from app.stations.entries import standard_met
from app.stations.rules import Item, standards_for, to_verify
from app.stations.tables import StandardCheck

OWN = ("verified", "shown", "")  # of those who can sign in, so that there is something to do


def show_standards(scene: Scene) -> None:
    rng, own = scene.rng, {at.id for at in home(scene)}
    office = scene.people.accounts[Role.OFFICE, None]
    for at in scene.stations:
        of = {"station": at.id}
        scene.photo("room", at.opened_on, f"{at.name}的议事场所", office, at, **of)
        if at.id in own:
            paper(scene, "rules", "议事规则", at.opened_on, at, public=True, **of)
        needed = to_verify(standards_for(scene.charter, at.kind))
        states = ["verified"] * len(needed)
        if needed and rng.random() > scene.habits.met:  # "": not shown yet
            states[rng.randrange(len(states))] = rng.choice(["shown", "shown", "", "refused"])
        if at.id in own:
            states[: len(OWN)] = OWN[: len(states)]
        days = [
            show(scene, at, item, of_charter, state)
            for (item, of_charter), state in zip(needed.items(), states, strict=True)
        ]
        if needed and set(states) == {"verified"}:
            scene.post(standard_met(at.id, actor=office, day=max(days)))


def show(scene: Scene, at: At, item: Item, of: StandardItem, state: str) -> date:
    """→ when it was decided. What waits was shown lately."""
    rng, people, last = scene.rng, scene.people, scene.today - timedelta(days=1)
    day = min(at.opened_on + timedelta(days=rng.randrange(5, 60)), last)
    if state != "verified":
        day = max(at.opened_on, scene.today - timedelta(days=rng.randrange(2, 9)))
    decided = min(day + timedelta(days=rng.randrange(1, 5)), last)
    if not state:
        return decided
    office = people.accounts[Role.OFFICE, None]
    account = people.who([Role.TOWNSHIP, Role.CONVENER], at, rng)[1] or office
    row = scene.rows.add(
        StandardCheck,
        day,
        station=at.id,
        standard=item[0],
        item=item[1],
        called=of.name,
        note=drawn("standard-notes", rng),
        account=account,
        shown_by=people.names[account],
        shown_at=moment(day, 10),
        state=state,
        reason=drawn("standard-refused", rng) if state == "refused" else "",
    )
    if ends := {"verified": "verified", "refused": "ended"}.get(state):
        row |= {f"{ends}_by": people.names[office], f"{ends}_at": moment(decided)}
    if of.photo:
        caption = f"{at.place}，{of.name}"
        scene.photo("room", day, caption, account, None, standard_check=row["id"])
    return decided
