"""A number written as programs write letters is the number to whoever decodes it: it is veiled as
it was typed. Of every way of writing, for every kind of number, in one text and over two.
"""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from app.text.across import EDGE
from app.text.digits import unmarked
from app.text.kinds import What
from app.text.personal import personal, veil_numbers
from app.veiling.asking import found_in
from app.veiling.queries import over_edges
from app.veiling.rules import VEILED, as_told, retold

MOBILE, IDENTITY, CARD = "13912345678", "11010519491231002X", "6222021234567890128"
ZHEJIANG = "330106199003071017"  # its first 3 would be %33
READ = {MOBILE: "139****5678", IDENTITY: "*" * 18, CARD: "*" * 15 + "0128"}
WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
WAYS: dict[str, Callable[[str], str]] = {
    "decimal": lambda letter: f"&#{ord(letter)};",
    "with zeros": lambda letter: f"&#000{ord(letter)};",
    "hexadecimal": lambda letter: f"&#x{ord(letter):x};",
    "large": lambda letter: f"&#X{ord(letter):04X};",
    "twice": lambda letter: f"&amp;#{ord(letter)};",
    "wide digit": lambda letter: f"&#{ord(letter.translate(WIDE))};",
    "reference in wide letters": lambda letter: f"&#{ord(letter)};".translate(WIDE),
    "bytes": lambda letter: f"%{ord(letter):x}",
    "bytes twice": lambda letter: f"%25{ord(letter):X}",
    "bytes of a wide digit": lambda letter: quote(letter.translate(WIDE)),
    "JSON": lambda letter: f"\\u{ord(letter):04x}",
    "braces": lambda letter: f"\\u{{{ord(letter):x}}}",
    "byte of a program": lambda letter: f"\\x{ord(letter):x}",
    "wide": lambda letter: letter.translate(WIDE),
}
PLACES: dict[str, Callable[[int], bool]] = {
    "all": lambda _place: True,
    "first": lambda place: place == 0,
    "last": lambda place: place == -1,
    "every other": lambda place: place % 2 == 1,
    "middle": lambda place: 4 <= place <= 6,
}


def written(number: str, way: str, where: str) -> str:
    last = len(number) - 1
    return "".join(
        WAYS[way](letter)
        if PLACES[where](place if place < last or where != "last" else -1)
        else letter
        for place, letter in enumerate(number)
    )


@pytest.mark.parametrize("number", READ)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", PLACES)
def test_it_is_veiled_as_it_was_typed(number: str, way: str, where: str) -> None:
    typed = written(number, way, where)
    text = f"找老王，{typed}，修灯"
    assert veil_numbers(text) == f"找老王，{READ[number]}，修灯"
    assert [text[each.start : each.end] for each in personal(text)] == [typed]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("&#49 39 1234 5678", "139****5678"),  # before what is no digit browsers need no semicolon
        ("139%201234%205678", "139****5678"),
        ("139%2D1234%2d5678", "139****5678"),
        ("139&ThinSpace;1234&NonBreakingSpace;5678", "139****5678"),
        ("139&#x2d;1234&#45;5678", "139****5678"),
        ("\\U00000031\\U000000333912345678"[:10] + "3912345678", "139****5678"),
        ("％３１３９１２３４５６７８", "139****5678"),
        ("%E4%BA%BA%31%33%39%31%32%33%34%35%36%37%38", "%E4%BA%BA139****5678"),
        ("%ff%313912345678", "%ff139****5678"),
    ],
)
def test_other_ways(typed: str, read: str) -> None:
    assert veil_numbers(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        # Decoded, the number would be another or none: it is read as it stands, too.
        (f"占50%{ZHEJIANG}", None),
        ("赞成50%13912345678", "赞成50%139****5678"),
        ("5%38 13912345678", "5%38 139****5678"),
        ("&#139 1234 5678", "&#139****5678"),
        ("&#39;13912345678&#39;", "&#39;139****5678&#39;"),
        ("涨了%36222021234567890128", None),
    ],
)
def test_what_stands_there_undecoded_is_veiled_too(typed: str, read: str | None) -> None:
    told = veil_numbers(typed)
    if read is not None:
        assert told == read
    for number in (MOBILE, ZHEJIANG, CARD):
        assert number not in told


@pytest.mark.parametrize(
    "text",
    [
        "https://example.cn/a?q=%E8%B7%AF%E7%81%AF&n=2",
        "涨了50%，又降了30%，一共31%33户",
        "&lt;b&gt;&#31532;3&nbsp;条",
        "C:\\x31\\u4e00",
        "&#;&#x;&;%%%zz\\u12",
        "%ff%fe%c3",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert veil_numbers(text) == text
    assert len(unmarked(text)) == len(text)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cut", range(1, 11))
def test_over_title_and_story(way: str, cut: int) -> None:
    """On one page, and where only one of both stands."""
    typed = [WAYS[way](letter) for letter in MOBILE]
    begin = "&#36335;灯，&#25214;" if way == "decimal" else "路灯，找"
    title, story = begin + "".join(typed[:cut]), "".join(typed[cut:]) + "，老王"
    told = retold({"title": title, "story": story}, {}, "title", "story")
    if cut < 3 or cut > 8:
        return  # whether so few belong together is said in test_across.py
    assert told == {"title": f"{begin}{VEILED}", "story": f"{VEILED}，老王"}
    assert What.MOBILE in {what for what, _typed in found_in(title, story)}
    hidden = over_edges(title, story, "", (), "")
    for field, alone in (("title", title), ("story", story)):
        (shown,) = as_told([{field: alone}], hidden, field)
        assert shown[field] == told[field]


def test_an_edge_holds_a_card_as_a_source_has_it() -> None:
    assert max(len(WAYS[way](CARD[0])) for way in WAYS) * 18 > EDGE  # but for the longest
    assert len(WAYS["hexadecimal"]("1")) * 18 <= EDGE == 160


def test_a_long_run_of_marks_is_read_once() -> None:
    """No text makes it slow: as many signs as a story may have."""
    for text in (
        "&amp;" * 800, "&" + "amp;" * 999, "%25" * 1300, "%" + "25" * 1999, "&#" * 2000,
        "\\" * 4000, "&#0" + "0" * 3990,
    ):  # fmt: skip
        assert len(unmarked(text)) == len(text)
        assert veil_numbers(text) == text
