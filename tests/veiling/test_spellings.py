"""Names as people write them, and as those would who want them read: veiled; and sentences in which
the same letters stand for something else: read as they are.
"""

import pytest

from app.text.variants import SAME_AS, VARIANTS, same_as
from app.veiling.queries import letters_in
from app.veiling.rules import veiled

HIDDEN = {
    "王芳": "王**",
    "吴小芳": "吴**",
    "刘建国": "刘**",
    "張麗": "张**",
    "欧阳娜娜": "欧**",
    "阿依古丽·买买提": "阿**",
    "艾力": "艾**",
    "巴图 孟克": "巴**",
}

VEILED = {
    "王**": [
        "王_芳", "王*芳", "王-芳", "王—芳", "王/芳", "王\\芳", "王|芳", "王+芳", "王=芳", "王~芳",
        "王～芳",
        "王、芳", "王 、 芳", "王·芳", "王.芳", "王^芳", "王#芳", "王@芳", "王&芳", "王%芳",
        "王$芳", "王°芳",
        "王★芳", "王→芳", "王●芳", "王□芳", "王👍芳", "王丶芳", "王丨芳", "王ー芳", "王ㆍ芳",
        "王ꞏ芳", "王 _ 芳",
        "王\u200d芳", "王\u0301芳", "王\u20dd芳", "王\ufe00芳", "王\u034f芳", "王\u3164芳",
        "王\u2800芳", "王\t芳",
        "王（芳）", "（王）芳", "(王)(芳)", "【王】【芳】", "「王」芳", "王“芳”", "王'芳'",
        "<王>芳", "〔王〕 芳",
        "王\n芳", "王 \n芳", "王-\n芳", "王\n 芳", "王&nbsp;芳", "王&#33459;", "&#29579;芳",
        "&#x738B;&#x82B3;", "王<br>芳", "王</b>芳", "⺩芳",
    ],
    "吴**": [
        "吳小芳", "吴小芳", "呉小芳", "吴_小_芳", "吳*小*芳", "吴，小，芳", "吴。小。芳",
        "吴：小：芳", "吴、小、芳",
        "吴,小,芳", "吴；小；\n芳", "“吴”“小”“芳”", "吴（小芳）", "（吴小）芳", "吴（小）芳",
        "吴\n小芳", "吴小\n芳", "吴\n小\n芳", "吴/小芳", "吴⼩芳", "吳 小 芳", "吴⺌芳",
    ],
    "刘**": [
        "劉建國", "刘建國", "劉建国", "\uf9c7建国", "劉_建_囯", "刘\n建国", "刘、建、国",
        "刘「建国」", "劉 建\u20dd国",
    ],
    "张**": ["张丽", "張丽", "张麗", "張、麗", "张-丽", "张\n丽", "张（丽）"],
    "欧**": ["歐陽娜娜", "欧陽、娜娜", "欧阳，娜娜", "欧阳\n娜娜", "欧。阳。娜。娜"],
    "阿**": [
        *(f"阿依古丽{dot}买买提" for dot in "·•・‧∙．.。﹒ꞏ･⋅●⸱⸳᛫᐀ㆍᐧ丶|/,，、；_☆-—~"),
        "阿依古丽买买提", "阿依古丽 买买提",
        "阿依古丽。買買提", "阿依古麗·買買提", "阿依古丽\n买买提", "阿依\n古丽·买买提",
        "阿·依·古·丽·买·买·提", "阿依古丽&middot;买买提", "阿依古丽—\n买买提", "阿依古丽··买买提",
    ],
    "艾**": ["艾_力", "艾·力", "艾\n力"],
    "巴**": ["巴图·孟克", "巴图。孟克", "巴圖孟克", "巴图，孟克", "巴_图_孟_克", "巴图\n孟克"],
}  # fmt: skip
READ = [
    "老王，芳草地的灯坏了", "老王。芳草地", "姓王：芳草地一号", "老王；芳草", "问老王？芳草地",
    "老王（芳草地旁边）", "老王“芳草地”",
    "王\n\n芳草地", "王\n　　芳草地", "王\n \n芳", "老王……芳草地", "老王！芳草地", "王家芳草",
    "王 家 芳",
    "老吴，小芳也来了", "吴。小芳", "老吴、小芳", "吴，小区，芳", "老吴：小，芳", "吴（小区）芳",
    "吴\n\n小芳", "刘，建国以后", "老刘（建国后来的）", "姓张，丽水人", "张\n\n丽", "欧阳家\n娜娜",
    "阿依古丽\n\n买买提",
    "阿依古丽和买买提", "艾，力气大", "艾。力", "巴图\n\n孟克", "王某芳", "芳王", "王&amp", "王5芳",
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "shown"), [(one, shown) for shown, those in VEILED.items() for one in those]
)
def test_a_name_is_veiled_however_it_is_written(written: str, shown: str) -> None:
    assert veiled(f"听说{written}在家", HIDDEN) == f"听说{shown}在家"


@pytest.mark.parametrize("written", READ)
def test_a_sentence_with_the_same_letters_is_read_as_it_is(written: str) -> None:
    assert veiled(f"听说{written}在家", HIDDEN) == f"听说{written}在家"


def test_what_stood_around_it_may_stay() -> None:
    assert veiled("<b>王</b>芳、欧阳（娜娜）来", HIDDEN) == "<b>王**、欧**）来"


@pytest.mark.parametrize(
    ("recorded", "written", "read"),
    [
        ("王 芳", "王_芳、王\n芳、老王，芳草地", "王**、王**、老王，芳草地"),
        ("王·芳", "王芳、王。芳草地", "王**、王。芳草地"),
        ("王_芳", "王芳、王-芳", "王**、王**"),
        ("吴 小芳", "老吴，小芳；吴小芳", "老吴，小芳；王**"),
        ("艾力·江", "艾力。江、艾，力江", "王**、艾，力江"),
        ("（村民）周桂枝", "（村民）周桂枝、村民周桂枝", "王**、王**"),
        ("王*", "王芳、王*", "王芳、王**"),  # one letter is a word
        ("Li Na", "Li.Na, l i n a; li, na", "王**, 王**; li, na"),
        ("王芳", "姓王，名芳；姓王名叫芳；姓王。名声，芳", "王**；王**；姓王。名声，芳"),
        ("吴小芳", "他姓吳，单名小芳", "他王**"),
        ("བཀྲ་ཤིས", "བཀྲ་ཤིས།བཀ་ཤས", "王**།བཀ་ཤས"),  # its vowels are letters
    ],
)
def test_however_it_was_written_down(recorded: str, written: str, read: str) -> None:
    assert veiled(written, {recorded: "王**"}) == read


def test_what_is_shown_for_one_is_no_part_of_another() -> None:
    hidden = {"张三": "张**", "张和": "张**"}
    assert veiled("张三和张和都同意", hidden) == "张**和张**都同意"


def test_letters_that_count_as_one() -> None:
    """Of the table no letter stands in two lines, or a name would be found by one of them alone."""
    lines = VARIANTS.read_text("utf-8").splitlines()
    assert len("".join(lines)) == len(set("".join(lines)))
    assert all(len(line) > 1 for line in lines)
    assert set("吳呉") < set(same_as("吴")) == set(same_as("吳"))
    assert set("\uf9c7刘") < set(same_as("劉"))
    assert same_as("娜") == "娜"
    assert all(chr(letter) in same for letter, same in SAME_AS.items())


def test_names_are_asked_for_by_each_way_to_write_their_first_letter() -> None:
    assert set("劉刘\uf9c7王⺩芳") <= set(letters_in("劉&#29579;芳"))
