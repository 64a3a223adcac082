"""Which titles may mean the same matter."""

import pytest

from app.text.alike import alike, likeness, pairs

TITLES = [
    "村口的路灯不亮了",
    "垃圾三天没人清运",
    "桥头路灯坏了两个月",
    "村口路灯，坏了三个月！",
    "Street lamps at the bridge",
]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("村口路灯坏了三个月", [3, 0]),
        ("村口的路灯 坏了", [3, 0, 2]),
        ("垃圾没人清运", [1]),
        ("学校门口太堵", []),
        ("路灯", []),  # three signs at the most say nothing
        ("路灯坏", []),
        ("", []),
        ("的了的了的了", []),
    ],
)
def test_which_may_be_the_same(title: str, found: list[int]) -> None:
    assert alike(title, TITLES) == found


def test_the_name_of_a_place_says_nothing_of_what_it_is_about() -> None:
    """Titles begin with it: 石桥村的水渠 is not 石桥村的路灯."""
    assert likeness("石桥村三组水渠塌了", "石桥村三组太黑") == pytest.approx(0.667, abs=0.001)
    assert alike("石桥村水渠塌了", ["石桥村路灯坏了"]) == [0]
    place = "石桥村民生议事堂"
    assert alike("石桥村水渠塌了", ["石桥村路灯坏了"], places=[place]) == []
    assert alike("石桥村水渠塌了", ["石桥村水渠垮塌"], places=[place]) == [0]
    assert alike("石桥村", ["石桥村的路灯"], places=[place]) == []


def test_likeness_is_a_share() -> None:
    assert likeness("路灯坏了", "路灯坏了") == 1.0
    assert likeness("路灯坏了", "垃圾成堆") == 0.0
    assert likeness("灯", "灯") == 0.0
    assert pairs("村口的路灯") == {"村口", "口路", "路灯"}
    # two of three and two of three pairs: 2 * 2 / 6
    assert likeness("甲乙丙丁", "甲乙丙戊") == pytest.approx(0.667, abs=0.001)


def test_the_likest_come_first_and_three_of_them() -> None:
    assert alike("村口路灯坏了", ["村口路灯坏了"] * 5) == [0, 1, 2]
    # from 0.34 on: two of seven and two of four pairs are 0.36; two of eight and four 0.33
    assert alike("甲乙丙丁戊己庚辛", ["甲乙丙子丑"]) == [0]
    assert alike("甲乙丙丁戊己庚辛壬", ["甲乙丙子丑"]) == []
