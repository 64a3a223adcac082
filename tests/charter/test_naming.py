"""A preset in a county's own words."""

import pytest
from msgspec import structs

from app.charter import rules, store
from app.charter.model import Conclusion
from app.charter.naming import DISTINCT, Retelling, renamed
from app.charter.presets import presets


def suffixes(slug: str, **own: str) -> list[tuple[str, str]]:
    return [(k.name, k.suffix) for k in renamed(presets()[slug], own).stations.kinds]


def test_nothing_said_changes_nothing() -> None:
    assert renamed(presets()["wudu"], {"station": ""}) is presets()["wudu"]


def test_the_word_for_stations_goes_into_their_names() -> None:
    """The case: everything renamed, and 283 stations still said 政协委员工作站."""
    assert suffixes("wudu", station="民情驿站")[:3] == [
        ("乡镇民情驿站", "民情驿站"), ("街道民情驿站", "民情驿站"),
        ("村级协商议事室", "协商议事室"),
    ]  # fmt: skip


def test_a_word_inside_another_word_stays() -> None:
    """政协委员 is in 政协委员工作站, which keeps its name."""
    assert suffixes("wudu", member="驻站委员")[0] == ("乡镇政协委员工作站", "政协委员工作站")
    charter = renamed(presets()["wudu"], {"member": "驻站委员"})
    assert charter.composition.groups[1].name == "驻站委员"
    assert charter.names.member == "驻站委员"
    assert charter.names.station == "政协委员工作站"


def test_the_platform_s_name_stands_in_the_names_of_stations() -> None:
    assert suffixes("xinjiang", platform="好商量")[0] == ("县级平台", "好商量协商议事厅")


def test_each_level_may_have_a_name_of_its_own() -> None:
    assert suffixes("wudu", township="驿站", village="小板凳")[:4] == [
        ("乡镇驿站", "驿站"), ("街道驿站", "驿站"), ("村级小板凳", "小板凳"),
        ("社区小板凳", "小板凳"),
    ]  # fmt: skip
    assert suffixes("wudu", township="驿站")[4] == ("事业单位协商议事室", "协商议事室")


def test_a_kind_that_no_level_names_follows_what_it_is_called_as() -> None:
    """Of institutions none is proposed; they are called as villages' are."""
    assert suffixes("wudu", village="小板凳")[4:] == [
        ("事业单位小板凳", "小板凳"), ("企业小板凳", "小板凳"),
    ]  # fmt: skip
    assert suffixes("wudu", township="驿站", village="小板凳")[4][1] == "小板凳"


def test_short_words_that_are_no_others_are_replaced_within_texts() -> None:
    """站长 in 工作站站长, 议题 in 征集议题; 议题审核 is a name of its own, and stays."""
    charter = renamed(presets()["wudu"], {"convener": "驿长", "topic": "事儿"})
    assert charter.composition.groups[0].name == "工作站驿长"
    assert charter.flow.steps[0].name == "议题审核"
    assert charter.rings[0].name == "征集事儿"
    assert (charter.names.convener, charter.names.topic) == ("驿长", "事儿")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("站长列席会议", "驿长列席会议"),
        ("副站长", "副驿长"),
        ("工作站长期坚持", "工作站长期坚持"),
        ("审议题目", "审议题目"),
        ("委员会", "委员会"),
        ("委员", "代表"),
    ],
)
def test_a_short_word_is_not_seen_where_it_is_part_of_others(text: str, told: str) -> None:
    words = {"站长": "驿长", "议题": "事儿", "委员": "代表"}
    assert Retelling(words, {"站长", "议题"}).of(text, "text") == told


@pytest.mark.parametrize("slug", presets())
def test_no_word_for_matters_and_conveners_is_left(slug: str) -> None:
    before = presets()[slug].names
    own = {name: f"甲乙{name}" for name in structs.asdict(before) if name != "theme"}
    after = store.write(renamed(presets()[slug], own))
    assert [each for each in (before.convener, before.topic) if each in after] == []


def test_what_neighbours_are_drawn_as_and_the_title_are_texts_too() -> None:
    drawn = [ring.group for ring in renamed(presets()["yanjiang"], {"screening": "三道筛"}).rings]
    assert drawn.count("三道筛") == 4
    assert "三级会审" not in drawn
    assert renamed(presets()["jiashan"], {"station": "百姓客堂"}).title == "双联 百姓客堂"


@pytest.mark.parametrize("slug", presets())
def test_no_long_word_of_the_preset_is_left(slug: str) -> None:
    """In any field, also one to come: but for a word that is part of another."""
    before = structs.asdict(presets()[slug].names)
    own = {name: f"甲乙{name}" for name in before if name != "theme"}
    after = store.write(renamed(presets()[slug], own))
    left = {word for name, word in before.items() if name in own and len(word) >= DISTINCT}
    assert {word for word in left if word in after} == set()


def test_keys_and_fixed_words_stay() -> None:
    before = presets()["jiashan"]
    after = renamed(before, {"commitment": "交办事", "department": "责任单位", "station": "小院"})
    assert [kind.key for kind in after.stations.kinds] == [k.key for k in before.stations.kinds]
    assert [ring.by for ring in after.rings] == [ring.by for ring in before.rings]
    assert after.scoring == before.scoring
    assert after.outcomes.branches[Conclusion.CONSENSUS] == "交责任单位办理，跟踪问效"


@pytest.mark.parametrize("slug", presets())
def test_invented_words_make_a_sound_charter(slug: str) -> None:
    own = {name: f"甲乙{name}" for name in ("platform", "station", "member", "topic", "village")}
    assert rules.check(renamed(presets()[slug], own)) == []
