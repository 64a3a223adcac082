import ast
from pathlib import Path

import pytest

from app.veiling import reading_on
from app.veiling.reading_on import read_on
from tests.sources import parsed

pytestmark = pytest.mark.anyio


class Pages:
    """`finds`: what this reader reads of each page; a mark is the page's number."""

    def __init__(self, *finds: int) -> None:
        self.finds, self.asked = finds, list[int]()

    async def __call__(self, at: int) -> tuple[list[str], int | None]:
        self.asked.append(at)
        return ["x"] * self.finds[at], at + 1 if at + 1 < len(self.finds) else None


@pytest.mark.parametrize(
    ("finds", "enough", "found", "goes_on", "pages"),
    [
        ((3, 3), 1, 3, 1, 1),
        ((0, 3), 1, 3, None, 2),
        ((0, 0), 1, 0, None, 2),
        ((2, 2, 2), 4, 4, 2, 2),
        ((2, 2, 2), 5, 6, None, 3),
        ((0,) * 8, 1, 0, None, 8),
        ((0,) * 9, 1, 0, 8, 8),
        ((*(0,) * 7, 1, 1), 1, 1, 8, 8),
    ],
)
async def test_what_is_all_veiled_is_read_past(
    finds: tuple[int, ...], enough: int, found: int, goes_on: int | None, pages: int
) -> None:
    step = Pages(*finds)
    page, at = await read_on(step, 0, enough)
    assert (len(page), at, len(step.asked)) == (found, goes_on, pages)
    assert step.asked == list(range(pages))


# All of a year, a part at a time: nothing is looked for in it, and nobody is told where it ends.
OF_YEAR = ["app/consultations/rounds.py", "app/topics/queries.py"]


def test_nothing_else_counts_its_rounds() -> None:
    """Whatever veils what it found, within a loop of its own, would say no better where it ends."""
    loops = [
        str(path)
        for path in sorted(Path("app").rglob("*.py"))
        for node in ast.walk(parsed(path))
        if (
            isinstance(node, ast.While)
            or (isinstance(node, ast.For) and "range" in ast.unparse(node.iter))
        )
        and any(
            isinstance(n, ast.Call) and ast.unparse(n.func) == "as_read" for n in ast.walk(node)
        )
    ]
    assert loops == OF_YEAR
    assert reading_on.ROUNDS == 8
