"""What is imported is declared in pyproject.toml, and README says why it is needed."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.sources import imports, parsed

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())
NEEDED: list[str] = PROJECT["project"]["dependencies"]
FOR_TESTS: list[str] = PROJECT["dependency-groups"]["dev"]
README = Path("README.md").read_text()
# In an environment of its own (requirements-idp.lock); the program that runs there imports it.
APART = {"tests/accounts/idp.py": {"canaille"}}


def name(text: str) -> str:
    """litestar[jinja]==2.25.0 → litestar; Jinja2, pi_heif → jinja2, pi-heif"""
    (found,) = re.findall(r"^[\w.-]+", text)
    return re.sub(r"[-_.]+", "-", found).lower()


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """(file, top-level module) of all that is neither ours nor Python's."""
    for path in sorted(Path(folder).rglob("*.py")):
        found = set()
        for node in imports(parsed(path)):
            if isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
            else:
                found |= {each.name.split(".")[0] for each in node.names}
        found -= {"app", "tests"} | sys.stdlib_module_names | APART.get(str(path), set())
        yield from ((str(path), each) for each in sorted(found))


def undeclared(folder: str, declared: list[str]) -> set[tuple[str, str]]:
    known, sources = {name(each) for each in declared}, packages_distributions()
    return {
        (path, module)
        for path, module in imported(folder)
        if known.isdisjoint(map(name, sources.get(module, [module])))
    }


def test_what_the_program_imports_is_declared() -> None:
    assert undeclared("app", NEEDED) == set()


def test_what_the_tests_import_is_declared() -> None:
    assert undeclared("tests", NEEDED + FOR_TESTS) == set()


def test_every_pin_is_exact_and_the_one_of_the_lock() -> None:
    for file, declared in (("requirements.lock", NEEDED), ("requirements-dev.lock", FOR_TESTS)):
        pins = re.findall(r"^([\w.-]+)==([^\s;]+)", Path(file).read_text(), re.MULTILINE)
        locked = {name(each): version for each, version in pins}
        wanted = {name(each): each.rpartition("==")[2] for each in declared}
        assert wanted == {each: locked.get(each) for each in wanted}, file


def rows() -> set[str]:
    """Packages in the first column of README's table."""
    (table,) = re.findall(r"## What it stands on\n(.*?)\n## ", README, re.DOTALL)
    cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    return {name(each) for cell in cells for each in cell.split(", ")}


def test_readme_says_why_each_package_is_needed() -> None:
    assert {name(each) for each in NEEDED} - rows() == set()


def test_readme_names_the_packages_of_the_tests() -> None:
    (said,) = re.findall(r"^Tests only: (.*?)\n\n", README, re.DOTALL | re.MULTILINE)
    words = {name(each) for each in re.findall(r"[\w-]+", said)}
    assert {name(each) for each in FOR_TESTS} - words == set()
