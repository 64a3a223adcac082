"""OLE (doc, xls, ppt, WPS): a file system of its own in one file, read by olefile."""

import io
import re
import struct
from collections.abc import Iterator
from typing import Any

import olefile

from app.evidence.decoding.harm import RUNS, Automatic, Damaged, Locked, Program

# By a stream that only this kind has.
STREAMS = {
    "WordDocument": "doc",
    "Workbook": "xls",
    "Book": "xls",
    "PowerPoint Document": "ppt",
}
# In small letters: to whoever opens it these names are the same in any.
MACROS = frozenset({"vba", "_vba_project", "_vba_project_cur", "macros"})
# A file of any kind lies in one as it is, under a picture that is clicked.
INSIDE = b"This program cannot be run in DOS mode"
LOCKS = frozenset({"encryptedpackage", "encryptioninfo"})
PACKED = "\x01ole10native"
NAMES = 3 * 260  # of what is packed: as it is called, and where it lay

# Records of a workbook, BIFF 5 and 8 (MS-XLS 2.4.21, 2.4.28, 2.4.117, 2.4.105, 2.4.271).
BEGIN, BOUND_SHEET, FILE_PASS, EXTERN_SHEET, SUP_BOOK = 0x809, 0x85, 0x2F, 0x17, 0x1AE
BIFF_8 = 0x600
NO_SHEETS = {1, 6}  # of Excel 4.0 macros, of Visual Basic
# Of a document (MS-DOC 2.5.2): a flag of its first part. Its text is of one byte a letter, or two.
ENCRYPTED = 0x100
FIELD = re.compile(
    rb"\x13\0?(?:[ \t\"]\0?)*D\0?D\0?E\0?(?:A\0?U\0?T\0?O\0?)?[ \t\"\\]", re.IGNORECASE
)


def in_ole(data: bytes, *, within: bool = False) -> str | None:
    """`within` another file: whatever it is, it holds no program."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as opened:
            return looked_at(opened, data, within=within)
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError):
        raise Damaged from None


def looked_at(opened: Any, data: bytes, *, within: bool) -> str | None:
    paths = opened.listdir(streams=True, storages=True)
    names = {part.lower() for path in paths for part in path}
    if names & LOCKS:
        raise Locked
    listed = {path[0] for path in paths if len(path) == 1}
    found = next((kind for name, kind in STREAMS.items() if name in listed), None)
    if (found or within) and (names & MACROS or INSIDE in data):
        raise Program
    for path in paths:
        name = path[-1].lower()
        if name == PACKED:
            check_packed(opened.openstream(path).read(NAMES))
        elif name in {"workbook", "book"}:
            check_workbook(opened.openstream(path).read())
        elif name == "worddocument":
            check_document(opened.openstream(path).read())
    return found


def check_packed(head: bytes) -> None:
    """Its names are texts that end with a zero, after six bytes."""
    names = [each.decode("gb18030", "replace") for each in head[6:].split(b"\0")[:3]]
    if any(RUNS.search(each) for each in names):
        raise Program


def check_workbook(stream: bytes) -> None:
    version = BIFF_8
    for kind, content in records(stream):
        if kind == BEGIN:
            version = int.from_bytes(content[:2], "little")
        elif kind == FILE_PASS:
            raise Locked
        elif kind == BOUND_SHEET and content[5:6] and content[5] in NO_SHEETS:
            raise Program
        elif (kind == SUP_BOOK and is_link(path_of_8(content))) or (
            kind == EXTERN_SHEET and version < BIFF_8 and is_link(content[1:].decode("latin-1"))
        ):
            raise Automatic


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def path_of_8(content: bytes) -> str:
    """After how many sheets there are, its length, and whether its letters are of two bytes."""
    if len(content) < 6:
        return ""
    length, wide = struct.unpack_from("<HB", content, 2)
    if wide & 1:
        return content[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return content[5 : 5 + length].decode("latin-1")


def is_link(path: str) -> bool:
    """To a program and its topic, by DDE or OLE. In the path of a file, which begins with another
    such sign, the same sign parts folders.
    """
    return path[:1] > "\x03" and "\x03" in path


def check_document(stream: bytes) -> None:
    if len(stream) > 12 and struct.unpack_from("<H", stream, 10)[0] & ENCRYPTED:
        raise Locked
    if FIELD.search(stream):
        raise Automatic
