"""What a county is told of others, and whoever tries to find a neighbour's figure in it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import combinations, permutations
from random import Random

import pytest

from app.regions.membership.telling import FEWEST, Group, Told, group, ranks_of, tell
from app.regions.rules import Value

MINE = 1  # the county that tries
Days = Sequence[tuple[str, Group]]  # who shares, with its prefecture or its province
Telling = Callable[[dict[int, Value], Sequence[Group]], Told | None]


def values(numbers: dict[int, int]) -> dict[int, Value]:
    return {county: Value(n, None, float(n)) for county, n in numbers.items()}


def of(*counties: int) -> Group:
    return frozenset(counties)


def without_care(found: dict[int, Value], told: Sequence[Group]) -> Told | None:  # noqa: ARG001
    """As it was: whoever shares is told of."""
    return tell(found, [])


def views(numbers: dict[int, int], days: Days, telling: Telling) -> list[object]:
    """All that the county sees in the end, if nobody's figure ever changes: the worst case."""
    seen: list[object] = []
    told: list[Group] = []
    for _where, sharing in days:
        alike = values({county: numbers[county] for county in sharing})
        found = telling(alike, told)
        if found is None or MINE not in sharing:
            seen.append(None)
            continue
        told.append(found.counties)
        rank = ranks_of(found, alike, 1).get(MINE)
        seen.append((found.middle, found.low, found.high, found.among, rank))
    return seen


def attack(numbers: dict[int, int], days: Days, telling: Telling) -> dict[int, set[int]]:
    """What each other's figure may be, for somebody who knows who shares, when, and even which
    figures there are, only not whose they are: tries every world that would have looked the same.
    """
    others = sorted(numbers.keys() - {MINE})
    seen = views(numbers, days, telling)
    left: dict[int, set[int]] = {county: set() for county in others}
    for world in permutations(numbers[county] for county in others):
        tried = dict(zip(others, world, strict=True)) | {MINE: numbers[MINE]}
        if views(tried, days, telling) == seen:
            for county in others:
                left[county].add(tried[county])
    return left


NUMBERS = {1: 31, 2: 7, 3: 58, 4: 19, 5: 73, 6: 44, 7: 2}
FIVE, SIX = of(1, 2, 3, 4, 5), of(1, 2, 3, 4, 5, 6)
TRIES: dict[str, Days] = {
    "two alone": [("province", of(1, 2))],
    "one of six leaves": [("province", SIX), ("province", SIX - {6})],
    "one leaves, another comes": [("province", SIX), ("province", SIX - {6} | {7})],
    "one joins each quarter": [
        ("province", FIVE), ("province", SIX), ("province", SIX | {7}),
    ],
    "the prefecture in its province": [("prefecture", FIVE), ("province", SIX)],
    "the province, then its prefecture": [("province", SIX), ("prefecture", FIVE)],
    "away and back": [("province", SIX | {7}), ("province", SIX), ("province", SIX | {7})],
}  # fmt: skip


@pytest.mark.parametrize("days", TRIES.values(), ids=TRIES.keys())
def test_no_neighbour_s_figure_by_difference(days: Days) -> None:
    """Not even for whoever knows all figures and only asks whose they are."""
    assert min(map(len, attack(NUMBERS, days, tell).values())) > 1


def test_the_attack_finds_it_where_no_care_is_taken() -> None:
    """One of six leaves, and the median says who it was: so the test above can fail."""
    left, akin = TRIES["one of six leaves"], TRIES["the prefecture in its province"]
    assert attack(NUMBERS, left, without_care)[6] == {44}
    assert attack(NUMBERS, akin, without_care)[6] == {44}


def test_of_four_nothing_is_told_and_of_five_the_median() -> None:
    assert tell(values({1: 10, 2: 20, 3: 30, 4: 40}), []) is None
    told = tell(values({1: 10, 2: 20, 3: 30, 4: 40, 5: 50}), [])
    assert told == Told(FIVE, 30.0, 20.0, 40.0, 5)
    few = values({1: 10, 2: 20, 3: 30, 4: 40}) | {5: Value(1, 2, 0.5, 0.1, 0.9, ranks=False)}
    assert tell(few, []) is None  # five share, four can be ranked


def test_newcomers_wait_until_they_are_five() -> None:
    assert group(SIX, [FIVE]) == FIVE
    assert group(FIVE | of(*range(10, 14)), [FIVE]) == FIVE
    assert group(FIVE | of(*range(10, 15)), [FIVE]) == FIVE | of(*range(10, 15))


def test_who_leaves_takes_four_along() -> None:
    ten = of(*range(1, 11))
    assert len(group(ten - {3}, [ten])) == 5
    assert group(ten - {3} - {4, 5, 6, 7}, [ten]) == of(1, 2, 8, 9, 10)
    assert group(SIX - {3}, [SIX]) == of()
    assert group(SIX, [SIX]) == SIX


@pytest.mark.parametrize("seed", range(40))
def test_groups_are_the_same_or_far_apart(seed: int) -> None:
    """A province, its prefecture, and counties that come and go for years."""
    chance = Random(seed)  # noqa: S311
    everybody = range(1, chance.randint(8, 40))
    sharing = {region: set(chance.sample(everybody, len(everybody) * 2 // 3)) for region in "ab"}
    told: list[Group] = []
    for _quarter in range(30):
        for region, held in sharing.items():
            alike = {each for each in held if region == "a" or each % 2}
            if found := group(frozenset(alike), told):
                assert found <= alike
                told.append(found)
            for county in chance.sample(everybody, chance.randint(0, 2)):
                held ^= {county}
    assert apart(told)
    assert all(len(each) >= FEWEST for each in told)


def apart(told: Collection[Group]) -> bool:
    pairs: Iterable[tuple[Group, Group]] = combinations(set(told), 2)
    return all(len(one ^ other) >= FEWEST for one, other in pairs)
