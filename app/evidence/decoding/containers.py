"""What stands in office files that are zip (docx, OFD and so on), and in what lies within a file.
It is looked at, never run (harm.py); what would not end is refused.
"""

import io
import re
import zlib
from contextlib import suppress
from html import unescape
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.evidence.decoding.harm import (
    DDE,
    DEEPEST,
    RUNNING,
    RUNS,
    Automatic,
    Bomb,
    Damaged,
    Locked,
    Program,
)
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
# What an office program fetches from elsewhere and opens, as soon as the file is opened. A template
# that lies on the writer's own machine is in many honest ones.
FETCHED = re.compile(
    rb"<[^<>]*/relationships/(attachedTemplate|oleObject|frame|subDocument|aFChunk)[\"'][^<>]*>",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    rb"Target\s*=\s*[\"']\s*((https?|ftp|mhtml):|(file:)?(//|\\\\)[^/\\])", re.IGNORECASE
)
MACROS = re.compile(rb"/relationships/(xl(Intl)?Macrosheet|vbaProject)[\"']", re.IGNORECASE)
MACRO_SHEET = re.compile(rb"<(\w+:)?macrosheet\b")  # of Excel 4.0, wherever it lies
# Letters that are written as their numbers, which all readers of XML undo.
REFERENCE = re.compile(rb"&#(?:0*(\d{2,3})|[xX]0*([0-9a-fA-F]{2}));")
ITSELF = re.compile(
    rb"<(\w+:)?ddeLink\b"  # of a workbook
    rb"|<(\w+:)?connection\b[^<>]*\brefreshOnLoad\s*=\s*[\"'](1|true)"
    # of OFD: on opening the document or a page, another is opened
    rb"|\bEvent\s*=\s*[\"'](DO|PO)[\"'][^<>]*>\s*<(\w+:)?(URI|GotoA)\b"
)
NEAR = 4096  # what is looked for is shorter
# Of Word: parts of a field's instruction, which may lie in several; and what begins the next.
INSTRUCTION = re.compile(
    rb"<(?:[\w.-]+:)?instrText\b[^<>]*>([^<]*)|<[^<>]*\binstr\s*=\s*[\"']([^\"'<>]*)"
    rb"|<(?:[\w.-]+:)?fldChar\b"
)
# Texts of two bytes a letter, with their mark and without.
WIDE = {
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
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
        elif encoding := WIDE.get(head[:2]):
            text = (head + file.read()).decode(encoding, "replace")
            check_markup(io.BytesIO(text.encode()))
        elif b"<" in head[:NEAR] or head.lstrip()[:1] in {b"<", b""}:
            file.seek(0)
            check_markup(file)
        while file.read(PIECE):
            pass


def linked(head: bytes) -> int:
    """After a length of one byte or two."""
    return int.from_bytes(head[4:5] if head[2:3] > b"\x7f" else head[3:4])


def check_markup(file: IO[bytes]) -> None:
    """Piece by piece; of each piece the last tag is looked at with the next one."""
    said: list[bytes] = []
    seen, window, word = 0, b"", False
    while piece := file.read(PIECE):
        window += piece
        check_piece(REFERENCE.sub(letter, window) if b"&#" in window else window)
        word = word or b"wordprocessingml" in window
        last = max(window.rfind(b"<"), seen)
        end = last if len(window) - last < PIECE else len(window)
        if word:
            said += instructions(window, seen, end)
        kept = min(end, max(len(window) - NEAR, 0))
        seen, window = end - kept, window[kept:]
    if word:
        said += instructions(window, seen)
    if DDE.search(unescape(b"".join(said).decode(errors="replace"))):
        raise Automatic


def instructions(window: bytes, start: int, end: int | None = None) -> list[bytes]:
    found = INSTRUCTION.finditer(window, start, len(window) if end is None else end)
    return [next((part for part in each.groups() if part is not None), b" ") for each in found]


def letter(found: re.Match[bytes]) -> bytes:
    """None that would begin or end what it stands in."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    sign = bytes([code]) if 32 < code < 127 else b""
    return sign if sign and sign not in b"<>&\"'" else found[0]


def check_piece(window: bytes) -> None:
    if b"<!ENTITY" in window:
        raise Bomb  # one that unpacks when it is read
    if b"macrosheet" in window and MACRO_SHEET.search(window):
        raise Program
    if b"/relationships/" in window:
        if MACROS.search(window):
            raise Program
        for each in FETCHED.finditer(window):
            if ELSEWHERE.search(each[0]):
                raise Automatic
    known = (b"ddeLink", b"refreshOnLoad", b"Event")
    if any(each in window for each in known) and ITSELF.search(window):
        raise Automatic


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
