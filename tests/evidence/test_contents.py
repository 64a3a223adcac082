"""What files are by their bytes, and what is refused."""

import io
import tracemalloc
from zipfile import ZipInfo

import pikepdf
import pytest

from app.evidence.decoding import containers, contents, harm
from app.evidence.decoding.contents import Type, check_name, named, recognised
from app.evidence.decoding.ole import in_ole
from app.evidence.rules import FILE_BROKEN, FILE_EMPTY
from app.refusal import Refused
from tests.evidence import documents, pictures
from tests.evidence.documents import mp3, ole, packed

KNOWN = {
    "pdf": documents.PDF,
    "ofd": documents.OFD,
    "doc": documents.DOC,
    "xls": documents.XLS,
    "ppt": documents.PPT,
    "docx": documents.DOCX,
    "xlsx": documents.XLSX,
    "pptx": documents.PPTX,
    "text": documents.TEXT,
    "mp3": mp3(),
    "m4a": documents.M4A,
    "amr": documents.AMR,
    "wav": documents.WAV,
    "ogg": documents.OGG,
}


def test_each_type_is_known_by_its_bytes() -> None:
    assert {name: str(recognised(data).type) for name, data in KNOWN.items()} == {
        name: name for name in KNOWN
    }
    assert set(KNOWN) == {str(each) for each in Type}
    found = recognised(b"abc")
    assert found.size == 3
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_texts_in_the_encodings_of_phones_and_offices(encoding: str) -> None:
    assert recognised("路灯修好了，𠮷".encode(encoding)).type == Type.TEXT


def test_recordings_without_a_tag() -> None:
    assert recognised(mp3(tagged=False)).type == Type.MP3
    assert recognised(b"#!AMR-WB\n" + b"\0" * 60).type == Type.AMR
    assert recognised(documents.mp4(b"soun", b"text")).type == Type.M4A


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", FILE_EMPTY),
        (documents.HTML, contents.UNKNOWN),
        (b"\xef\xbb\xbf  \n<HTML><p>", contents.UNKNOWN),
        ("会议\n<script src=x>".encode("gb18030"), contents.UNKNOWN),
        (documents.EXE, contents.UNKNOWN),
        (documents.SVG, contents.UNKNOWN),
        (documents.RTF, contents.UNKNOWN),
        (b"#!/bin/sh\nrm -rf /\n", contents.UNKNOWN),
        (b"\x7fELF\x02\x01\x01", contents.UNKNOWN),
        (bytes(range(256)), contents.UNKNOWN),
        (pictures.jpeg(), contents.UNKNOWN),
        (documents.VIDEO, contents.UNKNOWN),
        (b"ID3\x03\0\0\0\0\0\x05" + documents.HTML, contents.UNKNOWN),
        (b"RIFF\0\0\0\0AVI LIST", contents.UNKNOWN),
        (b"RIFF\0\0\0\0WAVE" + bytes(8) + b"fmt data", contents.UNKNOWN),
        (b"#!AMR\nrm -rf /\n", contents.UNKNOWN),
        (b"#!AMR-WB\n", contents.UNKNOWN),
        (packed({"classes.dex": "x", "AndroidManifest.xml": "y"}), contents.UNKNOWN),
        (packed({"a.html": documents.HTML}), contents.UNKNOWN),
        (documents.INSTALLER, contents.UNKNOWN),
        (documents.PDF[:20], FILE_BROKEN),
        (documents.WORKBOOK_LOCKED, contents.LOCKED),
        (documents.DOC_LOCKED, contents.LOCKED),
        (documents.DOCX[:-30], FILE_BROKEN),
        (documents.damaged_lzma(), FILE_BROKEN),
        (documents.DOC[:600], FILE_BROKEN),
        (documents.MACROS, contents.WITH_PROGRAM),
        (documents.OLE_MACROS, contents.WITH_PROGRAM),
        (documents.EMBEDDED, contents.WITH_PROGRAM),
        (documents.DISGUISED, contents.WITH_PROGRAM),
        (documents.SMALL_LETTERS, contents.WITH_PROGRAM),
        (documents.PACKAGE, contents.WITH_PROGRAM),
        (documents.RENAMED, contents.WITH_PROGRAM),
        (documents.NESTED, contents.WITH_PROGRAM),
        (documents.OLD_MACROS, contents.WITH_PROGRAM),
        (documents.XLM, contents.WITH_PROGRAM),
        (documents.PACKED, contents.WITH_PROGRAM),
        (documents.related("xlMacrosheet", "a.xml"), contents.WITH_PROGRAM),
        (documents.in_one_another(5), contents.BOMB),
        (documents.WITH_PASSWORD, contents.LOCKED),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(data: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        recognised(data)
    assert refused.value.text == why


@pytest.mark.parametrize(
    "data",
    [
        documents.WORKBOOK,
        documents.in_one_another(3),
        documents.related("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
        documents.related("hyperlink", "https://example.org/"),
    ],
)
def test_what_honest_documents_hold_besides(data: bytes) -> None:
    assert recognised(data).type == Type.DOCX


JS = "/S/JavaScript/JS(app.alert(1))"
AUTOMATIC = {
    "a template": documents.related("attachedTemplate", "http://example.org/a.dotm"),
    "an object": documents.related("oleObject", "\\\\example.org\\a"),
    "a frame": documents.related("frame", "file://example.org/a.htm"),
    "html": documents.related("aFChunk", "https://example.org/a.htm"),
    "a template, in numbers": documents.related("&#x61;ttachedTemplate", "htt&#112;://a.org/a"),
    "a path of it in numbers": documents.described('Type="a&#47;relationships&#x2f;frame" '),
    "a template, wide": documents.described(documents.FRAME, "utf-16-le"),
    "a template, wide the other way": documents.described(documents.FRAME, "utf-16-be"),
    "a template, far on": documents.described(documents.FRAME, before=" " * 5000),
    "a template, farther on": documents.described(documents.FRAME, before="\n" * 1_100_000),
    "DDE, BIFF 8": documents.LINKED,
    "DDE, BIFF 5": documents.LINKED_5,
    "DDE, a workbook": documents.sheets(
        "externalLinks/a.xml", '<x><ddeLink ddeService="cmd"/></x>'
    ),
    "DDE, a binary one": documents.sheets("externalLinks/a.bin", b"\xe8\x02\x81\x01\x01\x00cmd"),
    "a query": documents.sheets("connections.xml", '<connection id="1" refreshOnLoad="1"/>'),
    "DDE, old Word": documents.FIELD,
    "DDE, old Word, Chinese": documents.WIDE_FIELD,
    "DDE, in parts": documents.fields(documents.instructed(" DD", "EA&#85;TO ", "c:\\a.exe")),
    "DDE, after another": documents.fields(
        documents.instructed("PAGE") + documents.instructed("dde a")
    ),
    "DDE, in an attribute": documents.fields('<w:fldSimple w:instr="DDE a b"/>'),
    "DDE, UTF-16": documents.fields(documents.instructed("DDE a"), "utf-16"),
    "DDE, far on": documents.fields("<w:t>x</w:t>" * 100_000 + documents.instructed("DDE a")),
    "OFD": documents.packed(
        {"OFD.xml": "x", "a.xml": '<Action Event="DO"><ofd:URI URI="http://a"/>'}
    ),
    "a script": documents.pdf(f"/OpenAction<<{JS}>>"),
    "a script, packed": documents.pdf("/OpenAction 4 0 R", f"<<{JS}>>".encode(), packed=True),
    "a script by its name": documents.pdf(
        "/Names<</JavaScript<</Names[(a)4 0 R]>>>>", b"<</S/J#61vaScript/JS(a)>>"
    ),
    "a script of a page": documents.pdf("", b"<</Type/Page/AA<</O<<" + JS.encode() + b">>>>>>"),
    "a program": documents.pdf("", b"<</A<</S/Launch/F(cmd.exe)>>>>"),
    "a program, by reference": documents.pdf("", b"<</A<</S 5 0 R/F(cmd.exe)>>>>", b"/Launch"),
    "a page elsewhere": documents.pdf("/OpenAction<</S/URI/URI(http://example.org)>>"),
    "a page elsewhere, later": documents.pdf(
        "/OpenAction<</S/GoTo/Next[<</S/URI/URI(http://a)>>]>>"
    ),
    "a script of a body in space": documents.pdf(
        "", b"<</OnInstantiate 5 0 R>>", documents.stream(b"app.alert(1)")
    ),
    "a film with its player": documents.pdf("", b"<</Subtype/RichMedia/RichMediaContent<<>>>>"),
    "a form that is sent": documents.pdf("/AA<</WC<</S/SubmitForm/F(http://a)>>>>"),
    "a form of XML": documents.pdf(
        "/AcroForm<</XFA 4 0 R>>", documents.stream(b"<script>a</script>")
    ),
}
QUIET = {
    "a link to a workbook": documents.TO_A_BOOK,
    "a field of Word": documents.PAGE_FIELD,
    "a packed text": documents.PACKED_TEXT,
    "a workbook's link": documents.sheets("externalLinks/a.xml", "<externalBook/>"),
    "numbers of letters": documents.fields("<w:t>&#60;ddeLink&#62; &#x8def;</w:t>"),
    "a query that waits": documents.sheets("connections.xml", '<connection id="1"/>'),
    "a binary workbook's link": documents.sheets("externalLinks/a.bin", b"\xe8\x02\x05\0\0abc"),
    "the poison": documents.fields(documents.instructed("PAGE") + "<w:t>DDE</w:t>"),
    "a place": documents.pdf("/OpenAction[3 0 R/Fit]/PageMode/UseOutlines"),
    "a turn": documents.pdf("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", packed=True),
    "a link": documents.pdf("", b"<</Type/Annot/A<</S/URI/URI(http://example.org)>>>>"),
    "a title": documents.pdf("", b"<</Title(/JavaScript /Launch)>>"),
    "an invoice's data": documents.pdf(
        "", b"<</UF(a.xml)/EF<</F 5 0 R>>>>", documents.stream(b"<a/>")
    ),
    "a form": documents.pdf("/AcroForm<</XFA[(a)4 0 R]>>", documents.stream(b"<form/>")),
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_what_would_run_by_itself(name: str) -> None:
    with pytest.raises(Refused) as refused:
        recognised(AUTOMATIC[name])
    assert refused.value.text == contents.AUTOMATIC


@pytest.mark.parametrize(
    "sheet",
    [
        documents.sheets("_rels/a.rels", '<R Type="a/relationships/xl&#x4d;acrosheet"/>'),
        documents.sheets("worksheets/sheet1.xml", "<xm:macrosheet xmlns:xm='a'/>"),
        documents.sheets("worksheets/sheet1.xml", "<macrosheet>"),
    ],
)
def test_macros_of_excel_4_wherever_they_lie(sheet: bytes) -> None:
    with pytest.raises(Refused) as refused:
        recognised(sheet)
    assert refused.value.text == contents.WITH_PROGRAM


POLYGLOTS = {
    "html before a pdf": (documents.HTML + documents.PDF, contents.UNKNOWN),
    "a picture and a script": (b"GIF89a=1;/*" + b"\0" * 9 + b"*/alert(1)", contents.UNKNOWN),
    "a picture and html": (b"GIF89a" + documents.HTML, contents.UNKNOWN),
    "a program before a zip": (documents.EXE + documents.DOCX, contents.UNKNOWN),
    "a zip of nothing known": (documents.packed({"a.html": "x"}), contents.UNKNOWN),
    "svg": (documents.SVG, contents.UNKNOWN),
    "rtf": (documents.RTF, contents.UNKNOWN),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_two_things_at_once_are_what_they_begin_with(name: str) -> None:
    data, why = POLYGLOTS[name]
    with pytest.raises(Refused) as refused:
        recognised(data)
    assert refused.value.text == why


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (documents.PDF + documents.HTML, Type.PDF),  # and comes back as one, as a download
        (documents.DOCX + documents.HTML, Type.DOCX),
        (b"GIF89a=1;alert(1)", Type.TEXT),
        (b"@echo off\r\ndel a.txt", Type.TEXT),
    ],
)
def test_what_comes_along_behind_changes_nothing(data: bytes, found: Type) -> None:
    assert recognised(data).type == found


@pytest.mark.parametrize("name", QUIET)
def test_what_waits_for_a_click(name: str) -> None:
    assert recognised(QUIET[name]).type in {Type.PDF, Type.DOC, Type.DOCX, Type.XLS, Type.XLSX}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.vbs", b"x", contents.WITH_PROGRAM),
        ("a.txt", documents.EXE, contents.WITH_PROGRAM),
        ("a.docx", documents.MACROS, contents.WITH_PROGRAM),
        ("a.pdf", documents.pdf("/OpenAction<</S/Launch>>"), contents.AUTOMATIC),
    ],
)
def test_what_is_attached_to_a_pdf(name: str, content: bytes, why: str) -> None:
    about = f"<</Type/Filespec/UF({name})/EF<</F 5 0 R>>>>".encode()
    with pytest.raises(Refused) as refused:
        recognised(documents.pdf("", about, documents.stream(content)))
    assert refused.value.text == why


def test_a_pdf_that_asks_for_a_password() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(documents.PDF)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Refused) as refused:
        recognised(out.getvalue())
    assert refused.value.text == contents.LOCKED


def test_bombs_of_every_make() -> None:
    with pytest.raises(Refused) as refused:
        recognised(documents.bomb())
    assert refused.value.text == contents.BOMB
    many = {f"word/{number}.xml": "x" for number in range(containers.MOST_ENTRIES)}
    laughs = '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    bombs: list[dict[str, bytes | str]] = [
        {"word/document.xml": "x", **many},
        {"word/document.xml": laughs},
        {"word/document.xml": "x", "word/media/a.bin": bytes(17 * 2**20)},
    ]
    for entries in bombs:
        with pytest.raises(harm.Bomb):
            containers.in_zip(packed(entries))


def test_a_sheet_that_shrinks_well_is_none() -> None:
    rows = "".join(f'<c r="A{number}"><v>{number * 7919}</v></c>' for number in range(700_000))
    assert len(rows) > containers.SMALL
    data = packed({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": rows})
    assert containers.in_zip(data) == "xlsx"


def test_a_bomb_is_not_unpacked_to_see_that_it_is_one() -> None:
    data = documents.bomb()
    tracemalloc.start()
    with pytest.raises(harm.Bomb):
        containers.in_zip(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2**20


def test_one_that_says_less_than_it_holds_is_broken() -> None:
    """Its directory says ten bytes of a thousand."""
    data = bytearray(packed({"word/document.xml": "x" * 1000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(harm.Damaged):
        containers.in_zip(bytes(data))


def test_a_chain_that_bites_its_tail_ends() -> None:
    data = bytearray(ole("WordDocument"))
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory follows itself
    assert in_ole(bytes(data)) == "doc"
    data[512 + 8 : 512 + 12] = (2).to_bytes(4, "little")  # so does the text
    assert in_ole(bytes(data)) == "doc"


@pytest.mark.parametrize(
    ("family", "data"),
    [
        ("text", b"x" * (2 * 2**20 + 1)),
        ("document", documents.PDF[:-6] + b"x" * 50 * 2**20 + b"%%EOF"),
        ("sound", documents.AMR + b"x" * 64 * 2**20),
    ],
)
def test_each_family_has_its_size(family: str, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        recognised(data)
    assert refused.value.text == contents.TOO_LARGE[family]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("批复.pdf", "批复.pdf"),
        ("C:\\文件\\批复.pdf", "批复.pdf"),
        ("../../etc/passwd", "passwd"),
        ("  a\r\nb .txt ", "a b.txt"),
        ("红头\u202efdp.exe", "红头 fdp.exe"),
        ("..hidden", "hidden"),
        ("第1.2号 会议纪要 最终稿", "第1.2号 会议纪要 最终稿"),
        ("长" * 130 + ".docx", "长" * 100 + ".docx"),
    ],
)
def test_a_name_is_a_name(name: str, kept: str) -> None:
    assert check_name(name) == kept


@pytest.mark.parametrize("name", ["", " ", "..", "\u200b", "/", "\u3164.pdf", "\xad", "\u2800.doc"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Refused, match="没有名称"):
        check_name(name)


@pytest.mark.parametrize(
    ("name", "found", "called"),
    [
        ("纪要.wps", Type.DOC, "纪要.wps"),
        ("纪要.WPS", Type.DOCX, "纪要.wps"),
        ("纪要.et", Type.XLS, "纪要.et"),
        ("纪要.et", Type.DOC, "纪要.et.doc"),
        ("纪要", Type.PDF, "纪要.pdf"),
        ("纪要.exe", Type.PDF, "纪要.exe.pdf"),
        ("纪要.html", Type.TEXT, "纪要.html.txt"),
    ],
)
def test_the_ending_is_that_of_what_it_is(name: str, found: Type, called: str) -> None:
    assert named(name, found) == called


MEGABYTE = 2**20


@pytest.mark.parametrize(
    ("unpacked", "size", "bomb"),
    [
        (400 * MEGABYTE, 100 * MEGABYTE, False),
        (400 * MEGABYTE + 1, 100 * MEGABYTE, True),
        (200 * MEGABYTE, MEGABYTE, False),
        (200 * MEGABYTE + 1, MEGABYTE, True),
        (16 * MEGABYTE, 1000, False),
        (16 * MEGABYTE + 1, 1000, True),
    ],
)
def test_how_much_an_archive_may_unpack_to(unpacked: int, size: int, bomb: bool) -> None:
    entry = ZipInfo("word/document.xml")
    entry.file_size = unpacked
    if not bomb:
        containers.check_entries([entry], size)
        return
    with pytest.raises(harm.Bomb):
        containers.check_entries([entry], size)
