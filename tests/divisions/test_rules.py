import csv
from itertools import islice
from pathlib import Path

import pytest

from app.divisions.load import listed
from app.divisions.pinyin import READ_SO, initials, readings, romanised, spelt
from app.divisions.rules import (
    CODE_LEVELS,
    NO_NAMES,
    Key,
    check_division,
    cut,
    is_county,
    is_oddity,
    search_key,
    short_name,
    within,
)
from app.refusal import Refused


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("3304", Key("code", "3304%")),
        (" JSx ", Key("pinyin", "% jsx%", " jsx")),
        ("Wǔdū", Key("pinyin", "% wudu%", " wudu")),
        ("xi'an", Key("pinyin", "% xi% an%", " xian")),
        ("ｌǚ", Key("pinyin", "% lv%", " lv")),
        ("xi’an", Key("pinyin", "% xi% an%", " xian")),
        ("wu-du", Key("pinyin", "% wu% du%", " wudu")),
        ("wu.du", Key("pinyin", "% wu% du%", " wudu")),
        ("嘉兴·嘉善", Key("path", "%嘉兴%嘉善%")),
        ("嘉兴-嘉善", Key("path", "%嘉兴%嘉善%")),
        ("jiaxing jiashan", Key("pinyin", "% jiaxing% jiashan%", " jiaxingjiashan")),
        ("嘉善js", Key("path", "%嘉善js%")),
        ("３３０４２１", Key("code", "330421%")),
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


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("武都区", "wu du qu"),
        ("六合区", "lu he qu"),
        ("什邡市", "shi fang shi"),
        ("洪洞县", "hong tong xian"),
        ("涡阳县", "guo yang xian"),
        ("荥经县", "ying jing xian"),
        ("荥阳市", "xing yang shi"),
        ("单县", "shan xian"),
        ("朝阳区", "chao yang qu"),
        ("康巴什区", "kang ba shi qu"),
        ("民乐县", "min le xian"),
    ],
)
def test_names_of_counties_are_read_as_there(name: str, reading: str) -> None:
    assert readings(name)[0] == reading.split()


def test_every_county_is_read_as_the_kept_list_has_it() -> None:
    """But for three names that the dictionary reads as other words or places."""
    counties = {name for code, name in listed({}) if len(code) == 6}
    with (Path(__file__).parent / "readings.csv").open(encoding="utf-8", newline="") as file:
        kept = dict(csv.reader(islice(file, 2, None)))
    assert len(kept) == 2734
    assert kept.keys() <= counties
    assert READ_SO.keys() <= counties
    other = {name for name in kept if kept[name].split() not in readings(name)}
    assert other == {"长子县", "栖霞市", "石鼓区"}
    for name in counties:
        assert all(part.isascii() and part.isalpha() for each in readings(name) for part in each)


def test_what_counties_lie_in_is_read_as_there_too() -> None:
    """A county is found by it."""
    above = {name for code, name in listed({}) if len(code) < 6} - NO_NAMES
    with (Path(__file__).parent / "readings_above.csv").open(encoding="utf-8", newline="") as file:
        kept = dict(csv.reader(islice(file, 1, None)))
    assert kept.keys() == above
    assert {name for name in kept if kept[name].split() != readings(name)[0]} == set()
    assert kept["漯河市"] == "luo he shi"
    assert kept["六安市"] == "lu an shi"
    assert kept["亳州市"] == "bo zhou shi"


def test_a_reading_is_found_from_each_syllable_on() -> None:
    assert spelt("武都区") == " wuduqu duqu qu"
    assert spelt("筠连县") == " junlianxian lianxian xian yunlianxian lianxian xian"
    assert initials("筠连县") == "jlx ylx"
    assert romanised("六枝特区") == "liuzhite"
    assert romanised("单县") == "shanxian"


def test_what_the_operator_may_amend() -> None:
    check_division("330499", "新县", above=True)
    check_division("3304", "新市", above=True)
    for code, name, above, field in (
        ("33049", "新县", True, "code"),
        ("33", "新省", True, "code"),
        ("33049a", "新县", True, "code"),
        ("330499", "新县", False, "code"),
        ("330499", "新", True, "name"),
        ("330499", "新" * 41, True, "name"),
        ("330499", "新\n县", True, "name"),
    ):
        with pytest.raises(Refused) as refused:
            check_division(code, name, above=above)
        assert refused.value.field == field


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


@pytest.mark.parametrize(
    ("letters", "two", "three"),
    [
        (
            "ziyangyanjiang",
            ["% zi% yangyanjiang%", "% ziyang% yanjiang%"],
            ["% zi% yang% yanjiang%"],
        ),
        ("yangshixian", ["% yang% shixian%", "% yangshi% xian%"], ["% yang% shi% xian%"]),
        ("ziyangy", ["% zi% yangy%"], []),  # one letter is no part
        ("iyangyanjiang", [], []),
        ("", [], []),
    ],
)
def test_what_is_written_in_one_is_cut(letters: str, two: list[str], three: list[str]) -> None:
    above = [" sichuansheng chuansheng sheng", " ziyangshi yangshi shi"]
    assert cut(letters, above) == [two, three]
