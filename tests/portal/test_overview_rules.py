"""What the overview says of two quarters."""

from datetime import date
from typing import Any

import pytest

from app.portal.overview import rules


def a_count(by: str, kind: str, part: str, since: date, n: int) -> dict[str, Any]:
    return {"by": by, "kind": kind, "part": part, "since": since, "n": n, "entries": 1}


NOW, BEFORE = date(2026, 10, 1), date(2026, 7, 1)


def test_a_quarter_and_the_one_before() -> None:
    assert rules.both(date(2026, 11, 28)) == (NOW, BEFORE)
    assert rules.both(date(2026, 1, 1)) == (date(2026, 1, 1), date(2025, 10, 1))
    assert rules.last_day(NOW) == date(2026, 12, 31)
    assert rules.last_day(date(2024, 1, 1)) == date(2024, 3, 31)


def test_flows_are_told_apart_by_quarter() -> None:
    found = [
        a_count("quarter", "topic.solved", "", NOW, 3),
        a_count("quarter", "topic.solved", "", BEFORE, 5),
        a_count("active", "topic.solved", "7", NOW, 3),
    ]
    pairs = rules.flows(found, NOW, BEFORE)
    assert pairs["solved"] == (3, 5)
    assert pairs["solved"].change == -2
    assert pairs["raised"] == (0, 0)
    assert pairs.keys() == rules.FLOWS.keys() - {"ratings", "unsolved"}


def test_what_was_rated() -> None:
    """Two of five stars, one of four that was taken back, one of one star: 11 stars of 3."""
    found = [
        a_count("rated", "rating.given", "solved 5", NOW, 10),
        a_count("rated", "rating.given", "solved 4", NOW, 0),
        a_count("rated", "rating.given", "not_solved 1", NOW, 1),
        a_count("rated", "rating.given", "solved 5", BEFORE, 5),
    ]
    assert rules.rated(found, NOW) == (3, 11, 1)
    assert rules.rated(found, NOW).average == 3.7
    assert rules.rated(found, BEFORE) == (1, 5, 0)
    assert rules.rated([], NOW).average is None


def test_a_station_is_active_by_what_stands() -> None:
    found = [
        a_count("active", "topic.raised", "7", NOW, 1),
        a_count("active", "topic.raised", "8", NOW, 0),
        a_count("active", "consultation.filed", "9", BEFORE, 1),
        a_count("active", "topic.solved", "6", NOW, 0),
        a_count("active", "topic.raised", "6", NOW, 2),
    ]
    assert rules.active(found, NOW) == [6, 7]
    assert rules.active(found, BEFORE) == [9]


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (2, 3, 67), (3, 3, 100)]
)
def test_shares(part: int, whole: int, per_cent: int | None) -> None:
    assert rules.share(part, whole) == per_cent


def test_no_quarter_that_has_not_begun() -> None:
    day = date(2026, 11, 28)
    assert rules.quarter_asked(NOW, day) == NOW
    assert rules.quarter_asked(date(2027, 1, 1), day) is None
    assert rules.quarter_asked(date(1999, 10, 1), day) is None
    assert rules.quarter_asked(None, day) is None
