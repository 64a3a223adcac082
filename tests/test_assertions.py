"""Words that a template holds anyway prove nothing when they are found somewhere in a page: a test
looks for them where the answer stands (tests/page.py).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import imports, parsed

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("test_*.py"))
REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")  # names of tags and numbers are not meant
# A workbook's text, and the words of a page's forms: no page of a template.
ELSEWHERE = {"texts", "listening.pages"}
LEFT = {("demo/test_pages.py", "演示")}  # on every page of a demo, and on none of others


@cache
def held() -> str:
    """All that templates say in any case, or in one."""
    files = sorted((HERE.parent / "templates").rglob("*.html"))
    return "\n".join(REMARK.sub("", each.read_text()) for each in files)


def looked_for(tree: ast.AST) -> Iterator[tuple[int, str, ast.expr]]:
    """`assert "words" in where`, and the same in a loop over words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            for words, where in contained(node.test):
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield node.lineno, words.value, where
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            yield from in_loop(node, node.iter.elts)


def in_loop(node: ast.For, elements: list[ast.expr]) -> Iterator[tuple[int, str, ast.expr]]:
    for inner in node.body:
        if isinstance(inner, ast.Assert):
            for words, where in contained(inner.test):
                if ast.unparse(words) == ast.unparse(node.target):
                    for each in elements:
                        if isinstance(each, ast.Constant) and isinstance(each.value, str):
                            yield inner.lineno, each.value, where


def contained(test: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In):
        yield test.left, test.comparators[0]


def whole_page(where: ast.expr, pages: set[str]) -> bool:
    """`answer.text`, or a name that it was given: not a part of it, nor what Page finds."""
    if isinstance(where, ast.Attribute) and where.attr == "text":
        return "Page(" not in ast.unparse(where) and ".one(" not in ast.unparse(where)
    return isinstance(where, ast.Name) and where.id in pages


def pages_of(tree: ast.AST) -> set[str]:
    """Names that stand for a page's whole text somewhere in the file."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and whole_page(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_words_are_looked_for_where_the_answer_stands(path: Path) -> None:
    tree, name = parsed(path), path.relative_to(HERE).as_posix()
    pages = pages_of(tree)
    found = [
        f"{line}: {words!r} in {ast.unparse(where)}"
        for line, words, where in looked_for(tree)
        if whole_page(where, pages)
        and ast.unparse(where) not in ELSEWHERE
        and CHINESE.search(words)
        and (name, words) not in LEFT
        and words in held()
    ]
    assert found == []


def readers_of(path: Path) -> set[str]:
    """Modules that take pages apart."""
    nodes = list(imports(parsed(path)))
    known = {each.module for each in nodes if isinstance(each, ast.ImportFrom) and each.module}
    known |= {name.name for each in nodes if isinstance(each, ast.Import) for name in each.names}
    return {each for each in known if each.split(".")[0] in {"lxml", "bs4", "cssselect"}} | (
        known & {"html.parser"}
    )


def test_pages_are_read_in_one_way() -> None:
    found = {path.relative_to(HERE).as_posix(): readers_of(path) for path in HERE.rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {
        "page.py": {"lxml", "cssselect"},
        "valid.py": {"html.parser"},  # as they were written: lxml mends them
        "test_english.py": {"lxml"},  # texts by who says their language
        "web/test_required.py": {"lxml"},  # sends a form as a browser does
        "web/test_refill.py": {"html.parser"},  # another reader than the one that has written them
    }


def test_the_walk_finds_such_words() -> None:
    assert "今天或以后" in held()
    source = 'assert "今天或以后" in answer.text\npage = answer.text\nassert "今天" in page\n'
    tree = ast.parse(source)
    pages = pages_of(tree)
    assert [whole_page(where, pages) for _line, _words, where in looked_for(tree)] == [True, True]
    tree = ast.parse('assert "今天" in Page(answer).one(".wrong").text')
    assert [whole_page(where, set()) for _line, _words, where in looked_for(tree)] == [False]
