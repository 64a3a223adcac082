"""The charter in words: what its fields are called, and how a value reads. Pure.

What the county named itself stays as it is; `translated` finds no English for it.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, structs

from app.access.roles import NAMES as ROLE_NAMES
from app.access.roles import Role
from app.charter import methods
from app.charter.model import (
    CheckGroup,
    Conclusion,
    Duty,
    Group,
    Level,
    Names,
    Need,
    RingKind,
    SigningIn,
    StandardItem,
    need,
)
from app.charter.rings import GATES
from app.i18n import _, language, named, translated
from app.ledger.kinds import NAMES as KINDS

STATION_LEVELS = {
    "county": _("县级"),
    "township": _("乡镇、街道"),
    "village": _("村、社区"),
    "unit": _("企事业单位、社会组织"),
    "area": _("片区、网格"),
}
OUTSIDERS = {Role.REGION, Role.OPERATOR}
KEY, NAME, NOTE, COUNTS = _("代号"), _("名称"), _("说明"), _("计哪一项台账")
AT_LEAST, EVERY, LEVEL = _("至少几次"), _("周期"), _("层级")

# Every field of every part; a test holds it against app/charter/model.py. Empty: not said in a
# path, since the name of the piece that follows says enough.
FIELDS: dict[str, dict[str, str]] = {
    "Charter": {
        "schema": _("格式版本"), "title": _("标题"), "names": _("名称"), "stations": _("平台"),
        "placement": _("委员下沉"), "composition": _("人员构成"), "topics": _("议题"),
        "flow": _("流程"), "consultations": _("协商"), "outcomes": _("成果"),
        "publicity": _("公开"), "duties": _("规定动作"),
        "activities": _("履职活动"), "scoring": _("考核"), "signing_in": _("登录"),
        "personal": _("个人信息"), "host": _("主办单位"),
        "english": _("英文叫法"),
    },
    "Names": {
        "platform": _("平台的名称"), "slogan": _("标语"), "station": _("阵地"),
        "topic": _("议题"), "consultation": _("协商"), "minutes": _("记录"),
        "outcome": _("成果"), "commitment": _("落实的事项"), "department": _("承办单位"),
        "member": _("委员"), "convener": _("召集人"), "circle": _("参加协商的人"),
        "answer": _("答复"), "rating": _("评价"), "case": _("案例"), "screening": _("审核"),
        "theme": _("主题"),
    },
    "Choice": {"key": KEY, "name": NAME, "note": NOTE},
    "SittingForm": {
        "key": KEY, "name": NAME, "note": NOTE, "fewest": _("最少几人参加"),
        "photo": _("要有现场照片"),
    },
    "StationKind": {
        "key": KEY, "level": LEVEL, "name": NAME, "suffix": _("名称后缀"),
        "proposed": _("开通时建议设立"), "ends": _("适用于名称结尾"),
    },
    "StandardItem": {
        "key": KEY, "name": NAME, "photo": _("要照片"), "counts": COUNTS, "at_least": AT_LEAST,
        "every": EVERY,
    },
    "Standard": {"name": NAME, "kinds": _("适用的种类"), "items": ""},
    "Stations": {"kinds": _("种类"), "standards": _("标准"), "unified": _("统一要求")},
    "Range": {"min": _("最少"), "max": _("最多")},
    "Covering": {"who": _("谁"), "level": LEVEL, "each": _("包联几个"), "note": NOTE},
    "Placement": {
        "modes": _("方式"), "principles": _("原则"), "members_per_station": _("每站委员人数"),
        "facilitators_per_station": _("每站议事成员人数"), "covering": _("包联"),
    },
    "Group": {
        "key": KEY, "name": NAME, "min": _("最少"), "max": _("最多"), "counts_as": _("计为"),
    },
    "Composition": {"name": NAME, "groups": "", "member_required": _("须有委员参加")},
    "CheckItem": {"key": KEY, "text": _("内容")},
    "CheckGroup": {
        "key": KEY, "name": NAME, "at_least": _("至少符合几条"), "items": "",
    },
    "Checklist": {"name": NAME, "groups": "", "example": _("是示例")},
    "Theme": {"name": NAME, "share_target": _("占比目标（百分比）")},
    "Topics": {
        "categories": _("类别"), "admission": _("受理清单"),
        "decline_reasons": _("不予受理的理由"), "theme": _("主题"),
    },
    "Ring": {
        "kind": _("环节种类"), "name": NAME, "by": _("由谁办理"), "days": _("时限"),
        "requires": _("要求"), "group": _("合并画为"), "of": _("审批什么"), "level": LEVEL,
    },
    "Step": {"name": NAME, "rings": ""},
    "Flow": {
        "draw": _("画法"), "steps": "", "name": NAME, "reference": _("难以达成共识的事"),
    },
    "Consultations": {
        "forms": _("形式"), "conclusions": _("结论"), "research": _("调研清单"),
        "sections": _("记录分哪几节"),
    },
    "Outcomes": {
        "kinds": _("种类"), "follow_up_days": _("回头看（办结后第几天）"),
        "branches": _("结论之后"),
    },
    "Duty": {
        "key": KEY, "name": NAME, "of": _("由谁完成"), "every": EVERY, "at_least": AT_LEAST,
        "day": _("每月几日"), "counts": COUNTS,
    },
    "ActivityKind": {
        "key": KEY, "name": NAME, "levels": _("能到的级别"), "together": _("可以几人合办"),
        "unit": _("数量的单位"), "note": NOTE,
    },
    "Publicity": {
        "topics_from": _("从何时公开"), "mask_names": _("隐去姓名"), "faces": _("公开本人照片"),
        "channels": _("公开渠道"),
    },
    "SigningIn": {
        **{str(role): ROLE_NAMES[role] for role in Role if role not in OUTSIDERS},
        "hours": _("最长几小时"),
    },
    "Personal": {
        "answer_days": _("答复期限"), "raiser_months": _("提出人的姓名和电话"),
        "guests_months": _("参加协商的群众的姓名"), "left_months": _("离任人员的账号和名册"),
        "wish_months": _("个人信息请求及答复"),
    },
    "Host": {
        "name": _("单位名称"), "phone": _("电话"), "address": _("地址"), "filing": _("网站备案号"),
        "privacy": _("个人信息保护说明"),
    },
    "Indicator": {
        "key": KEY, "name": NAME, "marks": _("分值"), "method": _("计分方法"), "counts": COUNTS,
        "result": _("只计哪种结果"), "form": _("只计哪种形式"), "category": _("只计哪一类别"),
        "over": _("除以哪一项台账"), "points": _("每件几分"), "cap": _("最多几分"),
        "floor": _("最少几分"), "target": _("目标值"), "empty": _("没有可比的时候"),
        "steps": _("分数段"), "options": _("各级几分"), "among": _("从哪几项里取最高"),
        "share": _("怎样分享"), "other": _("其余的人几分"),
        "other_at_most": _("其余的人合计最多几分"), "kind": _("分的种类"), "note": NOTE,
    },
    "Mix": {"of": _("另一张表"), "average": _("平均所占比例")},
    "Part": {"of": _("总考核"), "weight": _("所占比例")},
    "Reward": {"first": _("前几名"), "name": NAME},
    "Sheet": {
        "key": KEY, "name": NAME, "subject": _("考核对象"), "period": EVERY,
        "full_marks": _("满分"), "decimals": _("小数几位"), "indicators": _("指标"),
        "mix": _("综合评价"), "part": _("在总考核里"), "reward": _("奖励"),
        "bonus_cap": _("加分上限"), "penalty_cap": _("扣分上限"), "grades": _("等次"),
        "follows": _("评为某一等次以后"),
        "sample": _("样本看哪一项台账"), "sample_least": _("样本至少几件"),
        "excluded": _("不参与排名"), "closing_days": _("期末后几天截止登记"),
        "late": _("截止后补录的"), "late_points": _("补录每条扣几分"),
    },
    "Excluded": {"name": NAME, "subject": _("是哪一个")},
    "Scoring": {"sheets": "", "year_begins": _("考核年度从几月开始")},
}  # fmt: skip

# What the pieces of such a list are called, where the path does not say it.
PIECES: dict[tuple[str, str], str] = {
    ("Flow", "steps"): _("步骤"), ("Step", "rings"): _("环节"),
    ("Composition", "groups"): _("人员类别"), ("Standard", "items"): _("条目"),
    ("Checklist", "groups"): _("分组"), ("CheckGroup", "items"): _("条目"),
    ("Scoring", "sheets"): _("考核表"),
}  # fmt: skip
OF = {key: gate.called for key, gate in GATES.items()}
PERIODS = {
    "day": _("每天"), "month": _("每月"), "quarter": _("每季度"), "half": _("每半年"),
    "year": _("每年"), "term": _("每届"),
}  # fmt: skip
SUBJECTS = {
    "station": _("平台"), "member": _("委员"), "convener": _("召集人"),
    "township": _("乡镇、街道"), "county": _("县级"), "sector": _("界别"),
    "department": _("承办单位"),
}  # fmt: skip
RINGS: dict[str, str] = {kind: kind.about.called for kind in RingKind}
CONCLUSIONS: dict[str, str] = {
    Conclusion.CONSENSUS: _("达成共识"), Conclusion.PARTIAL: _("部分达成共识"),
    Conclusion.NONE: _("未达成共识，继续协商"), Conclusion.HARD: _("难以达成共识，提交决策参考"),
}  # fmt: skip
WHO: dict[str, str] = {"citizen": _("群众"), **{str(k): name for k, name in ROLE_NAMES.items()}}
LEVEL_NAMES: dict[str, str] = {str(Level(key)): name for key, name in STATION_LEVELS.items()}
NEEDS = {
    Need.OPINION: _("写明意见"), Need.ADMISSION: _("逐项核对受理清单"),
    Need.RESEARCH_REPORT: _("写明调研情况"), Need.RESEARCH_CHECK: _("逐项核对调研清单"),
    Need.VISITS: _("至少走访 %(n)s 次"),
    Need.COMPOSITION: _("各类人员到齐"), Need.MEMBER_PRESENT: _("有%(member)s参加"),
    Need.PHOTOS: _("至少 %(n)s 张现场照片"), Need.MINUTES: _("写明记录"),
    Need.DEPARTMENT_ANSWER: _("部门当场答复"), Need.APPROVAL_DOCUMENT: _("填批准文号"),
    Need.SATISFACTION: _("满意率不低于 %(n)s%%"),
}  # fmt: skip
METHODS = {key: method.called for key, method in methods.METHODS.items()}
LEDGER: dict[str, str] = {str(kind): name for kind, name in KINDS.items()}


def some_of(words: dict[str, str], keys: str) -> dict[str, str]:
    return {key: words[key] for key in keys.split()}


# How the values of a field read, where they are fixed words.
OFTEN = some_of(PERIODS, "day month quarter year")
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("Ring", "kind"): RINGS, ("Ring", "by"): WHO, ("Ring", "of"): OF,
    ("Ring", "level"): LEVEL_NAMES, ("StationKind", "level"): LEVEL_NAMES,
    ("Covering", "level"): LEVEL_NAMES, ("StandardItem", "every"): OFTEN,
    ("Duty", "every"): OFTEN,
    ("Duty", "of"): some_of(SUBJECTS, "station member convener township county"),
    ("Sheet", "period"): some_of(PERIODS, "quarter half year term"),
    ("Sheet", "subject"): some_of(
        SUBJECTS, "station township member sector department county"
    ),
    ("StandardItem", "counts"): LEDGER, ("Duty", "counts"): LEDGER,
    ("Indicator", "counts"): LEDGER, ("Indicator", "over"): LEDGER,
    ("Indicator", "method"): METHODS, ("Sheet", "sample"): LEDGER,
    ("Indicator", "empty"): {"zero": _("算零分"), "full": _("算满分")},
    ("Indicator", "share"): {
        "first_half": _("第一人一半，其余的人平分另一半"), "equal": _("平分"),
        "fixed": _("第一人和其余的人各有定分"),
    },
    ("Sheet", "late"): {
        "never": _("不计"), "next": _("计入下一期"), "penalty": _("计入，但扣分"),
    },
    ("Group", "counts_as"): {
        "member": _("委员"), "department": _("承办单位"), "convener": _("召集人"),
        "citizen": _("群众"), "expert": _("专家"),
    },
    ("Flow", "draw"): {"steps": _("画步骤"), "rings": _("画环节")},
    ("Publicity", "topics_from"): {"accepted": _("立项以后"), "closed": _("办结以后")},
    ("Indicator", "kind"): {
        "base": _("基本分"), "bonus": _("加分"), "penalty": _("扣分"),
    },
    ("Consultations", "conclusions"): CONCLUSIONS, ("Outcomes", "branches"): CONCLUSIONS,
}  # fmt: skip
NONE_SAYS = ("CheckGroup", "at_least")  # the only number whose 0 demands something


def joined(texts: Iterable[str]) -> str:
    """In the reader's language, also what is listed."""
    return "、".join(texts) if language.get() == "zh" else ", ".join(map(named, texts))


def beside(name: str, more: str) -> str:
    """What a county named, and more of it: 六议（已选 0 条）"""
    return f"{name}（{more}）" if language.get() == "zh" else f"{named(name)} ({more})"


def said(text: str) -> str:
    """A msgid in the reader's language; gettext knows the empty text as something else."""
    return translated(text) if text else ""


def label(part: str, name: str) -> str:
    return said(FIELDS[part][name])


def role_called(role: str, names: Names | None) -> str:
    """A county has words of its own for some of them: those that are in its names."""
    own = getattr(names, role, "")
    return own or said(WHO.get(role, role))


def subject_called(subject: str, names: Names) -> str:
    """Whom a score sheet is about."""
    return getattr(names, subject, "") or said(SUBJECTS.get(subject, subject))


def who(roles: Iterable[str], names: Names | None = None) -> str:
    return joined(role_called(role, names) for role in roles)


def idle(rules: SigningIn, names: Names) -> list[tuple[int, str]]:
    """Minutes, the fewest first, and who has them."""
    found: dict[int, list[str]] = {}
    for role, minutes in structs.asdict(rules).items():
        if role != "hours":
            found.setdefault(minutes, []).append(role)
    return [(minutes, who(roles, names)) for minutes, roles in sorted(found.items())]


def requirement(text: str, names: Names | None = None) -> str:
    """`visits:1` → 至少走访 1 次. Without names: with the fixed word for members."""
    try:
        what, number = need(text)
    except ValueError:
        return text
    return translated(NEEDS[what], n=number, member=role_called("member", names))


def days(number: int) -> str:
    return translated(_("%(n)s 个工作日"), n=number)


def line(group: Group) -> str:
    """政协委员，至少 1 人"""
    if group.min and group.min == group.max:
        return translated(_("%(group)s，%(min)s 人"), group=group.name, min=group.min)
    if group.min:
        return translated(_("%(group)s，至少 %(min)s 人"), group=group.name, min=group.min)
    return translated(_("%(group)s，按需邀请"), group=group.name)


def group(each: Group) -> str:
    """委员，至少 1 人"""
    if each.max and each.max != each.min:
        return translated(
            _("%(group)s，%(min)s 至 %(max)s 人"), group=each.name, min=each.min, max=each.max
        )
    return line(each)


def often(every: str, times: int) -> str:
    return translated(_("%(every)s至少 %(n)s 次"), every=said(PERIODS.get(every, every)), n=times)


def demand(group: CheckGroup) -> str:
    """What a group of a checklist asks for."""
    if group.items and group.at_least == len(group.items):
        return translated(_("每条都要符合"))
    return demanded(group.at_least)


def demanded(at_least: int) -> str:
    if not at_least:
        return translated(_("一条也不能有"))
    return translated(_("至少符合 %(n)s 条"), n=at_least)


def proof(item: StandardItem) -> str:
    """How a standard's item is held to be met."""
    if item.counts:
        return often(item.every, item.at_least)
    return translated(_("凭照片核验")) if item.photo else ""


def duty(each: Duty, names: Names) -> str:
    day = translated(_("每月 %(n)s 日"), n=each.day) if each.day else ""
    owes = getattr(names, each.of, "") or said(SUBJECTS.get(each.of, each.of))
    parts = (owes, often(each.every, each.at_least), day)
    return " · ".join(part for part in parts if part)


def called(piece: Any) -> str:
    """What people call a piece of a list."""
    known = piece if isinstance(piece, dict) else structs.asdict(piece)
    for name in ("name", "text", "who", "key"):
        if isinstance(text := known.get(name), str) and text:
            return text
    return "?"


def shown(part: str, name: str, value: Any) -> str:
    """The value of a field as people read it."""
    if value is None or value in ("", [], {}):
        return translated(_("无"))
    if isinstance(value, list):
        return joined(shown(part, name, each) for each in value)
    if isinstance(value, dict):
        return joined(f"{key} {shown(part, name, each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return " ".join(shown(part, name, each) for each in value)
    return in_full(value) if isinstance(value, Struct) else one(part, name, value)


def one(part: str, name: str, value: str | float) -> str:
    if isinstance(value, bool):
        return translated(_("是")) if value else translated(_("否"))
    if (part, name) == ("Ring", "requires"):
        return requirement(str(value))
    if (part, name) == ("Ring", "days"):
        return days(int(value))
    if (part, name) == NONE_SAYS:
        return demanded(int(value))
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return said(VALUES.get((part, name), {}).get(text, text))


def in_full(piece: Struct) -> str:
    """All that was said of a piece that is new, or gone."""
    part = type(piece).__name__
    return joined(
        f"{label(part, name)} {shown(part, name, value)}".strip()
        for name in piece.__struct_fields__
        if (value := getattr(piece, name)) not in (None, "", [], {}, False)
        or (part, name) == NONE_SAYS
    )
