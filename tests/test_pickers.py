"""One field for a day and one for somebody or something that is there: every form has these, and no
field of its own making.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.choosing.kinds import What
from tests.sources import parsed
from tests.test_layers import FILES

TEMPLATES = sorted(Path("templates").rglob("*.html"))
DAY, PICKER = Path("templates/patterns/day.html"), Path("templates/choosing/_picker.html")
FIELD = re.compile(r"<(?:input|select|textarea)\b(?:[^>{]|\{[{%#].*?[%}#]\})*>", re.DOTALL)
NAME = re.compile(r'\bname="([a-z_]+)"')
KIND = re.compile(r'\btype="([a-z-]+)"')
NOT_TYPED = {"hidden", "radio", "checkbox"}
PERSONS = {What.MEMBER, What.DEPARTMENT, What.ACCOUNT, What.SPEAKER, What.ANSWERER, What.ASKED}
READERS = {"chosen", "number_chosen", "filtered"}
# What the identity provider calls somebody whom nobody here knows yet.
NOT_THERE_YET = {
    ("templates/people/index.html", "subject"),
    ("templates/accounts/demo_idp.html", "subject"),
}
# Calls by which a form's text is read as the names of somebody who is there.
LISTS = {"members_called"}


def fields(text: str) -> list[tuple[str, str, str]]:
    """→ its name, its type, itself."""
    found = []
    for field in FIELD.findall(text):
        name, kind = NAME.search(field), KIND.search(field)
        found.append((name[1] if name else "", kind[1] if kind else "", field))
    return found


def own_days(text: str) -> list[str]:
    return [name for name, kind, _field in fields(text) if kind in {"date", "datetime-local"}]


def names_read(tree: ast.AST) -> set[str]:
    """Fields whose text a handler takes for a person, by how it reads them."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        chooses = node.func.id in READERS and node.args and is_person(node.args[0])
        if chooses or node.func.id in LISTS:
            found |= {name for each in node.args if (name := of_form(each))}
    return found


def is_person(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {each.name for each in PERSONS}


def of_form(node: ast.expr) -> str:
    """The field, where it is one of `form`."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "form" else ""
    return ""


@cache
def persons() -> set[str]:
    """By all of the program: asked for by each template's test."""
    return {name for path in FILES.values() for name in names_read(parsed(path))}


def own_persons(text: str, names: set[str]) -> list[str]:
    """A list's field looks for each name while it is typed: `asks`."""
    return [
        name
        for name, kind, field in fields(text)
        if name in names and kind not in NOT_TYPED and "asks(" not in field
    ]


def test_who_is_chosen_is_known_by_how_it_is_read() -> None:
    assert persons() >= {"member", "department", "participant", "asks", "members"}


@pytest.mark.parametrize("path", [each for each in TEMPLATES if each != DAY], ids=str)
def test_a_day_is_chosen_by_the_one_field_for_it(path: Path) -> None:
    assert own_days(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [each for each in TEMPLATES if each != PICKER], ids=str)
def test_somebody_is_chosen_by_the_one_picker(path: Path) -> None:
    found = own_persons(path.read_text("utf-8"), persons())
    assert [each for each in found if (str(path), each) not in NOT_THERE_YET] == []


def test_what_would_be_found() -> None:
    page = """<input name="due_on" type="date" value="{{ a > b }}">
        <input type="hidden" name="member">
        <label>x <input name="member" {{ at_most(30) }} required></label>
        <select name="department"><option></option></select>
        <textarea name="members" {{ asks('member') }} data-many></textarea>"""
    assert own_days(page) == ["due_on"]
    assert own_persons(page, {"member", "department", "members"}) == ["member", "department"]
    read = "number_chosen(What.MEMBER, me, form.head, 'head')\nchosen(What.LEVEL, me, form.x, '')"
    assert names_read(ast.parse(read)) == {"head"}


WITHIN = re.compile(r'placeholder="([^"]*)"')


def test_what_stands_in_an_empty_field_is_short_enough_to_be_read_on_a_phone() -> None:
    """Nobody can scroll to its end. Beside a button a field is 12rem wide: ten letters."""
    found = {
        text: path
        for path in TEMPLATES
        for each in WITHIN.findall(path.read_text("utf-8"))
        for text in re.findall(r"_\('([^']*)'", each) or [each]
    }
    assert len(found) >= 4
    assert {text: path for text, path in found.items() if len(text) > 10} == {}
