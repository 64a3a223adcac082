"""What stands in the two containers of office files: zip (docx, OFD and so on) and OLE (doc, WPS).
It is looked at, never run; what does not fit is refused, and so is what would not end.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from zipfile import BadZipFile, ZipFile, ZipInfo

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MOST_ENTRIES = 5000
# A sheet of half a million rows unpacks to about 200 MB, to some twenty times what it was; what is
# made to fill a disk, to a thousand times.
MOST_UNPACKED = 400 * 2**20
MOST_TIMES = 200
SMALL = 16 * 2**20  # what unpacks to less may shrink as it likes
PIECE = 2**20


class Damaged(Exception):
    pass


class Bomb(Exception):
    pass


class Locked(Exception):
    """By a password."""


class Program(Exception):
    """Macros, or what a machine would run."""


# By an entry that only this kind has.
MAIN = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
RUNS = re.compile(
    r"vbaProject\.bin$|/macrosheets/|\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|hta|apk|sh)$",
    re.IGNORECASE,
)
RUNNING = (b"MZ", b"\x7fELF")
ENCRYPTED = 0x1  # of an entry's flags
# What an office program fetches from elsewhere and opens, as soon as the file is opened. A template
# that lies on the writer's own machine is in many honest ones.
FETCHED = re.compile(
    rb"<[^>]*/relationships/(attachedTemplate|oleObject|frame|subDocument)[\"'][^>]*>",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    rb"Target\s*=\s*[\"']\s*((https?|ftp|mhtml):|(file:)?(//|\\\\)[^/\\])", re.IGNORECASE
)
DEEPEST = 3  # a workbook in a document in a presentation


def in_zip(data: bytes, depth: int = 1) -> str | None:
    """`depth`: of files in one another, this one included."""
    try:
        with ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            found = next((MAIN[each.filename] for each in entries if each.filename in MAIN), None)
            if found or depth > 1:
                check_entries(entries, len(data))
                for each in entries:
                    check_entry(opened, each, depth)
            return found
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise Damaged from None


def check_entries(entries: list[ZipInfo], size: int) -> None:
    if any(each.flag_bits & ENCRYPTED for each in entries):
        raise Locked
    if any(RUNS.search(each.filename) for each in entries):
        raise Program
    unpacked = sum(each.file_size for each in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Bomb
    if unpacked > SMALL and unpacked > MOST_TIMES * size:
        raise Bomb


def check_entry(opened: ZipFile, entry: ZipInfo, depth: int) -> None:
    """Unpacked piece by piece and thrown away: it comes to no more than it says, and is whole. What
    is a file of its own is looked into, whatever it is called: by its bytes a program knows it.
    """
    with opened.open(entry) as file:
        head = file.read(PIECE)
        if head.startswith(RUNNING):
            raise Program
        if entry.filename.endswith((".xml", ".rels")) and b"<!ENTITY" in head:
            raise Bomb  # one that unpacks when it is read
        if entry.filename.endswith(".rels"):
            check_fetched(head)
        if head.startswith((ZIP, OLE)):
            check_within(head + file.read(), depth)
        while file.read(PIECE):
            pass


def check_within(data: bytes, depth: int) -> None:
    if depth == DEEPEST:
        raise Bomb
    with suppress(Damaged):  # then no program opens it
        if data.startswith(OLE):
            in_ole(data, within=True)
        else:
            in_zip(data, depth + 1)


def check_fetched(relationships: bytes) -> None:
    for each in FETCHED.finditer(relationships):
        if ELSEWHERE.search(each[0]):
            raise Program


# ---- OLE: a file system of its own, of sectors in chains, with a directory.

FREE = 0xFFFFFFFA  # and above: no sector
SECTORS_OF = {3: 512, 4: 4096}  # by version
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


def in_ole(data: bytes, *, within: bool = False) -> str | None:
    """`within` another file: whatever it is, it holds no program."""
    try:
        listed = list(names_in(data))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Damaged from None
    names = {each.lower() for each in listed}
    if names & LOCKS:
        raise Locked
    found = next((kind for name, kind in STREAMS.items() if name in listed), None)
    if (found or within) and (names & MACROS or INSIDE in data):
        raise Program
    return found


def names_in(data: bytes) -> Iterator[str]:
    """Of all streams and storages, in the order of the directory."""
    version = struct.unpack_from("<H", data, 26)[0]
    size = SECTORS_OF.get(version)
    if size is None:
        raise Damaged
    first, next_table, tables = (
        *struct.unpack_from("<I", data, 48),
        *struct.unpack_from("<II", data, 68),
    )
    fat = table_of(data, size, next_table, tables)
    most = len(data) // size + 1
    for sector in chain(fat, first, most):
        block = data[(sector + 1) * size : (sector + 2) * size]
        for start in range(0, len(block) - 127, 128):
            length, kind = struct.unpack_from("<HB", block, start + 64)
            if kind in {1, 2, 5} and 2 <= length <= 64:
                yield block[start : start + length - 2].decode("utf-16-le")


def table_of(data: bytes, size: int, following: int, tables: int) -> list[int]:
    """Which sector follows which: its own sectors are listed in the header, and on in a chain."""
    most = len(data) // size + 1
    listed = list(struct.unpack_from("<109I", data, 76))
    for _turn in range(min(tables, most)):
        if following >= FREE:
            break
        found = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        listed += found[:-1]
        following = found[-1]
    fat: list[int] = []
    for sector in [each for each in listed if each < FREE][:most]:
        fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return fat


def chain(fat: list[int], first: int, most: int) -> Iterator[int]:
    sector = first
    for _turn in range(most):
        if sector >= FREE:
            return
        yield sector
        sector = fat[sector]
    raise Damaged  # it comes back to itself
