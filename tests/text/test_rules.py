"""One form for what is typed: which signs go, what is the same as what, and a second pass."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import (
    RADICALS,
    SEEN,
    canonical_phone,
    compact,
    comparison_key,
    fold,
    masked_phone,
    normalise,
)
from app.text.mentions import mention_pattern
from app.text.search import name_pattern, search_pattern

# Everything that a program can hold in a text, halves of characters too.
ANYTHING = st.text(st.characters(exclude_categories=()))
# What people and their keyboards do to a text, close together.
SIGNS = "aAﬁ1１٣①·•．.()（）〔 　\t\n\r-－–\u200b\u200d\u202e\ufe00\u0301\u0308ΐ张阿"
CROWDED = st.text(st.sampled_from(SIGNS), max_size=12)


@pytest.mark.parametrize("step", [normalise, fold, compact, comparison_key])
@given(text=ANYTHING | CROWDED)
def test_a_second_pass_changes_nothing(step: object, text: str) -> None:
    assert callable(step)
    once = step(text)
    assert step(once) == once


@given(ANYTHING)
def test_any_text_can_be_encoded_and_kept(text: str) -> None:
    assert b"\0" not in normalise(text).encode()


@given(ANYTHING | CROWDED)
def test_nothing_that_is_seen_is_lost(text: str) -> None:
    """All that goes was not to be seen; line ends become one kind, and radicals their letter."""
    kept = iter(normalise(text))
    for letter in text.translate(RADICALS):
        if SEEN.match(letter) and letter.isprintable():
            assert letter in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("⻢超和⻩忠", "马超和黄忠"),  # as a PDF has them
        ("一\r\n二\r三\n四\u2028五", "一\n二\n三\n四\n五"),
        ("a\0b\x07c\x1bd\x7fe\x80f\x9fg\th", "abcdefg\th"),
        ("零\u200b宽\u2060字\ufeff符", "零宽字符"),
        ("\u202a左\u202b右\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "左右"),
        ("\ufffe\uffff", ""),
        ("\ud800", "\ufffd"),
        # What scripts and rare names need stays.
        ("می\u200cخواهم \u200d\u200e\u200f", "می\u200cخواهم \u200d\u200e\u200f"),
        ("ᠮᠣᠩᠭᠣᠯ\u180b\u180e", "ᠮᠣᠩᠭᠣᠯ\u180b\u180e"),
        ("葛\U000e0100\ufe00 𠮷 \uf92c", "葛\U000e0100\ufe00 𠮷 \uf92c"),
        ("Ａ１　（全角）－·•", "Ａ１　（全角）－·•"),
        # What shows nothing at all is empty: Hangul fillers, empty Braille, joiners alone.
        ("\u3164\u3164\u3164\u3164", ""),
        ("\u2800 \u200d\ufe0f\u3000", ""),
        ("  ", "  "),
        ("灯\u3164", "灯\u3164"),
    ],
)
def test_what_goes_and_what_stays(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


# Unicode 15's Default_Ignorable_Code_Point: what no machine draws. Not Khmer's two vowels, which
# no writing has.
UNDRAWN = [
    *range(0xFE00, 0xFE10), *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), *range(0xFFF0, 0xFFFC), *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000),
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x3164, 0xFEFF, 0xFFA0,
]  # fmt: skip
BLANK_LETTERS = {0x115F, 0x1160, 0x3164, 0xFFA0}  # as wide as others: 张 三


@pytest.mark.parametrize("code", UNDRAWN[:65] + UNDRAWN[-10:])
def test_two_names_that_differ_by_what_is_not_drawn_are_one(code: int) -> None:
    typed = normalise(f"阿依古丽{chr(code)}·{chr(code)}买买提{chr(code)}")
    for one, other in ((typed, "阿依古丽·买买提"), ("阿依古丽·买买提", typed)):
        assert comparison_key(one) == comparison_key(other)
        assert re.search(name_pattern(one), other, re.IGNORECASE)
        assert re.search(mention_pattern(one), other, re.IGNORECASE)
        if code not in BLANK_LETTERS:
            assert re.search(search_pattern(one), other, re.IGNORECASE)


def test_all_that_is_not_drawn_goes_or_is_compared_as_nothing() -> None:
    assert [hex(code) for code in UNDRAWN if comparison_key(f"张{chr(code)}三") != "张三"] == []
    kept = {code for code in UNDRAWN if normalise(f"张{chr(code)}三") != "张三"}
    scripts = {0x34F, 0x61C, *range(0x180B, 0x1810), *range(0x200C, 0x2010), *range(0xFE00, 0xFE10)}
    assert kept == BLANK_LETTERS | scripts | {*range(0xE0000, 0xE1000)}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("　１２３\u00a0", "123"),
        ("２０２６－０３－０２", "2026-03-02"),
        ("2026–03—02", "2026-03-02"),
        ("٣٫٥", "3٫5"),
        ("٢٠٢٦", "2026"),
        ("༢༣ ᠑᠒ ᧑", "23 12 1"),
        ("ＡｂＣ", "AbC"),
        ("三门峡", "三门峡"),
        ("村\u200d委\ufe0f会", "村委会"),
        ("a \u3000\t\n b", "a b"),
        ("−1", "-1"),
    ],
)
def test_half_width_and_one_kind_of_blank_and_hyphen(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize("typed", ["abcd2345", "ＡＢＣＤ－２３４５", " ab cd\u2011 23\u200b45 "])
def test_a_code_as_people_copy_it(typed: str) -> None:
    assert compact(typed) == "ABCD2345"


@pytest.mark.parametrize("dot", "·•・‧∙⋅.．･")
def test_the_dot_of_a_name_in_all_its_kinds(dot: str) -> None:
    assert comparison_key(f"阿依古丽{dot}买买提") == comparison_key("阿依古丽 · 买买提")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三（农业界）", "张三(农业界)"),
        ("张三〔农业界〕", "张三 （ 农业界 ）"),
        ("张\u200b三", "张三"),
        ("李　四", "李四"),
        ("O'Neil ＡＢ", "o'neil ab"),
        ("王\ufe00五", "王五"),
        ("⻢⻓⻰", "马长龙"),
    ],
)
def test_names_that_a_reader_would_call_the_same(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("张三", "张山"), ("张三(农业界)", "张三"), ("一", "-"), ("买买提", "买提")]
)
def test_other_names_stay_others(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138‑1234–5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("＋８６（１３８）１２３４５６７８", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("١٣٨١٢٣٤٥٦٧٨", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),  # as copied from a phone's contacts
        ("0356-7022345", "0356-7022345"),
        ("（0356）702 2345", "0356-7022345"),
        ("03567022345", "0356-7022345"),
        ("+86 356 7022345", "0356-7022345"),
        ("+86 (0)356-7022345", "0356-7022345"),
        ("010 8888 8888", "010-88888888"),
        ("0571-87022345", "0571-87022345"),
        ("0356-7022345-801", "0356-7022345-801"),
        ("0356－7022345转801", "0356-7022345-801"),
        ("0356 7022345 分机 12", "0356-7022345-12"),
        ("7022345", "7022345"),
        ("400-123-4567", "4001234567"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_phones_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert canonical_phone(typed) == kept
    assert canonical_phone(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "abc", "12345", "1381234567", "138123456789", "12812345678", "138x12345678", "+"]
)
def test_what_is_no_phone(typed: str) -> None:
    assert canonical_phone(typed) is None


@given(st.text(st.sampled_from("0123456789 -+()x转"), max_size=20))
def test_a_phone_is_kept_as_it_stays(text: str) -> None:
    kept = canonical_phone(text)
    assert kept is None or canonical_phone(kept) == kept


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "86138****5678"),
        ("0517-12345678", "0517****5678"),
        ("0916-6123456", "0916*****56"),
        ("010-61234567", "010****4567"),
        ("0356-7022345-801", "0356*****45-***"),
        ("1234567890", "12****7890"),
        ("123456789", "*******89"),
        ("8234567", "*****67"),
        ("7022345-801", "*****45-***"),
        ("61234567-12345", "******67-*****"),
        ("61234567", "******67"),
        ("12345", "***45"),
        ("12", "12"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
