"""The ledger has one writer, posting.py: read from the text of program, demo and tests."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import ledger
from app.db import county_tx, rows
from app.ledger import Entry, Kind
from app.ledger.posting import reversal
from tests import given
from tests.sources import parsed

APP = Path(ledger.__file__).parent.parent
WRITES = re.compile(
    r"""(INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY|MERGE\s+INTO|TRUNCATE)\s+"?ledger\b""",
    re.IGNORECASE,
)
BY_TABLE = {"insert", "update", "delete", "save", "objects"}  # of Piccolo


def writers(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.py")):
        if "ledger" not in file.read_text("utf-8").lower():
            continue
        name = file.relative_to(folder).as_posix()
        for node in ast.walk(parsed(file)):
            text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            by_text = text and WRITES.search(node.value)  # type: ignore[attr-defined]
            by_table = (
                isinstance(node, ast.Attribute)
                and node.attr in BY_TABLE
                and isinstance(node.value, ast.Name)
                and node.value.id == "Ledger"
            )
            if by_text or by_table:
                yield name


# Tests post as the program does; else they would show what it never writes.
BY_HAND = {
    "bench/kept_counts.py": "a member's entries of many years at once, which are counted anew",
    "bench/scores.py": "a large county at once, whose figures are counted anew after it",
    "cases/test_isolation.py": "that a region's role may not",
    "ledger/test_ledger.py": "that the database refuses to change an entry, or one by other hands",
    "ledger/test_one_writer.py": "what a writer looks like",
    "ledger/test_unknown_county.py": "five counties of 6,000 entries at once",
    "outcomes/test_reinstating.py": "entries of a clock that was ahead",
    "scoring/test_counting.py": "entries that were recorded on another day than today",
}


def test_nobody_else_writes_it() -> None:
    assert set(writers(APP)) == {"ledger/posting.py"}
    assert set(writers(APP.parent / "tests")) == BY_HAND.keys()


def test_other_writers_would_be_found(tmp_path: Path) -> None:
    for number, text in enumerate(
        [
            "SQL = '''\n  INSERT INTO \"ledger\" (\"county\")'''",
            "SQL = f'update ledger set quantity = {n}'",
            "async def f(): await Ledger.insert(one)",
            "SQL = 'SELECT FROM ledger_entry'",
        ]
    ):
        (tmp_path / f"{number}.py").write_text(text, "utf-8")
    assert list(writers(tmp_path)) == ["0.py", "1.py", "2.py"]


async def quantities() -> list[int]:
    async with county_tx(readonly=True):
        sql = 'SELECT "quantity" FROM "ledger" WHERE "ledger"."county" = $1 ORDER BY "id"'
        return [each["quantity"] for each in await rows(sql)]


@pytest.mark.anyio
async def test_taken_back_by_what_is_named_and_by_all_of_it(county: int) -> None:  # noqa: ARG001
    here, there = await given.a_station(), await given.a_station()
    async with county_tx():
        await ledger.post(
            Entry(kind=Kind.PHOTO_ADDED, station=here, quantity=3, attributes={"photo": 7}),
            Entry(kind=Kind.PHOTO_ADDED, station=here, quantity=4, attributes={"photo": 70}),
            Entry(kind=Kind.PHOTO_ADDED, station=there, quantity=5, attributes={"photo": 7}),
            Entry(kind=Kind.ACTIVITY_DONE, station=here, quantity=6, attributes={"photo": 7}),
        )
        await ledger.take_back(Kind.PHOTO_ADDED, station=here, attributes={"photo": 7})
        await ledger.take_back(Kind.PHOTO_ADDED, station=here, attributes={"photo": 8})
    assert await quantities() == [3, 4, 5, 6, -3]


@pytest.mark.anyio
async def test_nothing_named_is_refused(county: int) -> None:  # noqa: ARG001
    async with county_tx():
        with pytest.raises(ValueError, match="Nothing is named"):
            await ledger.take_back(Kind.PHOTO_ADDED, attributes={})


def test_a_reversal_says_all_that_was_said() -> None:
    posted = {
        "id": 9, "kind": "activity.done", "station": 1, "topic": 2, "consultation": 3,
        "commitment": 4, "member": 5, "quantity": 6, "category": "c", "form": "f", "result": "r",
        "role": "1/3", "attributes": '{"activity": 8}',
    }  # fmt: skip
    assert reversal(posted, date(2026, 5, 1), 7) == Entry(
        kind=Kind.ACTIVITY_DONE, station=1, happened_on=date(2026, 5, 1), actor=7, topic=2,
        consultation=3, commitment=4, member=5, quantity=-6, category="c", form="f", result="r",
        role="1/3", attributes={"activity": 8}, reverses=9,
    )  # fmt: skip


def test_every_kind_is_posted_by_some_feature() -> None:
    """Else it would be counted for ever as nothing. Who only reads the ledger is left out."""
    reading = {"demo", "ledger", "numbers", "regions"}
    features = [each for each in APP.rglob("*.py") if each.relative_to(APP).parts[0] not in reading]
    text = " ".join(each.read_text("utf-8") for each in features)
    assert [kind for kind in Kind if not re.search(rf"\bKind\.{kind.name}\b", text)] == []
