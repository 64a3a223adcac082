import pytest

from app.divisions.pinyin import initials
from app.divisions.rules import (
    CODE_LEVELS,
    Key,
    is_county,
    is_oddity,
    search_key,
    short_name,
    within,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("3304", Key("code", "3304%")),
        (" JSx ", Key("initials", "jsx%")),
        ("嘉善", Key("path", "%嘉善%")),
        ("嘉兴 嘉善", Key("path", "%嘉兴%嘉善%")),
        ("50%_", Key("path", "%50\\%\\_%")),
        ("  ", None),
        ("٣٣０４", Key("code", "3304%")),  # digits of any script
    ],
)
def test_what_is_typed_says_how_to_search(typed: str, key: Key | None) -> None:
    assert search_key(typed) == key


@pytest.mark.parametrize(
    ("code", "county"),
    [
        ("330421", True),
        ("441900", True),  # 东莞: a city without counties
        ("130171", False),  # a development zone
        ("33042", False),
        ("330421001", False),
        ("33042a", False),
        ("３３０４２１", False),
    ],
)
def test_what_is_a_county(code: str, county: bool) -> None:
    assert is_county(code) is county


@pytest.mark.parametrize(
    ("code", "name", "odd"),
    [
        ("330421001", "魏塘街道", False),
        ("330421103", "西塘镇", False),
        ("330421103201", "惠通村村民委员会", False),
        ("610303400", "灵武农场", True),
        ("610303401", "王府街道办事处", False),  # among the units, but a street office
        ("610303200", "国营林场", True),
        ("610303200201", "林场村民委员会", False),  # a village that is called so
        ("610303200001", "监狱社区居委会", False),
        ("610303101498", "崇文社区", True),  # by its code: "like a neighbourhood"
        ("610303101598", "林场生活区", True),
        ("610303101001", "工业园虚拟社区", True),
        ("440100402", "广东省济广监狱", True),
        ("320200405", "宜兴经济开发区", True),
    ],
)
def test_what_is_no_place_to_live(code: str, name: str, odd: bool) -> None:
    assert is_oddity(code, name) is odd


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("惠通村村民委员会", "惠通村"),
        ("东高村委会", "东高村"),
        ("多福巷社区居委会", "多福巷社区"),
        ("王府街道办事处", "王府街道"),
        ("第十三居委会", "第十三居委会"),
        ("西塘镇", "西塘镇"),
        ("村委会", "村委会"),
    ],
)
def test_names_as_people_say_them(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "letters"),
    [("嘉善县", "jsx"), ("长葛市", "cgs"), ("长子县", "zzx"), ("天长市", "tcs"), ("六安市", "las")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_few_counties_take_what_lies_above_them_along() -> None:
    few = frozenset({"330421"})
    kept = [c for c in ("33", "3304", "330421", "330421001", "330402", "34") if within(c, few)]
    assert kept == ["33", "3304", "330421", "330421001"]


def test_the_levels_of_the_national_codes() -> None:
    """GB/T 2260 and the statistics' own: two digits, four, six, nine, twelve."""
    assert CODE_LEVELS == {
        2: ("province", 0),
        4: ("prefecture", 2),
        6: ("county", 4),
        9: ("township", 6),
        12: ("village", 9),
    }


def test_forty_signs_are_looked_for() -> None:
    assert search_key("嘉" * 41) == search_key("嘉" * 40) == Key("path", f"%{'嘉' * 40}%")
    assert search_key("嘉" * 39) == Key("path", f"%{'嘉' * 39}%")


@pytest.mark.parametrize(
    ("code", "name", "odd"),
    [
        ("330421399", "某某", False),
        ("330421400", "某某", True),
        ("330421103150", "某村", False),
        ("330421103450", "某街道", True),  # a village is no street office, whatever it is called
    ],
)
def test_the_blocks_of_units_like_townships(code: str, name: str, odd: bool) -> None:
    assert is_oddity(code, name) is odd
