"""The way of a sheet, at each boundary: days of the notice, texts, who decides about whose."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.charter.sheets import Indicator, Sheet
from app.refusal import Refused
from app.scoring.assessment import rules
from app.scoring.assessment.rules import Stage

LAST = date(2026, 7, 17)
BEFORE, AFTER = date(2026, 7, 16), date(2026, 7, 18)
PLACE = Indicator("place", "阵地", 40, "manual")
WORK = Indicator("work", "工作", 10, "manual")
FILED = Indicator("filed", "场次", 60, "per", counts="consultation.filed", points=10)
SHEET = Sheet("quarter", "季度表", "station", "quarter", indicators=[FILED, PLACE, WORK])


def test_what_has_not_begun_is_not_assessed() -> None:
    rules.check_opening(LAST, LAST)
    with pytest.raises(Refused, match="还没有开始"):
        rules.check_opening(LAST, BEFORE)


def test_only_what_stands_at_the_stage_goes_on() -> None:
    rules.check_stage("notice", [Stage.NOTICE])
    with pytest.raises(Refused) as refused:
        rules.check_stage("locked", [Stage.NOTICE, Stage.APPROVED])
    assert refused.value.values == {"stage": "已锁定"}


@pytest.mark.parametrize(
    ("day", "days", "unverified", "why"),
    [
        (LAST, 7, 0, "要等到"),  # on that day records still count
        (AFTER, 7, 1, "没有核定"),
        (AFTER, 2, 0, "公示"),
        (AFTER, 61, 0, "公示"),
    ],
)
def test_the_notice_waits(day: date, days: int, unverified: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rules.check_notice(day, LAST, days, unverified)


def test_the_notice_is_given_from_three_days_to_sixty() -> None:
    for days in (3, 60):
        rules.check_notice(AFTER, LAST, days, 0)


def test_an_appeal_may_be_made_on_the_notice_s_last_day() -> None:
    assert rules.check_appeal("notice", LAST, LAST, " 少了一场 ") == "少了一场"
    with pytest.raises(Refused, match="截止") as refused:
        rules.check_appeal("notice", LAST, AFTER, "少了一场")
    assert refused.value.values == {"day": "2026年7月17日 周五"}
    with pytest.raises(Refused, match="截止") as refused:
        rules.check_appeal("notice", None, BEFORE, "少了一场")
    assert refused.value.values == {"day": ""}
    with pytest.raises(Refused, match="已经到了"):
        rules.check_appeal("approved", LAST, LAST, "少了一场")


def test_approval_waits_until_the_notice_s_last_day_is_over() -> None:
    rules.check_approval("notice", LAST, AFTER, 0)
    with pytest.raises(Refused, match="之后才能审定") as refused:
        rules.check_approval("notice", LAST, LAST, 0)
    assert refused.value.values == {"day": "2026年7月17日 周五"}
    with pytest.raises(Refused, match="之后才能审定") as refused:
        rules.check_approval("notice", None, AFTER, 0)
    assert refused.value.values == {"day": ""}
    with pytest.raises(Refused, match="没有答复") as refused:
        rules.check_approval("notice", LAST, AFTER, 1)
    assert refused.value.values == {"n": 1}
    with pytest.raises(Refused, match="已经到了"):
        rules.check_approval("verifying", LAST, AFTER, 0)


def test_a_reason_has_a_thousand_signs_at_most() -> None:
    assert rules.check_text(" 少 ") == "少"
    assert rules.check_text("长" * 1000) == "长" * 1000
    for text in ("", " ", "长" * 1001):
        with pytest.raises(Refused, match="不超过") as refused:
            rules.check_text(text)
        assert (refused.value.field, refused.value.values) == ("text", {"n": 1000})


def test_a_mark_is_a_number_within_its_indicator() -> None:
    for typed, mark in (("0", "0"), (" 38.5 ", "38.5"), ("40", "40"), ("4E1", "40")):
        assert rules.check_given(SHEET, "place", typed) == Decimal(mark)
    for typed, why in (
        ("", "请填数字"),
        ("多", "请填数字"),
        ("40.1", "在 0 到"),
        ("-0.1", "在 0 到"),
        ("nan", "在 0 到"),
        ("38.25", "位小数"),  # the sheet shows one
    ):
        with pytest.raises(Refused, match=why) as refused:
            rules.check_given(SHEET, "place", typed)
        assert refused.value.values["name"] == "阵地"
    for other in ("filed", "nothing"):
        with pytest.raises(Refused, match="不是人工评定"):
            rules.check_given(SHEET, other, "1")


def test_nobody_verifies_their_own_claim() -> None:
    alone: dict[str, list[int]] = {"senders": []}
    before = {"claimants": [], **alone}  # accounts were kept: then the name has to do
    assert rules.claimants(None, 7, "李") == []
    assert rules.claimants({"claimed_by": "李", "claimants": [8], **alone}, 7, "李") == [8]
    assert rules.claimants({"claimed_by": "王", "claimants": [7, 9], **alone}, 7, "李") == [7, 9]
    assert rules.claimants({"claimed_by": "王", "claimants": [8], "senders": [7]}, 7, "李") == [
        8,
        7,
    ]
    assert rules.claimants({"claimed_by": "王", **before}, 7, "李") == []
    assert rules.claimants({"claimed_by": "李", **before}, 7, "李") == [7]
    rules.check_other(PLACE, own=False)
    with pytest.raises(Refused, match="请别人核验"):
        rules.check_other(PLACE, own=True)


@pytest.mark.parametrize(
    ("mark", "seen", "verifying", "refused"),
    [
        (None, "", False, None),
        (None, None, False, None),
        (None, "30", False, "—"),
        ({"claimed": 30, "verified": None}, "30", False, None),
        ({"claimed": 30, "verified": None}, None, False, None),
        ({"claimed": 31, "verified": None}, "30", False, "31"),
        ({"claimed": 31, "verified": None}, "", True, None),
        ({"claimed": 31, "verified": 28}, "31", True, "28"),
    ],
)
def test_a_mark_changed_meanwhile_is_told(
    mark: dict[str, Any] | None, seen: Any, verifying: bool, refused: str | None
) -> None:
    if refused is None:
        rules.check_unchanged(PLACE, mark, seen, verifying=verifying)
        return
    with pytest.raises(Refused, match="被别人改成了") as told:
        rules.check_unchanged(PLACE, mark, seen, verifying=verifying)
    assert told.value.values == {"name": "阵地", "mark": refused}


def test_how_many_marks_are_lacking() -> None:
    assert rules.lacking(SHEET, ["1", "2"], {}) == 4
    assert rules.lacking(SHEET, ["1", "2"], {"1": ["place"], "2": ["place", "work", "old"]}) == 1
    assert rules.lacking(SHEET, [], {}) == 0
