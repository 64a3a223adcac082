"""Stations show that they meet their standard: most are verified, some wait, a few are short of it.

Where a county's article names no standard, there is none to meet.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.access.roles import Role
from app.charter.model import StandardItem
from app.demo.people import home
from app.demo.pictures import HEIGHT, NUMBER, WIDTH
from app.demo.places import At
from app.demo.rows import moment
from app.demo.scene import Scene
from app.ledger import Entry, Kind
from app.stations.rules import Item, standards_for, to_verify

NOTES = ("党群服务中心一楼，天天开放", "已按县里统一样式制作", "上墙公示，发到各小组", "")
REFUSED = "照片看不清上墙的内容，请重拍"


def show_standards(scene: Scene) -> None:
    rng = Random(scene.demo.code)  # noqa: S311  # the same every time
    own = {at.id for at in home(scene.demo, scene.stations)}
    opened = {each["id"]: each["opened_on"] for each in scene.rows.kept["station"]}
    names = {each["id"]: each["name"] for each in scene.rows.kept["account"]}
    office = scene.people.accounts[Role.OFFICE, None]
    for number, at in enumerate(scene.stations):
        needed = to_verify(standards_for(scene.charter, at.kind))
        states = states_of(number, len(needed), own=at.id in own)
        met_on = opened[at.id]
        for (item, of), state in zip(needed.items(), states, strict=True):
            day = min(opened[at.id] + timedelta(days=rng.randrange(5, 60)), scene.today)
            by = scene.people.who([Role.TOWNSHIP, Role.CONVENER], at, rng)[1] or office
            people = {"shown": (by, names[by]), "office": names[office]}
            if state:
                met_on = max(met_on, show(scene, at, item, of, state, day, people, rng))
        if needed and set(states) == {"verified"}:
            scene.entries.append(
                Entry(
                    kind=Kind.STATION_STANDARD_MET,
                    station=at.id,
                    happened_on=met_on,
                    actor=office,
                )
            )


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
    scene: Scene,
    at: At,
    item: Item,
    of: StandardItem,
    state: str,
    day: date,
    people: dict[str, Any],
    rng: Random,
) -> date:
    """→ when it was decided. What waits was shown lately."""
    rows = scene.rows
    if state != "verified":
        day = scene.today - timedelta(days=rng.randrange(2, 9))
    decided = min(day + timedelta(days=rng.randrange(1, 5)), scene.today - timedelta(days=1))
    account, name = people["shown"]
    check = rows.next_id()
    rows.add(
        "standard_check",
        id=check,
        station=at.id,
        standard=item[0],
        item=item[1],
        called=of.name,
        note=rng.choice(NOTES),
        account=account,
        shown_by=name,
        shown_at=moment(day, 10),
        state=state,
        verified_by=people["office"] if state == "verified" else "",
        verified_at=moment(decided) if state == "verified" else None,
        ended_by=people["office"] if state == "refused" else "",
        ended_at=moment(decided) if state == "refused" else None,
        reason=REFUSED if state == "refused" else "",
    )
    if of.photo:
        rows.add(
            "photo",
            id=rows.next_id(),
            standard_check=check,
            caption=f"演示图：{at.place}，{of.name}",
            state="ready",
            object=f"{scene.demo.code}/demo/{check % NUMBER}",
            width=WIDTH,
            height=HEIGHT,
            taken_at=moment(day, 9, 30),
            taken_zone_known=True,
            account=account,
            uploaded_at=moment(day, 10, 5),
        )
    return decided
