"""Each kind of entry can be taken back, or it is said here why it stays."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.evidence.sorts import Sort
from app.ledger import Kind
from app.outcomes import entries
from app.topics import back
from tests.sources import parsed

# What happened, and is not undone by saying that it was a mistake.
STAYS = {
    Kind.TOPIC_RAISED: "it was raised; whoever did takes it back, and that is an entry of its own",
    Kind.TOPIC_STEP: "somebody took the step, and the next entry says that it was taken back",
    Kind.TOPIC_NUDGED: "it was asked for",
    Kind.TOPIC_JOINED: "somebody met it too, and nothing is decided by it",
}
TUPLES = {"POSTED": back.POSTED, "FILED": back.FILED, "OF_ONE": entries.OF_ONE}
TUPLES["BY_RATING"] = back.BY_RATING
WHERE = [each for each in Path("app").rglob("*.py") if "demo" not in each.parts]


def taken_back(tree: ast.AST) -> Iterator[str]:
    """Names of kinds that a call takes back; `kind` in a call is what is assigned before it."""
    text = ast.unparse(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("take_back")):
            continue
        for each in node.args:
            said = ast.unparse(each)
            if said.startswith(("Kind.", "LedgerKind.")):
                yield said.rpartition(".")[2]
            elif isinstance(each, ast.Starred) and said.rpartition(".")[2] in TUPLES:
                yield from (kind.name for kind in TUPLES[said.rpartition(".")[2]])
            elif said == "sort.about.added":
                yield from (Kind(sort.about.added).name for sort in Sort)
            elif said == "kind":
                yield text.partition("kind = Kind.")[2].split()[0]


def test_every_kind_has_a_way_back_or_a_reason_to_stay() -> None:
    found = {
        name
        for each in WHERE
        if "take_back" in each.read_text("utf-8")
        for name in taken_back(parsed(each))
    }
    assert found | {kind.name for kind in STAYS} == {kind.name for kind in Kind}
    assert not found & {kind.name for kind in STAYS}
