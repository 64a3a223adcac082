from app.charter.presets import presets, summary


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
    assert seen.groups[0] == "1 · 村(社区)党组织书记，1 人"
    assert [name for name, _level in seen.stations][:2] == ["县级平台", "镇(社区服务中心)级平台"]


def test_every_county_has_work_for_every_role() -> None:
    """A role without a ring would have an empty desk for ever; departments have commitments."""
    for slug, charter in presets().items():
        by = {role for ring in charter.rings for role in ring.by}
        assert by >= {"member", "convener", "township", "committee", "leadership", "party"}, slug
