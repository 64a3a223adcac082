"""The sheet of a month under a field for a day: what is worked, what is free, what was moved."""

from datetime import date

import pytest

from app.choosing.days import month_of
from tests.conftest import Browser
from tests.page import Page

NOW = date(2026, 9, 10)


def test_a_month_says_what_is_worked() -> None:
    month = month_of(date(2026, 10, 15), NOW)
    assert month is not None
    assert (month.name, len(month.weeks), month.provisional) == ("2026年10月", 5, False)
    assert [each.key for each in month.others] == ["2026-09", "2026-11"]
    days = {each.on: each for week in month.weeks for each in week}
    # A holiday on a Thursday, a Saturday that is worked instead, and an ordinary one.
    seen = [(days[date(2026, 10, n)].works, days[date(2026, 10, n)].moved) for n in (1, 10, 17)]
    assert seen == [(False, True), (True, True), (False, False)]
    assert [each.on.day for each in month.weeks[0] if not each.inside] == [28, 29, 30]


def test_years_away_there_is_none() -> None:
    assert month_of(date(2036, 12, 1), NOW) is not None
    assert month_of(date(2037, 1, 1), NOW) is None
    assert month_of(date(2027, 1, 1), NOW).provisional  # type: ignore[union-attr]


@pytest.mark.anyio
async def test_a_month_is_looked_at_before_a_day_is_chosen(client: Browser) -> None:
    looked = Page(await client.get("/choose/day?due_on=2026-10-01&month=2026-12"))
    assert looked.texts("caption")[0].startswith("2026年12月")
    assert looked.all("[aria-pressed]") == []
    chosen = Page(await client.get("/choose/day?due_on=2026-10-01"))
    assert [each["data-day"] for each in chosen.all("[aria-pressed]")] == ["2026-10-01"]
    assert Page(await client.get("/choose/day?due_on=x")).all(".month")
