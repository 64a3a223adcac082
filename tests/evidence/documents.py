"""Files as offices and phones make them, as small as they can be and still be what they are."""

import io
import struct
from collections.abc import Mapping
from functools import cache
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pikepdf


def pdf(catalog: str = "", *objects: bytes, packed: bool = False) -> bytes:
    """One empty page. `catalog`: more of its entries; `objects`: from number 4 on. `packed`: as
    most programs write it, what stands in an object is not found by looking for its letters.
    """
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        *objects,
    ]
    made = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj %s\nendobj\n" % (number, each) for number, each in enumerate(parts, 1)
    )
    made += b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(parts) + 1)
    if not packed:
        return made
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream\n" % (len(content), content)


PDF = pdf()
TEXT = "会议纪要\r\n一、路灯由住建局修复。\r\n".encode()
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 56 + b"\x80\0\0\0" + b"\x0e\x1f\xba\x0e" + b"\0" * 60 + b"PE\0\0"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
RTF = rb"{\rtf1\ansi{\object\objdata 01}}"
AMR = b"#!AMR\n" + b"\x3c" + b"\0" * 31
WAV = (
    b"RIFF"
    + struct.pack("<I", 44)
    + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
)
WAV += b"data" + struct.pack("<I", 8) + b"\x80" * 8
OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13" + b"OpusHead\x01\x01" + b"\0" * 9


def packed(entries: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def damaged_lzma() -> bytes:
    """Packed in a way that its reader refuses with an error of its own."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_LZMA) as made:
        made.writestr("OFD.xml", "<ofd:OFD/>" * 50)
    data = bytearray(out.getvalue())
    data[30 + len("OFD.xml") + 10] ^= 0xFF  # within what is packed
    return bytes(data)


def office(main: str, **more: bytes | str) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", main: "<document/>", **more})


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
PPTX = office("ppt/presentation.xml")
OFD = packed({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<ofd:Document/>"})
EMBEDDED = office("word/document.xml", **{"word/embeddings/a.exe": "x"})
DISGUISED = office("word/document.xml", **{"word/media/a.png": EXE})
MACROS = office("word/document.xml", **{"word/vbaProject.bin": b"x"})


@cache
def bomb() -> bytes:
    """Says that it is a document, and would fill a disk: 420 MB from half of one."""
    out = io.BytesIO(DOCX)
    with ZipFile(out, "a", ZIP_DEFLATED) as made, made.open("word/media/a.bin", "w") as file:
        for _megabyte in range(420):
            file.write(bytes(2**20))
    return out.getvalue()


def ole(*streams: str, **content: bytes) -> bytes:
    """Version 3: the header, one sector that says what follows what, one of the directory, and
    eight for each stream, of which `content` says what is in it.
    """
    names = ("Root Entry", *streams)
    assert len(names) <= 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    sectors = [0xFFFFFFFD, 0xFFFFFFFE]
    directory, held = entry(names[0], 5, child=1, first=0xFFFFFFFE, size=0), b""
    for place, name in enumerate(streams, 1):
        first, following = len(sectors), place + 1 if place < len(streams) else 0xFFFFFFFF
        sectors += [*range(first + 1, first + 8), 0xFFFFFFFE]
        directory += entry(name, 2, following, first=first, size=4096)
        held += content.get(name.strip("\1").replace(" ", "_"), b"").ljust(4096, b"\0")
    fat = struct.pack("<128I", *sectors, *[0xFFFFFFFF] * (128 - len(sectors)))
    return header + fat + directory.ljust(512, b"\0") + held


def entry(
    name: str,
    kind: int,
    following: int = 0xFFFFFFFF,
    child: int = 0xFFFFFFFF,
    *,
    first: int,
    size: int,
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, following, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", first, size)


def records(*each: tuple[int, bytes]) -> bytes:
    """Of a workbook, BIFF 8 unless the first one says another."""
    begin = b"" if each[0][0] == 0x809 else struct.pack("<HHHH", 0x809, 4, 0x600, 5)
    return begin + b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in each)


def sheet(kind: int) -> tuple[int, bytes]:
    return 0x85, struct.pack("<IBBBB", 0, 0, kind, 1, 0) + b"A"


def link(path: str, *, wide: bool = False) -> tuple[int, bytes]:
    text = path.encode("utf-16-le" if wide else "latin-1")
    return 0x1AE, struct.pack("<HHB", 1, len(path), wide) + text


DOC, XLS, PPT = ole("WordDocument"), ole("Workbook"), ole("PowerPoint Document")
WITH_PASSWORD = ole("EncryptionInfo", "EncryptedPackage")
OLE_MACROS = ole("WordDocument", "Macros", "VBA")
SMALL_LETTERS = ole("WordDocument", "macros", "vba")
PACKAGE = DOC + b"\0" * 2 + EXE + b"This program cannot be run in DOS mode.\r\n"
WORKBOOK_LOCKED = ole("Workbook", Workbook=records((0x2F, b"\1\0")))
DOC_LOCKED = ole("WordDocument", WordDocument=bytes(10) + b"\0\1")
# Excel 4.0: macros without Visual Basic.
XLM = ole("Workbook", Workbook=records(sheet(0), sheet(1)))
LINKED = ole("Workbook", Workbook=records(sheet(0), link("cmd\3/c calc")))
LINKED_5 = ole("Book", Book=records((0x809, b"\0\5\5\0"), (0x17, b"\7cmd\3calc")))
TO_A_BOOK = ole(
    "Workbook",
    Workbook=records(
        sheet(0), sheet(2), link("\1C\3表\3七月.xls", wide=True), (0x17, b"\1\0a\3b\0\0\0")
    ),
)
FIELD = ole("WordDocument", WordDocument=bytes(600) + b'\x13 DDEAUTO c:\\a.exe "b"\x14')
WIDE_FIELD = ole("WordDocument", WordDocument=bytes(601) + " \x13 dde a b\x14".encode("utf-16-le"))
PAGE_FIELD = ole("WordDocument", WordDocument=bytes(600) + b"\x13 PAGE \x14 DDE is a poison")
SCRIPT = b"\0\0\0\0\2\0" + "附件.vbs".encode("gb18030") + b"\0C:\\a.txt\0"
PACKED = ole("WordDocument", "\1Ole10Native", Ole10Native=SCRIPT)
PACKED_TEXT = ole("WordDocument", "\1Ole10Native", Ole10Native=SCRIPT.replace(b"vbs", b"txt"))
# Word finds them by what the relationships say, whatever they are called.
RENAMED = office("word/document.xml", **{"word/settings.bin": OLE_MACROS})
NESTED = office("word/document.xml", **{"word/embeddings/sheet.xlsx": MACROS})
OLD_MACROS = office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "<xm:macrosheet/>"})
WORKBOOK = office("word/document.xml", **{"word/embeddings/sheet.xlsx": XLSX})


def sheets(name: str, content: bytes | str) -> bytes:
    return office("xl/workbook.xml", **{f"xl/{name}": content})


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def fields(text: str, encoding: str = "utf-8") -> bytes:
    return office(
        "word/document.xml", **{"word/a.xml": f"{WORD}{text}</w:document>".encode(encoding)}
    )


def instructed(*parts: str) -> str:
    said = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in parts)
    return f'<w:fldChar w:fldCharType="begin"/>{said}'


def related(kind: str, target: str) -> bytes:
    said = (
        f'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006'
        f'/relationships/{kind}" Target="{target}" TargetMode="External"/>'
    )
    return office("word/document.xml", **{"word/_rels/settings.xml.rels": f"<R>{said}</R>"})


FRAME = 'Type="http://a/relationships/frame" '


def described(kind: str, encoding: str = "utf-8", before: str = "") -> bytes:
    """A relationship to elsewhere, however its part is written."""
    said = f'{before}<R><Relationship {kind} Target="http://example.org/a" /></R>'
    return office("word/document.xml", **{"word/_rels/a.rels": said.encode(encoding)})


def in_one_another(deep: int) -> bytes:
    data = DOCX
    for _each in range(deep - 1):
        data = office("word/document.xml", **{"word/embeddings/next.docx": data})
    return data


INSTALLER = ole("\u4840\u3f3f\u4577")


def mp3(*, tagged: bool = True) -> bytes:
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413  # layer III, 128 kilobits, 44.1 kilohertz: 417 bytes
    tag = b"ID3\x03\0\0\0\0\x01\x00" + b"\0" * 128
    return (tag if tagged else b"") + frame * 3


def mp4(*handlers: bytes) -> bytes:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", len(content) + 8, name) + content

    tracks = b"".join(
        box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + each + b"\0" * 12))) for each in handlers
    )
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42") + box(b"moov", tracks) + box(b"mdat", b"\0" * 64)


M4A, VIDEO = mp4(b"soun"), mp4(b"vide", b"soun")
