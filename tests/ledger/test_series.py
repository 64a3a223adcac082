"""One row for each item says what the counts by quarters say, of any time."""

from datetime import date
from itertools import accumulate

import pytest

from app.dates import today
from app.db import county_tx, execute, rows
from app.ledger.measures import ITEM_OF, quarter_of
from app.ledger.series import PLACE_OF, PLACES, STANDING, number_of, write_series
from app.regions.quarters import quarter_after, quarters_between
from tests.regions.given_region import COUNTED

pytestmark = pytest.mark.anyio
SERIES = """
    SELECT "item", "began", "sums" FROM "county_series" WHERE "county_series"."county" = $1
"""


def test_each_measure_has_its_place_for_good() -> None:
    """Added to at the end of an item: a silent county's row is not written anew."""
    assert {measure: item for measure, (item, _place) in PLACE_OF.items()} == ITEM_OF
    assert {item: len(measures) for item, measures in PLACES.items()} == {
        "activity": 9, "people": 3, "results": 30, "satisfaction": 3, "coverage": 10, "members": 4,
        "population": 1,
    }  # fmt: skip
    assert PLACE_OF["consultations"] == ("activity", 4)
    assert PLACE_OF["way_raised"] == ("results", 13)
    assert PLACE_OF["sq_days_whole"] == ("results", 30)
    assert PLACE_OF["members_attending"] == ("members", 4)


async def test_any_time_is_one_difference(county: int) -> None:
    assert county
    now = quarter_of(today())
    first = quarter_after(now, -5)
    counts: dict[tuple[str, date], int] = {
        ("consultations", first): 5,
        ("consultations", quarter_after(first, 2)): 20,
        ("way_raised", quarter_after(first, 3)): 7,
        ("stations", quarter_after(first, 1)): 10,
        ("stations", quarter_after(first, 4)): 12,
    }
    async with county_tx():
        for (measure, quarter), n in counts.items():
            await execute(COUNTED, quarter, ITEM_OF[measure], measure, n)
        await write_series(now)
        found = {each["item"]: each for each in await rows(SERIES)}
    assert {each["began"] for each in found.values()} == {number_of(first)}
    for measure, (item, place) in PLACE_OF.items():
        quarters = quarters_between(first, now)
        own = [counts.get((measure, quarter)) for quarter in quarters]
        assert found[item]["sums"][place - 1] == (
            stood(own) if measure in STANDING else [*accumulate(each or 0 for each in own)]
        ), measure


def stood(own: list[int | None]) -> list[int | None]:
    found: list[int | None] = []
    for each in own:
        found.append(found[-1] if each is None and found else each)
    return found


async def test_nothing_counted_is_no_row(county: int) -> None:
    assert county
    async with county_tx():
        await write_series(quarter_of(today()))
        assert await rows(SERIES) == []
