"""Which of them a typed name means."""

import pytest

from app.choosing import rules
from app.choosing.rules import Choice
from app.people.matching import matched

ZHANG = Choice("1", "张三", ("农业界", "河东镇"))
OTHER = Choice("2", "张三", ("农业界", "河西镇"))
THIRD = Choice("3", "李四", ("工商界",), note="站长")
FAR = Choice("4", "阿依古丽·买买提", ("教育界",))
PEOPLE = [ZHANG, OTHER, THIRD, FAR]


def values(found: list[Choice]) -> list[str]:
    return [each.value for each in found]


def test_those_of_one_name_are_told_apart_by_the_first_way_that_does() -> None:
    assert rules.labels(PEOPLE) == {
        "1": "张三（河东镇）",
        "2": "张三（河西镇）",
        "3": "李四",
        "4": "阿依古丽·买买提",
    }


@pytest.mark.parametrize(
    ("apart", "labels"),
    [
        ([("甲",), ("乙",)], ["张三（甲）", "张三（乙）"]),
        ([("",), ("乙",)], ["张三（编号1）", "张三（编号2）"]),  # "" says nothing
        ([("甲",), ("甲",)], ["张三（编号1）", "张三（编号2）"]),
        ([("甲", "东"), ("甲", "西")], ["张三（东）", "张三（西）"]),
    ],
)
def test_else_by_their_number(apart: list[tuple[str, ...]], labels: list[str]) -> None:
    found = [Choice(str(n), "张三", way) for n, way in enumerate(apart, 1)]
    assert list(rules.labels(found).values()) == labels


def test_one_name_in_other_letters_is_one_name() -> None:
    found = [Choice("1", "阿依古丽·买买提", ("甲",)), Choice("2", "阿依古丽•买买提", ("乙",))]
    assert rules.labels(found)["2"] == "阿依古丽•买买提（乙）"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("李四", ["3"]),
        ("张三", ["1", "2"]),
        ("张三（河西镇）", ["2"]),
        (" 张三（河西镇） ", ["2"]),
        ("张三(河西镇)", ["2"]),
        ("张三[河西镇]", ["2"]),
        ("张三［河西镇］", ["2"]),
        ("张三（农业界）", ["1", "2"]),
        ("李四（工商界）", ["3"]),
        ("李四（站长）", ["3"]),
        ("李四（编号3）", ["3"]),
        ("李四（）", []),
        ("李四（农业界）", []),
        ("阿依古丽 买买提", ["4"]),
        ("阿依古丽•买买提", ["4"]),
        ("王五", []),
    ],
)
def test_what_a_name_means(typed: str, means: list[str]) -> None:
    assert values(rules.meant(typed, PEOPLE)) == means


def test_a_name_with_brackets_of_its_own_is_found_whole() -> None:
    town = [Choice("1", "老年大学（东校区）"), Choice("2", "老年大学", ("东校区",))]
    assert values(rules.meant("老年大学（东校区）", town)) == ["1"]


def test_names_are_separated_by_marks_and_blanks_may_stand_inside() -> None:
    assert rules.pieces("张三、李四,王五；赵六\n 阿依古丽 买买提 、") == [
        "张三", "李四", "王五", "赵六", "阿依古丽 买买提",
    ]  # fmt: skip
    assert rules.pieces("张三（农业界、河东镇），李四") == ["张三（农业界、河东镇）", "李四"]


def test_blanks_separate_where_nobody_is_called_so() -> None:
    assert rules.names_in("张三 李四", PEOPLE) == ["张三", "李四"]
    assert rules.names_in("阿依古丽 买买提、李四", PEOPLE) == ["阿依古丽 买买提", "李四"]


@pytest.mark.parametrize(
    "pasted",
    [
        "1. 张三\n2. 李四", "1、张三\n2、李四", "（1）张三 （2）李四", "①张三②李四",
        "- 张三\n- 李四", "张三和李四", "张三及李四",
        "张三/李四", "张三|李四", "张三\t李四", "张三﹑李四。", "“张三”、“李四”",
        "一、张三\n二、李四", "（一）张三（二）李四", "1.张三2.李四", "1张三 2李四", "1张三\n2李四",
        "张三：李四", "张三﹔李四", "张三，李四", "张三‚李四", "张三；；、李四", "张三…李四",
        "[张三][李四]", "【张三】【李四】", "(张三) (李四)", "“张三”“李四”", "「张三」、「李四」",
        "<张三>\n<李四>", "{张三}{李四}", "《张三》《李四》",
        "张三-李四", "张三——李四", "张三~李四", "张三+李四", "张三&李四", "张三·李四",
    ],
)  # fmt: skip
def test_lists_as_offices_paste_them(pasted: str) -> None:
    assert rules.names_in(pasted, PEOPLE) == ["张三", "李四"]
    assert {"张三", "李四"} <= {*rules.possible(pasted)}


@pytest.mark.parametrize(
    "typed",
    [
        "李四等", "李四等3人", "李四主席", "主席李四", "李四委员", "李四13800000000", "李四（女）",
        "副主席李四同志",
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_is_offered_without_it(typed: str) -> None:
    assert "李四" in rules.possible(typed)
    (line,) = matched(typed, PEOPLE, [], {"guest"})
    assert ([each.value for each in line.found], line.chosen) == (["3"], "")


def test_titles_alone_and_dots_inside_a_name_stay() -> None:
    assert rules.alone("主席") == "主席"
    assert rules.alone("王主任") == "王主任"
    assert rules.names_in("阿依古丽·买买提、李四", PEOPLE) == ["阿依古丽·买买提", "李四"]
    assert rules.names_in("丁一、李四", PEOPLE) == ["丁一", "李四"]
    assert rules.names_in("参加人员：张三、李四", PEOPLE)[1:] == ["张三", "李四"]
    kept = [Choice("1", "李四（主席）")]
    assert values(rules.nearly("李四", kept)) == ["1"]


WITH_AND = [
    ZHANG, Choice("5", "王和平"), Choice("6", "和平"), Choice("7", "陈与义"), Choice("8", "于和伟"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("王和平和张三", ["王和平", "张三"]),
        ("张三与陈与义", ["张三", "陈与义"]),
        ("于和伟和王和平及陈与义", ["于和伟", "王和平", "陈与义"]),
        ("王和平", ["王和平"]),
        ("张三和和平", ["张三", "和平"]),
        ("张三和某人", ["张三和某人"]),
    ],
)
def test_names_with_and_in_them_stand_beside_others(pasted: str, names: list[str]) -> None:
    assert rules.names_in(pasted, WITH_AND) == names
    assert {*names} <= {*rules.possible(pasted)}


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("张三（主席）李四（委员）", ["张三（主席）", "李四（委员）"]),
        ("张三（主席）、李四（委员）等", ["张三（主席）", "李四（委员）等"]),
        ("张三（农业界 河东镇）", ["张三（农业界 河东镇）"]),
        ("张三（农业界 河东镇） 李四", ["张三（农业界 河东镇）", "李四"]),
        ("（张三、李四）", ["张三", "李四"]),
    ],
)
def test_what_stands_in_brackets_is_not_torn(pasted: str, names: list[str]) -> None:
    assert rules.names_in(pasted, PEOPLE) == names


def test_what_only_looks_like_a_list_is_a_name() -> None:
    assert rules.pieces("张三（编号3）、李四（3组、5组）") == ["张三（编号3）", "李四（3组、5组）"]
    assert rules.names_in("王和平、李四", PEOPLE) == ["王和平", "李四"]  # nobody called 王 is known


def test_who_is_nearly_called_so_is_offered_and_not_chosen() -> None:
    (line,) = matched("李四（主席）", PEOPLE, [], {"guest"})
    assert ([each.value for each in line.found], line.chosen) == (["3"], "")
    (line,) = matched("李四（站长）", PEOPLE, [], {"guest"})
    assert line.chosen == "3"


def test_who_is_called_so_in_variant_letters_is_offered_and_not_chosen() -> None:
    """于 and 於 are surnames, both of them: somebody has to say that it is the same person."""
    known = [Choice("1", "吕峰"), Choice("2", "户黄", ("甲",)), Choice("3", "於芳"), THIRD]
    for typed, value in (("呂峯", "1"), ("戶黃", "2"), ("于芳", "3"), ("呂峰（委员）", "1")):
        (line,) = matched(typed, known, [], {"guest"})
        assert ([each.value for each in line.found], line.chosen) == ([value], "")
        assert not line.sure
    (line,) = matched("呂峯", known, ["1 呂峯"], {"guest"})
    assert line.sure
    (line,) = matched("吕峰", [*known, Choice("5", "呂峰")], [], {"guest"})
    assert ([each.value for each in line.found], line.chosen) == (["1"], "1")


@pytest.mark.parametrize(
    ("pasted", "said", "chosen"),
    [
        ("张三、张三", [], ["", ""]),
        ("张三、李四、张三、张三", [], ["", "", "3"]),
        ("李四、李四", [], ["3"]),
        ("无名、无名", [], [""]),
        ("张三、张三", ["2 张三", "1 张三"], ["2", "1"]),
        ("张三、张三", ["1 张三", "1 张三"], ["1", ""]),
        ("张三、张三", ["- 张三", "- 张三"], ["-", "-"]),
        ("张三（河东镇）、张三", ["1 张三（河东镇）", "1 张三"], ["1", ""]),
        ("张三（河东镇）、张三", ["1 张三（河东镇）", "2 张三"], ["1", "2"]),
    ],
)
def test_a_name_that_stands_twice_means_two_where_two_are_called_so(
    pasted: str, said: list[str], chosen: list[str]
) -> None:
    lines = matched(pasted, PEOPLE, said, {"guest"})
    assert [each.chosen for each in lines] == chosen
    assert [each.again for each in lines] == [
        n > 0 and not one and bool(said) for n, one in enumerate(chosen)
    ]


def test_all_that_may_be_meant() -> None:
    assert rules.possible("张三（农业界）、王 五") == [
        "张三（农业界）", "王 五", "王", "五", "王·五", "张三",
    ]  # fmt: skip
    assert rules.possible("李四") == ["李四"]


@pytest.mark.parametrize(
    ("name", "found", "near", "says"),
    [
        (
            "张三", [ZHANG, OTHER], [],
            "叫「张三」的有 2 个，请照其中一个写：张三（河东镇）、张三（河西镇）。",
        ),
        ("张四", [], [THIRD], "没有叫「张四」的；相近的有：李四。"),
        ("张四", [], [], "没有叫「张四」的。"),
        ("17", [], [], "选的这一项已经不在了，请再选一次。"),
        ("１７", [], [], "没有叫「１７」的。"),
        ("a17", [], [], "没有叫「a17」的。"),
    ],
)  # fmt: skip
def test_what_is_said_where_not_one_is_meant(
    name: str, found: list[Choice], near: list[Choice], says: str
) -> None:
    refused = rules.refused(name, found, "member", near)
    assert (refused.field, str(refused)) == ("member", says)


def test_of_many_ten_are_named() -> None:
    many = [Choice(str(n), f"名{n}") for n in range(1, 12)]
    assert rules.told(many[:10]) == "、".join(f"名{n}" for n in range(1, 11))
    assert rules.told(many) == "、".join(f"名{n}" for n in range(1, 11)) + "…"


def test_a_name_goes_before_the_label_of_another() -> None:
    """Both read alike."""
    known = [Choice("1", "张三（甲）"), Choice("2", "张三", ("甲",)), Choice("3", "张三", ("乙",))]
    assert rules.labels(known)["2"] == "张三（甲）"
    assert values(rules.meant("张三（甲）", known)) == ["1"]


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("张三李四", ["张三", "李四"]),
        ("李四张三、王五", ["李四", "张三", "王五"]),
        ("张三李四李四", ["张三", "李四", "李四"]),
        ("张三王五", ["张三王五"]),  # nobody is called 王五
        ("阿依古丽·买买提李四", ["阿依古丽·买买提李四"]),
    ],
)
def test_names_that_nothing_separates_any_more_are_read_by_who_there_is(
    pasted: str, read: list[str]
) -> None:
    """What stood between was not seen: U+200B, as copied from a chat."""
    assert rules.names_in(pasted, PEOPLE) == read
    assert {name for name in read if len(name) == 2} - {"王五"} <= {*rules.possible(pasted)}


def test_what_may_be_cut_in_two_ways_stays_whole() -> None:
    both = [Choice(str(n), name) for n, name in enumerate(("王芳", "华明", "王芳华", "明三"))]
    assert rules.names_in("王芳华明", both) == ["王芳", "华明"]
    assert rules.names_in("王芳华明三", [*both, Choice("9", "华明三")]) == ["王芳华明三"]
    assert rules.names_in("王芳华", both) == ["王芳华"]


def test_a_long_text_is_not_cut_into_all_its_letters() -> None:
    assert rules.cuts("张三李") == []
    assert rules.cuts("张三李四") == ["张三", "张三李", "张三李四", "三李", "三李四", "李四"]
    assert rules.cuts("张" * 25) == []
    assert len(rules.possible("、".join(chr(0x4E00 + n) * 24 for n in range(200)))) <= 200 + 300


def test_letters_of_an_offices_own_are_equal_to_themselves_and_doubtful() -> None:
    """On another machine the same code may be another letter."""
    known = [Choice("1", "王\ue000"), Choice("2", "王\ue001"), Choice("3", "王\U000f0000")]
    assert [values(rules.meant(one.name, known)) for one in known] == [["1"], ["2"], ["3"]]
    (line,) = matched("王\ue000", known, [], {"guest"})
    assert ([each.value for each in line.found], line.chosen, line.doubtful) == (["1"], "", True)
    (line,) = matched("王\ue000", known, ["1 王\ue000"], {"guest"})
    assert (line.chosen, line.doubtful) == ("1", True)
    (line,) = matched("李四", PEOPLE, [], {"guest"})
    assert (line.chosen, line.doubtful) == ("3", False)
