"""Village phones: our own scripts and sheets ask nothing of an engine that Chrome 80 lacks, or do
without it there. (htmx itself needs 80: what is older reads pages without scripts.)
"""

import re

import pytest

from tests.test_styles import SCRIPTS, SHEETS, all_rules, bare

# What came later, and how it is written.
LATER = {
    "replaceChildren": r"\.replaceChildren\b",
    "assigning ||=": r"(\|\||&&|\?\?)=",
    "at": r"\.at\(-?\d",
    "replaceAll": r"\.replaceAll\(",
    "structuredClone": r"\bstructuredClone\(",
    "hasOwn": r"Object\.hasOwn\b",
    "any": r"Promise\.any\(",
    "findLast": r"\.findLast",
    "private fields": r"this\.#|^\s+#\w+",
    "static blocks": r"static \{",
    "top-level await": r"^await ",
    "selectors": r":(is|where|has)\(|:not\([^()]*,",
}
ASKED = {"requestSubmit": r"if \(form\.requestSubmit\)"}
CSS_LATER = re.compile(
    r":(is|where|has)\(|\binset:|\d(dvh|svh|lvh)\b|@(layer|container)\b|color-mix"
)


def lacking(text: str) -> list[str]:
    found = [name for name, how in LATER.items() if re.search(how, text, re.MULTILINE)]
    for name, asks in ASKED.items():
        calls = len(re.findall(rf"\.{name}\(", text))
        found += [name] if calls > len(re.findall(asks, text)) else []
    return found


def test_our_scripts_run_there() -> None:
    found = {each.name: said for each in SCRIPTS if (said := lacking(each.read_text("utf-8")))}
    assert len(SCRIPTS) > 4
    assert found == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line.replaceChildren(link);", ["replaceChildren"]),
        ("field.id ||= name;", ["assigning ||="]),
        ("a = b || c;", []),
        ("event.target.form.requestSubmit();", ["requestSubmit"]),
        ("if (form.requestSubmit) form.requestSubmit();", []),
        ("list.at(-1)", ["at"]),
    ],
)
def test_what_is_noticed(text: str, said: list[str]) -> None:
    assert lacking(text) == said


def test_our_sheets_are_read_there() -> None:
    """A row of boxes is spaced by margins, for `gap` is for grids alone there; a picture has a
    height where its proportions are not known.
    """
    assert [each.name for each in SHEETS if CSS_LATER.search(bare(each.read_text("utf-8")))] == []
    rules = all_rules()
    flexible = [each for each in rules if ("display", "flex") in each.declared]
    assert len(flexible) > 20
    spaced = [
        each.selector
        for each in flexible
        if any(name in {"gap", "row-gap", "column-gap"} for name, _value in each.declared)
    ]
    assert spaced == []
    shaped = [
        each.selector
        for each in rules
        if any(name == "aspect-ratio" for name, _value in each.declared)
        and "@supports" not in each.around
    ]
    assert shaped == []


# What ECMAScript 3 lacks: the file that helps where the others cannot be read has none of it.
MODERN = re.compile(r"\b(const|let|class|async|await)\b|=>|`|\?\.|\?\?|\.\.\.|,\s*[)}\]]")


def test_what_helps_where_ours_cannot_be_read_is_read_everywhere() -> None:
    helper = next(each for each in SCRIPTS if each.name == "wall.js").read_text("utf-8")
    assert MODERN.findall(re.sub(r"//.*", "", helper)) == []
    others = [each for each in SCRIPTS if each.name != "wall.js"]
    assert all(MODERN.search(each.read_text("utf-8")) for each in others)
