"""How a charter's error is told: where it is, in words that people read, and how to mend it."""

from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from msgspec import Struct, structs

from app.charter.model import Charter
from app.charter.wording import FIELDS, VALUES, called, joined, said
from app.i18n import _, translated

Place = tuple[str | int, ...]  # ("flow", "steps", 0, "rings", 2, "days")


class Problem(NamedTuple):
    place: Place
    text: str  # a msgid
    values: dict[str, Any]

    def says(self) -> str:
        return translated(self.text, **self.values)

    def said(self, document: Any) -> str:
        """`document`: the charter, or the plain data of one; it names the pieces of lists."""
        where = in_words(self.place, document) or translated(_("章程"))
        return f"{where}: {self.says()}"


def at(*place: str | int) -> Callable[..., Problem]:
    """`at("flow", "steps", 0)(_("…"), key=…)`"""

    def problem(text: str, **values: Any) -> Problem:
        return Problem(place, text, values)

    return problem


def only(place: Place, part: str, name: str) -> Problem:
    """Of a field whose values are fixed: what they are, as its form reads, not as they are kept."""
    known = joined(map(said, VALUES[part, name].values()))
    return at(*place, name)(_("只能是这几种之一：%(known)s。"), known=known)


def in_words(place: Place, document: Any) -> str:
    """流程 › 定题 › 镇街初筛 › 时限. Bears with places and documents that do not fit the model."""
    kind: Any = Charter
    words: list[str] = []
    for part in place:
        document = inside(document, part)
        if isinstance(part, int):
            kind = items_of(kind)
            if document is not None:
                words.append(named(document, part))
        elif is_struct(kind):
            words.append(said(FIELDS[kind.__name__].get(part, part)))
            held = (kind.__name__, part)
            kind = field_of(kind, part)
        else:
            words.append(said(VALUES.get(held, {}).get(part, part)))
            kind = items_of(kind)
    return " › ".join(word for word in words if word)


def named(piece: Any, number: int) -> str:
    name = called(piece) if isinstance(piece, dict | Struct) else ""
    name = piece if isinstance(piece, str) else name
    return name if name not in ("", "?") else str(number + 1)


def inside(document: Any, part: str | int) -> Any:
    if isinstance(part, int):
        fits = isinstance(document, list | tuple) and part < len(document)
        return document[part] if fits else None
    return document.get(part) if isinstance(document, dict) else getattr(document, part, None)


@cache  # asked for every field of every drawing and every check
def bare(kind: Any) -> Any:
    """`int | None` → int"""
    kinds = [each for each in get_args(kind) if each is not type(None)]
    optional = get_origin(kind) in (Union, UnionType) and len(kinds) == 1
    return kinds[0] if optional else kind


def is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


@cache  # msgspec works its annotations out anew each time
def fields_of(kind: type[Struct]) -> dict[str, structs.FieldInfo]:
    return {each.name: each for each in structs.fields(kind)}


def field_of(kind: type[Struct], name: str) -> Any:
    known = fields_of(kind).get(name)
    return bare(known.type) if known else None


def items_of(kind: Any) -> Any:
    """What a list holds, or the values of a dict."""
    return bare(get_args(kind)[-1]) if get_args(kind) else None
