"""A preset's news goes into a county's rules, except where the county changed the same."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charter import presets, rules, store
from app.charter.model import Charter
from app.drafting.differences import differences
from app.drafting.merging import kept_back, merged

BASE = presets.presets()["wudu"]
TEXT = presets.document("wudu")


def changed(*pairs: tuple[str, str]) -> Charter:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return store.read(text)


def ring(name: str, charter: Charter) -> Any:
    return next(each for each in charter.rings if each.name == name)


SCREENING = 'name = "工作站审核", by = ["township"], days = '
AUDIT = 'name = "联络专委会审核", by = ["committee"], days = '
PLACE = '  { key = "place", name = "有阵地场所", photo = true },\n'
BODY = '  { key = "body", name = "有协商议事主体", photo = true },\n'
ENTERPRISE = """[[stations.kinds]]
key = "enterprise"
level = "unit"
name = "企业协商议事室"
suffix = "协商议事室"
"""
SCHOOL = """[[stations.kinds]]
key = "school"
level = "unit"
name = "学校协商议事室"
suffix = "协商议事室"
"""


def test_each_side_s_changes_are_in_it() -> None:
    ours = changed(
        (f"{SCREENING}3", f"{SCREENING}7"), ('platform = "协商在基层"', 'platform = "商"')
    )
    theirs = changed((f"{AUDIT}5", f"{AUDIT}4"), (PLACE, ""))
    found = merged(BASE, ours, theirs)
    assert ring("工作站审核", found).days == 7
    assert ring("联络专委会审核", found).days == 4
    assert found.names.platform == "商"
    assert [item.key for item in found.stations.standards[0].items] == ["name", "body", "mechanism"]
    assert kept_back(BASE, ours, theirs) == []


def test_where_both_changed_the_same_ours_stays_and_is_listed() -> None:
    ours = changed((f"{SCREENING}3", f"{SCREENING}7"), (PLACE, ""))
    theirs = changed(
        (f"{SCREENING}3", f"{SCREENING}2"), (PLACE, PLACE.replace("有阵地场所", "有阵地"))
    )
    assert merged(BASE, ours, theirs) == ours
    assert [each.said() for each in kept_back(BASE, ours, theirs)] == [
        "平台 › 标准 › 统一标准 新增：代号 place、名称 有阵地、要照片 是",
        "流程 › 议题审核 › 工作站审核 时限 7 → 2 个工作日",
    ]


def test_what_the_preset_took_away_and_the_county_changed_stays() -> None:
    ours = changed((PLACE, PLACE.replace("有阵地场所", "有场所")))
    theirs = changed((PLACE, ""))
    assert merged(BASE, ours, theirs) == ours
    assert [each.change[:3] for each in kept_back(BASE, ours, theirs)] == ["去掉："]


def test_new_pieces_of_both_stand_where_each_put_them() -> None:
    first = 'items = [\n  { key = "name"'
    ours = changed((first, first.replace("[\n", '[\n  { key = "own", name = "自己的" },\n')))
    theirs = changed(
        (BODY, BODY + '  { key = "new", name = "新的" },\n'), (ENTERPRISE, SCHOOL + ENTERPRISE)
    )
    found = merged(BASE, ours, theirs)
    keys = [item.key for item in found.stations.standards[0].items]
    assert keys == ["own", "name", "place", "body", "new", "mechanism"]
    kinds = [kind.key for kind in found.stations.kinds]
    assert kinds == [kind.key for kind in theirs.stations.kinds]
    assert rules.check(found) == []


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_an_order_that_one_side_changed_is_taken(side: str) -> None:
    other = changed((PLACE + BODY, BODY + PLACE))
    renamed = changed((PLACE, PLACE.replace("有阵地场所", "有场所")))
    ours, theirs = (other, renamed) if side == "ours" else (renamed, other)
    items = merged(BASE, ours, theirs).stations.standards[0].items
    assert [item.key for item in items] == ["name", "body", "place", "mechanism"]
    assert items[2].name == "有场所"
    assert kept_back(BASE, ours, theirs) == []


def test_a_renamed_ring_is_the_same_ring() -> None:
    """What has no key is known by what it is."""
    ours = changed(('name = "转化为党政决策", by', 'name = "采纳", by'))
    theirs = changed(
        (
            'name = "转化为党政决策", by = ["party", "office"], days = 10',
            'name = "转化为党政决策", by = ["party", "office"], days = 8',
        )
    )
    found = merged(BASE, ours, theirs)
    assert (ring("采纳", found).days, len(found.rings)) == (8, len(BASE.rings))


CHARTERS = list(presets.presets().values())


def edited(charter: Charter, data: st.DataObject) -> Charter:
    """Some numbers and texts are others, some pieces gone."""
    plain = msgspec.to_builtins(charter)
    for _again in range(data.draw(st.integers(0, 4))):
        edit(plain, data)
    return msgspec.convert(plain, Charter)


def edit(piece: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(piece)))
    value = piece[name]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        at = data.draw(st.integers(0, len(value) - 1))
        if len(value) > 1 and data.draw(st.booleans()):
            del value[at]
        else:
            edit(value[at], data)
    elif isinstance(value, dict) and value and name != "conclusions":
        edit(value, data)
    elif isinstance(value, bool):
        piece[name] = not value
    elif isinstance(value, int):
        piece[name] = value + data.draw(st.integers(1, 3))
    elif isinstance(value, str) and name in {"note", "suffix", "slogan"}:
        piece[name] = f"{value}{data.draw(st.sampled_from('甲乙'))}"


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CHARTERS), st.data())
def test_merging_holds_whatever_was_edited(base: Charter, data: st.DataObject) -> None:
    ours, theirs = edited(base, data), edited(base, data)
    assert merged(base, base, theirs) == theirs
    assert merged(base, ours, base) == ours
    assert merged(base, ours, ours) == ours
    assert kept_back(base, base, theirs) == kept_back(base, ours, base) == []
    found = merged(base, ours, theirs)
    assert merged(theirs, found, theirs) == found  # taken up, it is not offered again
    if not kept_back(base, ours, theirs):
        assert differences(found, merged(base, theirs, ours)) == []  # neither side goes first
