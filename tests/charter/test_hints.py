"""Each field of each form says what it changes."""

from collections.abc import Iterator
from typing import Any, get_args

from msgspec import structs

from app.charter.model import Charter
from app.charter.problems import bare, is_struct
from app.drafting.forms.fields import PARTS as PAGES
from app.drafting.forms.hints import HINTS, PARTS, RARE, hint

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
