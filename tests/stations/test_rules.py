from datetime import date

import pytest

from app.charter.model import Level, Standard, StandardItem
from app.charter.store import read
from app.refusal import Refused
from app.stations import rules
from app.stations.codes import new_code
from app.stations.rules import Parent
from app.text.codes import ALPHABET
from tests.given import CHARTER


@pytest.mark.parametrize(
    ("kind", "parent", "field"),
    [
        ("county", None, None),
        ("town", Parent(Level.COUNTY, open=True), None),
        ("town", None, None),
        ("village", Parent(Level.TOWNSHIP, open=True), None),
        ("county", Parent(Level.COUNTY, open=True), "parent"),
        ("town", Parent(Level.VILLAGE, open=True), "parent"),
        ("town", Parent(Level.TOWNSHIP, open=True), "parent"),
        ("village", Parent(Level.TOWNSHIP, open=False), "parent"),
        ("nothing", None, "kind"),
    ],
)
def test_where_a_station_may_stand(kind: str, parent: Parent | None, field: str | None) -> None:
    found = rules.place_refusals(read(CHARTER), kind, parent)
    assert [each.field for each in found] == ([field] if field else [])


@pytest.mark.parametrize(
    ("name", "address", "taken", "fields"),
    [
        ("龙兴镇议事点", "中心街 1 号", False, []),
        (" 龙 ", "", False, ["name"]),
        ("龙兴", "", False, []),
        ("龙" * 60, "路" * 120, False, []),
        ("龙" * 61, "路" * 121, False, ["name", "address"]),
        ("龙兴镇议事点", "", True, ["name"]),
    ],
)
def test_names(name: str, address: str, taken: bool, fields: list[str]) -> None:
    found = rules.name_refusals(name, address, taken=taken)
    assert [each.field for each in found] == fields


@pytest.mark.parametrize(
    ("closed", "below", "under_way"), [(True, 0, 0), (False, 2, 0), (False, 0, 1)]
)
def test_what_keeps_a_station_open(closed: bool, below: int, under_way: int) -> None:
    with pytest.raises(Refused):
        rules.check_closing(closed=closed, below=below, under_way=under_way)


def test_a_station_with_nothing_left_closes() -> None:
    rules.check_closing(closed=False, below=0, under_way=0)


def test_codes_can_be_read_aloud() -> None:
    codes = {new_code() for _each in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIL") & set(ALPHABET)


PLACE = StandardItem("place", "有场所", photo=True)
SYSTEM = StandardItem("system", "有制度")
ACTIVITY = StandardItem(
    "activity", "有活动", counts="consultation.filed", at_least=2, every="month"
)
WHOLE = Standard("三有", [], [PLACE, SYSTEM, ACTIVITY])
COUNTED = Standard("一有", [], [ACTIVITY])
SHOWN = rules.Evidence("shown", PLACE, pictures=1, in_work=0, own=False, closed=False)


@pytest.mark.parametrize(
    ("standards", "verified", "met"),
    [
        ([WHOLE], [("三有", "place"), ("三有", "system")], True),
        ([WHOLE], [("三有", "place")], False),
        ([WHOLE], [("二有", "place"), ("三有", "system")], False),
        ([WHOLE, COUNTED], [("三有", "place"), ("三有", "system"), ("三有", "gone")], True),
        ([COUNTED], [], False),
        ([], [], False),
    ],
)
def test_when_a_standard_is_met(
    standards: list[Standard], verified: list[rules.Item], met: bool
) -> None:
    """Counted items are nobody's to verify."""
    assert rules.is_met(standards, verified) is met


@pytest.mark.parametrize(
    ("every", "day", "year_begins", "first"),
    [
        ("day", date(2026, 8, 9), 1, date(2026, 8, 9)),
        ("month", date(2026, 8, 9), 1, date(2026, 8, 1)),
        ("month", date(2026, 12, 9), 1, date(2026, 12, 1)),
        ("quarter", date(2026, 8, 9), 1, date(2026, 7, 1)),
        ("quarter", date(2026, 12, 31), 1, date(2026, 10, 1)),
        ("quarter", date(2026, 1, 9), 12, date(2025, 12, 1)),
        ("quarter", date(2026, 3, 1), 12, date(2026, 3, 1)),
        ("year", date(2026, 8, 9), 1, date(2026, 1, 1)),
        ("year", date(2026, 11, 30), 12, date(2025, 12, 1)),
    ],
)
def test_where_a_period_begins(every: str, day: date, year_begins: int, first: date) -> None:
    assert rules.begins(every, day, year_begins) == first


@pytest.mark.parametrize(
    ("changes", "accepted", "reason", "field"),
    [
        ({}, True, "", ""),
        ({}, False, "没有牌子", ""),
        ({}, False, " ", "reason"),
        ({}, False, "长" * 500, ""),
        ({}, False, "长" * 501, "reason"),
        ({"pictures": 0}, True, "", "accepted"),
        ({"pictures": 0}, False, "没有照片", ""),
        ({"pictures": 0, "item": SYSTEM}, True, "", ""),
        ({"in_work": 1}, True, "", "accepted"),
        ({"in_work": 1}, False, "看不清", ""),
        ({"item": None}, True, "", "accepted"),
        ({"own": True}, True, "", None),
        ({"closed": True}, True, "", None),
        ({"state": "verified"}, True, "", None),
    ],
)
def test_what_may_be_verified(
    changes: dict[str, object], accepted: bool, reason: str, field: str | None
) -> None:
    """`field` empty: nothing is wrong."""
    evidence = rules.Evidence(**{**vars(SHOWN), **changes})
    try:
        rules.check_open(evidence)
        found = [
            each.field for each in rules.verification_refusals(evidence, reason, accepted=accepted)
        ]
    except Refused as refused:
        found = [refused.field]
    assert found == ([] if field == "" else [field])


@pytest.mark.parametrize(
    ("item", "state", "pictures", "shown"),
    [
        (PLACE, "shown", 0, "begun"),
        (PLACE, "shown", 2, "shown"),
        (SYSTEM, "shown", 0, "shown"),
        (PLACE, "verified", 0, "verified"),
    ],
)
def test_states(item: StandardItem, state: str, pictures: int, shown: str) -> None:
    assert rules.state_of(item, state, pictures) == shown


@pytest.mark.parametrize(
    ("n", "colour"), [(0, "yellow"), (1, "yellow"), (2, "green"), (3, "green")]
)
def test_what_is_counted_so_far(n: int, colour: str) -> None:
    assert rules.counted_light(n, 2).colour == colour


NEEDED = {("三有", "place"): PLACE, ("三有", "system"): SYSTEM}


@pytest.mark.parametrize(
    ("item", "note", "closed", "state", "why"),
    [
        ("place", "", False, "none", ""),
        ("place", "长" * 500, False, "refused", ""),
        ("place", "长" * 501, False, "none", "500 字"),
        ("place", "", True, "none", "已经关闭"),
        ("gone", "", False, "none", "没有这一项"),
        ("place", "", False, "shown", "正等核验"),
        ("place", "", False, "verified", "核验过了"),
    ],
)
def test_what_may_be_shown(item: str, note: str, closed: bool, state: str, why: str) -> None:
    if not why:
        found = rules.check_showing(NEEDED, ("三有", item), note, closed=closed, state=state)
        assert found is PLACE
        return
    with pytest.raises(Refused, match=why):
        rules.check_showing(NEEDED, ("三有", item), note, closed=closed, state=state)


def test_a_verification_is_taken_back_with_a_reason() -> None:
    assert rules.check_withdrawal("verified", " 牌子摘了 ", closed=False) == "牌子摘了"
    for state, reason, closed, why in (
        ("verified", " ", False, "写明理由"),
        ("shown", "牌子摘了", False, "已经有人办过"),
        ("verified", "牌子摘了", True, "已经关闭"),
    ):
        with pytest.raises(Refused, match=why):
            rules.check_withdrawal(state, reason, closed=closed)


def test_lights_of_each_state_stand_at_nothing_left() -> None:
    assert {name: (light.colour, light.n) for name, light in rules.STATES.items()} == {
        "none": ("red", 0), "refused": ("red", 0), "withdrawn": ("red", 0),
        "begun": ("yellow", 0), "shown": ("yellow", 0), "verified": ("green", 0),
    }  # fmt: skip
    assert [rules.counted_light(n, 2).n for n in (1, 2, 3)] == [1, 2, 3]


def test_whom_a_standard_is_for() -> None:
    charter = read(CHARTER)
    assert [each.name for each in rules.standards_for(charter, "town")] == ["三有"]
    charter.stations.standards[0].kinds.append("village")
    assert rules.standards_for(charter, "town") == []
    assert [each.name for each in rules.standards_for(charter, "village")] == ["三有"]
