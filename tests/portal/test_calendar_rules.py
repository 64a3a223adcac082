"""Which days a calendar shows."""

from datetime import date

from app.portal.calendar import rules


def test_a_month_is_whole_weeks_from_monday() -> None:
    """The first of November 2026 is a Sunday, its last day a Monday."""
    span = rules.span("month", date(2026, 11, 28))
    assert (span.first, span.last, len(span.days)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
    assert (span.before, span.after) == (date(2026, 10, 1), date(2026, 12, 1))
    assert len(rules.span("month", date(2021, 2, 3)).days) == 28
    assert rules.span("month", date(2026, 1, 31)).after == date(2026, 2, 1)
    assert rules.span("month", date(2026, 1, 31)).before == date(2025, 12, 1)


def test_a_week() -> None:
    span = rules.span("week", date(2026, 11, 29))  # a Sunday
    assert (span.first, span.last) == (date(2026, 11, 23), date(2026, 11, 29))
    assert (span.before, span.after) == (date(2026, 11, 16), date(2026, 11, 30))
    assert rules.span("week", date(2026, 11, 30)).first == date(2026, 11, 30)


def test_days_hold_what_is_on_them() -> None:
    """The National Day is no working day, the Saturday after it is one."""
    day = date(2026, 10, 1)
    events = [{"day": day, "id": 1}, {"day": date(2026, 10, 31), "id": 2}, {"day": day, "id": 3}]
    days = {
        each.day: each for each in rules.laid_out(rules.span("month", day), "month", day, events)
    }
    assert [each["id"] for each in days[day].events] == [1, 3]
    assert not days[day].works
    assert days[date(2026, 10, 9)].works
    assert days[date(2026, 9, 30)].outside
    assert not days[date(2026, 10, 31)].outside
