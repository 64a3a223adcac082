"""What is wrong with a document's shape: all places at once; msgspec names the first. Pure."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct, structs

from app.charter.model import Charter
from app.charter.problems import Problem, at
from app.charter.wording import FIELDS
from app.words import _

Path = tuple[str, ...]


def misshapen(document: str) -> list[Problem]:
    """Empty: it can be read as a charter."""
    try:
        return list(of_value(tomllib.loads(document), Charter, ()))
    except RecursionError:
        return [at(_("章程"))(_("层层嵌套太深，不是章程。"))]
    except ValueError as error:  # TOML's own words name line and column
        return [at(_("章程"))(_("不是合格的 TOML：%(why)s"), why=str(error))]


def rest_of(document: str, stand_in: Charter) -> tuple[Charter, set[str]]:
    """The parts that can be read, so that they are checked, too. → the charter with others in
    place of those that cannot; what people call these.
    """
    try:
        parts = tomllib.loads(document)
    except (RecursionError, ValueError):
        parts = {}
    fitting: dict[str, Any] = {}
    for each in structs.fields(Charter):
        with suppress(KeyError, msgspec.ValidationError):
            fitting[each.name] = msgspec.convert(parts[each.name], each.type)
    others = {FIELDS["Charter"][name] for name in FIELDS["Charter"] if name not in fitting}
    return structs.replace(stand_in, **fitting), others


def of_value(value: Any, kind: Any, path: Path) -> Iterator[Problem]:
    kinds = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) in (Union, UnionType) and len(kinds) == 1:
        yield from of_value(value, kinds[0], path)
    elif isinstance(kind, type) and issubclass(kind, Struct) and isinstance(value, dict):
        yield from of_struct(value, kind, path)
    elif get_origin(kind) is list and isinstance(value, list):
        for number, each in enumerate(value, 1):
            inner = (*path, named(each, number)) if isinstance(each, dict) else path
            yield from of_value(each, kinds[0], inner)
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            yield at(*path)(_("填得不对：%(why)s"), why=str(error))


def of_struct(value: dict[str, Any], kind: type[Struct], path: Path) -> Iterator[Problem]:
    known = {each.encode_name: each for each in structs.fields(kind)}
    labels = FIELDS[kind.__name__]
    for name, each in known.items():
        inner = (*path, labels[name] or name)
        if name in value:
            yield from of_value(value[name], each.type, inner)
        elif each.default is NODEFAULT and each.default_factory is NODEFAULT:
            yield at(*inner)(_("缺这一项（%(name)s），请补上。"), name=name)
    for name in value:
        if name not in known:
            yield at(*path, name)(_("不认得这一项，请去掉，或看看是否写错了。"))


def named(piece: dict[str, Any], number: int) -> str:
    for name in ("name", "text", "key"):
        if isinstance(text := piece.get(name), str) and text:
            return text
    return str(number)
