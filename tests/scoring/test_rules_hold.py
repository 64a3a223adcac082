"""Whatever the sheet and the record: caps, floors and shares hold; a good record never costs."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.charter.presets import presets
from app.charter.sheets import Sheet
from app.scoring import rules
from app.scoring.points.methods import Facts, Measure
from app.scoring.points.shares import share
from tests.scoring.test_rules import counted, indicator, sheet

NUMBERS = st.integers(0, 60)


SHEETS = st.sampled_from([s for c in presets().values() for s in c.scoring.sheets])


@drawn(SHEETS, st.data())
def test_caps_floors_and_sums_hold(one: Sheet, data: st.DataObject) -> None:
    facts = Facts(
        {each: data.draw(NUMBERS) for each in sorted(rules.wanted(one))},
        average=Fraction(data.draw(st.integers(0, 300)), 3),
    )
    found = rules.score(one, "甲", facts)
    assert found.total >= 0
    for part in found.parts:
        most = Decimal(repr(part.indicator.marks))
        assert abs(part.result.points) <= most
        assert (part.result.points < 0) <= (part.indicator.kind == "penalty")
    if not one.mix:
        shown = sum((part.result.points for part in found.parts if part.counted), Decimal(0))
        caps = (one.bonus_cap, one.penalty_cap)
        assert caps != (None, None) or found.total == max(shown, Decimal(0))
    assert found.bonus <= Decimal(repr(one.bonus_cap or 10**9))
    assert -found.penalty <= Decimal(repr(one.penalty_cap or 10**9))


@drawn(SHEETS, st.data())
def test_a_good_record_more_never_lowers_a_score(one: Sheet, data: st.DataObject) -> None:
    """Of what is counted by pieces: more of it is never worth less, but for penalties."""
    pieces = [each for each in one.indicators if each.method == "per" and each.kind != "penalty"]
    facts = {each: data.draw(NUMBERS) for each in sorted(rules.wanted(one))}
    good = {Measure(each.counts, each.result, each.form, each.category) for each in pieces}
    bad = {each.counts for each in one.indicators if each not in pieces}
    more = {each: n + (each in good and each.kind not in bad) for each, n in facts.items()}
    assert rules.score(one, "甲", Facts(more)).total >= rules.score(one, "甲", Facts(facts)).total


@drawn(st.integers(1, 9), st.sampled_from(["first_half", "equal"]), st.integers(1, 100))
def test_shares_sum_to_the_whole(of: int, how: str, worth: int) -> None:
    one = indicator("shared", 100, points=worth, share=how)
    whole = sum((share(one, place, of) for place in range(1, of + 1)), Decimal(0))
    assert whole == worth
    with pytest.raises(ValueError, match="0"):
        share(one, 0, of)


@drawn(st.permutations(["甲", "乙", "丙", "丁"]), st.lists(NUMBERS, min_size=4, max_size=4))
def test_the_order_of_subjects_does_not_matter(order: list[str], filed: list[int]) -> None:
    one = sheet(indicator("per", 100, counts="consultation.filed", points=1))
    facts = {name: counted(filed=n) for name, n in zip("甲乙丙丁", filed, strict=True)}
    mixed = [rules.score(one, name, facts[name]) for name in order]
    straight = [rules.score(one, name, facts[name]) for name in "甲乙丙丁"]
    assert rules.ranked(one, mixed, facts) == rules.ranked(one, straight, facts)
