"""The papers for maintainers stay true: what they name is there, and no feature is left out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_layers import FLOORS

PAPERS = [
    Path(each)
    for each in (
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "app/README.md",
        "app/decisions.md", "infra/README.md", "tests/README.md",
    )
]  # fmt: skip
TARGETS = set(re.findall(r"^([a-z]+):", Path("Makefile").read_text(), re.MULTILINE))
FOLDERS = sorted(each.name for each in Path("app").glob("[!_]*") if any(each.glob("[!_]*")))
AT_THE_TOP = {each.name for each in Path().iterdir()}
NO_FILE = re.compile(r"[<…= ]|^/|://")  # an address, a setting, a placeholder


def quoted(text: str) -> Iterator[str]:
    """What stands between backticks, but not in a block."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", plain)


def paths(text: str) -> set[str]:
    """What is written as a path from the top; `app/charter/{model,rings}.py` is two."""
    found: set[str] = set()
    for each in quoted(text):
        first, slash, _rest = each.partition("/")
        if (slash and first in AT_THE_TOP and not NO_FILE.search(each)) or re.fullmatch(
            r"[\w-]+\.lock", each
        ):
            start, brace, rest = each.partition("{")
            inner, _close, end = rest.partition("}")
            found |= {f"{start}{part}{end}" for part in inner.split(",")} if brace else {each}
    return found


def links(paper: Path) -> set[str]:
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", paper.read_text())
    return {each for each in found if "://" not in each}


def is_there(path: str) -> bool:
    return any(Path().glob(path.rstrip("/"))) if "*" in path else Path(path).exists()


# A module's name stands in strings too (a program given to `python -c`), a path in comments.
MODULE = re.compile(r"(?:\bfrom|\bimport|-m) (app(?:\.\w+)+)|[\"'](app(?:\.\w+)+):\w+[\"']")
PATH = re.compile(r"(?<![\w/.])(?:app|tests|templates|static|tenants|infra)/[\w/.-]*\w\.[a-z]+\b")
SHORT = re.compile(r"(?<![\w/.{*])[a-z_]+/[a-z_]+\.py\b")  # `topics/rules.py`, without its top
READ = {".py", ".toml", ".html", ".css", ".js", ".txt", ".sh", ".yml", ""}
LEFT_OUT = {"node_modules", "vendor", "data", "releases", "locale"}
TEXTS = [
    each
    for top in (".", "app", "tests", "templates", "static", "tenants", "infra")
    for each in (Path(top).glob("*") if top == "." else Path(top).rglob("*"))
    if each.is_file() and each.suffix in READ and not LEFT_OUT & set(each.parts)
    if "__pycache__" not in each.parts
]


def table(heading: str, paper: Path) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    (part,) = re.findall(
        rf"^## {heading}\n(.*?)(?=^## |\Z)", paper.read_text(), re.DOTALL | re.MULTILINE
    )
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|")
    ]
    return rows[2:]


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_every_path_that_a_paper_names_exists(paper: Path) -> None:
    assert {each for each in paths(paper.read_text()) if not is_there(each)} == set()


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_every_link_leads_somewhere(paper: Path) -> None:
    assert {each for each in links(paper) if not (paper.parent / each).exists()} == set()


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_every_make_target_that_a_paper_names_exists(paper: Path) -> None:
    text = paper.read_text()
    named = set(re.findall(r"`make ([a-z]+)|^ {4}make ([a-z]+)", text, re.MULTILINE))
    assert {one or other for one, other in named} - TARGETS == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_readme_names_every_folder_of_the_program(folder: str) -> None:
    assert f"\n| `{folder}` |" in PAPERS[0].read_text()


def test_readme_names_no_folder_that_is_gone() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|", PAPERS[0].read_text(), re.MULTILINE)
    assert set(rows) - {Path(each).name for each in FOLDERS} == set()


def test_each_floor_says_what_stands_on_it() -> None:
    """In the order of the list that tests/test_layers.py holds the imports to."""
    said = [set(quoted(row[1])) for row in table("Floors", Path("app/README.md"))]
    assert said == FLOORS


def test_the_glossary_leads_to_files() -> None:
    rows = table("Glossary", Path("app/README.md"))
    assert len(rows) >= 60
    for row in rows:
        assert len(row) == 3, row
        assert paths(row[2]), row
        assert all(is_there(each) for each in paths(row[2])), row


def test_whoever_searches_for_the_field_s_word_comes_to_the_file() -> None:
    """One of the words at least stands in a file to which its row leads, or is its name."""
    lost = []
    for row in table("Glossary", Path("app/README.md")):
        files = [Path(each) for each in paths(row[2])]
        text = " ".join(f"{each} {each.read_text().lower()}" for each in files).replace("_", "-")
        words = re.findall(r"(?:^|, )([a-z][\w-]+)", row[0].lower())
        if words and not any(each[:6] in text for each in words):
            lost.append(row[0])
    assert lost == []


def test_the_glossary_is_in_order() -> None:
    """So that a word is found where it is looked for."""
    words = [row[0].lower() for row in table("Glossary", Path("app/README.md"))]
    assert words == sorted(words)


def module_is_there(name: str) -> bool:
    path = Path(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def is_an_end(path: str) -> bool:
    """Of a file in app/ or tests/, wherever its folder lies."""
    return any(f"/{each.as_posix()}".endswith(f"/{path}") for each in TEXTS)


def test_every_module_and_path_that_a_text_names_is_there() -> None:
    """What no import finds at once: names in strings, in comments, in the Makefile."""
    gone = set()
    for each in TEXTS:
        text = each.read_text()
        named = {one or other for one, other in MODULE.findall(text)}
        gone |= {(str(each), name) for name in named if not module_is_there(name)}
        gone |= {(str(each), path) for path in PATH.findall(text) if not Path(path).exists()}
        gone |= {(str(each), end) for end in SHORT.findall(text) if not is_an_end(end)}
    assert gone == set()
