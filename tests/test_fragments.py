"""Conditions that many statements ask have one place; statements name their values beyond six."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.charter.stages import ENDED, ENDED_STAGES
from app.db import numbered
from app.evidence.tables import IS_READY
from tests.sources import parsed

STAGE = re.compile("'(" + "|".join(sorted(ENDED)) + ")'")
READY = re.compile(r"""["']?state["']? = \\?'ready\\?'\s+AND\s+["'\w.]*removed_at""")
MANY = re.compile(r"\$([7-9]|[1-9]\d)\b")


def sql_of(path: Path) -> Iterator[str]:
    """Its texts, those in several pieces as one."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.JoinedStr):
            pieces = (each for each in node.values if isinstance(each, ast.Constant))
            yield "".join(str(each.value) for each in pieces)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def wrong(path: Path) -> list[str]:
    found = list(sql_of(path))
    said = [
        "ended stages" for text in found if " IN (" in text and len(set(STAGE.findall(text))) > 3
    ]
    if path != Path("app/evidence/tables.py"):
        said += ["ready photo" for text in found if READY.search(text)]
    return said + [f"{most[0]}" for text in found if (most := MANY.search(text))]


def test_no_file_says_them_itself() -> None:
    files = sorted(Path("app").rglob("*.py"))
    assert len(files) > 200
    assert {str(path): said for path in files if (said := wrong(path))} == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\"stage\" NOT IN ('closed', 'declined', 'merged', 'settled')", ["ended stages"]),
        ("\"stage\" IN ('answered', 'closed', 'settled')", []),
        ('"state" = \'ready\' AND "removed_at" IS NULL', ["ready photo"]),
        ('"a" = $6', []),
        ('"a" = $7', ["$7"]),
    ],
)
def test_what_counts_as_saying_them(tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "some.py"
    path.write_text(f"SQL = {text!r}\n")
    assert wrong(path) == said


def test_the_fragments() -> None:
    assert ENDED_STAGES == "('closed', 'declined', 'merged', 'settled', 'referred', 'withdrawn')"
    assert IS_READY == """("photo"."state" = 'ready' AND "photo"."removed_at" IS NULL)"""


def test_names_become_numbers() -> None:
    sql = 'SELECT :b::date FROM "t" WHERE "county" = $1 AND :a::text[] IS NULL OR "x"::text = :b'
    assert numbered(sql) == (
        'SELECT $2::date FROM "t" WHERE "county" = $1 AND $3::text[] IS NULL OR "x"::text = $2',
        ("b", "a"),
    )
    assert numbered("SELECT $1::int") == ("SELECT $1::int", ())
    with pytest.raises(TypeError, match="either names or numbers"):
        numbered("SELECT :a, $2")


def test_no_two_files_choose_the_same_of_several() -> None:
    """A set that two files name is one concept, unless it is here with a reason."""
    found: dict[str, set[str]] = {}
    for path in sorted(Path("app").rglob("*.py")):
        for node in parsed(path).body:
            value = node.value if isinstance(node, ast.Assign) else None
            if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "frozenset":
                found.setdefault(ast.unparse(value), set()).add(str(path))
    assert len(found) > 20
    assert {text: files for text, files in found.items() if len(files) > 1} == {
        # who speaks for a station, and who keeps one: they may come to differ
        "frozenset({Role.CONVENER, Role.TOWNSHIP})": {"app/access/own.py", "app/scoring/rights.py"},
    }
