"""What a part of an office file does is found however it is written: between its own quotes, in
sections, behind comments, under any prefix.
"""

import pytest

from app.evidence.decoding import contents
from app.evidence.decoding.contents import recognised
from app.evidence.decoding.markup import is_elsewhere
from app.refusal import Refused
from tests.evidence.documents import packed

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = {
    "word": ("word/document.xml", "<document/>"),
    "xl": ("xl/workbook.xml", "<workbook/>"),
    "ppt": ("ppt/presentation.xml", "<presentation/>"),
    "ofd": ("OFD.xml", "<OFD/>"),
}


def with_part(main: str, part: str, content: str | bytes) -> bytes:
    return packed(dict([MAIN[main]]) | {part: content})


def related(kind: str, target: str, before: str = "") -> str:
    """The target first: what it holds must not end the tag."""
    return (
        f"{before}<Relationships><Relationship Id='a' Target='{target}' TargetMode='External'"
        f' Type="{KINDS}{kind}"/></Relationships>'
    )


def rels(kind: str, target: str, before: str = "") -> bytes:
    return with_part("word", "word/_rels/a.xml.rels", related(kind, target, before))


def said(content: str) -> bytes:
    return with_part("word", "word/header1.xml", f'<w:hdr xmlns:w="{WORD}">{content}</w:hdr>')


def opening(content: str, prefix: str = "ofd") -> bytes:
    return with_part("ofd", "Doc_0/Document.xml", f"<{prefix}:Actions>{content}</{prefix}:Actions>")


URI = '<ofd:URI URI="http://a.org"/></ofd:Action>'
SLIDE = "ppt/slides/slide1.xml"
AUTOMATIC = {
    "an end of a tag in its target": rels("attachedTemplate", "http://a.org/a>b"),
    "an end of a tag before it": rels("attachedTemplate", "http://a.org/", "<!-- > -->"),
    "a mark, and blanks": with_part(
        "word",
        "word/_rels/a.xml.rels",
        b"\xef\xbb\xbf" + related("frame", "http://a.org", " " * 5000).encode(),
    ),
    "a share": rels("attachedTemplate", "file:///\\\\10.0.0.1\\a.dotm"),
    "another way to write a share": rels("attachedTemplate", "file:////10.0.0.1/a.dotm"),
    "a tab in its scheme": rels("attachedTemplate", "ht&#9;tp://a.org"),
    "a script": rels("oleObject", "script:http://a.org"),
    "a directory": rels("oleObject", "ldap://a.org"),
    "letters to many": rels("mailMergeSource", "http://a.org"),
    "declared beforehand": with_part(
        "word",
        "word/_rels/a.xml.rels",
        '<!DOCTYPE r [<!ATTLIST Relationship Type CDATA "a/relationships/frame">]>'
        '<r><Relationship Target="http://a.org"/></r>',
    ),
    "a program, pointed at": with_part(
        "ppt", SLIDE, '<a:hlinkMouseOver xmlns:a="a" action="ppaction://program"/>'
    ),
    "a page elsewhere, pointed at": with_part(
        "ppt", SLIDE, '<a:hlinkMouseOver xmlns:a="a" xmlns:r="r" r:id="rId2"/>'
    ),
    "a table of a query": with_part(
        "xl", "xl/queryTables/a.xml", '<queryTable refreshOnLoad="1" connectionId="1"/>'
    ),
    "a query with an end of a tag": with_part(
        "xl", "xl/connections.xml", '<c><connection name="a>b" refreshOnLoad="1"/></c>'
    ),
    "DDE under another prefix": with_part(
        "xl", "xl/externalLinks/a.xml", '<甲-a.b:ddeLink ddeService="cmd"/>'
    ),
    "DDE in a section": said("<w:instrText><![CDATA[DDEAUTO c:\\\\a.exe]]></w:instrText>"),
    "DDE behind an instruction": said("<w:instrText><?a b?>DDE a</w:instrText>"),
    "DDE beside an end of a tag": said('<w:fldSimple w:a=">" w:instr="DDE a"/>'),
    "DDE between other quotes": said("<w:fldSimple w:instr='\"a\" DDE b'/>"),
    "OFD, behind a comment": opening(f'<ofd:Action Event="DO"><!-- a -->{URI}'),
    "OFD, behind a region": opening(f'<ofd:Action Event="PO"><ofd:Region/>{URI}'),
    "OFD, under another prefix": opening('<o-d:Action Event="DO"><o-d:URI/></o-d:Action>', "o-d"),
}
QUIET = {
    "a template of one's own": rels("attachedTemplate", "file:///C:\\Users\\a\\a.dotm"),
    "a template beside it": rels("attachedTemplate", "../a.dotm"),
    "a template on a Mac": rels("attachedTemplate", "file:///Users/a/a.dotm"),
    "a link": rels("hyperlink", "https://a.org"),
    "another slide, pointed at": with_part(
        "ppt", SLIDE, '<hlinkMouseOver id="rId2" action="ppaction://hlinksldjump"/>'
    ),
    "nothing, pointed at": with_part("ppt", SLIDE, '<hlinkMouseOver id="" action=""/>'),
    "a table that waits": with_part("xl", "xl/queryTables/a.xml", '<queryTable name="a"/>'),
    "words about it": with_part(
        "xl", "xl/sharedStrings.xml", "<t>ddeLink refreshOnLoad='1' &lt;macrosheet&gt;</t>"
    ),
    "OFD, a place and then a click": opening(
        '<ofd:Action Event="DO"><ofd:Goto/></ofd:Action>'
        '<ofd:Action Event="CLICK"><ofd:URI URI="http://a.org"/></ofd:Action>'
    ),
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_what_would_run_by_itself_is_found_however_it_is_written(name: str) -> None:
    with pytest.raises(Refused) as refused:
        recognised(AUTOMATIC[name])
    assert refused.value.text == contents.AUTOMATIC


@pytest.mark.parametrize("name", QUIET)
def test_what_is_honest_is_taken(name: str) -> None:
    assert recognised(QUIET[name]).type in {"docx", "xlsx", "pptx", "ofd"}


def test_a_macro_sheet_under_any_prefix() -> None:
    with pytest.raises(Refused) as refused:
        recognised(with_part("xl", "xl/worksheets/a.xml", "<a-b:macrosheet/>"))
    assert refused.value.text == contents.WITH_PROGRAM


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_unpacks_when_it_is_read(encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "ccc">]><a>&b;</a>'.encode(encoding)
    with pytest.raises(Refused) as refused:
        recognised(with_part("xl", "xl/a.xml", bomb))
    assert refused.value.text == contents.BOMB


@pytest.mark.parametrize(
    ("target", "elsewhere"),
    [
        ("a.dotm", False),
        ("/word/a.xml", False),
        ("C:\\a.dotm", False),
        ("Macintosh%20HD:a.dot", False),
        ("file:a.dotm", False),
        ("file:///C:/a.dotm", False),
        ("FILE://localhost/a.dotm", False),
        ("file://a.org/a", True),
        ("file://localhost//a.org/a", True),
        ("\\\\a.org\\a", True),
        ("\\/a.org/a", True),
        ("HTTPS://a.org", True),
        ("ms-its:http://a.org", True),
    ],
)
def test_where_a_target_lies(target: str, elsewhere: bool) -> None:
    assert is_elsewhere(target) is elsewhere
