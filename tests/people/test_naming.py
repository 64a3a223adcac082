"""Two of one name can be told apart by whoever types them; a blank may stand inside a name."""

from typing import Any

import pytest

from app.people.naming import Known, called, labels, possible


def one(key: int, name: str, sector: str = "农业界", **more: Any) -> Known:
    return Known(
        id=key,
        name=name,
        sector=sector,
        station_name=more.get("station"),
        phone=more.get("phone", ""),
    )


TWO = [one(1, "张三"), one(2, "张三", "教育界")]


def test_a_name_that_is_alone_is_its_own_label() -> None:
    assert labels([one(1, "张三"), one(2, "李四")]) == {1: "张三", 2: "李四"}


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
        ([one(1, "张三"), one(2, "张三")], ["张三（编号1）", "张三（编号2）"]),
    ],
)  # fmt: skip
def test_each_has_a_label_of_its_own_and_is_found_by_it(
    known: list[Known], told: list[str]
) -> None:
    assert list(labels(known).values()) == told
    for each, label in zip(known, told, strict=True):
        assert called(label, known, "name") == ([each["id"]], [])
        assert called(label.replace("（", "(").replace("）", ")"), known, "name")[0] == [each["id"]]


def test_several_are_named_so_that_one_can_be_chosen() -> None:
    ids, (wrong,) = called("张三", TWO, "members")
    assert (ids, wrong.field) == ([], "members")
    assert wrong.values == {"name": "张三", "n": 2, "labels": "张三（农业界）、张三（教育界）"}


def test_nobody_is_told_by_name() -> None:
    ids, (wrong,) = called("张三（教育界）、王五", TWO, "members")
    assert (ids, wrong.values) == ([2], {"name": "王五"})


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
    assert called(typed, known, "members") == (ids, [])


def test_what_is_looked_for() -> None:
    assert possible("张三（农业界）、李四 王五") == [
        "张三（农业界）", "李四 王五", "李四", "王五", "李四·王五", "张三",
    ]  # fmt: skip
