from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.scoring.periods import (
    MONTHS,
    before,
    between,
    called,
    named_year,
    next_after,
    parts,
    period_of,
)

GOLDEN = [
    ("quarter", date(2026, 5, 9), 1, date(2026, 4, 1), date(2026, 6, 30)),
    ("half", date(2026, 5, 9), 1, date(2026, 1, 1), date(2026, 6, 30)),
    ("year", date(2026, 5, 9), 1, date(2026, 1, 1), date(2026, 12, 31)),
    ("year", date(2026, 12, 1), 12, date(2026, 12, 1), date(2027, 11, 30)),
    ("year", date(2026, 11, 30), 12, date(2025, 12, 1), date(2026, 11, 30)),
    ("quarter", date(2026, 2, 28), 12, date(2025, 12, 1), date(2026, 2, 28)),
    ("term", date(2026, 5, 9), 1, date(2022, 1, 1), date(2026, 12, 31)),
    ("term", date(2027, 1, 1), 1, date(2027, 1, 1), date(2031, 12, 31)),
    ("term", date(2021, 12, 1), 12, date(2021, 12, 1), date(2026, 11, 30)),
    ("term", date(2026, 11, 30), 12, date(2021, 12, 1), date(2026, 11, 30)),
    ("term", date(2022, 1, 1), 7, date(2021, 7, 1), date(2026, 6, 30)),
    ("term", date(2022, 1, 1), 6, date(2017, 6, 1), date(2022, 5, 31)),
    ("half", date(2026, 5, 31), 12, date(2025, 12, 1), date(2026, 5, 31)),
]


@pytest.mark.parametrize(("kind", "day", "begins", "first", "last"), GOLDEN)
def test_worked_by_hand(kind: str, day: date, begins: int, first: date, last: date) -> None:
    found = period_of(kind, day, begins)
    assert (found.begins, found.ends) == (first, last)


def test_a_year_from_december_is_called_after_the_next() -> None:
    assert named_year(period_of("year", date(2025, 12, 1), 12)) == 2026
    assert named_year(period_of("year", date(2026, 3, 1), 1)) == 2026


@drawn(
    st.sampled_from(sorted(MONTHS)),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 12),
)
def test_periods_follow_each_other_without_a_gap(kind: str, day: date, begins: int) -> None:
    found = period_of(kind, day, begins)
    assert day in found
    last = before(found, begins)
    assert last.ends + timedelta(days=1) == found.begins
    year = period_of("year", day, begins)
    quarters = parts(year, "quarter", begins)
    assert len(quarters) == 4
    assert (quarters[0].begins, quarters[-1].ends) == (year.begins, year.ends)


def test_it_holds_its_first_day_and_its_last() -> None:
    found = period_of("quarter", date(2026, 5, 9), 1)
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [day in found for day in days] == [False, True, True, False]
    assert "2026-05-09" not in found


@pytest.mark.parametrize(
    ("kind", "day", "begins", "said"),
    [
        ("quarter", date(2026, 1, 1), 1, "2026 年第 1 季度"),
        ("quarter", date(2026, 12, 31), 1, "2026 年第 4 季度"),
        ("quarter", date(2026, 2, 28), 12, "2025 年 12 月–2026 年 2 月"),
        ("half", date(2026, 6, 30), 1, "2026 年上半年"),
        ("half", date(2026, 7, 1), 1, "2026 年下半年"),
        ("half", date(2026, 5, 31), 12, "2025 年 12 月–2026 年 5 月"),
        ("year", date(2026, 6, 30), 1, "2026 年度"),
        ("year", date(2025, 12, 1), 12, "2026 年度"),
        ("year", date(2026, 8, 1), 7, "2027 年度"),
        ("year", date(2026, 8, 1), 6, "2026 年度"),
        ("term", date(2026, 5, 9), 1, "2022–2026 届"),
    ],
)
def test_what_people_call_it(kind: str, day: date, begins: int, said: str) -> None:
    assert called(period_of(kind, day, begins)) == said


def test_the_next_one_and_the_one_with_these_days() -> None:
    third = period_of("quarter", date(2026, 9, 30), 1)
    assert next_after(third, 1).begins == date(2026, 10, 1)
    for kind in MONTHS:
        found = period_of(kind, date(2026, 5, 9), 1)
        assert between(found.begins, found.ends) == found
    assert between(date(2026, 1, 1), date(2026, 2, 28)).kind == "quarter"
    assert MONTHS == {"quarter": 3, "half": 6, "year": 12, "term": 60}
