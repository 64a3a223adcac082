"""The five presets hold what their counties published."""

import pytest

from app.access.roles import Role
from app.charter import store
from app.charter.model import Checklist, Conclusion, Need
from app.charter.presets import presets, slugs, summary
from app.demo.own import own


def test_all_five_are_offered() -> None:
    assert set(presets()) == {"xinjiang", "wudu", "zhenan", "yanjiang", "jiashan"}


def test_yanjiang_is_drawn_as_nine_rings() -> None:
    seen = summary(presets()["yanjiang"])
    assert seen.marks == [
        *("选题", "三级会审", "确定人员", "商前调研", "介绍情况"),
        *("组织讨论", "汇总意见", "报送成果", "监督落实"),
    ]
    assert [step.name for step in seen.steps] == ["定题", "调研", "协商", "监督"]
    assert seen.steps[0].rings[1].name == "镇街初筛"
    assert seen.steps[0].rings[1].days == 3
    assert seen.circle == "5+X"
    assert "政协委员，至少 1 人" in seen.groups


def test_wudu_is_drawn_as_four_stages() -> None:
    assert summary(presets()["wudu"]).marks == ["议题审核", "议前调研", "会议协商", "跟踪落实"]


def test_the_summary_speaks_the_countys_words() -> None:
    seen = summary(presets()["xinjiang"])
    assert ("平台", "有事好商量") in seen.words
    assert seen.groups[0] == "1 · 村（社区）党组织书记，1 人"
    assert [name for name, _level in seen.stations][:2] == ["县级平台", "镇（街道）级平台"]


def test_every_county_has_work_for_every_role() -> None:
    """A role without a ring would have an empty desk for ever; departments have commitments."""
    for slug, charter in presets().items():
        by = {role for ring in charter.rings for role in ring.by}
        assert by >= {"member", "convener", "township", "committee", "leadership", "party"}, slug


ROLES = [str(role) for role in Role]
NEEDS = [str(each) for each in Need]


@pytest.mark.parametrize("slug", presets())
def test_sets_stand_in_the_order_in_which_forms_show_them(slug: str) -> None:
    """So that what is opened in a form and saved is the same as before."""
    for ring in presets()[slug].rings:
        roles = [role for role in ring.by if role != "citizen"]
        assert roles == sorted(roles, key=ROLES.index), ring.name
        assert "citizen" not in ring.by[1:], ring.name
        needs = [text.partition(":")[0] for text in ring.requires]
        assert needs == sorted(needs, key=NEEDS.index), ring.name


@pytest.mark.parametrize("slug", presets())
def test_written_and_read_again_it_is_the_same(slug: str) -> None:
    assert store.read(store.write(presets()[slug])) == presets()[slug]


def standard(slug: str) -> tuple[str, dict[str, str]]:
    """Its first: name, and how each item is proved."""
    found = presets()[slug].stations.standards[0]
    return found.name, {each.name: ("photo" if each.photo else each.counts) for each in found.items}


def owed(slug: str) -> dict[str, tuple[str, str, int, int | None]]:
    return {
        each.key: (each.of, each.every, each.at_least, each.day) for each in presets()[slug].duties
    }


def test_xinjiang() -> None:
    """1 county, towns, villages, three kinds of units; 1+6+X; who covers what (seed 000)."""
    charter = presets()["xinjiang"]
    assert [kind.level for kind in charter.stations.kinds] == [
        *("county", "township", "village", "unit", "unit", "unit"),
    ]
    groups = charter.composition.groups
    assert charter.composition.name == "1+6+X"
    assert (groups[0].counts_as, groups[0].min, groups[0].max) == ("convener", 1, 1)
    fixed = [each.name for each in groups[1:] if each.min == 1]
    assert fixed == [
        *("监委会成员", "两代表一委员", "群众代表", "新乡贤", "企事业单位代表", "社会组织代表"),
    ]
    assert [each.min for each in groups[7:]] == [0, 0, 0]
    assert len(charter.consultations.forms) == 5
    assert [each.name for each in charter.topics.categories] == [
        *("党政工作的要点", "群众民生的难点", "社会治理的焦点"),
    ]
    covering = {each.who: (each.level, each.each) for each in charter.placement.covering}
    assert covering["主席、副主席、秘书长"] == ("township", 2)
    assert covering["委员"] == ("village", 1)


def test_wudu() -> None:
    """Four stages, three principles, three criteria, answers on the spot (seed 001)."""
    charter = presets()["wudu"]
    assert charter.stations.unified == ["统一名称", "统一标准", "统一机制"]
    assert [each.name for each in charter.placement.modes] == ["籍贯回乡", "住所就近", "工作方便"]
    assert charter.topics.admission.name == "切口小、立意高、关联广"
    assert any("department_answer" in ring.requires for ring in charter.rings)
    assert set(standard("wudu")[1].values()) == {"photo"}
    assert owed("wudu").keys() == {"area-report", "training", "observation", "station-head"}


def test_zhenan() -> None:
    """Lowest level first; monthly, quarterly, an hour a day; 六有 (seed 002)."""
    charter = presets()["zhenan"]
    assert [each.note for each in charter.topics.categories] == [
        "化解在片区",
        "解决在村组",
        "化解在镇村",
    ]
    levels = [str(ring.level) for ring in charter.rings if ring.kind == "review"]
    assert levels == sorted(levels, key=["area", "village", "township", "county"].index)
    assert levels[0] in {"area", "village"}
    assert owed("zhenan") == {
        "patrol": ("convener", "day", 1, None),
        "villagers-meeting": ("station", "month", 1, None),
        "joint-conference": ("county", "quarter", 1, None),
    }
    name, items = standard("zhenan")
    assert name == "六有"
    assert list(items) == ["有场所", "有标志", "有设施", "有制度", "有活动记录", "有固定成员"]
    assert all(items.values())
    converted = [ring.name for ring in charter.flow.steps[-1].rings]
    assert [
        word for word in ("采纳", "落实", "监督", "反馈") if word not in "".join(converted)
    ] == []
    assert "决策参考" in charter.consultations.conclusions[Conclusion.HARD]
    six = {"治安中心户长", "人民调解员", "平安建设志愿者", "村民代表", "政协委员", "片长"}
    assert six <= {each.name for each in charter.composition.groups}


def test_yanjiang() -> None:
    """3 to 10 members, 5+X, 五有, approval of four things, half of the year's total (seed 003)."""
    charter = presets()["yanjiang"]
    members = charter.placement.members_per_station
    facilitators = charter.placement.facilitators_per_station
    assert (members and (members.min, members.max)) == (3, 10)
    assert (facilitators and (facilitators.min, facilitators.max)) == (3, 5)
    assert len([each for each in charter.composition.groups if each.min == 1]) == 5
    assert charter.composition.member_required
    name, items = standard("yanjiang")
    assert name == "五有"
    assert list(items) == ["有阵地", "有标识", "有制度", "有活动", "有实效"]
    assert all(items.values())
    assert len(charter.stations.unified) == 3
    approved = [ring.of for ring in charter.rings if ring.kind == "approve"]
    assert approved == ["topic", "scheme", "result", "conversion"]
    reviews = [(ring.name, ring.days) for ring in charter.rings if ring.kind == "review"]
    assert reviews == [("镇街初筛", 3), ("联系委室审核", 5), ("党组会、主席会审议", 10)]
    admission = charter.topics.admission
    assert admission.name == "六议六不议"
    assert demands(admission) == [("六议", 1, 6), ("六不议", 0, 6)]
    assert admission.example
    assert len(charter.outcomes.kinds) == 5
    assert len(charter.consultations.forms) == 5
    year = charter.scoring.sheets[1]
    assert year.part
    assert year.part.weight == 0.5
    assert year.reward
    assert year.reward.first == 6


def demands(checklist: Checklist) -> list[tuple[str, int, int]]:
    return [(group.name, group.at_least, len(group.items)) for group in checklist.groups]


@pytest.mark.parametrize("slug", slugs())
def test_what_is_checked_is_said_without_a_not(slug: str) -> None:
    charter = presets()[slug]
    lists = [charter.topics.admission, charter.consultations.research]
    none_of = [
        item.text
        for checklist in lists
        for group in (checklist.groups if checklist else [])
        for item in group.items
        if not group.at_least
    ]
    assert [text for text in none_of if text.startswith(("不", "没有", "未"))] == []
    assert [text for text in none_of if text.endswith("不议")] == []


def test_jiashan() -> None:
    """双联, five ones, the 25th, five joint activities, 五要五不, a theme (seed 004)."""
    charter = presets()["jiashan"]
    assert [each.name for each in charter.placement.modes] == ["界别联镇街", "委员联网格"]
    duties = owed("jiashan")
    assert duties["service-day"] == ("member", "month", 1, 25)
    assert duties["joint"] == ("county", "year", 5, None)
    ones = [each.name for each in charter.duties if each.name.startswith("五个一：")]
    assert len(ones) == 5
    research = charter.consultations.research
    assert research
    assert research.name == "五要五不"
    assert demands(research) == [("五要", 5, 5), ("五不", 0, 5)]
    ring = next(ring for ring in charter.rings if ring.kind == "research")
    assert "research_check" in ring.requires
    theme = store.read(own("jiashan")).topics.theme
    assert theme
    assert theme.name == "示范区建设"
