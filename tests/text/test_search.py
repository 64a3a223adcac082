"""What is typed finds what is kept, in whatever way either of them was typed."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.db import county_tx, value
from app.text import comparison_key, fold, normalise
from app.text.search import name_pattern, search_pattern, words_pattern
from tests.text.test_rules import ANYTHING, CROWDED

PLAIN = st.text(
    st.sampled_from("ab1１٣①·•．.()（）〔 　\t\n\r-－–\u200b\u200d\u202e\ufe00张阿"), max_size=8
)


def found(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE | re.DOTALL))


@given(text=ANYTHING | CROWDED)
def test_whatever_is_typed_finds_itself(text: str) -> None:
    kept = normalise(text)[:40]
    assert found(search_pattern(kept), kept)
    assert found(words_pattern(kept), kept)


@given(text=PLAIN)
def test_the_folded_text_is_found_where_it_was_typed_otherwise(text: str) -> None:
    assume("①" not in text)
    assert found(search_pattern(fold(text)), normalise(text))


@given(one=PLAIN, other=PLAIN)
def test_a_name_is_found_where_the_keys_are_equal_and_nowhere_else(one: str, other: str) -> None:
    assume(comparison_key(one) and "①" not in one + other)
    equal = comparison_key(one) == comparison_key(other)
    assert found(name_pattern(one), normalise(other)) == equal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("第3组", "村东头（第３组）路灯"),
        ("(第３组)", "村东头（第3组）路灯"),
        ("阿依古丽.买", "阿依古丽·买买提"),
        ("2026-03", "公告２０２６－０３"),
        ("A b", "Ａ　B"),
        ("路\u200b灯", "路灯坏了"),
        ("路灯", "路\u200d灯坏了"),
        ("呂黃戶", "吕黄户"),
        ("峰", "峯"),
        ("圍牆", "围墙"),
        ("٣", "3"),
    ],
)
def test_in_whatever_width_and_with_whatever_blanks(typed: str, kept: str) -> None:
    assert found(search_pattern(typed), kept)


@pytest.mark.parametrize(("typed", "kept"), [(".*", "路灯"), ("_", "a"), ("a|b", "a"), ("%", "x")])
def test_no_sign_has_a_meaning(typed: str, kept: str) -> None:
    assert not found(search_pattern(typed), kept)


@pytest.mark.parametrize("typed", ["", " \u3000", "\u200b\ufe00"])
def test_nothing_typed_is_no_search(typed: str) -> None:
    assert search_pattern(typed) == ""
    assert not found(name_pattern(typed), "张三")


def test_between_words_there_may_be_others() -> None:
    assert found(words_pattern("嘉兴 嘉善"), "浙江 嘉兴市 嘉善县")
    assert not found(words_pattern("嘉善 嘉兴"), "浙江 嘉兴市 嘉善县")


@pytest.mark.anyio
async def test_the_database_reads_the_patterns_as_python_does(county: int) -> None:  # noqa: ARG001
    # Title case (Croatian ǅ) is neither small nor large, and PostgreSQL then sees none.
    some = [*range(0x3400), *range(0xF900, 0x10000), *range(0x1F100, 0x1F200)]
    every = [normalise(chr(n)) for n in some]
    signs = [sign for sign in every if sign and unicodedata.category(sign) != "Lt" and sign != "İ"]
    async with county_tx(readonly=True):
        for start in range(0, len(signs), 50):
            text = "".join(signs[start : start + 50])
            for pattern in (search_pattern(text), name_pattern(text)):
                assert await value("SELECT $2::text ~* $3 AND $1 > 0", text, pattern), ascii(text)
        assert await value("SELECT '张三（农业界）' ~* $2 AND $1 > 0", name_pattern("张三(农业界)"))
        assert not await value("SELECT '张三丰' ~* $2 AND $1 > 0", name_pattern("张三"))
