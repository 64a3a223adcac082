"""Which matters a county has: the told cases, some alive at every ring, the rest long closed, so
many that the published figures come out exactly.
"""

from typing import Any

from app.charter.model import AGENDA, Charter, RingKind
from app.demo.meetings import meetings
from app.demo.route import Matter
from app.demo.teller import Teller

LIGHTS = ("red", "yellow", "green", "done")


def matters(teller: Teller) -> list[Matter]:
    told = [teller.case(case) for case in teller.demo.cases]
    living = alive(teller)
    if teller.demo.plan.monthly:
        return [*living, *off_the_road(teller), *meetings(teller)]
    most = teller.demo.published.topics
    if most is not None:
        return [*told, *living, *off_the_road(teller), *up_to(teller, [*told, *living], most)]
    return [*told, *living, *off_the_road(teller), *closed(teller, [*told, *living])]


def alive(teller: Teller) -> list[Matter]:
    """Some at every ring, so that every desk has work: where the sign-ins' stations are."""
    rings, found = teller.charter.rings, []
    agenda = min(n for n, ring in enumerate(rings) if ring.kind in AGENDA)
    own = teller.demo.matters[0].department
    for place, ring in enumerate(rings):
        if place == 0 or (ring.kind in AGENDA and place != agenda):
            continue
        times = teller.demo.plan.alive * (4 if ring.kind is RingKind.CARRY_OUT else 1)
        for number in range(times):
            quiet = teller.village in teller.quiet and place > agenda
            near = teller.town if quiet else teller.village
            at = near if number == 0 or ring.kind is RingKind.CARRY_OUT else teller.somewhere()
            matter = teller.matter(at, stop=place, fate="alive")
            matter.rounds = number % 2 if place == agenda else 1
            matter.light = LIGHTS[number % 4]
            if ring.kind is RingKind.CARRY_OUT:
                matter.department = own
            found.append(matter)
    rate = next(n for n, ring in enumerate(rings) if ring.kind is RingKind.RATE)
    near = teller.town if teller.village in teller.quiet else teller.village
    return [
        *found,
        teller.matter(near, stop=rate, fate="alive", answered=True),
        teller.matter(near, fate="reopened"),
        teller.matter(near, fate="returned"),
    ]


def off_the_road(teller: Teller) -> list[Matter]:
    plan = teller.demo.plan
    return [
        *(teller.matter(teller.somewhere(), fate="settled") for _n in range(plan.settled)),
        *(teller.matter(teller.somewhere(), fate="declined") for _n in range(plan.declined)),
        *(teller.matter(teller.somewhere(), fate="merged") for _n in range(plan.declined // 3)),
        teller.matter(teller.somewhere(), fate="withdrawn"),
    ]


def filed(matter: Matter, rings: list[Any]) -> int:
    """How many consultations it has brought about."""
    if matter.fate in {"declined", "merged", "settled", "returned", "withdrawn"}:
        return 0
    agenda = min(n for n, ring in enumerate(rings) if ring.kind in AGENDA)
    return 0 if matter.stop is not None and matter.stop < agenda else matter.rounds


def solves(matter: Matter, rings: list[Any]) -> int:
    """Whether its answer counts as solved, and still stands."""
    if matter.fate == "settled":
        return 1
    if matter.fate == "alive":
        kind = rings[matter.stop or 0].kind
        return int(kind is RingKind.PUBLISH or (kind is RingKind.RATE and matter.answered))
    return int(matter.fate == "closed")


def closed(teller: Teller, so_far: list[Matter]) -> list[Matter]:
    """As many as are needed for the published number of consultations, and of solved ones."""
    rings, plan, published = teller.charter.rings, teller.demo.plan, teller.demo.published
    consultations = (published.consultations or 0) - sum(filed(each, rings) for each in so_far)
    solved = (published.solved or plan.solved) - plan.settled
    solved -= sum(solves(each, rings) for each in so_far)
    fates = ["closed"] * solved + ["referred"] * plan.referred + ["unadopted"] * plan.unadopted
    more = consultations - len(fates)
    if more < 0:
        raise ValueError(f"{teller.demo.name}: {-more} consultations too few for the plan")
    rounds = [1] * len(fates)
    while more:
        lucky = teller.rng.randrange(len(fates))
        if rounds[lucky] < 4:
            rounds[lucky] += 1
            more -= 1
    made = [
        teller.matter(teller.somewhere(), fate=fate, rounds=number)
        for fate, number in zip(fates, rounds, strict=True)
    ]
    typical = published.typical if published.typical is not None else plan.typical
    typical -= sum(each.typical for each in so_far)
    for matter in teller.rng.sample(made, max(typical, 0)):
        matter.typical = True
    return made


def up_to(teller: Teller, so_far: list[Matter], topics: int) -> list[Matter]:
    """As many as are needed for the published number of accepted topics, and of those on theme."""
    accepted = [each for each in so_far if is_accepted(each, teller.charter)]
    theme = teller.demo.published.topics_on_theme or 0
    theme -= sum(each.on_theme for each in accepted)
    made = []
    for _number in range(topics - len(accepted)):
        on_theme = theme > 0
        theme -= on_theme
        made.append(teller.matter(teller.somewhere(), on_theme=on_theme, typical=on_theme))
    for matter in accepted:
        if theme > 0 and not matter.on_theme and matter.fate == "alive":
            matter.on_theme = True
            theme -= 1
    return made


def is_accepted(matter: Matter, charter: Charter) -> bool:
    if matter.fate in {"declined", "merged", "settled", "returned", "withdrawn"}:
        return False
    reviews = [
        n
        for n, ring in enumerate(charter.rings)
        if ring.kind is RingKind.REVIEW or ring.of == "topic"
    ]
    return matter.stop is None or matter.stop > max(reviews)
