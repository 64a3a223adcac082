"""A number that begins in one text of a matter and ends in another, read after it."""

from typing import Any

import pytest

from app.text.across import EDGE, across
from app.text.kinds import What
from app.veiling.asking import found_in
from app.veiling.rules import VEILED, halves, retold


@pytest.mark.parametrize(
    ("above", "below", "split"),
    [
        ("找老张1391234", "5678打这个", (What.MOBILE, 3, 4)),
        ("找老张 139 1234 ", " 5678，打这个", (What.MOBILE, 4, 5)),
        ("找老张1391234，", "5678", (What.MOBILE, 3, 4)),
        ("找老张139", "12345678", (What.MOBILE, 3, 8)),
        ("找老张1391", "2345678", (What.MOBILE, 3, 7)),
        ("一三九一二三四", "五六七八", (What.MOBILE, 0, 4)),
        ("证11010519491", "231002X，请办", (What.IDENTITY, 1, 7)),
        ("卡6222021234", "567890128", (What.CARD, 1, 9)),
        ("长" * 100 + "1391234", "5678" + "长" * 100, (What.MOBILE, 100, 4)),
        # No number together, or each for itself.
        ("找老张1391234", "晚上5678", None),
        ("找老张1391234号", "5678", None),
        ("找老张1391234", "56789", None),
        ("找老张139123", "5678", None),
        ("找老张13912345678", "5678", None),
        ("2026年", "13912345678", None),
        ("修路花了1380000", "2026年3月动工", None),
        ("证11010519491", "2310021", None),  # its check says no
        ("", "13912345678", None),
        ("13912345678", "", None),
    ],
)
def test_a_number_that_begins_in_one_text_and_ends_in_the_next(
    above: str, below: str, split: tuple[What, int, int] | None
) -> None:
    found = [
        (what, first.start, last.end)
        for what, (first, last) in across(above, below)
        if (first.place, first.end, last.place, last.start) == (0, len(above), 1, 0)
    ]
    assert found == ([split] if split else [])
    assert bool(across(above, below)) is bool(split)
    assert bool(halves(above, below)) is bool(split)


def test_halves_are_known_by_what_stands_beside_them() -> None:
    """138 alone stands in many texts of a matter."""
    found = halves("路灯坏了找老张138", "12345678，晚上八点以后打，过了八点打不通")
    assert found == {
        "路灯坏了找老张138": "路灯坏了找老张▇▇",
        "12345678，晚上八点以后打，过了八": "▇▇，晚上八点以后打，过了八",
    }
    record = {"title": "路灯坏了找老张138", "story": "12345678，晚上八点以后打", "note": "138元"}
    assert retold(record, {}, "title", "story", "note") == {
        "title": "路灯坏了找老张▇▇", "story": "▇▇，晚上八点以后打", "note": "138元",
    }  # fmt: skip
    assert retold(record, None, "title", "story") == record


THREE = [
    ("找老张139", "1234", "5678，晚上打"),
    ("找老张139转", "1234转", "5678"),
    ("找老张139 转", "转 1234", "转 5678"),
    ("前三位139", "中间1234", "最后5678"),
    ("找老张139，", "1234，", "5678"),
    ("一三九", "一二三四", "五六七八"),
    ("证110105", "19491231", "002X"),
    ("证110105转", "19491231转", "002X"),
    ("卡6222 0212", "3456 7890", "128"),
]


@pytest.mark.parametrize("texts", THREE)
def test_a_number_over_three_texts(texts: tuple[str, str, str]) -> None:
    """The one between is all of it."""
    (found,) = across(*texts)
    assert [part.place for part in found.parts] == [0, 1, 2]
    assert found.parts[1][1:] == (0, len(texts[1]))
    record = dict(zip(("title", "story", "spot"), texts, strict=True))
    told = retold(record, {}, "title", "story", "spot")
    assert told["story"] == VEILED
    assert told["title"].endswith(VEILED)
    assert told["spot"].startswith(VEILED)
    assert not {"139", "1234", "5678", "002X"} & {*told.values()}
    assert {halves(*texts)[each] for each in halves(*texts)} == {*told.values()}
    assert [what for what, _typed in found_in(*texts)][-1] is found.what


@pytest.mark.parametrize(
    "texts",
    [
        ("找老张139", "1234" + "长" * EDGE, "5678"),  # what is read between is no number
        ("农户139", "人口1234", "耕地5678"),
        ("找老张139", "1234", "56789"),
        ("找老张139", "", "晚上5678"),
        ("138户", "1234亩", "5678元"),
        ("找老张139转", "找1234转", "5678"),
    ],
)
def test_three_texts_with_none(texts: tuple[str, ...]) -> None:
    assert across(*texts) == []
    record: dict[str, Any] = dict(zip("abc", texts, strict=True))
    assert retold(record, {}, "a", "b", "c") == record


def test_an_empty_text_between_is_none() -> None:
    (found,) = across("找老张1391234", "", "5678")
    assert found == (What.MOBILE, ((0, 3, 10), (2, 0, 4)))


def test_of_four_texts_each_number_is_found_once() -> None:
    texts = ("找老张1391234", "5678，找老李138", "12345678", "路灯")
    found = across(*texts)
    assert [[part.place for part in each.parts] for each in found] == [[0, 1], [1, 2]]
    told = retold(dict(zip("abcd", texts, strict=True)), {}, *"abcd")
    assert list(told.values()) == ["找老张▇▇", "▇▇，找老李▇▇", "▇▇", "路灯"]


def test_a_text_as_long_as_an_edge_is_read_whole() -> None:
    assert across("找老张139", "1234", "5678") != []
    between = "1234".ljust(EDGE, " ")
    assert across("找老张139", between, "5678") == []  # too far apart
    assert [each.what for each in across("找老张1391234" + " " * 3, "5678")] == [What.MOBILE]
    assert across("1391234" + "长" * EDGE, "5678") == []
