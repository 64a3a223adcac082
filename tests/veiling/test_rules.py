from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charter.presets import document, presets
from app.charter.store import read
from app.veiling import rules
from app.veiling.calling import called
from app.veiling.rules import (
    as_told,
    halves,
    masked_name,
    mention_of,
    shown_name,
    struck,
    veiled,
)


@pytest.mark.parametrize(
    ("name", "shown"), [("张小三", "张**"), ("李四", "李**"), ("王", "**"), ("▇▇", "▇▇")]
)
def test_a_masked_name_keeps_its_first_letter(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_longer_names_go_first() -> None:
    hidden = {"张三": "张**", "张三丰": "张**"}
    assert veiled("张三丰和张三都同意", hidden) == "张**和张**都同意"


def test_a_name_is_found_as_it_may_be_set() -> None:
    assert veiled("王　芳说，阿依古丽•买买提也说", {"王芳": "王**", "阿依古丽·买买提": "阿**"}) == (
        "王**说，阿**也说"
    )


@pytest.mark.parametrize(
    "written",
    [
        "阿依古丽买买提",
        "阿依古丽 买买提",
        "阿依古丽－买买提",
        "阿依古丽. 买买提",
        "阿依古丽\u2003·买买提",
    ],
)
@pytest.mark.parametrize("kept", ["阿依古丽·买买提", "阿依古丽买买提"])
def test_a_name_of_parts_is_found_however_they_are_set(written: str, kept: str) -> None:
    assert veiled(f"听{written}说", {kept: "阿**"}) == "听阿**说"
    assert veiled("王\u2002芳\n王\n\n芳", {"王芳": "王**"}) == "王**\n王\n\n芳"  # in one paragraph


@pytest.mark.parametrize(
    "text", ["金小三来了", "\uf90a小三来了", "\u2fa6小三来了", "金小\u200b三来了"]
)
def test_a_letter_that_can_be_written_twice(text: str) -> None:
    assert veiled(text, {"金小三": "金**"}) == "金**来了"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("三小\uf90a来了", "三小金"), ("Ａli小金来了", "Ali小金"), ("ali小\uf90a来了", "Ali小金"),
        ("阿Ａ来了", "阿A"), ("\uf90aＡ来了", "金A"),
    ],
)  # fmt: skip
def test_whichever_letter_is_written_otherwise(text: str, name: str) -> None:
    """Only the first one says where to look, and not where it is none of Chinese."""
    assert veiled(text, {name: "**"}) == "**来了"


def test_a_single_letter_is_no_name() -> None:
    assert veiled("路灯不亮", {"路": "**"}) == "路灯不亮"


def test_numbers_are_veiled_too() -> None:
    assert veiled("找王芳，13812345678", {"王芳": "王**"}) == "找王**，138****5678"


CHARTER = presets()["yanjiang"]


def person(grp: str, name: str, member: int | None = None) -> dict[str, Any]:
    return {"name": name, "grp": grp, "member": member}


def test_names_before_strangers() -> None:
    shown = {
        each["name"]: shown_name(each, CHARTER)
        for each in (
            person("citizen", "钱小三"), person("unit", "孙科长"), person("gone", "周五"),
            person("citizen", "李委员", 7),
        )
    }  # fmt: skip
    assert shown == {"钱小三": "钱**", "孙科长": "孙科长", "周五": "周**", "李委员": "李委员"}


@pytest.mark.parametrize("mask", [True, False])
def test_a_number_beside_a_name_is_veiled_whoever_it_is(mask: bool) -> None:
    charter = read(document("yanjiang"))
    charter.publicity.mask_names = mask
    for grp, member in (("unit", None), ("citizen", 7)):
        told = shown_name(person(grp, "孙科长13812345678", member), charter)
        assert told == "孙科长138****5678"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("王芳", {"王芳"}),
        ("王芳（村民）", {"王芳（村民）", "王芳"}),
        ("王芳 13812345678", {"王芳 13812345678", "王芳"}),
        ("王芳，电话：138 1234 5678", {"王芳，电话：138 1234 5678", "王芳"}),
        ("13812345678", {"13812345678"}),
        ("阿依古丽·买买提", {"阿依古丽·买买提", "阿依古丽"}),
        ("ئايگۈل.مەمەت", {"ئايگۈل.مەمەت", "ئايگۈل"}),
        ("Li.Na", {"Li.Na"}),  # Li would be found in public
        ("（王芳）", {"（王芳）", "王芳"}),
        ("（村民）王芳", {"（村民）王芳", "王芳"}),
        ("村民王芳", {"村民王芳", "王芳"}),
        ("手机13812345678王芳", {"手机13812345678王芳", "王芳"}),
        ("王芳 女 45岁", {"王芳 女 45岁", "王芳"}),
        ("王芳，龙兴村", {"王芳，龙兴村", "王芳"}),
        ("王芳女士", {"王芳女士", "王芳"}),
        ("王芳等3人", {"王芳等3人", "王芳"}),
        ("王芳、李明", {"王芳、李明", "王芳", "李明"}),
        ("王芳/李明", {"王芳/李明", "王芳", "李明"}),
        ("王芳和李明", {"王芳和李明", "王芳", "李明"}),
        ("王芳 李明", {"王芳 李明", "王芳", "李明"}),
        ("李和平", {"李和平"}),
        ("王 芳", {"王 芳"}),  # as it is set; 王 alone is a word
        ("欧阳 娜娜", {"欧阳 娜娜", "娜娜"}),
    ],
)
def test_what_is_written_beside_a_name_is_none_of_it(written: str, names: set[str]) -> None:
    assert called(written) == names


def test_a_charter_may_show_names_but_not_who_raised_a_matter() -> None:
    charter = read(document("yanjiang"))
    charter.publicity.mask_names = False
    assert shown_name(person("citizen", "钱小三"), charter) == "钱小三"
    assert shown_name(person("", "钱小三"), charter) == "钱**"


def test_who_is_erased_is_struck_out_with_their_numbers() -> None:
    assert struck("张三丰和张三，13812345678", ["张三", "张三丰"]) == "▇▇和▇▇，▇▇"


def test_only_the_fields_asked_for_are_told_otherwise() -> None:
    rows = [{"title": "张三家门口", "names": ["张三", "李四"], "note": "张三", "story": None}]
    told = as_told(rows, {"张三": "张**"}, "title", "names", "story")
    assert told == [
        {"title": "张**家门口", "names": ["张**", "李四"], "note": "张三", "story": None}
    ]
    assert rows[0]["title"] == "张三家门口"  # a copy
    assert as_told(rows, None, "title") == rows  # from whom nothing is hidden
    assert as_told(rows, {}, "title")[0]["title"] == "张三家门口"


def test_what_is_read_in_its_place_may_hold_anything() -> None:
    assert veiled("张三说", {"张三": r"\\1"}) == r"\\1说"


def test_a_name_beside_half_a_number_is_veiled_too() -> None:
    above, below = "赵金雀说找赵金雀打1391234", "5678找赵金雀，赵金雀在家"
    hidden = {**halves(above, below), "赵金雀": "赵**"}
    assert veiled(above, hidden) == "赵**说找赵**打▇▇"
    assert veiled(below, hidden) == "▇▇找赵**，赵**在家"
    assert struck(above, ["赵金雀"], halves(above, below)) == "▇▇说找▇▇打▇▇"
    assert as_told([{"a": above, "b": below}], {"赵金雀": "赵**"}, "a", "b") == [
        {"a": "赵**说找赵**打▇▇", "b": "▇▇找赵**，赵**在家"}
    ]


def test_halves_have_twelve_signs_beside_them() -> None:
    """138 alone stands in many texts of a matter."""
    above, below = "甲乙丙丁戊己庚辛壬癸子丑寅1391234", "5678子丑寅卯辰巳午未申酉戌亥天"
    assert halves(above, below) == {
        "乙丙丁戊己庚辛壬癸子丑寅1391234": "乙丙丁戊己庚辛壬癸子丑寅▇▇",
        "5678子丑寅卯辰巳午未申酉戌亥": "▇▇子丑寅卯辰巳午未申酉戌亥",
    }
    assert halves("灯139", "12345678灯") == {"灯139": "灯▇▇", "12345678灯": "▇▇灯"}


def test_of_one_text_alone_a_number_is_masked() -> None:
    record = {"a": "找1391234，再找1381234", "b": "5678", "c": ["13912345678", "1391234"]}
    assert as_told([record], {}, "a") == [{**record}]
    assert as_told([record], {}, "a", "b", "c") == [
        {"a": "找1391234，再找▇▇", "b": "▇▇", "c": ["139****5678", "1391234"]}
    ]


def test_a_name_that_begins_with_another_letter_is_looked_for_in_every_text() -> None:
    hidden = {"Ali江": "A**", "江Ali": "江**", "䶮江": "䶮**"}
    assert veiled("ALI江、江ａｌｉ、䶮江、江", hidden) == "A**、江**、䶮**、江"


def test_of_names_those_alone_that_may_stand_there_are_made_patterns() -> None:
    """It takes milliseconds each, and a county has hundreds."""
    hidden = {"张三": "张**", "李四": "李**"}
    mention_of.cache_clear()
    assert veiled("灯坏了三天", hidden) == "灯坏了三天"
    assert mention_of.cache_info().misses == 0
    assert veiled("张三说灯坏了", hidden) == "张**说灯坏了"
    assert mention_of.cache_info().misses == 1


PIECES = [*"张張三丰阿古丽·买 王芳，\n。灯", "13812345678", "1391234", "5678", "转", "&#19977;"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(st.lists(st.fixed_dictionaries({"a": WORDS, "b": WORDS, "c": st.lists(WORDS)}), max_size=3))
def test_what_is_not_looked_through_has_nothing_to_veil(records: list[dict[str, Any]]) -> None:
    """One look spares most texts the search: it must spare none in which something is found."""
    hidden = {"张三": "张**", "张三丰": "张**", "阿古丽·买买": "阿**", "·王芳": "▇▇"}
    for known in (hidden, {}):
        told = as_told(records, known, "a", "b", "c")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rules, "may_tell", lambda *_about: True)
            assert told == as_told(records, known, "a", "b", "c")


def test_a_page_of_which_one_text_names_somebody() -> None:
    hidden = {"张三": "张**"}
    nobody, somebody = {"a": "灯坏了", "b": "三天"}, {"a": "張三说", "b": "好"}
    page = [nobody, somebody, {"a": "张", "b": "13812345678"}]
    assert as_told(page, hidden, "a", "b") == [
        nobody, {"a": "张**说", "b": "好"}, {"a": "张", "b": "138****5678"},
    ]  # fmt: skip
    assert not rules.may_tell([nobody], hidden, "a", "b")
    both = [nobody, {"a": "张", "b": ""}]  # together they have all of his letters
    assert rules.may_tell(both, hidden, "a", "b")
    assert not rules.may_tell(page, hidden)
