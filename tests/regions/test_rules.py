"""Comparing fairly: intervals as in the tables, ties within noise, small samples, weights."""

from datetime import date
from math import isclose
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from litestar.exceptions import NotFoundException

from app.numbers.figures import meaning
from app.refusal import Refused
from app.regions.comparison.address import chosen, last_four, time_in
from app.regions.comparison.weighted_ranking import percentiles, weighed
from app.regions.counts import Series, between
from app.regions.dictionary import BY_KEY, DICTIONARY, FIRST_SHOWN, GROUPS, ITEMS, MEASURES, OPENS
from app.regions.quarters import (
    in_words,
    quarter_after,
    quarter_in,
    quarters_between,
    span,
    written,
)
from app.regions.queries import Time
from app.regions.rules import (
    Value,
    around_mean,
    bins,
    cohort_of,
    fences,
    light,
    lit,
    middle_of,
    numbers,
    of,
    order_of,
    places,
    poisson,
    ranked,
    ranked_of,
    size_of,
    spread_of,
    surely_above,
    value,
    values,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (1, 1, 0.2065, 1.0), (0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962)],
)
def test_wilson_as_in_the_tables(successes: int, of: int, low: float, high: float) -> None:
    assert wilson(successes, of) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # Exact Poisson limits (Garwood); Byar's are within a few hundredths of them from 5 on.
    [(5, 1.6235, 11.6683), (10, 4.7954, 18.3904), (50, 37.1110, 65.9183), (100, 81.3639, 121.6275)],
)
def test_poisson_as_in_the_tables(events: int, low: float, high: float) -> None:
    assert poisson(events) == pytest.approx((low, high), rel=0.01)


def test_nothing_happened_is_no_proof() -> None:
    low, high = poisson(0)
    assert low == 0
    assert 3 < high < 4


def test_around_a_mean() -> None:
    """10, 20, 30: mean 20, deviation 10, standard error 5.77."""
    assert around_mean(60, 3, 1400) == pytest.approx((20 - 11.316, 20 + 11.316), abs=0.01)
    assert around_mean(7, 1, 49) == (0, 14)


@drawn(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share(both: tuple[int, int]) -> None:
    successes, of = both
    low, high = wilson(successes, of)
    assert 0 <= low <= successes / of <= high <= 1 + 1e-12


def share(n: int, over: int) -> Value:
    return value(BY_KEY["satisfied"], {"ratings_solved": n, "ratings": over}, 1)


def test_one_quick_success_does_not_lead() -> None:
    found = sorted([share(1, 1), share(45, 50)], key=lambda each: order_of(each, 1))
    assert [each.over for each in found] == [50, 1]
    assert [each.ranks for each in found] == [True, False]
    assert places(found, 1) == [1, None]
    assert share(0, 0).number is None


def test_the_worse_end_of_the_interval_decides_the_order() -> None:
    """9 of 10 may be chance (from 0.596 on), 85 of 100 hardly (from 0.767 on)."""
    few, many = share(9, 10), share(85, 100)
    assert few.number == 0.9 > (many.number or 0)
    assert list(ranked({1: few, 2: many}, 1)) == [2, 1]
    # Of what should be few: 1 of 10 may be 0.404, 15 of 100 is 0.233 at most.
    assert list(ranked({1: share(1, 10), 2: share(15, 100)}, -1)) == [2, 1]


@pytest.mark.parametrize(("of", "ranks"), [(4, False), (5, True)])
def test_fewer_than_five_are_not_ranked(of: int, ranks: bool) -> None:
    assert share(of, of).ranks is ranks
    mean = value(BY_KEY["days-whole"], {"days_whole": 9, "n_days_whole": of}, 1)
    assert mean.ranks is ranks


def test_within_noise_is_a_tie() -> None:
    """Newcombe 1998: 56/70 and 48/80 differ (0.0524 … 0.3339), 56/70 and 50/70 do not."""
    assert surely_above(share(56, 70), share(48, 80))
    assert not surely_above(share(56, 70), share(50, 70))
    ordered = [share(56, 70), share(50, 70), share(48, 80), share(20, 80)]
    assert places(ordered, 1) == [1, 1, 3, 4]


def test_less_is_better_where_it_is() -> None:
    slow, quick = Value(90, 9, 10.0, 8, 12), Value(36, 9, 4.0, 3, 5)
    found = sorted([slow, quick], key=lambda each: order_of(each, -1))
    assert found == [quick, slow]
    assert places(found, -1) == [1, 2]


any_value = st.builds(share, st.integers(0, 60), st.integers(0, 60))


@drawn(st.lists(any_value, max_size=30), st.sampled_from([1, -1]))
def test_ranks_never_fall_and_say_who_shares_them(found: list[Value], better: int) -> None:
    order = sorted(found, key=lambda each: order_of(each, better))
    ranks = [each for each in places(order, better) if each is not None]
    assert ranks == sorted(ranks)
    assert not ranks or ranks[0] == 1
    assert all(rank <= place for place, rank in enumerate(ranks, start=1))
    assert len(ranks) == sum(each.ranks and each.number is not None for each in found)


def test_lights_against_the_median() -> None:
    assert light(share(90, 100), 0.5, 1) == "green"
    assert light(share(90, 100), 0.5, -1) == "red"
    assert light(share(10, 100), 0.5, 1) == "red"
    assert light(share(5, 10), 0.5, 1) == "yellow"
    assert light(share(2, 3), 0.5, 1) == ""  # too few to say anything
    assert light(share(90, 100), None, 1) == ""
    assert light(Value(7, None, 7.0), 3, 1) == ""  # a plain number has no interval


def test_every_kind_of_value() -> None:
    sums = {
        "consultations": 30, "stations": 10, "people": 300_000, "citizens": 600,
        "days_whole": 120, "n_days_whole": 6, "sq_days_whole": 2500,
        "promises_due": 20, "promises_kept": 17, "solved": 9, "reopened": 1,
        "members_attending": 40, "members": 50,
    }  # fmt: skip

    def number(key: str, quarters: int = 4) -> float | None:
        return value(BY_KEY[key], sums, quarters).number

    assert number("consultations") == 30
    assert number("per-station") == pytest.approx(30 / 40)
    assert number("per-people") == pytest.approx(1.0)
    assert number("citizens") == 20
    assert number("days-whole") == 20
    assert number("overdue") == pytest.approx(3 / 20)
    assert number("reopened") == pytest.approx(0.1)
    assert number("attending") == pytest.approx(40 / 200)
    assert number("satisfied") is None
    assert not value(BY_KEY["overdue"], {"promises_due": 4}, 1).ranks


def test_a_part_is_never_more_than_the_whole() -> None:
    taken_back = value(BY_KEY["elsewhere"], {"elsewhere": 3, "consultations": 2}, 1)
    assert taken_back.number == 1
    assert value(BY_KEY["elsewhere"], {"elsewhere": -1, "consultations": 2}, 1).number == 0


def test_the_dictionary_is_whole() -> None:
    assert len(BY_KEY) == len(DICTIONARY)
    for each in DICTIONARY:
        assert each.group in GROUPS, each.key
        assert each.items <= set(ITEMS), each.key
        assert each.way in {"number", "share", "rate", "mean"}
        assert bool(each.over) == (each.way != "number"), each.key
        assert each.better in {-1, 0, 1}
    assert set(FIRST_SHOWN) <= set(BY_KEY)
    assert {each.group for each in DICTIONARY} == set(GROUPS)


def test_what_opens_is_a_public_figure() -> None:
    assert set(OPENS) <= set(MEASURES)
    assert all(meaning(name) for name in OPENS.values())


def test_cohorts_by_code_and_people() -> None:
    assert [cohort_of(code) for code in (510104, 510121, 510181, 513201)] == [
        "district", "county", "city", "district",
    ]  # fmt: skip
    assert [size_of(n) for n in (0, 299_999, 300_000, 600_000, 600_001)] == [
        "", "small", "medium", "medium", "large",
    ]  # fmt: skip


def test_quarters() -> None:
    assert quarter_after(date(2025, 10, 1), 1) == date(2026, 1, 1)
    assert quarter_after(date(2025, 1, 1), -1) == date(2024, 10, 1)
    assert len(quarters_between(date(2024, 1, 1), date(2026, 10, 1))) == 12
    assert written(date(2026, 7, 1)) == "2026Q3"
    assert in_words(date(2025, 10, 1)) == "2025 年第 4 季度"
    assert span(date(2025, 10, 1), date(2026, 7, 1)) == "2025 年第 4 季度–2026 年第 3 季度"
    assert span(date(2026, 1, 1), date(2026, 1, 1)) == "2026 年第 1 季度"
    assert quarter_in("2026q3") == date(2026, 7, 1)
    for odd in ("", "2026", "2026Q5", "Q1", "20x6Q1", "2026Q", "9999Q1", "２０２６Q1", "2026Q11"):
        assert quarter_in(odd) is None, odd


def test_a_time_is_put_right() -> None:
    day = date(2026, 11, 25)
    assert last_four(day) == Time(date(2025, 10, 1), date(2026, 7, 1))
    assert time_in("", "", day) == last_four(day)


class Query(dict[str, str]):
    def getall(self, key: str, default: list[str]) -> list[str]:
        return self[key].split(",") if key in self else default


def test_a_view_s_address_says_it_again() -> None:
    day = date(2026, 11, 25)
    asked = chosen(Query(by="overdue", show="stars,overdue", cohort="city", prefecture="5101"), day)
    assert asked.shown == ("overdue", "stars")
    again = dict(part.split("=") for part in asked.address().split("&") if "show" not in part)
    assert again == {
        "by": "overdue", "from": "2025Q4", "to": "2026Q3", "cohort": "city", "prefecture": "5101",
    }  # fmt: skip
    said = {"by": "x", "show": "stars,x", "cohort": "x", "size": "x", "prefecture": "51' OR"}
    for name, odd in said.items():
        with pytest.raises(NotFoundException):
            chosen(Query({name: odd}), day)


def test_more_than_are_shown_at_once_are_told() -> None:
    """25: the thirteenth was left out without a word."""
    day, keys = date(2026, 11, 25), [each.key for each in DICTIONARY]
    assert len(chosen(Query(show=",".join(keys[:12])), day).shown) == 12
    assert len(chosen(Query(show=",".join([*keys[:12], keys[0]])), day).shown) == 12
    with pytest.raises(Refused, match="选了 13 项指标"):
        chosen(Query(show=",".join(keys[:13])), day)


def test_spread_and_bins() -> None:
    known = [Value(n, None, float(n)) for n in (1, 2, 3, 4, 5)]
    assert spread_of(known) == (2, 3, 4)
    assert spread_of(known[:1]) is None
    drawn_ = bins([0, 1, 2, 10])
    assert [each.n for each in drawn_] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1]
    assert sum(each.n for each in bins([3.0, 3.0])) == 2


@drawn(st.lists(st.floats(-1e6, 1e6), max_size=50))
def test_bins_hold_all(numbers: list[float]) -> None:
    assert sum(each.n for each in bins(numbers)) == len(numbers)


def test_between_two_quarters_ends() -> None:
    """What flows is a difference of sums; what stands is as it stands in the end."""
    flows = Series([1, 2, 3], [[0, 4, 4], [5, 4, 9]])
    assert between("consultations", flows, 0, 1) == {1: 5, 3: 5}
    stands = Series([1, 2, 3], [[None, 4, 4], [5, 4, 9]])
    assert between("stations", stands, 0, 1) == {1: 5, 2: 4, 3: 9}
    assert between("stations", stands, 1, 0) == {2: 4, 3: 4}


counts_ = st.dictionaries(st.integers(1, 30), st.integers(-3, 60), max_size=30)


@drawn(counts_, counts_, counts_, st.sampled_from(DICTIONARY), st.integers(1, 12))
def test_numbers_are_those_of_the_values(
    one: dict[int, int], two: dict[int, int], three: dict[int, int], indicator: Any, quarters: int
) -> None:
    sums = dict(zip(dict.fromkeys(indicator.measures), (one, two, three, one), strict=False))
    found = values(indicator, sums, range(31), quarters)
    for county, each in found.items():
        of_county = {name: by_county.get(county, 0) for name, by_county in sums.items()}
        assert each == value(indicator, of_county, quarters)
    plain = numbers(indicator, sums, range(31), quarters)
    assert plain.ranked == pytest.approx(ranked_of(found.values()))
    assert plain.known == pytest.approx(
        [each.number for each in found.values() if each.number is not None]
    )


@drawn(counts_, counts_, counts_, st.sampled_from(DICTIONARY), st.integers(1, 12))
def test_a_cell_s_number_and_light_are_those_of_the_value(
    one: dict[int, int], two: dict[int, int], three: dict[int, int], indicator: Any, quarters: int
) -> None:
    """Though only one end of its interval is worked out."""
    sums = dict(zip(dict.fromkeys(indicator.measures), (one, two, three, one), strict=False))
    found = values(indicator, sums, range(31), quarters)
    middle = middle_of(found.values())
    expected: list[Any] = [
        (pytest.approx(each.number), light(each, middle, indicator.better))
        for each in found.values()
    ]
    assert lit(indicator, sums, range(31), quarters, middle) == expected


def test_points_by_weight() -> None:
    best, middle, worst = share(90, 100), share(50, 100), share(10, 100)
    parts = {
        "satisfied": percentiles({1: best, 2: middle, 3: worst}, 1),
        "adopted": percentiles({1: worst, 2: best, 3: share(1, 2)}, 1),
    }
    assert parts["satisfied"] == {1: 1.0, 2: 0.5, 3: 0.0}
    assert parts["adopted"] == {2: 1.0, 1: 0.0}
    found = {each.county: each for each in weighed(parts, {"satisfied": 30, "adopted": 10})}
    assert isclose(found[1].points, 75)
    assert isclose(found[2].points, 62.5)
    assert (found[3].points, found[3].known, found[3].rank) == (0, 0.75, 3)
    found = {each.county: each for each in weighed(parts, {"satisfied": 10, "adopted": 30})}
    assert found[3].rank is None  # three quarters of the weight say nothing of it
    assert weighed(parts, {}) == []


def test_who_cannot_be_told_apart_gets_the_same() -> None:
    found = percentiles({1: share(50, 100), 2: share(51, 100), 3: share(10, 100)}, 1)
    assert found == {1: 0.75, 2: 0.75, 3: 0.0}


@drawn(st.dictionaries(st.integers(1, 20), any_value, max_size=20), st.sampled_from([1, -1]))
def test_percentiles_are_between_nothing_and_all(found: dict[int, Value], better: int) -> None:
    got = percentiles(found, better)
    assert all(0 <= each <= 1 for each in got.values())
    if len(got) > 1:
        assert isclose(sum(got.values()) / len(got), 0.5)  # somebody ahead is somebody behind


def test_a_county_s_kind_by_the_end_of_its_code() -> None:
    codes = (510100, 510120, 510121, 510180, 510181, 510199)
    assert [cohort_of(code) for code in codes] == [
        "district", "district", "county", "county", "city", "city",
    ]  # fmt: skip
    assert [size_of(n) for n in (-1, 1)] == ["", "small"]


def test_intervals_to_the_fourth_digit() -> None:
    assert poisson(0) == pytest.approx((0.0, 3.6681), abs=1e-3)
    assert poisson(1) == pytest.approx((0.0131, 5.5638), abs=1e-3)
    assert poisson(2) == pytest.approx((0.2246, 7.2208), abs=1e-3)
    assert poisson(10) == pytest.approx((4.7874, 18.3918), abs=1e-3)
    assert poisson(-3) == poisson(0)
    assert wilson(0, 1) == pytest.approx((0.0, 0.7935), abs=1e-4)
    assert around_mean(5, 2, 13) == pytest.approx((2.5 - 0.98, 2.5 + 0.98), abs=1e-3)
    assert around_mean(2, 3, 4) == pytest.approx((0.0, 1.9733), abs=1e-3)  # never below nothing
    assert around_mean(6, 3, 12) == (2, 2)


def test_of_a_rate_the_interval_is_scaled_too() -> None:
    found = value(BY_KEY["per-people"], {"consultations": 10, "people": 100_000}, 1)
    assert found.number is not None
    assert found.number > 0
    scale = found.number / 10
    assert (found.low, found.high) == pytest.approx((4.7874 * scale, 18.3918 * scale), rel=1e-3)
    assert found.ranks
    nobody = value(BY_KEY["per-people"], {"consultations": 10}, 1)
    assert (nobody.over, nobody.number, nobody.ranks) == (0, None, False)
    one = value(BY_KEY["per-people"], {"consultations": 1, "people": 1}, 1)
    assert one.number is not None


def test_who_is_surely_above_whom() -> None:
    """(10 − 7)² + (9 − 5)² = 5²: a difference of five is no proof, a little more is."""
    low = Value(9, 9, 5.0, 4.0, 9.0)
    assert not surely_above(Value(9, 9, 10.0, 7.0, 12.0), low)
    assert surely_above(Value(9, 9, 10.001, 7.001, 12.0), low)
    plain, less = Value(3, None, 3.0), Value(2, None, 2.0)
    assert surely_above(plain, less)
    assert not surely_above(less, plain)
    assert not surely_above(plain, plain)
    assert not surely_above(plain, Value(0, 0, None))
    assert not surely_above(Value(0, 0, None), plain)


def test_plain_numbers_in_order() -> None:
    numbers = {1: Value(3, None, 3.0), 2: Value(5, None, 5.0), 3: Value(3, None, 3.0)}
    assert ranked(numbers, 1) == {2: 1, 1: 2, 3: 2}
    assert list(ranked(numbers, 1)) == [2, 1, 3]
    assert ranked(numbers, -1) == {1: 1, 3: 1, 2: 3}
    assert ranked(numbers | {4: Value(9, 4, 9.0, ranks=False)}, 1)[4] is None
    few, fewer = Value(9, 4, 9.0, ranks=False), Value(1, 4, 1.0, ranks=False)
    assert order_of(few, 1) < order_of(fewer, 1)
    assert order_of(Value(0, 0, None), 1) == (True, 0.0)


def test_at_the_median_itself() -> None:
    at = Value(9, 9, 5.0, 4.0, 6.0)
    assert [light(at, middle, 1) for middle in (3.9, 4.0, 6.0, 6.1)] == [
        "green", "yellow", "yellow", "red",
    ]  # fmt: skip
    assert [light(at, middle, -1) for middle in (3.9, 6.1)] == ["red", "green"]
    assert light(at, 1.0, 0) == ""


def test_the_middle_of_what_can_be_ranked() -> None:
    found = [share(5, 10), share(9, 10), share(4, 4), Value(0, 0, None)]
    assert middle_of(found) == pytest.approx(0.7)
    assert middle_of([share(1, 1)]) is None


def test_quartiles_between_two_numbers() -> None:
    two = [Value(n, None, float(n)) for n in (1, 3)]
    assert spread_of(two) == (1.5, 2.0, 2.5)
    four = [Value(n, None, float(n)) for n in (0, 1, 10, 20)]
    assert spread_of(four) == (0.75, 5.5, 12.5)


def test_one_outlier_presses_nobody_flat() -> None:
    """Twenty counties between 1 and 20, and one at 1000: Tukey's outer fence is at 46."""
    numbers = [float(each) for each in range(1, 21)]
    assert fences([*numbers, 1000.0]) == (1, 20)
    assert fences([*numbers, 46.0]) == (1, 46)
    assert fences([*numbers, 47.0]) == (1, 20)
    assert fences([5.0, 5.0, 5.0, 5.0, 9.0]) == (5, 9)  # whose middle half is one number
    found = bins([*numbers, 1000.0])
    assert [each.n for each in found] == [2, 2, 2, 2, 2, 2, 2, 2, 2, 3]
    assert found[0].low == 1
    assert found[-1].high == 1000
    assert bins([-500.0, *numbers])[0] == (-500, 2.9, 3)


def test_bins_have_equal_parts() -> None:
    found = bins([0, 5, 10], 2)
    assert found == [(0, 5, 1), (5, 10, 2)]
    assert bins([]) == []
    assert bins([4, 4]) == [(4, 4, 2)]
    assert [each.low for each in bins([0, 20])] == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_signed_sums() -> None:
    assert of({"due": 5, "kept": 3}, ("due", "-kept")) == 2
    assert of({}, ("due", "-kept")) == 0
