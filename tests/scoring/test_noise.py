"""One record more or less: what brute force finds on sheets with caps, levels, shares and a mix."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given as drawn
from hypothesis import strategies as st

from app.charter.sheets import Indicator, Mix, Sheet
from app.scoring import rules
from app.scoring.points import noise
from app.scoring.points.methods import Facts, Measure

FILED, ACTIVITY, DONE, MADE = (
    "consultation.filed",
    "activity.done",
    "commitment.done",
    "commitment.made",
)
CASES = Measure(ACTIVITY, form="case", split="result")
WRITTEN = Measure(ACTIVITY, form="proposal", split="role")
SHEET = Sheet(
    "s",
    "表",
    "station",
    "year",
    indicators=[
        Indicator("filed", "场次", 40, "steps", counts=FILED, steps=[(6, 40), (3, 15)]),
        Indicator("done", "办结", 40, "ratio", counts=DONE, over=MADE, target=0.8),
        Indicator(
            "case", "案例", 20, "grade", counts=ACTIVITY, form="case", options={"市": 4, "省": 9}
        ),
        Indicator(
            "written",
            "提案",
            30,
            "shared",
            counts=ACTIVITY,
            form="proposal",
            points=8,
            share="equal",
            kind="bonus",
        ),
    ],
    bonus_cap=10,
    mix=Mix("q", 0.6),
)
COUNTS = st.integers(0, 8)


@drawn(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_swing_is_what_brute_force_finds(
    filed: int, done: int, made: int, city: int, alone: int, second: int
) -> None:
    counts = {"filed": filed, "done": done, "made": made, "市": city, "1/1": alone, "2/2": second}

    def total(**changed: int) -> Decimal:
        n = counts | changed
        facts = Facts(
            {Measure(FILED): n["filed"], Measure(DONE): n["done"], Measure(MADE): n["made"]},
            {
                CASES: {"市": n["市"], "省": n.get("省", 0)},
                WRITTEN: {"1/1": n["1/1"], "2/2": n["2/2"]},
            },
            average=Fraction(70),
        )
        return rules.score(SHEET, "x", facts).total

    more = [
        {name: counts.get(name, 0) + 1} for name in ("filed", "done", "made", "市", "省", "1/1")
    ]
    less = [{name: n - 1} for name, n in counts.items() if n]
    now = total()
    facts = Facts(
        {Measure(FILED): filed, Measure(DONE): done, Measure(MADE): made},
        {CASES: {"市": city}, WRITTEN: {"1/1": alone, "2/2": second}},
        average=Fraction(70),
    )
    assert noise.Noise(SHEET).swing(facts) == max(abs(total(**each) - now) for each in more + less)


def test_what_is_capped_already_is_no_noise() -> None:
    """Twelve of bonus, ten at most: one proposal more changes nothing."""
    facts = Facts(
        {Measure(FILED): 9, Measure(DONE): 9, Measure(MADE): 9},
        {WRITTEN: {"1/1": 4}},
        average=Fraction(70),
    )
    one = Sheet("s", "表", "station", "year", indicators=SHEET.indicators[3:], bonus_cap=10)
    assert noise.Noise(one).swing(facts) == 0
