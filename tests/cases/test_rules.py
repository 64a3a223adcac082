"""What may be nominated, in which words; what a region may decide, and from where."""

from typing import Any

import pytest

from app.cases.rules import (
    STATES,
    Texts,
    by_what_was_done,
    check_choice,
    check_nominated,
    check_photos,
    check_texts,
    cut,
    digit,
    level_of,
    personal,
    possible,
    proposed,
)
from app.refusal import Overtaken, Refused

FINE = Texts("路灯亮了", "村口路灯坏了三个月。", "坐下来谈了两次。", "三盏灯都修好了。")


@pytest.mark.parametrize(
    "text",
    [
        "电话13800005678",
        "请打 138 0000 5678。",
        "138-0000-5678",
        "１３８００００５６７８",
        "一三八零零零零五六七八",
        "幺三八〇〇〇〇五六七八",
        "+86 13800005678",
        "0086-138-0000-5678",
        "8613800005678",
        "1380 000 5678",
        "1 3 8 0 0 0 0 5 6 7 8",
        "身份证510102199003077758",
        "51010219900307775X",
        "51010219900307775x。",
        "510102 19900307 7758",
        "510102 1990 0307 7758",
        "老证510102900307775号",
        "卡号6222021234567890128",
        "6222 0212 3456 7890 128",
        "打138/0000/5678",
        "(138)0000-5678",
        "l38 0000 567O",
        "①③⑧⓪⓪⓪⓪⑤⑥⑦⑧",
        "壹叁捌零零零零伍陆柒捌",
    ],
)
def test_what_looks_like_somebody_s_number(text: str) -> None:
    assert personal(text)
    wrong = check_texts(FINE._replace(talk=f"大家说：{text}"))
    assert [each.field for each in wrong] == ["talk"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026年3月25日，30人参加",
        "2021-2023年，13个社区、1500户",
        "2026.01.13-2026.02.15 共 3 户",
        "投入 1380000 元",
        "川发〔2026〕13号，共13页",
        "文号 20260325138000056789012",
        "028-26912345",
        "一三五轮流值班，二四六歇",
        "第一、三十八、五百户",
        "12345 热线",
        "统一社会信用代码 11510000MB1234567X",
    ],
)
def test_what_is_nobody_s_number(text: str) -> None:
    assert not personal(text)


@pytest.mark.parametrize(
    ("field", "most"), [("title", 60), ("matter", 600), ("talk", 800), ("result", 600)]
)
def test_each_text_has_its_measure(field: str, most: int) -> None:
    assert check_texts(FINE._replace(**{field: "长" * most})) == []
    for bad in ("", "长" * (most + 1)):
        assert [each.field for each in check_texts(FINE._replace(**{field: bad}))] == [field]


def test_a_number_over_two_texts_is_one() -> None:
    split = FINE._replace(title="路灯亮了，打1380000", matter="5678，村口路灯坏了三个月。")
    assert [each.field for each in check_texts(split)] == ["matter"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert [each.field for each in check_texts(Texts("", "", "", ""))] == [
        "title",
        "matter",
        "talk",
        "result",
    ]


@pytest.mark.parametrize(
    ("chosen", "fine"),
    [([], True), ([1, 2, 3], True), ([1, 1], False), ([5], False), ([1, 2, 3, 4], False)],
)
def test_up_to_three_of_its_own_photos(chosen: list[int], fine: bool) -> None:
    assert (check_photos(chosen, {1, 2, 3, 4}) == []) is fine
    assert check_photos([1, 2], {1, 2}) == []


@pytest.mark.parametrize(
    "text",
    ["138 00005678", "138 0000 5678", "1380 000 5678", "138 000 05678", "13800 005678"],
)
def test_a_mobile_in_each_grouping(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize("text", ["13800 00567", "1380 0000 5678", "1 3 8 0 0 0 0 5 6 7"])
def test_other_groupings_are_other_numbers(text: str) -> None:
    assert not personal(text)


def test_digits_of_every_script() -> None:
    assert "".join(map(digit, "0９零八๔½Ⅻ十百人-")) == "09084½Ⅻ十百人-"


def test_regions_by_code() -> None:
    codes = (11, 99, 156, 1000, 9999)
    levels = ["province", "province", "nation", "prefecture", "prefecture"]
    assert [level_of(code) for code in codes] == levels


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        (" 一二三四五六 ", 6, "一二三四五六"),
        ("一二三四五六七", 6, "一二三四五…"),
        ("一二三四。六七", 6, "一二三四。"),
        ("一二三。五六七", 6, "一二三。五…"),  # before the middle: not there
        ("。二三四五六七", 6, "。二三四五…"),
        ("一二三四五。七", 6, "一二三四五。"),
    ],
)
def test_cut_at_a_sentence_s_end_if_that_is_late_enough(text: str, most: int, kept: str) -> None:
    assert cut(text, most) == kept


READY: dict[str, Any] = {
    "stage": "closed", "published": True, "region": 51, "county": 512002, "shares": {51},
    "already": set(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({}, True),
        ({"region": 5120, "shares": {5120}}, True),
        ({"region": 5120}, False),
        ({"region": 52, "shares": {52}}, False),
        ({"region": None}, False),
        ({"stage": "answered"}, False),
        ({"published": False}, False),
        ({"shares": set()}, False),
        ({"already": {51}}, False),
        ({"already": {5120}}, True),
    ],
)
def test_what_may_be_nominated_where(changes: dict[str, Any], fine: bool) -> None:
    assert (check_nominated(**READY | changes) == []) is fine


def test_nobody_begins_from_nothing_and_all_of_it_fits() -> None:
    found = proposed("题", "事" * 2000, ["一次"], ["说好了。" * 400], ["修好了"])
    assert check_texts(found) == []
    assert found.result == "修好了"
    assert found.talk.endswith("。")
    assert proposed("题", "", [], [], []).matter == ""


def may_be(state: str, **more: Any) -> set[str]:
    here = {"region": 5120, "own": True, "onward": True, "passed": False}
    return set(possible(state, **here | more))


def test_what_a_region_may_decide_from_where() -> None:
    assert may_be("waiting") == {"chosen", "declined", "passed_on"}
    assert may_be("chosen") == {"published", "passed_on", "declined"}
    assert may_be("published") == {"recalled", "passed_on"}
    assert may_be("declined") == {"chosen"}
    for kind, seen in (("chosen", "chosen"), ("declined", ""), ("declined", "waiting")):
        with pytest.raises(Overtaken):
            check_choice(kind, "点错了", "chosen", may_be("chosen"), seen)
    assert check_choice("declined", "点错了", "chosen", may_be("chosen"), "chosen") == "点错了"
    for no in ({"region": 51}, {"own": False}, {"onward": False}, {"passed": True}):
        assert "passed_on" not in may_be("waiting", **no)
    assert STATES.keys() == {"waiting", "chosen", "published", "declined"}


@pytest.mark.parametrize(
    ("kind", "reason", "field"),
    [
        ("chosen", "", None),
        ("declined", "切口太大", None),
        ("declined", "  ", "reason"),
        ("chosen", "长" * 500, None),
        ("chosen", "长" * 501, "reason"),
        ("published", "", "kind"),
        ("nothing", "", "kind"),
        ("", "", "kind"),
    ],
)
def test_a_decision_with_its_reason(kind: str, reason: str, field: str | None) -> None:
    if field is None:
        assert check_choice(kind, f" {reason} ", "waiting", may_be("waiting")) == reason
        return
    with pytest.raises(Refused) as refused:
        check_choice(kind, reason, "waiting", may_be("waiting"))
    assert refused.value.field == field


def test_what_was_promised_twice_is_told_once() -> None:
    done = [
        ("区卫健局", "每周三坐诊。"),
        ("区卫健局", "每周三坐诊。 "),
        ("区医保局", "每周三坐诊。"),
        ("镇政府", "修了路。"),
    ]
    assert by_what_was_done(done) == ["区卫健局、区医保局：每周三坐诊。", "镇政府：修了路。"]
    assert proposed("题", "", ["一次。"], ["说好了。", "说好了。"], ["修好了", "修好了"])[2:] == (
        "一次。\n说好了。",
        "修好了",
    )
