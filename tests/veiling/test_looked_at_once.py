"""What is spared most texts spares none that holds a number."""

import pytest

from app.text.personal import enough, likely
from app.veiling import rules
from app.veiling.queries import SHORT, all_letters_in, letters_in, over_edges
from app.veiling.rules import over_texts

ELEVEN = ("13912345678", "一三九一二三四五六七八", "l39l234567O")


@pytest.mark.parametrize("text", ELEVEN)
def test_eleven_are_enough_and_ten_are_not(text: str) -> None:
    assert enough(text)
    assert enough("路灯".join(text))
    assert not enough(text[1:])
    assert not likely(text[1:])


@pytest.mark.parametrize(
    "texts",
    [
        ("打1391234", "5678，修灯", "", ()),
        ("打139", "1234", "5678", ()),
        ("打1391234", "", "5678", ()),
        ("打1391234", "", "", ("5678",)),
        ("打139123&#52;", "5678，修灯", "", ()),
    ],
)
def test_of_a_number_over_two_texts_both_halves_are_known(
    texts: tuple[str, str, str, tuple[str, ...]],
) -> None:
    title, story, spot, answers = texts
    found = over_texts(title, story, spot, answers)
    assert len(found) >= 2
    assert title in found
    assert over_edges(title, story, spot, answers, "") == found


def test_where_nothing_follows_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def looks(*_texts: str) -> dict[str, str]:
        raise AssertionError

    monkeypatch.setattr(rules, "halves", looks)
    assert over_texts("电话13912345678", "", "", ()) == {}
    assert over_texts("路灯坏了三天", "晚上看不清", "村口", ("已修好2盏",)) == {}
    with pytest.raises(AssertionError):
        over_texts("打1391234", "5678", "", ())


def test_what_is_kept_of_a_matter_is_nobody_s_to_change() -> None:
    over_edges.cache_clear()
    first = dict(over_edges("打1391234", "5678", "", (), ""))
    first["王芳"] = "王*"
    assert "王芳" not in over_edges("打1391234", "5678", "", (), "")


@pytest.mark.parametrize("times", [1, SHORT])
def test_letters_are_the_same_in_short_and_in_long_texts(times: int) -> None:
    text = "张叁峰&#38;" * times
    assert letters_in(text) == all_letters_in(text)
    assert {"張", "张", "峰", "峯"} <= set(letters_in(text))


def test_a_text_is_looked_through_for_these_names_and_for_no_others() -> None:
    """What is kept of it is kept of both: another reader's names are another look."""
    text = "王芳和李明说，路灯坏了"

    def found(*names: str) -> bool:
        return rules.may_tell([{"text": text}], dict.fromkeys(names, "某**"), "text")

    for _again in range(2):
        assert [found("王芳"), found("赵强"), found(), found("赵强", "李明")] == [1, 0, 0, 1]
    assert not rules.may_tell([{"text": "路灯坏了"}], {"王芳": "王*"}, "text")
    assert rules.may_tell([{"text": f"{text}13912345678"}], {}, "text")


@pytest.mark.parametrize("more", [0, 1])
def test_the_longest_text_that_is_kept_and_a_longer_one_say_the_same(more: int) -> None:
    text = "路" * (rules.SEEN_AGAIN - 2 + more)
    rules.tells_again.cache_clear()
    assert rules.may_tell([{"text": f"{text}王芳"}], {"王芳": "王*"}, "text")
    assert not rules.may_tell([{"text": f"{text}王力"}], {"王芳": "王*"}, "text")
    assert rules.tells_again.cache_info().currsize == (2 if more == 0 else 0)
