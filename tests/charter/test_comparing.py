"""Two charters in words: nothing that changed goes unsaid, and nothing else is said."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from app.charter import model, presets, sheets
from app.charter.model import Charter
from app.charter.shape import misshapen, plain
from app.charter.store import write
from app.charter.wording import FIELDS
from app.drafting.differences import differences
from tests import given

CHARTERS = {"small": given.charter(), **presets.presets()}


def changed(charter: Charter) -> dict[str, Any]:
    """A copy to be changed."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(charter))
    return found


def said(old: Charter, new: dict[str, Any]) -> list[str]:
    return [each.said() for each in differences(old, msgspec.convert(new, Charter))]


def test_every_field_has_a_name() -> None:
    parts = {
        each.__name__: [one.name for one in structs.fields(each)]
        for each in {**vars(model), **vars(sheets)}.values()
        if isinstance(each, type) and issubclass(each, Struct) and each is not Struct
    }
    assert {part: list(names) for part, names in FIELDS.items()} == parts


@pytest.mark.parametrize("slug", CHARTERS)
def test_the_same_says_the_same(slug: str) -> None:
    again = msgspec.convert(changed(CHARTERS[slug]), Charter)
    assert differences(CHARTERS[slug], again) == []


def test_a_limit() -> None:
    new = changed(CHARTERS["small"])
    new["flow"]["steps"][0]["rings"][1]["days"] = 5
    assert said(CHARTERS["small"], new) == ["流程 › 定题 › 镇街初筛 时限 3 → 5 个工作日"]
    new["flow"]["steps"][0]["rings"][1]["days"] = None
    assert said(CHARTERS["small"], new) == ["流程 › 定题 › 镇街初筛 时限 3 个工作日 → 无"]


def test_who_acts_and_what_is_required() -> None:
    new = changed(CHARTERS["small"])
    ring = new["flow"]["steps"][1]["rings"][1]
    ring["by"], ring["requires"] = ["member"], ["visits:2"]
    assert said(CHARTERS["small"], new) == [
        "流程 › 调研 › 商前调研 由谁办理 政协委员、召集人、乡镇（街道）经办 → 政协委员",
        "流程 › 调研 › 商前调研 要求 写明调研情况、至少走访 1 次 → 至少走访 2 次",
    ]


def test_what_has_a_key_is_renamed_added_and_removed() -> None:
    new = changed(CHARTERS["small"])
    new["topics"]["categories"] = [{"key": "key", "name": "重点"}, {"key": "new", "name": "新事"}]
    assert said(CHARTERS["small"], new) == [
        "议题 › 类别 去掉：代号 hard、名称 群众难点",
        "议题 › 类别 › 工作要点 名称 工作要点 → 重点",
        "议题 › 类别 新增：代号 new、名称 新事",
    ]


def test_a_ring_with_another_name_is_the_same_ring() -> None:
    new = changed(CHARTERS["small"])
    new["flow"]["steps"][0]["rings"][1]["name"] = "街道初筛"
    new["flow"]["steps"][1]["name"] = "商前"
    assert said(CHARTERS["small"], new) == [
        "流程 › 定题 › 镇街初筛 名称 镇街初筛 → 街道初筛",
        "流程 › 调研 名称 调研 → 商前",
    ]


def test_an_order_is_said_once() -> None:
    new = changed(CHARTERS["small"])
    new["composition"]["groups"].reverse()
    assert said(CHARTERS["small"], new) == [
        "人员构成 顺序 召集人、委员、群众代表、X → X、群众代表、委员、召集人"
    ]


def test_a_part_that_came() -> None:
    new = changed(CHARTERS["small"])
    new["topics"]["theme"] = None
    items = [{"key": "a", "text": "要实地"}, {"key": "b", "text": "要细"}]
    all_of_them = {"key": "fit", "name": "五要", "at_least": 1, "items": items}
    none_of_them = {"key": "unfit", "name": "五不", "at_least": 0, "items": items[:1]}
    groups = [all_of_them, none_of_them]
    new["consultations"]["research"] = {"name": "五要五不", "groups": groups}
    assert said(CHARTERS["small"], new) == [
        "议题 › 主题 去掉：名称 示范区、占比目标（百分比） 60",
        (
            "协商 › 调研清单 新增：名称 五要五不、"
            "代号 fit、名称 五要、至少符合几条 至少符合 1 条、"
            "代号 a、内容 要实地、代号 b、内容 要细、"
            "代号 unfit、名称 五不、至少符合几条 一条也不能有、代号 a、内容 要实地"
        ),
    ]


Leaf = tuple[Any, Any]  # the container, and the place in it


def leaves(piece: Any) -> Iterator[Leaf]:
    pieces = piece.items() if isinstance(piece, dict) else enumerate(piece)
    for place, value in pieces:
        if isinstance(value, dict | list):
            yield from leaves(value)
        elif place != "key" and value is not None:
            yield piece, place


FIXED = {"kind", "level", "of", "schema"}  # another of these makes it another piece


@drawn(st.sampled_from(sorted(CHARTERS)), st.data())
@settings(max_examples=150, deadline=None)
def test_every_edit_is_reported(slug: str, data: st.DataObject) -> None:
    """Texts and numbers anywhere; each new value is read somewhere among the differences."""
    new = changed(CHARTERS[slug])
    all_leaves = [each for each in leaves(new) if each[1] not in FIXED]
    chosen = data.draw(
        st.lists(st.integers(0, len(all_leaves) - 1), min_size=1, max_size=4, unique=True)
    )
    expected = []
    for number, leaf in enumerate(chosen):
        container, place = all_leaves[leaf]
        value = container[place]
        if isinstance(value, bool):
            container[place] = not value
        elif isinstance(value, str):
            container[place] = f"改{number}号"
            expected.append(container[place])
        else:
            container[place] = 7001 + number
            expected.append(str(container[place]))
    found = said(CHARTERS[slug], new)
    assert found
    assert [text for text in expected if text not in "\n".join(found)] == []


@pytest.mark.parametrize("slug", CHARTERS)
def test_a_good_document_has_its_shape(slug: str) -> None:
    assert misshapen(write(CHARTERS[slug])) == []


def test_all_that_is_misshapen_is_named_at_once() -> None:
    document = write(CHARTERS["small"])
    document = document.replace('slogan = "大家的事大家商量"', "slogan = 3")
    document = document.replace('draw = "rings"', 'drawn = "rings"')
    assert [each.said(plain(document)) for each in misshapen(document)] == [
        "名称 › 标语: 填得不对：Expected `str`, got `int`",
        "流程 › 画法: 缺这一项（draw），请补上。",
        "流程 › drawn: 没有这一项，请删除，或核对是否写错。",
    ]


@pytest.mark.parametrize("document", ["", "[", "a = " + "[" * 5000, "a = " + "9" * 5000, "\0"])
def test_what_is_no_document_is_refused_in_words(document: str) -> None:
    assert misshapen(document)
