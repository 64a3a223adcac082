"""Letters that count as one say what a search may mean; what is kept stays as it is."""

import pytest

from app.text import comparison_key
from app.text.search import name_pattern
from app.text.variants import as_kept, same_as, simplified, spellings, variants_in


@pytest.mark.parametrize(
    ("typed", "today"),
    [
        ("戶縣", "户县"), ("呂梁", "吕梁"), ("黃山區", "黄山区"), ("峯峯礦區", "峰峰矿区"),
        ("乾县", "乾县"),  # 乾 and 干 are both of today
        ("嘉善", "嘉善"), ("abc 1", "abc 1"), ("𠮷", "𠮷"), ("", ""),
    ],
)  # fmt: skip
def test_as_it_is_written_today(typed: str, today: str) -> None:
    assert simplified(typed) == today


def test_words_become_as_they_are_kept() -> None:
    assert set("户戶") <= set(variants_in("戶a"))
    assert variants_in("a娜") == []
    assert as_kept("戶娜a", {"户"}) == "户娜a"
    assert as_kept("戶", {"戶"}) == as_kept("戶", ()) == "戶"
    assert as_kept("戶", {"戶", "户"}) is None


def test_of_a_name_there_are_no_more_spellings_than_sixteen() -> None:
    assert list(spellings("呂峯", {"吕", "峰", "峯"})) == ["吕峯", "吕峰"]
    assert list(spellings("娜", ())) == ["娜"]
    assert len(list(spellings("裏" * 40, set(same_as("裏"))))) == 16


def test_two_names_that_differ_so_are_two() -> None:
    assert comparison_key("于芳") != comparison_key("於芳")
    assert "户".encode("unicode-escape").decode()[2:] not in name_pattern("戶").lower()
