"""What must hold of score sheets. Pure, as rules.py; the marks are computed elsewhere."""

from collections.abc import Callable, Collection, Iterator

from app.charter.model import Charter, Indicator, Sheet
from app.charter.problems import Problem, at
from app.words import _

METHODS = frozenset(
    {"per", "ratio", "steps", "deduct", "require", "best_of", "shared", "grade", "manual"}
)
SUBJECTS = ("station", "township", "member", "sector", "department", "county")
PERIODS = ("quarter", "half", "year", "term")
COUNTED = frozenset({"per", "ratio", "steps", "deduct", "require"})


def scoring(charter: Charter, counted: Collection[str]) -> Iterator[Problem]:
    """`counted`: the kinds of the ledger."""
    if not 1 <= charter.scoring.year_begins <= 12:
        yield at(_("考核"))(_("考核年度从几月开始，在 1 到 12 之间。"))
    sheets = {sheet.key for sheet in charter.scoring.sheets}
    for sheet in charter.scoring.sheets:
        yield from one_sheet(sheet, sheets)
        for indicator in sheet.indicators:
            yield from one_indicator(indicator, sheet, counted)


def one_sheet(sheet: Sheet, sheets: set[str]) -> Iterator[Problem]:
    here = at(_("考核"), sheet.name)
    if sheet.subject not in SUBJECTS:
        yield here(_("考核对象只能是：%(known)s。"), known="、".join(SUBJECTS))
    if sheet.period not in PERIODS:
        yield here(_("周期只能是：%(known)s。"), known="、".join(PERIODS))
    base = sum(each.marks for each in sheet.indicators if each.kind == "base")
    if (sheet.indicators or not sheet.mix) and base != sheet.full_marks:
        yield here(
            _("分值合计 %(sum)s，应为 %(full)s。"), sum=f"{base:g}", full=f"{sheet.full_marks:g}"
        )
    if sheet.mix and (sheet.mix.of not in sheets - {sheet.key} or not 0 < sheet.mix.average <= 1):
        yield here(_("综合评价须指明另一张表，所占比例大于 0、不超过 1。"))
    if sheet.part and not 0 < sheet.part.weight <= 1:
        yield here(_("在总考核里所占比例大于 0、不超过 1。"))
    if sheet.reward and sheet.reward.first < 1:
        yield here(_("奖励前几名，要大于 0。"))
    floors = [floor for _name, floor in sheet.grades]
    if floors != sorted(set(floors), reverse=True):
        yield here(_("等次的分数线从高到低写，各不相同。"))


def one_indicator(
    indicator: Indicator, sheet: Sheet, counted: Collection[str]
) -> Iterator[Problem]:
    here = at(_("考核"), sheet.name, _("指标"), indicator.name)
    if indicator.method not in METHODS:
        yield here(_("不认得「%(method)s」这种计分方法。"), method=indicator.method)
    if indicator.kind not in ("base", "bonus", "penalty"):
        yield here(_("只能是 base（基本分）、bonus（加分）或 penalty（扣分）。"))
    if indicator.marks <= 0:
        yield here(_("分值要大于 0。"))
    for kind in (indicator.counts, indicator.over):
        if kind and kind not in counted:
            yield here(_("台账里没有「%(kind)s」这一项。"), kind=kind)
    yield from lacking(indicator, here)


def lacking(indicator: Indicator, here: Callable[..., Problem]) -> Iterator[Problem]:
    """Each method needs its own numbers."""
    if indicator.method in COUNTED and not indicator.counts:
        yield here(_("请写明计哪一项台账。"))
    if indicator.method == "ratio" and not indicator.over:
        yield here(_("按比例计分，请写明除以哪一项台账。"))
    if indicator.method in {"per", "deduct"} and not indicator.points:
        yield here(_("请写明每件几分。"))
    if indicator.method == "steps" and not indicator.steps:
        yield here(_("请写明分数段。"))
    if indicator.method == "grade" and not indicator.options:
        yield here(_("请写明各级几分。"))
    if any(points > indicator.marks for _floor, points in indicator.steps):
        yield here(_("分数段里的分不能高于分值。"))
