"""The way of a sheet: self-assessment, verification, public notice with appeals, approved, locked.
Pure. After Zhongmou 2018: self-assessed, verified jointly, decided by the chairperson's meeting.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.charter.sheets import Indicator, Sheet
from app.dates import in_words
from app.i18n import _
from app.refusal import Overtaken, Refused
from app.scoring.points.methods import check_mark
from app.text import fold

SHORTEST_NOTICE, LONGEST_NOTICE = 3, 60  # days
LONGEST_TEXT = 1000


class Stage(StrEnum):
    ASSESSING = "assessing"
    VERIFYING = "verifying"
    NOTICE = "notice"
    APPROVED = "approved"
    LOCKED = "locked"


NAMES: dict[str, str] = {
    "": _("实时"),
    Stage.ASSESSING: _("自评"),
    Stage.VERIFYING: _("核验"),
    Stage.NOTICE: _("公示"),
    Stage.APPROVED: _("已审定"),
    Stage.LOCKED: _("已锁定"),
}
# From the notice on, the numbers stand: they are those of the snapshot, and everybody sees them.
STANDING = frozenset({Stage.NOTICE, Stage.APPROVED, Stage.LOCKED})

ELSEWHERE = _("这张表已经到了「%(stage)s」，您看到的页面不是最新的。什么都没有改，请重新打开再办。")


def check_stage(stage: str, expected: Collection[Stage]) -> None:
    """Of two who act at once, the second finds it moved on."""
    if stage not in expected:
        raise Overtaken(ELSEWHERE, stage=NAMES[stage])


def check_opening(begins: date, day: date) -> None:
    if day < begins:
        raise Refused(_("这一期还没有开始。"))


def check_notice(day: date, closes: date, days: int, unverified: int) -> None:
    """`closes`: the last day on which records still count; `unverified`: manual marks that lack."""
    if day <= closes:
        raise Refused(_("这一期的记录要等到 %(day)s 截止，之后才能公示。"), day=in_words(closes))
    if unverified:
        raise Refused(_("还有 %(n)s 项人工评定没有核定，核定以后才能公示。"), n=unverified)
    if not SHORTEST_NOTICE <= days <= LONGEST_NOTICE:
        raise Refused(
            _("公示 %(least)s 到 %(most)s 天。"), "days", least=SHORTEST_NOTICE, most=LONGEST_NOTICE
        )


def check_appeal(stage: str, notice_until: date | None, day: date, text: str) -> str:
    check_stage(stage, [Stage.NOTICE])
    if notice_until is None or day > notice_until:
        raise Refused(
            _("申诉到 %(day)s 截止，现在不能再提。"),
            day=in_words(notice_until),
        )
    return check_text(text)


def check_text(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_TEXT:
        raise Refused(_("请写明理由，不超过 %(n)s 字。"), "text", n=LONGEST_TEXT)
    return said


LONGEST_REASON = 200
NOTHING_KEPT = _("这次答复是系统更新以前作的，改了什么没有存下，不能撤回；可以撤回整次考核。")


def check_retraction(stage: str, appeal: Mapping[str, Any], reason: str, *, later: bool) -> str:
    """`later`: of the same subject another appeal was upheld after this one."""
    check_stage(stage, [Stage.NOTICE])
    if appeal["answered_at"] is None or appeal["retracted_at"] is not None:
        raise Overtaken(_("这次答复已经撤回，或者还没有答复。"))
    if appeal["upheld"] and appeal["facts_before"] is None:
        raise Refused(NOTHING_KEPT)
    if later:
        raise Refused(_("后来又有一件申诉改了分，请先撤回那一件的答复。"))
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Refused(_("请写明撤回的缘由，不超过 %(n)s 字。"), "reason", n=LONGEST_REASON)
    return said


def check_approval(stage: str, notice_until: date | None, day: date, unanswered: int) -> None:
    check_stage(stage, [Stage.NOTICE])
    if notice_until is None or day <= notice_until:
        raise Refused(
            _("公示到 %(day)s 为止，之后才能审定。"),
            day=in_words(notice_until),
        )
    if unanswered:
        raise Refused(_("还有 %(n)s 件申诉没有答复，答复以后才能审定。"), n=unanswered)


def marks_of(sheet: Sheet) -> list[Indicator]:
    return [each for each in sheet.indicators if each.method == "manual"]


def check_given(sheet: Sheet, indicator: str, typed: str) -> Decimal:
    """What was typed into the field "mark". Refused: no number, above the maximum, more digits than
    it takes.
    """
    found = next((each for each in marks_of(sheet) if each.key == indicator), None)
    if found is None:
        raise Refused(_("这一项不是人工评定的。"))
    try:
        mark = Decimal(fold(typed))
    except InvalidOperation as error:
        raise Refused(_("「%(name)s」请填数字。"), "mark", name=found.name) from error
    check_mark(found, mark)
    exponent = mark.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > sheet.decimals:
        raise Refused(
            _("「%(name)s」最多写 %(n)s 位小数。"), "mark", name=found.name, n=sheet.decimals
        )
    return mark


def check_other(indicator: Indicator, *, own: bool) -> None:
    """Nobody verifies what they claimed or evidenced themselves, or what they speak for."""
    if own:
        raise Refused(
            _("「%(name)s」是您自评的、照片是您传的，或者您就是被考核的一方，请别人核验。"),
            name=indicator.name,
        )


def claimants(mark: Mapping[str, Any] | None, who: int, name: str) -> list[int]:
    """All accounts that claimed it, or sent photos for it; of claims from before accounts were
    kept, by name. `who`: asks, and is called `name`.
    """
    if mark is None:
        return []
    return [*by_account_or_name(mark, "claimants", "claimed_by", who, name), *mark["senders"]]


def verifiers(mark: Mapping[str, Any] | None, who: int, name: str) -> list[int]:
    """As `claimants`: all that verified it."""
    return by_account_or_name(mark, "verifiers", "verified_by", who, name)


def by_account_or_name(
    mark: Mapping[str, Any] | None, accounts: str, by: str, who: int, name: str
) -> list[int]:
    if mark is None or mark[accounts]:
        return list(mark[accounts]) if mark else []
    return [who] if mark[by] == name else []


def check_unchanged(
    indicator: Indicator, mark: Mapping[str, Any] | None, seen: Any, *, verifying: bool
) -> None:
    """`seen`: the mark that the page showed; None: it did not say."""
    stands = mark["verified" if verifying else "claimed"] if mark else None
    if seen is not None and seen != ("" if stands is None else str(stands)):
        raise Overtaken(
            _("「%(name)s」刚被别人改成了 %(mark)s。请看过再改。"),
            name=indicator.name,
            mark="—" if stands is None else str(stands),
        )


def lacking(
    sheet: Sheet, subjects: Collection[str], verified: Mapping[str, Collection[str]]
) -> int:
    """How many manual marks are still to be verified."""
    keys = {each.key for each in marks_of(sheet)}
    return sum(len(keys - set(verified.get(subject, ()))) for subject in subjects)
