"""Files as offices and phones make them, as small as they can be and still be what they are."""

import io
import struct
from collections.abc import Mapping
from functools import cache
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
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


def ole(*streams: str) -> bytes:
    """Version 3: the header, one sector that says what follows what, one of the directory."""
    names = ("Root Entry", *streams)
    assert len(names) <= 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<108I", *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b"".join(entry(name, 5 if not place else 2) for place, name in enumerate(names))
    return header + fat + directory.ljust(512, b"\0")


def entry(name: str, kind: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HB", len(text), kind).ljust(64, b"\0")


DOC, XLS, PPT = ole("WordDocument"), ole("Workbook"), ole("PowerPoint Document")
WITH_PASSWORD = ole("EncryptionInfo", "EncryptedPackage")
OLE_MACROS = ole("WordDocument", "Macros", "VBA")
SMALL_LETTERS = ole("WordDocument", "macros", "vba")
PACKAGE = DOC + b"\0" * 2 + EXE + b"This program cannot be run in DOS mode.\r\n"
# Word finds them by what the relationships say, whatever they are called.
RENAMED = office("word/document.xml", **{"word/settings.bin": OLE_MACROS})
NESTED = office("word/document.xml", **{"word/embeddings/sheet.xlsx": MACROS})
OLD_MACROS = office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "<xm:macrosheet/>"})
WORKBOOK = office("word/document.xml", **{"word/embeddings/sheet.xlsx": XLSX})


def related(kind: str, target: str) -> bytes:
    said = (
        f'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006'
        f'/relationships/{kind}" Target="{target}" TargetMode="External"/>'
    )
    return office("word/document.xml", **{"word/_rels/settings.xml.rels": f"<R>{said}</R>"})


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
