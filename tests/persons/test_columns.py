"""Every column of text is declared, personal with how long it is kept, or not personal."""

from collections import Counter
from typing import Any

import pytest

from app.persons.columns import NOT_PERSONAL, PERSONAL

pytestmark = pytest.mark.anyio

TEXTS = """
    SELECT relname AS of, attname AS column
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    JOIN pg_type ON pg_type.oid = atttypid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0
      AND NOT attisdropped
      AND (typcategory IN ('S', 'U') OR typname IN ('_text', '_varchar', '_jsonb', 'bytea'))
"""


def declared() -> list[str]:
    lists = [*PERSONAL.values(), NOT_PERSONAL]
    return [
        f"{table}.{column}"
        for each in lists
        for table, columns in each.items()
        for column in columns.split()
    ]


async def test_every_column_of_text_is_declared_once(owner: Any) -> None:
    there = {f"{each['of']}.{each['column']}" for each in await owner.fetch(TEXTS)}
    assert {"topic.raiser_name", "topic.held_by", "passage.facts"} <= there
    assert [each for each, times in Counter(declared()).items() if times > 1] == []
    assert set(declared()) ^ there == set()
