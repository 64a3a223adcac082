"""What is wrong with a document's shape: all places at once; msgspec names the first. Pure."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct, structs

from app.charter.model import Charter, Level, RingKind
from app.charter.problems import Place, Problem, at, bare, is_struct
from app.words import _

WANTED = {
    int: _("请填一个整数。"),
    float: _("请填一个数。"),
    Level: _("请从列出的里选一项。"),
    RingKind: _("请从列出的里选一项。"),
}


def misshapen(document: str) -> list[Problem]:
    """Empty: it can be read as a charter."""
    try:
        return misshapen_data(tomllib.loads(document))
    except RecursionError:
        return [at(_("章程"))(_("层层嵌套太深，不是章程。"))]
    except ValueError as error:  # TOML's own words name line and column
        return [at(_("章程"))(_("不是合格的 TOML：%(why)s"), why=str(error))]


def misshapen_data(data: dict[str, Any]) -> list[Problem]:
    """As `misshapen`; `data`: as TOML gives it."""
    return list(of_value(data, Charter, ()))


def plain(document: str) -> dict[str, Any]:
    """The document's data, as far as it is TOML at all."""
    try:
        return tomllib.loads(document)
    except (RecursionError, ValueError):
        return {}


def rest_of(parts: dict[str, Any], stand_in: Charter) -> tuple[Charter, set[str]]:
    """The parts that can be read, so that they are checked, too. → the charter with others in
    place of those that cannot; which these are.
    """
    fitting: dict[str, Any] = {}
    for each in structs.fields(Charter):
        with suppress(KeyError, msgspec.ValidationError):
            fitting[each.name] = msgspec.convert(parts[each.name], each.type)
    others = {name for name in Charter.__struct_fields__ if name not in fitting}
    return structs.replace(stand_in, **fitting), others


def of_value(value: Any, kind: Any, place: Place) -> Iterator[Problem]:
    kind = bare(kind)
    if is_struct(kind) and isinstance(value, dict):
        yield from of_struct(value, kind, place)
    elif get_origin(kind) is list and isinstance(value, list):
        for number, each in enumerate(value):
            yield from of_value(each, get_args(kind)[0], (*place, number))
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            text = WANTED.get(kind) or _("填得不对：%(why)s")
            yield at(*place)(text, why=str(error))


def of_struct(value: dict[str, Any], kind: type[Struct], place: Place) -> Iterator[Problem]:
    known = {each.encode_name: each for each in structs.fields(kind)}
    for name, each in known.items():
        if name in value:
            yield from of_value(value[name], each.type, (*place, name))
        elif each.default is NODEFAULT and each.default_factory is NODEFAULT:
            yield at(*place, name)(_("缺这一项（%(name)s），请补上。"), name=name)
    for name in value:
        if name not in known:
            yield at(*place, name)(_("不认得这一项，请去掉，或看看是否写错了。"))
