"""What is wrong with a document's shape: all places at once; msgspec names the first. Pure."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from enum import Enum
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from app.charter.model import Charter, Level, RingKind
from app.charter.problems import (
    Place,
    Problem,
    at,
    bare,
    field_of,
    fields_of,
    inside,
    is_struct,
    items_of,
)
from app.charter.upgrades import NewerSchema, brought_up
from app.i18n import _

WANTED = {
    int: _("请填一个整数。"),
    float: _("请填一个数。"),
    Level: _("请从列出的里选一项。"),
    RingKind: _("请从列出的里选一项。"),
}


WHERE = re.compile(r"at line (\d+), column (\d+)")
NOTHING = _("没有选文件，也没有粘贴文字。")
BROKEN = _("从第 %(line)s 行第 %(column)s 个字起无法读取，请核对引号和括号是否成对、文件是否完整。")
TOO_SHORT = _("文件到末尾还没有写完，请核对是否完整。")
OTHER_FILE = _("这不是规则文件，里面没有规则的任何一部分。请选从「各版规则」导出的文件。")


def misshapen(document: str) -> list[Problem]:
    """Empty: it can be read as a charter. A problem without place: nothing of it can be read."""
    try:
        data = brought_up(tomllib.loads(document))
    except NewerSchema as error:
        return [at()(error.text, **error.values)]
    except RecursionError:
        return [at()(_("嵌套层数过多，不是规则文件。"))]
    except ValueError as error:  # TOML's own words name line and column
        where = WHERE.search(str(error))
        return [at()(BROKEN, line=where[1], column=where[2]) if where else at()(TOO_SHORT)]
    if data.keys().isdisjoint(fields_of(Charter)):
        return [at()(OTHER_FILE if document.strip() else NOTHING)]
    return misshapen_data(data)


def misshapen_data(data: dict[str, Any]) -> list[Problem]:
    """As `misshapen`; `data`: as TOML gives it, of today's schema."""
    return list(of_value(data, Charter, ()))


def plain(document: str) -> dict[str, Any]:
    """Its data in today's schema, as far as it is TOML at all, and not of a later one."""
    try:
        return brought_up(tomllib.loads(document))
    except (RecursionError, ValueError, NewerSchema):
        return {}


def readable(data: dict[str, Any]) -> Charter:
    """The charter with something harmless in each place that cannot be read, so that the rest of
    it can be checked and shown, too.
    """
    mended = deepcopy(data)
    for each in misshapen_data(data):
        mend(mended, each.place)
    return msgspec.convert(mended, Charter)


def mend(document: Any, place: Place) -> None:
    kind: Any = Charter
    for part in place[:-1]:
        document, kind = inside(document, part), kind_inside(kind, part)
    last, wanted = place[-1], kind_inside(kind, place[-1])
    if is_struct(kind) and last not in kind.__struct_fields__:
        document.pop(last, None)
    else:
        document[last] = harmless(wanted)


def kind_inside(kind: Any, part: str | int) -> Any:
    return field_of(kind, str(part)) if is_struct(kind) else items_of(kind)


def harmless(kind: Any) -> Any:
    if is_struct(kind):
        known = fields_of(kind).values()
        needed = [each for each in known if each.required]
        return {each.name: harmless(bare(each.type)) for each in needed}
    if get_origin(kind) is tuple:
        return [harmless(each) for each in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    return {str: "-", int: 1, float: 1.0, bool: False}.get(kind) or (get_origin(kind) or bool)()


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
    known = {each.encode_name: each for each in fields_of(kind).values()}
    for name, each in known.items():
        if name in value:
            yield from of_value(value[name], each.type, (*place, name))
        elif each.required:
            yield at(*place, name)(_("缺这一项（%(name)s），请补上。"), name=name)
    for name in value:
        if name not in known:
            yield at(*place, name)(_("没有这一项，请删除，或核对是否写错。"))
