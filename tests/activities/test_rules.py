"""What may be reported as an activity, at each boundary."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.activities import rules
from app.activities.rules import Report
from app.charter.model import ActivityKind
from app.refusal import Refused

DAY = date(2026, 11, 23)
VISIT = ActivityKind(key="visit", name="走访", levels=["county", "province"])
JOINT = ActivityKind(key="joint", name="联合调研", together=True)
KINDS = {"visit": VISIT, "joint": JOINT}
GOOD = Report("visit", "走访了十户", DAY, 1, "", "", [7])


def fields(wrong: list[Refused]) -> list[str | None]:
    return [each.field for each in wrong]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"kind": "banquet"}, "kind"),
        ({"title": ""}, "title"),
        ({"title": "长" * 80}, None),
        ({"title": "长" * 81}, "title"),
        ({"happened_on": None}, "happened_on"),
        ({"happened_on": date(2026, 11, 24)}, "happened_on"),
        ({"happened_on": date(2025, 11, 22)}, None),  # 366 days before
        ({"happened_on": date(2025, 11, 21)}, "happened_on"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 100}, None),
        ({"quantity": 101}, "quantity"),
        ({"level": "province"}, None),
        ({"level": "moon"}, "level"),
        ({"note": "长" * 1000}, None),
        ({"note": "长" * 1001}, "note"),
        ({"members": []}, None),
        ({"members": [7, 8]}, "members"),
        ({"kind": "joint", "members": [7, 7]}, "members"),
        ({"kind": "joint", "members": list(range(10))}, None),
        ({"kind": "joint", "members": list(range(11))}, "members"),
    ],
)
def test_a_report(change: dict[str, Any], field: str | None) -> None:
    wrong = rules.check_report(replace(GOOD, **change), KINDS, DAY)
    assert fields(wrong) == ([field] if field else [])


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = rules.check_report(Report("visit", "", None, 0, "x", "长" * 1001, [7, 7]), KINDS, DAY)
    assert fields(wrong) == ["title", "happened_on", "quantity", "level", "note", "members"]
    wrong = rules.check_report(Report("", "", None, 0, "x", "长" * 1001, [7, 8]), KINDS, DAY)
    assert fields(wrong) == ["kind", "title", "happened_on", "quantity", "note"]


def test_a_decision() -> None:
    assert rules.check_decision("reported", "reported", True, "") == ""
    assert rules.check_decision("reported", "reported", False, " 没有照片 ") == "没有照片"
    assert rules.check_decision("reported", "reported", True, "长" * 1000) == "长" * 1000
    for state, accepted, reason, why in (
        ("verified", True, "", "已核实"),
        ("reported", False, " ", "写明理由"),
        ("reported", True, "长" * 1001, "1000"),
    ):
        with pytest.raises(Refused, match=why):
            rules.check_decision(state, "reported", accepted, reason)
