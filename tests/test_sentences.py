"""Refusals and what was done speak the county's words: they hold places for them, filled in where
they are said.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.i18n import language, own_words, translated
from app.refusal import Refused
from tests.sources import parsed

# Of these nothing is said to a county's people: rules of rules, regions, the operator, the demo.
OTHERS = {"charter", "counties", "demo", "divisions", "drafting", "locale", "regions", "worker"}
SAYS = {"Refused", "Overtaken", "sentence", "moved_on"}
# What every county names itself; 专门委员会 and 政协委员会 are organs of every CPPCC.
NAMED = re.compile("议题|落实事项|承办单位|召集人|委员(?!会)|工作站|议事室|达成共识|协商会(?!议)")


def sayings() -> Iterator[tuple[str, str]]:
    for path in Path("app").rglob("*.py"):
        if len(path.parts) > 2 and path.parts[1] in OTHERS:
            continue
        for call in ast.walk(parsed(path)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SAYS:
                for text in ast.walk(call):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield f"{path}", text.value


def test_no_refusal_has_a_fixed_word_for_what_a_county_names() -> None:
    found = list(sayings())
    assert len(found) > 200
    assert [each for each in found if NAMED.search(each[1])] == []


def test_days_are_said_as_people_write_them() -> None:
    """2026-11-28 is for machines: an address, a field of a form, the ledger."""
    machine = re.compile(r"\.isoformat\(|str\(\w+\[\"\w+_(on|at)\"\]\)")
    found = {str(path) for path in Path("app").rglob("*.py") if machine.search(path.read_text())}
    assert found == {"app/ledger/rules.py", "app/public/tables.py", "app/public/atom.py"}


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("还有 %(number)s 件%(commitment)s没有办完并核验。", {"number": 2},
         "还有 2 件交办事没有办完并核验。"),
        ("没有这位%(member)s。", {}, "没有这位政协委员。"),
        ("没有这位%(member)s。", {"member": "站长"}, "没有这位站长。"),
        ("满意率未达 %(number)s%%。", {"number": 80}, "满意率未达 80%。"),
        ("没有 100% 的事", {}, "没有 100% 的事"),
        ("现在是：%(text)s", {}, "现在是：%(text)s"),
        ("%(nobody)s 有 %(n)s 件", {"n": 1}, "… 有 1 件"),
    ],
)  # fmt: skip
def test_a_county_s_words_are_filled_in(text: str, values: dict[str, int], said: str) -> None:
    token = own_words.set({"commitment": "交办事", "member": "政协委员"})
    kept = language.set("zh")
    try:
        assert translated(text, **values) == said
    finally:
        own_words.reset(token)
        language.reset(kept)


def test_a_refusal_in_a_log_leaves_out_what_it_does_not_know() -> None:
    refusal = Refused("还有 %(number)s 件%(commitment)s", number=2)
    assert str(refusal) == "还有 2 件…"
