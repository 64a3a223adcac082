"""One form for what is typed: which signs go, what is the same as what, and a second pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import SEEN, canonical_phone, compact, comparison_key, fold, masked_phone, normalise

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
    """All that goes was not to be seen; line ends become one kind."""
    kept = iter(normalise(text))
    for letter in text:
        if SEEN.match(letter) and letter.isprintable():
            assert letter in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
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
        ("12345", "***45"),
        ("12", "12"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
