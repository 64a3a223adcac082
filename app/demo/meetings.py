"""A county's rhythm: a villagers' meeting every month, a joint conference every quarter."""

from datetime import date
from itertools import pairwise

from app.charter.model import RingKind
from app.demo.route import Matter
from app.demo.teller import Teller


def meetings(teller: Teller) -> list[Matter]:
    """A meeting every month at some villages, and every quarter at the county."""
    plan, rng = teller.demo.plan, teller.rng
    villages = [n for n in teller.levels["village"] if n != teller.village]
    county = next(n for n, at in enumerate(teller.stations) if at.level == "county")
    made = []
    for at in [teller.village, *rng.sample(villages, plan.meeting_villages - 1)]:
        made += series(teller, at, plan.monthly, months=1)
    made += series(teller, county, plan.joint, months=3)
    for matter in rng.sample([each for each in made if each.fate == "closed"], plan.typical):
        matter.typical = True
    return made


def series(teller: Teller, at: int, form: str, months: int) -> list[Matter]:
    """One meeting each period. A matter on which they do not agree is taken up at the next."""
    rng, made = teller.rng, []
    days = []
    for back in range(teller.demo.months, 0, -months):
        year, month = divmod(teller.today.year * 12 + teller.today.month - 1 - back, 12)
        days.append(date(year, month + 1, rng.randint(8, 22)))
    while days:
        rounds = min(rng.choices([1, 2, 3], [70, 22, 8])[0], len(days))
        held, days = days[:rounds], days[rounds:]
        recent = (teller.today - held[-1]).days < 75
        hard = rng.random() * 100 < teller.demo.plan.hard_share
        matter = teller.matter(at, form=form, rounds=rounds, held_on=held[0])
        matter.gaps = [(b - a).days for a, b in pairwise(held)]
        matter.fate = "referred" if hard else "closed"
        if recent and not hard:
            kinds = [ring.kind for ring in teller.charter.rings]
            matter.fate, matter.stop = "alive", kinds.index(RingKind.CARRY_OUT)
        made.append(matter)
    return made
