"""Two of one name can be told apart by whoever types them; a blank may stand inside a name."""

from typing import Any

import pytest

from app.choosing.rules import Choice, labels, meant, possible, refused
from app.people.matching import LEFT_OUT, decided, matched, members_of
from app.people.naming import Known, choice


def one(key: int, name: str, sector: str = "农业界", **more: Any) -> Choice:
    return choice(
        Known(
            id=key,
            name=name,
            sector=sector,
            station_name=more.get("station"),
            phone=more.get("phone", ""),
        )
    )


def called(text: str, known: list[Choice]) -> list[list[str]]:
    """Of each name those who may be meant."""
    return [[each.value for each in line.found] for line in matched(text, known, [])]


TWO = [one(1, "张三"), one(2, "张三", "教育界")]


def test_a_name_that_is_alone_is_its_own_label() -> None:
    assert labels([one(1, "张三"), one(2, "李四")]) == {"1": "张三", "2": "李四"}


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (TWO, ["张三（农业界）", "张三（教育界）"]),
        (
            [one(1, "张三", station="福贡站"), one(2, "张三", station="石月站")],
            ["张三（福贡站）", "张三（石月站）"],
        ),
        (
            [
                one(1, "张三", station="福贡站"), one(2, "张三", station="石月站"),
                one(3, "张三", "教育界", station="石月站"),
            ],
            ["张三（农业界，福贡站）", "张三（农业界，石月站）", "张三（教育界，石月站）"],
        ),
        (
            [one(1, "张三", phone="13800001111"), one(2, "张三", phone="13800002222")],
            ["张三（尾号1111）", "张三（尾号2222）"],
        ),
        (
            [
                one(1, "张三", station="福贡站"), one(2, "张三"),
                one(3, "张三", "教育界"),
            ],
            ["张三（农业界，福贡站）", "张三（农业界）", "张三（教育界）"],
        ),
        ([one(1, "张三"), one(2, "张三")], ["张三（编号1）", "张三（编号2）"]),
    ],
)  # fmt: skip
def test_each_has_a_label_of_its_own_and_is_found_by_it(
    known: list[Choice], told: list[str]
) -> None:
    assert list(labels(known).values()) == told
    for each, label in zip(known, told, strict=True):
        assert meant(label, known) == [each]
        assert meant(label.replace("（", "(").replace("）", ")"), known) == [each]


def test_several_are_named_so_that_one_can_be_chosen() -> None:
    wrong = refused("张三", meant("张三", TWO), "members")
    assert wrong.field == "members"
    assert wrong.values == {"name": "张三", "n": 2, "labels": "张三（农业界）、张三（教育界）"}


def test_those_called_nearly_so_are_named() -> None:
    assert refused("张", [], "member", TWO).values["labels"] == "张三（农业界）、张三（教育界）"
    assert refused("张", [], "member").values == {"name": "张"}


def test_of_two_that_differ_only_in_how_they_are_written_each_is_meant_by_its_own() -> None:
    two = [one(1, "阿依·古丽"), one(2, "阿依•古丽", "教育界")]
    assert list(labels(two).values()) == ["阿依·古丽（农业界）", "阿依•古丽（教育界）"]


def test_a_list_says_of_each_name_who_may_be_meant() -> None:
    assert called("张三（教育界）、王五、张三", TWO) == [["2"], [], ["1", "2"]]


def test_what_is_chosen_holds_for_its_own_name_alone() -> None:
    """The list may be mended beside it: nobody is left out, or credited, for another."""
    text = "张三、王五、李四"
    known = [*TWO, one(3, "李四")]
    assert [each.chosen for each in matched(text, known, [])] == ["", "", "3"]
    assert not decided(matched(text, known, []))
    lines = matched(text, known, ["2 张三", "guest 王五"], {"guest"})
    assert [each.chosen for each in lines] == ["2", "guest", "3"]
    assert members_of(lines) == [2, 3]
    for wrong in ("3 张三", "9 张三", "guest 张三", "2 王五", f"{LEFT_OUT}"):
        assert matched("张三", TWO, [wrong])[0].chosen == ""
    assert decided(matched("张三", TWO, [f"{LEFT_OUT} 张三"]))


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("阿依古丽 买买提", [1]),
        ("阿依古丽·买买提", [1]),
        ("阿依古丽 · 买买提，李四", [1, 2]),
        ("李四 王五", [2, 3]),
        ("李四、王五；阿依古丽•买买提", [2, 3, 1]),
        ("李四\n王五", [2, 3]),
    ],
)
def test_a_blank_stands_in_a_name_or_between_two(typed: str, ids: list[int]) -> None:
    known = [one(1, "阿依古丽·买买提"), one(2, "李四"), one(3, "王五")]
    assert [int(each) for (each,) in called(typed, known)] == ids


def test_what_is_looked_for() -> None:
    assert possible("张三（农业界）、李四 王五") == [
        "张三（农业界）", "李四 王五", "李四", "王五", "李四·王五", "张三",
    ]  # fmt: skip
