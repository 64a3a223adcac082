"""Figures about few persons, and a stranger who solves for them by difference."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, product

from app.ledger.few import FEWEST, few, seams, stepped, withheld


def page(years: Sequence[int]) -> tuple[int | None, tuple[int | None, ...]]:
    """What is told of years and of all of them together."""
    whole = sum(years)
    if few(whole):
        return None, (None,) * len(years)
    hidden = withheld(dict(enumerate(years)))
    return whole, tuple(None if each in hidden else n for each, n in enumerate(years))


def test_one_to_four_are_withheld() -> None:
    assert [few(n) for n in (0, 1, 4, 5, -3)] == [False, True, True, False, True]
    assert withheld({"a": 0, "b": 7}) == set()


def test_not_by_the_sum_less_the_others_either() -> None:
    assert withheld({2024: 30, 2025: 3, 2026: 9}) == {2025, 2026}
    assert withheld({2024: 30, 2025: 1, 2026: 3}) == {2025, 2026}
    assert withheld({2024: 30, 2025: 4, 2026: 4, 2027: 20}) == {2025, 2026, 2027}


def test_no_few_by_difference_whatever_the_years() -> None:
    """Every world of four years is asked which others would have looked the same."""
    alike: dict[object, list[Sequence[int]]] = defaultdict(list)
    for years in product(range(14), repeat=4):
        alike[page(years)].append(years)
    found = [
        worlds[0]
        for worlds in alike.values()
        for place, n in enumerate(worlds[0])
        if few(n) and len({world[place] for world in worlds}) == 1
    ]
    assert found == []


def test_spans_begin_and_end_where_no_difference_is_few() -> None:
    assert seams([(7,), (3,), (1,), (6,), (0,), (2,)]) == {0, 1, 4, 5}
    assert seams([]) == {0}


def test_no_span_less_another_is_few() -> None:
    for series in product((0, 1, 3, 4, 5, 8), repeat=5):
        found = sorted(seams([(n,) for n in series]))
        told = [sum(series[a:b]) for a, b in combinations(found, 2)]
        assert not any(map(few, told))
        assert not any(few(one - other) for one in told for other in told if few(one) or few(other))


def test_a_part_and_the_rest_of_it_are_no_fewer() -> None:
    """Ratings; those that say it is solved; the others."""
    assert seams([(10, 9, 1), (10, 6, 4), (5, 5, 0)]) == {0, 2, 3}
    assert FEWEST == 5


def test_persons_are_told_in_steps() -> None:
    """12 yesterday, 14 today were two persons."""
    assert [stepped(n) for n in (0, 5, 9, 10, 12, 14, 15, 137)] == [0, 5, 5, 10, 10, 10, 15, 135]
    assert stepped(-7) == -5


def read(years: Sequence[int]) -> object:
    """As a stranger reads it on a day: all years together, and each."""
    whole, parts = page(years)
    return tuple(n if n is None else stepped(n) for n in (whole, *parts))


def test_who_reads_every_day_never_learns_of_few() -> None:
    """Every world of two years on two days: what came between them, of a year or of both, is known
    to be one to four persons where all worlds that read the same agree on it.
    """
    worlds = list(product(range(20), repeat=2))
    by_reading: dict[object, list[Sequence[int]]] = defaultdict(list)
    for world in worlds:
        by_reading[read(world)].append(world)
    spans = {
        reading: [
            (min(numbers), max(numbers))
            for numbers in zip(*((a, b, a + b) for a, b in found), strict=True)
        ]
        for reading, found in by_reading.items()
    }
    for before, after in product(spans.values(), repeat=2):
        for (low, high), (least, most) in zip(before, after, strict=True):
            only = least - high == most - low  # the one difference that is possible
            assert not (only and few(most - low))


def test_a_reading_moves_by_five_at_least() -> None:
    told = {stepped(n) for n in range(300) if not few(n)}
    assert not any(few(one - other) for one, other in combinations(sorted(told), 2))
