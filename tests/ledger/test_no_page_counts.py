"""No page adds up the ledger: who asks it for a sum or a count stands here with what bounds it.
Read from the program's text.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app import ledger
from tests.sources import parsed

APP = Path(ledger.__file__).parent.parent
READS = re.compile(r'(FROM|JOIN)\s+("(ledger|counted)"|\{these\(\W+(ledger|counted)\b|\{+tail\b)')
ADDS = re.compile(r"\b(sum|count|array_agg|bool_or|GROUP BY)\b\s*\(?", re.IGNORECASE)
BOUNDED = {
    ("ledger/figures.py", "reading"): "the tail",
    ("ledger/folding.py", "FIGURES"): "a batch",
    ("ledger/folding.py", "TOPICS"): "the topics of a batch",
    ("ledger/internal.py", "FOLD"): "the topics of a batch, and some that turned",
    ("ledger/quarters.py", "STANDING"): "what happened to stations; by the job",
    ("numbers/records.py", "SITTINGS"): "the sittings of a page",
    ("scoring/counts/counting.py", "COUNTS"): "the tail",
    ("scoring/member_year.py", "SUMS"): "the tail",
    ("workflow/joined.py", "COUNTS"): "the entries of one kind of the topics of a page",
}


def adding(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        if not re.search("ledger|counted", file.read_text("utf-8")):
            continue
        for node in parsed(file).body:
            text = ast.unparse(node)
            of = READS.search(text)
            if of and ADDS.search(text):
                yield name, called(node)


def called(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
    return ast.unparse(node)[:40]


def test_nobody_else_adds_up_the_ledger() -> None:
    assert set(adding(APP)) == BOUNDED.keys()


def test_others_would_be_found(tmp_path: Path) -> None:
    text = 'HERE = \'\'\'SELECT sum("quantity") FROM "ledger" WHERE "ledger"."county" = $1\'\'\''
    (tmp_path / "one.py").write_text(text, "utf-8")
    (tmp_path / "two.py").write_text(text.replace("sum", "max"), "utf-8")
    assert list(adding(tmp_path)) == [("one.py", "HERE")]
