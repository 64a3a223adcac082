"""Each field of each form says what it changes."""

from collections.abc import Iterator
from typing import Any, get_args

from msgspec import structs

from app.charter.model import Charter
from app.charter.problems import Problem, bare, is_struct
from app.charter.sheets import Indicator, Scoring, Sheet
from app.drafting import drafts
from app.drafting.forms.fields import PARTS as PAGES
from app.drafting.forms.fields import Drawing
from app.drafting.forms.hints import HINTS, PARTS, RARE, hint
from app.drafting.forms.inputs import inputs
from tests import given

LONGEST = 40


def parts_of(kind: Any) -> Iterator[type[Any]]:
    kind = bare(kind)
    if is_struct(kind):
        yield kind
        for each in structs.fields(kind):
            yield from parts_of(each.type)
    for inner in get_args(kind):
        yield from parts_of(inner)


def test_each_field_says_what_it_changes() -> None:
    fields = {kind.__name__: set(kind.__struct_fields__) for kind in parts_of(Charter)}
    assert {part: set(known) for part, known in HINTS.items()} == fields
    for part, known in HINTS.items():
        for name, text in known.items():
            assert 0 < len(text) <= LONGEST, (part, name)
            assert hint(part, name) == text


def test_each_page_says_what_it_decides() -> None:
    assert set(PARTS) == set(PAGES)
    assert ("StationKind", "key") in RARE


def test_a_form_asks_for_no_code_and_for_what_an_indicator_s_method_uses() -> None:
    """What it does not ask travels along; what is wrong with it is seen all the same."""
    one = Indicator("filed", "场次", 100, "per", counts="x", points=5, target=7, steps=[(1, 2)])
    sheet = Sheet("q", "季度表", "station", "quarter", indicators=[one])
    data = drafts.from_charter(structs.replace(given.charter(), scoring=Scoring([sheet])))
    here = ("scoring", "sheets", 0, "indicators", 0)

    def asked(*problems: Problem) -> set[str]:
        (indicator,) = inputs(Drawing(data, list(problems)).page("scoring"))[
            "scoring.sheets.0.indicators"
        ].inner
        return {each.name.rpartition(".")[2] for each in indicator.inner if not each.hidden}

    of_per = {"counts", "result", "form", "category", "points", "cap"}
    assert asked() == {"name", "marks", "method", "kind", "note", *of_per}
    wrong = Problem((*here, "key"), "%(key)s", {"key": "filed"})
    assert asked(wrong) - asked() == {"key"}
