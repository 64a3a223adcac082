"""The style sheets say everything once, and only what a page shows. Templates stay readable."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.config import ROOT

SHEETS = sorted((ROOT / "static").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = [each for each in (ROOT / "static").glob("*.js") if ".min." not in each.name]
LONGEST = 160
AT_WORK = {"htmx-request"}  # set by htmx itself
RINGS = {"done", "now", "off"}  # a ring's state, as app/workflow/topic_page.py gives it
NO_ELEMENT = re.compile(r"\[[^\]]*\]|::?[\w-]+|[.#][\w-]+|@[\w-]+")
AROUND = {"from", "to"}  # of @keyframes
CLASS = re.compile(r"\.(-?[a-z][\w-]*)")
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# a class attribute, with the jinja in it, which may hold quotes of its own
WORN = re.compile(r'(?<![\w-])class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
PART = re.compile(r'{% (?:extends|include|from|import) "([^"]+)"')
SHOWN_IN = {"charter/look_paper.html": "charter/look.html"}  # whose name for it Python has
LINKED = re.compile(r"static\('([\w-]+\.css)'\)")


class Rule(NamedTuple):
    around: str  # the @media it stands in
    selector: str
    declared: list[tuple[str, str]]


def bare(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def rules(css: str, around: str = "") -> Iterator[Rule]:
    """Blocks with their declarations; `css` has no braces but those of blocks."""
    found = re.finditer(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}", bare(css))
    for head, body in (each.groups() for each in found):
        named = " ".join(head.split())
        if named.startswith("@"):
            yield from rules(body, f"{around}{named}")
        else:
            lines = [each.split(":", 1) for each in body.split(";") if each.strip()]
            yield Rule(around, named, [(name.strip(), text.strip()) for name, text in lines])


def all_rules() -> list[Rule]:
    return [each for sheet in SHEETS for each in rules(sheet.read_text())]


def touches(one: str, other: str) -> bool:
    """`border` sets what `border-top` sets."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def worn(templates: Iterable[Path] = TEMPLATES) -> tuple[set[str], set[str]]:
    """Classes that templates give out; beginnings of those whose end comes from Python."""
    whole, begun = set(), set()
    for text in (text for each in templates for text in WORN.findall(each.read_text())):
        quoted = [part for code in JINJA.findall(text) for part in re.findall(r"'([^']*)'", code)]
        begun |= set(re.findall(r"([\w-]+-)\{\{", text))
        plain = re.sub(r"[\w-]+-\{\{.*?\}\}", " ", text)
        whole |= set(JINJA.sub(" ", plain).split())
        whole |= {
            word for part in quoted if part[:1] == " " or "-" in part for word in part.split()
        }
    return whole, begun


def scripted() -> set[str]:
    """Words in quotes in our own scripts."""
    found = (re.findall(r"""["']([^"'\n]*)["']""", each.read_text()) for each in SCRIPTS)
    return {word.lstrip(".") for quotes in found for quote in quotes for word in quote.split()}


def in_python() -> set[str]:
    """Words in quotes in Python, such as a ring's state and a light's colour."""
    found = (re.findall(r'"([a-z-]+)"', each.read_text()) for each in (ROOT / "app").rglob("*.py"))
    return {word for words in found for word in words}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
def test_one_declaration_a_line(sheet: object) -> None:
    text = bare(sheet.read_text())  # type: ignore[attr-defined]
    packed = [
        line
        for line in text.splitlines()
        if len(re.findall(r"[;{}]", line)) > 1 or re.search(r"[{;}]\s*\S", line)
    ]
    assert packed == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
def test_no_selector_twice(sheet: object) -> None:
    found = Counter(
        (each.around, each.selector)
        for each in rules(sheet.read_text())  # type: ignore[attr-defined]
    )
    assert [each for each, times in found.items() if times > 1] == []


def test_nothing_is_said_again_for_the_same_selector() -> None:
    """Neither in one block nor in two, by which order alone would decide."""
    said: dict[tuple[str, str], list[str]] = {}
    again = []
    for rule in all_rules():
        names = [name for name, _ in rule.declared]
        again += [(rule.selector, name) for name, times in Counter(names).items() if times > 1]
        for selector in rule.selector.split(", "):
            before = said.setdefault((rule.around, selector), [])
            again += [
                (selector, name) for name in names if any(touches(name, each) for each in before)
            ]
            before += names
    assert again == []


def test_every_class_of_the_sheets_is_worn() -> None:
    whole, begun = worn()
    words = in_python()
    known = whole | scripted() | AT_WORK
    known |= {start + word for start in begun for word in words} | (words & RINGS)
    styled = {name for rule in all_rules() for name in CLASS.findall(rule.selector)}
    assert sorted(styled - known) == []


def test_every_element_and_id_of_the_sheets_is_on_a_page() -> None:
    text = "".join(each.read_text() for each in TEMPLATES) + "".join(
        each.read_text() for each in SCRIPTS
    )
    selectors = [bare(each) for rule in all_rules() for each in rule.selector.split(", ")]
    plain = [NO_ELEMENT.sub(" ", each) for each in selectors]
    elements = {name for each in plain for name in re.findall(r"[a-z]+\d?", each)} - AROUND
    assert sorted(each for each in elements if not re.search(rf"<{each}\b", text)) == []
    ids = {name for each in selectors for name in re.findall(r"#([\w-]+)", each)}
    assert sorted(each for each in ids if f'id="{each}"' not in text) == []


def test_every_class_that_is_worn_is_styled_or_used() -> None:
    whole, _ = worn()
    styled = {name for rule in all_rules() for name in CLASS.findall(rule.selector)}
    assert sorted(whole - styled - scripted()) == []


def parts_of(template: Path) -> set[Path]:
    """Itself, and all that it includes and imports."""
    found, more = set(), {template}
    while more:
        found |= more
        named = {name for each in more for name in PART.findall(each.read_text())}
        more = {ROOT / "templates" / name for name in named} - found
    return found


def named_in(sheet: str) -> set[str]:
    return {
        name
        for rule in rules((ROOT / "static" / sheet).read_text())
        for name in CLASS.findall(rule.selector)
    }


def test_a_page_brings_the_sheets_of_what_it_wears() -> None:
    """`app.css` comes with every page, any other where the page or a part of it names it."""
    everywhere = named_in("app.css")
    styled = {each.name: named_in(each.name) - everywhere for each in SHEETS}
    missing = []
    for page in (each for each in TEMPLATES if "{% extends" in each.read_text()):
        name = page.relative_to(ROOT / "templates").as_posix()
        parts = parts_of(page) | parts_of(ROOT / "templates" / SHOWN_IN.get(name, name))
        brought = {sheet for each in parts for sheet in LINKED.findall(each.read_text())}
        whole, _ = worn(parts)
        whole -= {each for sheet in brought for each in styled[sheet]}
        missing += [(name, sheet, whole & names) for sheet, names in styled.items()]
    assert [each for each in missing if each[2]] == []


def test_what_is_not_printed_stays_away_whatever_else_it_wears() -> None:
    """Sheets of single pages come after, and lay out what has both classes."""
    assert Rule("@media print", ".no-print", [("display", "none !important")]) in all_rules()


def test_every_token_is_used() -> None:
    sheets = "".join(each.read_text() for each in SHEETS)
    scripts = "".join(each.read_text() for each in SCRIPTS)
    tokens = {name for rule in all_rules() for name, _ in rule.declared if name.startswith("--")}
    used = set(re.findall(r"var\((--[\w-]+)\)", sheets))
    used |= {f"--{name}" for name in re.findall(r'shade\(.*?"(\w+)"', scripts)}
    assert tokens == used


def test_lines_of_templates_can_be_read() -> None:
    long = [
        f"{each.relative_to(ROOT)}:{number}: {len(line)}"
        for each in TEMPLATES
        for number, line in enumerate(each.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert long == []


# The same in the light and in the dark: a wall, and a sheet of paper.
OWN_COLOURS = {"wall.css"}
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl)a?\(|\b(white|black)\b")


def test_colours_are_tokens() -> None:
    """Else they stay as they are where all around them is dark."""
    found = [
        (sheet.name, rule.selector, name, value)
        for sheet in SHEETS
        if sheet.name not in OWN_COLOURS
        for rule in rules(sheet.read_text())
        for name, value in rule.declared
        if not name.startswith("--") and COLOUR.search(value) and "print" not in rule.around
    ]
    assert found == []


def test_what_is_dark_has_a_value_for_every_colour_but_those_that_stay() -> None:
    tokens: dict[str, set[str]] = {"": set(), "dark": set()}
    for rule in rules((SHEETS[0].parent / "app.css").read_text()):
        if rule.selector == ":root":
            where = "dark" if "dark" in rule.around else ""
            tokens[where] |= {name for name, value in rule.declared if COLOUR.search(value)}
    assert tokens[""] - tokens["dark"] == {"--amber", "--on-fill"}
