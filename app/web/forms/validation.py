"""Validation of a form as it arrives: few fields, read into the types that its handler asks for.
What does not fit is told field by field.
"""

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_origin, get_type_hints

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from msgspec import ValidationError, convert

from app.i18n import _
from app.refusal import Refused
from app.text import normalise
from app.text.decoding import decoded
from app.web.requests import AnyRequest

T = TypeVar("T")

MOST_FIELDS = 200
LARGEST = 2**18  # bytes; 4,000 Chinese letters are 36,000 when they are sent
LARGEST_FILE = 2**20  # of a file that comes in the place of a text
FILE_TOO_LARGE = _("文件超过 1 MB，没有收下。请核对是不是选错了文件。")
UNREADABLE = _("这一项没有填，或填得不对。")


class Fields:
    """Names and texts as they were sent, in their order; a name may stand there several times.
    `wrong`: what came and was not even read.
    """

    def __init__(self, pairs: list[tuple[str, str]], wrong: Sequence[Refused] = ()) -> None:
        self.pairs, self.wrong = pairs, wrong

    def get(self, name: str, default: str = "") -> str:
        """The last one of that name."""
        return next((text for key, text in reversed(self.pairs) if key == name), default)

    def all(self, name: str) -> list[str]:
        return [text for key, text in self.pairs if key == name]

    def names(self) -> Iterator[str]:
        yield from dict.fromkeys(key for key, _text in self.pairs)

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _text in self.pairs)

    def without(self, *names: str) -> "Fields":
        kept = [(key, text) for key, text in self.pairs if key not in names]
        return Fields(kept, self.wrong)


async def sent(
    request: AnyRequest, most: int = MOST_FIELDS, *, file: str = "", files: str = ""
) -> Fields:
    """Counted before it is taken apart: a quarter of a million fields cost nothing. Raises
    ClientException (400) where there are more than `most`, or where it is no form. `file`: a field
    of text in whose place a file may come: no page can fill in a file again, but its text.
    `files`: a field of files, which are left to whoever asks the request for them.
    """
    kind = request.content_type[0]
    if kind not in {RequestEncodingType.URL_ENCODED, ""}:
        if not (file or files) or kind != RequestEncodingType.MULTI_PART:
            raise ClientException("Not a form.")
    elif (await Request.body(request)).count(b"&") >= most:  # our own class takes it apart
        raise ClientException("Too many fields.")
    form = await request.form()
    # Not multi_items(): that gives the names in another order in each process.
    parts = list(form.items())
    fields = Fields([(key, part) for key, part in parts if isinstance(part, str)])
    for key, part in parts:
        if isinstance(part, UploadFile) and key != files:
            text = await text_of(part)
            if text is None:
                fields = Fields(fields.pairs, [Refused(FILE_TOO_LARGE, file)])
            elif text:
                fields = Fields([*fields.without(file).pairs, (file, text)], fields.wrong)
    if len(parts) > most:  # its files are closed by now
        raise ClientException("Too many fields.")
    return fields


async def text_of(part: UploadFile) -> str | None:
    """None: it is too large to be one."""
    read = await part.read(LARGEST_FILE + 1)
    await part.close()
    if len(read) > LARGEST_FILE:
        return None
    text = decoded(read)
    return normalise(read.decode(errors="replace") if text is None else text)


def read(kind: type[T], given: Fields) -> tuple[T, list[Refused]]:
    """Pure. A dataclass with texts, numbers, choices and lists of them: fields that do not fit get
    their default and a refusal. Of a field that is a dict each key has a name of its own, behind a
    dot. `Fields` itself takes a form whose names are not known before.
    """
    if kind is Fields:
        return given, []  # type: ignore[return-value]
    assert is_dataclass(kind)  # noqa: S101
    hints, wrong = hints_of(kind), list[Refused]()
    values: dict[str, Any] = {}
    for each in fields(kind):
        if get_origin(hints[each.name]) is dict:
            values[each.name] = by_key(given, each.name)
            continue
        many = get_origin(hints[each.name]) in {list, frozenset}
        typed: Any = given.all(each.name) if many else given.get(each.name)
        if each.name not in given and has_default(each):
            continue
        try:
            values[each.name] = convert(typed, hints[each.name], strict=False)
        except (ValidationError, ValueError):
            wrong.append(Refused(UNREADABLE, each.name))
            if not has_default(each):
                values[each.name] = None
    return kind(**values), wrong


def by_key(given: Fields, name: str) -> dict[str, str]:
    start = f"{name}."
    return {key.removeprefix(start): text for key, text in given.pairs if key.startswith(start)}


hints_of = cache(get_type_hints)  # of classes that stand in the program


def unsaid(kind: type[Any]) -> set[str]:
    """Fields that are never read back to whoever typed them: `field(repr=False)`."""
    return {each.name for each in fields(kind) if not each.repr} if is_dataclass(kind) else set()


def has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
