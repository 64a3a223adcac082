"""What stands in office files that are zip (docx, OFD and so on), and in what lies within a file.
It is looked at, never run (harm.py); what would not end is refused.
"""

import io
import zlib
from contextlib import suppress
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.evidence.decoding.harm import (
    DEEPEST,
    RUNNING,
    RUNS,
    Automatic,
    Bomb,
    Damaged,
    Locked,
    Program,
)
from app.evidence.decoding.markup import check_markup
from app.evidence.decoding.ole import in_ole

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-"

MOST_ENTRIES = 5000
# A sheet of half a million rows unpacks to about 200 MB, to some twenty times what it was; what is
# made to fill a disk, to a thousand times.
MOST_UNPACKED = 400 * 2**20
MOST_TIMES = 200
SMALL = 16 * 2**20  # what unpacks to less may shrink as it likes
PIECE = 2**20


# By an entry that only this kind has.
MAIN = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
ENCRYPTED = 0x1  # of an entry's flags
RELATIONS = ".rels"  # parts that say where other parts lie
NEAR = 4096  # within which an element begins, of what is markup
BOM = b"\xef\xbb\xbf"
# Texts of two bytes a letter, with their mark and without.
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# Of a binary workbook: BrtBeginSupBook (MS-XLSB 2.4.190), then its length, then what is linked.
BINARY_LINK, WORKBOOK_ELSEWHERE = b"\xe8\x02", 0


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
        if head.startswith((ZIP, OLE, PDF)):
            check_within(head + file.read(), depth)
        elif head.startswith(BINARY_LINK) and linked(head) != WORKBOOK_ELSEWHERE:
            raise Automatic
        elif is_markup(head):
            file.seek(0)
            related = entry.filename.lower().endswith(RELATIONS)
            check_markup(file, wide=head.startswith(WIDE), wholly=related)
        while file.read(PIECE):
            pass


def linked(head: bytes) -> int:
    """After a length of one byte or two."""
    return int.from_bytes(head[4:5] if head[2:3] > b"\x7f" else head[3:4])


def is_markup(head: bytes) -> bool:
    return (
        head.startswith(WIDE)
        or b"<" in head[:NEAR]
        or head.removeprefix(BOM).lstrip()[:1] in {b"<", b""}
    )


def in_pdf(data: bytes, depth: int) -> None:
    """Web workers name types of files and read none: qpdf would take six megabytes of each."""
    from app.evidence.decoding import pdf  # noqa: PLC0415

    pdf.in_pdf(data, lambda attached: check_within(attached, depth + 1))


def check_within(data: bytes, depth: int) -> None:
    if depth == DEEPEST:
        raise Bomb
    with suppress(Damaged):  # then no program opens it
        if data.startswith(OLE):
            in_ole(data, within=True)
        elif data.startswith(PDF):
            in_pdf(data, depth)
        else:
            in_zip(data, depth + 1)
