"""The common dictionary: indicators on fixed meanings, so that a 工作站 and a 议事室, four stages
and nine rings compare. What each counts is in app/ledger/measures.py; here it is put into
proportion. Pure.
"""

from typing import NamedTuple

from app.i18n import _
from app.ledger.measures import ITEM_OF


class Indicator(NamedTuple):
    """`counted` and `over`: measures added (or, with a minus before them, taken off). `way`:

    - number: how many there are
    - share: a part of `over`, shown as per cent, with a Wilson interval
    - rate: events for each of `over`, times `times`, with a Poisson interval
    - mean: an average; `squares` names the sum of squares that its interval needs, else none

    `quarters`: `over` stands for as many quarters as the time has. `better`: 1 more, -1 less, 0
    neither.
    """

    key: str
    group: str
    name: str
    meaning: str
    unit: str
    way: str
    counted: tuple[str, ...]
    over: tuple[str, ...] = ()
    better: int = 1
    times: int = 1
    squares: str = ""
    quarters: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        signed = (*self.counted, *self.over, *((self.squares,) if self.squares else ()))
        return tuple(each.removeprefix("-") for each in signed)

    @property
    def items(self) -> frozenset[str]:
        """What a county has to share for it."""
        return frozenset(ITEM_OF[each] for each in self.measures)


ITEMS: dict[str, str] = {
    "coverage": _("%(station)s：设在哪些乡镇、村，是否达标"),
    "activity": _("提出和商议：件数、场次、形式、类别"),
    "people": _("参加：群众、%(member)s、%(department)s的人次"),
    "members": _("%(member)s：人数、下沉、参加%(consultation)s的人数（没有姓名）"),
    "results": _("%(outcome)s和落实：采纳、办结、按期、用时、反弹"),
    "satisfaction": _("%(rating)s：是否解决、星级（没有评语）"),
    "population": _("常住人口数"),
}
GROUPS: dict[str, str] = {
    "coverage": _("覆盖"),
    "activity": _("活跃"),
    "breadth": _("广度"),
    "members": _("%(member)s"),
    "conversion": _("转化"),
    "time": _("时效"),
    "satisfaction": _("满意"),
    "durability": _("持久"),
}
DICTIONARY = (
    Indicator("stations", "coverage", _("%(station)s数"), _("时段末开放着的%(consultation)s%(station)s。"),
              _("个"), "number", ("stations",)),
    Indicator("townships", "coverage", _("乡镇覆盖率"),
              _("时段末有%(station)s（含其村）的乡镇（街道）÷ 全国名录里的乡镇（街道）。"),
              "％", "share", ("townships_covered",), ("townships",)),
    Indicator("villages", "coverage", _("村社覆盖率"),
              _("时段末有%(station)s的村（社区）÷ 全国名录里的村（社区）。"),
              "％", "share", ("villages_covered",), ("villages",)),
    Indicator("standard", "coverage", _("达标率"), _("时段末逐项核验达标的%(station)s ÷ %(station)s。"),
              "％", "share", ("stations_met",), ("stations",)),
    Indicator("consultations", "activity", _("%(consultation)s场次"), _("时段内归档的%(consultation)s。"),
              _("场"), "number", ("consultations",)),
    Indicator("per-station", "activity", _("每%(station)s场次"),
              _("归档的%(consultation)s ÷（时段末的%(station)s × 季度数）。"), _("场/季"), "rate",
              ("consultations",), ("stations",), quarters=True),
    Indicator("per-member", "activity", _("每%(member)s参加"),
              _("%(member)s参加人次 ÷（%(member)s × 季度数）。"), _("次/季"), "rate",
              ("member_attendances",), ("members",), quarters=True),
    Indicator("per-people", "activity", _("每万人场次"),
              _("归档的%(consultation)s ÷ 常住人口 × 10000。人口由县填报。"), _("场/万人"), "rate",
              ("consultations",), ("people",), times=10000),
    Indicator("forms", "breadth", _("形式种数"),
              _("每季用到的%(consultation)s形式种数，逐季平均（没有%(consultation)s的季度不算）。"), _("种"), "mean",
              ("forms_used",), ("quarters_active",)),
    Indicator("elsewhere", "breadth", _("走出会场"),
              _("现场、书面、网络、上门沟通的%(consultation)s ÷ 归档的%(consultation)s。"), "％", "share",
              ("elsewhere",), ("consultations",)),
    Indicator("categories", "breadth", _("类别种数"),
              _("每季%(consultation)s涉及的%(topic)s类别种数，逐季平均（没有%(consultation)s的季度不算）。"), _("种"), "mean",
              ("categories_used",), ("quarters_active",)),
    Indicator("citizens", "breadth", _("每场群众"), _("群众参加人次 ÷ 归档的%(consultation)s。"), _("人"),
              "mean", ("citizens",), ("consultations",)),
    Indicator("placed", "members", _("%(member)s下沉率"), _("编入%(station)s的%(member)s ÷ %(member)s。按最近一次计数。"),
              "％", "share", ("members_placed",), ("members",)),
    Indicator("attending", "members", _("%(member)s参与率"),
              _("每季至少参加一场%(consultation)s的%(member)s，逐季相加 ÷（%(member)s × 季度数）。"), "％", "share",
              ("members_attending",), ("members",), quarters=True),
    Indicator("rural", "members", _("在乡镇的%(member)s"),
              _("编入乡、镇（不含街道）及其村的%(member)s ÷ %(member)s。按最近一次计数。"), "％", "share",
              ("members_rural",), ("members",)),
    Indicator("accepted", "conversion", _("立项率"),
              _("时段内提出的%(topic)s，到今天已立项的 ÷ 提出的。"), "％", "share",
              ("way_accepted",), ("way_raised",), 0),
    Indicator("consulted", "conversion", _("商议率"),
              _("时段内提出、已立项的%(topic)s，到今天已商议的 ÷ 已立项的。"), "％", "share",
              ("way_consulted",), ("way_accepted",)),
    Indicator("adopted", "conversion", _("采纳率"),
              _("时段内提出、已商议的%(topic)s，到今天%(outcome)s被采纳的 ÷ 已商议的。"), "％", "share",
              ("way_adopted",), ("way_consulted",)),
    Indicator("solved", "conversion", _("解决率"),
              _("时段内提出、%(outcome)s被采纳的%(topic)s，到今天已解决的 ÷ 被采纳的。"), "％", "share",
              ("way_solved",), ("way_adopted",)),
    Indicator("rated", "conversion", _("评价率"),
              _("时段内提出、已解决的%(topic)s，群众评过的 ÷ 已解决的。"), "％", "share",
              ("way_rated",), ("way_solved",)),
    Indicator("days-accept", "time", _("立项用时"), _("从提出到立项，平均几天；算在立项那一季。"),
              _("天"), "mean", ("days_accept",), ("n_days_accept",), -1, squares="sq_days_accept"),
    Indicator("days-consult", "time", _("商议用时"),
              _("从立项到第一场%(consultation)s，平均几天；算在%(consultation)s那一季。"),
              _("天"), "mean", ("days_consult",), ("n_days_consult",), -1,
              squares="sq_days_consult"),
    Indicator("days-solve", "time", _("解决用时"),
              _("从第一场%(consultation)s到问题解决，平均几天；算在解决那一季。"),
              _("天"), "mean", ("days_solve",), ("n_days_solve",), -1, squares="sq_days_solve"),
    Indicator("days-whole", "time", _("全程用时"),
              _("从提出到问题解决，平均几天；算在解决那一季。"),
              _("天"), "mean", ("days_whole",), ("n_days_whole",), -1, squares="sq_days_whole"),
    Indicator("overdue", "time", _("逾期率"),
              _("时段内到期限（办结或到期，先到为准）的%(commitment)s里没有按期办结的 ÷ 到期限的。"),
              "％", "share", ("promises_due", "-promises_kept"), ("promises_due",), -1),
    Indicator("replied-late", "time", _("参考回复逾期率"),
              _("时段内到期限（回复或到期，先到为准）的决策参考里没有按期回复的 ÷ 到期限的。"),
              "％", "share", ("references_due", "-references_on_time"), ("references_due",), -1),
    Indicator("satisfied", "satisfaction", _("满意率"), _("评价为“已解决”的 ÷ 全部评价。"), "％",
              "share", ("ratings_solved",), ("ratings",)),
    Indicator("stars", "satisfaction", _("平均星级"), _("群众所给的星 ÷ 评价件数，满分 5。"),
              _("星"), "mean", ("stars",), ("ratings",)),
    Indicator("reopened", "durability", _("反弹率"),
              _("解决后又重新办理的 ÷（仍解决着的 + 重新办理的）。"), "％", "share",
              ("reopened",), ("solved", "reopened"), -1),
)  # fmt: skip
BY_KEY = {each.key: each for each in DICTIONARY}
FIRST_SHOWN = (
    "per-station", "townships", "citizens", "attending", "adopted", "overdue", "satisfied",
    "reopened",
)  # fmt: skip
FUNNEL: dict[str, str] = {
    "way_raised": _("提出"),
    "way_accepted": _("立项"),
    "way_consulted": _("商议"),
    "way_adopted": _("采纳"),
    "way_solved": _("解决"),
    "way_rated": _("评价"),
}
MEASURES: dict[str, str] = {
    "raised": _("提出的%(topic)s"),
    "accepted": _("立项的%(topic)s"),
    "declined": _("不予受理的%(topic)s"),
    "consultations": _("归档的%(consultation)s"),
    "typical": _("%(case)s"),
    "elsewhere": _("现场、书面、网络、上门的%(consultation)s"),
    "citizens": _("群众参加人次"),
    "departments": _("%(department)s参加人次"),
    "member_attendances": _("%(member)s参加人次"),
    "reported": _("报送的%(outcome)s"),
    "adopted": _("被采纳的%(outcome)s"),
    "promises": _("定下的%(commitment)s"),
    "promises_done": _("办结的%(commitment)s"),
    "solved": _("解决的问题（减去重新办理的）"),
    "reopened": _("重新办理的问题"),
    "referred": _("提交的决策参考"),
    "references_due": _("已到期限的决策参考"),
    "references_replied": _("有回复的决策参考"),
    "references_on_time": _("按期回复的决策参考"),
    "ratings": _("%(rating)s"),
    "ratings_solved": _("评价为“已解决”的"),
    "stars": _("群众给的星"),
    "way_raised": _("时段内提出的%(topic)s"),
    "way_accepted": _("其中立项的"),
    "way_consulted": _("其中商议过的"),
    "way_adopted": _("其中%(outcome)s被采纳的"),
    "way_solved": _("其中解决了的"),
    "way_rated": _("其中评价过的"),
    "days_accept": _("提出到立项的天数"),
    "days_consult": _("立项到%(consultation)s的天数"),
    "days_solve": _("%(consultation)s到解决的天数"),
    "days_whole": _("提出到解决的天数"),
    "n_days_accept": _("立项的%(topic)s（有用时）"),
    "n_days_consult": _("商议的%(topic)s（有用时）"),
    "n_days_solve": _("商议后解决的%(topic)s（有用时）"),
    "n_days_whole": _("解决的%(topic)s（有用时）"),
    "stations": _("%(station)s"),
    "stations_county": _("%(station)s（县级）"),
    "stations_township": _("%(station)s（乡镇级）"),
    "stations_village": _("%(station)s（村级）"),
    "stations_unit": _("%(station)s（单位）"),
    "stations_met": _("达标的%(station)s"),
    "townships": _("乡镇（街道）"),
    "townships_covered": _("有%(station)s的乡镇（街道）"),
    "villages": _("村（社区）"),
    "villages_covered": _("有%(station)s的村（社区）"),
    "members": _("%(member)s"),
    "members_placed": _("编入%(station)s的%(member)s"),
    "members_rural": _("编入乡、镇的%(member)s"),
    "people": _("常住人口"),
    "members_attending": _("参加过%(consultation)s的%(member)s（逐季）"),
    "forms_used": _("用到的形式（逐季）"),
    "categories_used": _("涉及的类别（逐季）"),
    "quarters_active": _("有%(consultation)s的季度"),
    "promises_due": _("已到期限的%(commitment)s"),
    "promises_kept": _("按期办结的%(commitment)s"),
}
# Which figure of a county's public numbers holds the records of a measure (app/numbers/figures.py).
OPENS: dict[str, str] = {
    "raised": "topics-raised",
    "accepted": "topics",
    "declined": "declined",
    "consultations": "consultations",
    "typical": "typical",
    "elsewhere": "consultations",
    "citizens": "citizens",
    "departments": "departments",
    "member_attendances": "member-attendances",
    "reported": "outcomes",
    "adopted": "adopted",
    "promises": "commitments",
    "promises_done": "commitments-done",
    "promises_kept": "commitments-on-time",
    "referred": "referred",
    "references_replied": "referred-replied",
    "solved": "solved",
    "way_raised": "topics-raised",
    "way_accepted": "topics",
    "way_consulted": "consultations",
    "way_adopted": "adopted",
    "way_solved": "solved",
    "n_days_accept": "topics",
    "n_days_consult": "consultations",
    "n_days_solve": "solved",
    "n_days_whole": "solved",
    "stations": "stations",
    "stations_met": "stations-met",
}
