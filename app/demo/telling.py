"""The words of invented records: opinions, minutes, statements, answers."""

from random import Random

from app.charter.model import Charter, Conclusion
from app.demo.county import Demo
from app.demo.places import At
from app.demo.route import Matter, Step

NOT_ADOPTED = "今年资金已经排满，列入明年项目库，届时再行研究。"

OPINIONS = {
    "pass": [
        "属于大家关心的事，切口不大，可以协商。",
        "情况属实，同意列入。",
        "同意，请尽快准备。",
    ],
    "decline": ["经核对不属于本级协商的范围，已向提出人当面说明。"],
    "merge": ["与另一件反映的是同一情况，并在一起商量。"],
    "settle": ["当天到场看过，已经协调解决，提出人表示满意。"],
    "return": ["请补充涉及多少户、具体在哪个位置，再报上来。"],
    "withdrawn": ["情况已经自行解决，不用再商量了。"],
    "approved": ["同意。"],
    "adopted": ["意见可行，同意采纳，请承办单位抓紧办理。"],
    "not_adopted": [NOT_ADOPTED],
    "solved": ["说了的都办了，满意。", "比以前强多了，谢谢大家。", "当面来看过，确实解决了。", ""],
    "not_solved": ["只办了一半，下雨天还是老样子。"],
}

REPORTS = {
    "compose": "按{composition}确定人员。",
    "research": "到现场看了“{matter}”，走访了住户和{department}，各方的诉求和难处已经摸清。",
    "carry_out": "承办单位报告办结，经核验属实。",
    "look_back": "现场回看，“{matter}”办理情况属实，群众没有新的意见。",
    "rate": "您反映的“{matter}”已有结果：{task}，由{department}负责，欢迎评价。",
    "publish": "结果已经张榜，并在网上公开。",
}


def of(step: Step, matter: Matter, charter: Charter, rng: Random) -> str:
    """The opinion of a passage."""
    if step.round:
        return charter.consultations.conclusions[Conclusion(step.decision)]
    if step.decision in OPINIONS:
        return rng.choice(OPINIONS[step.decision])
    if step.move.told:
        return f"“{matter.title}”几方一时难以谈拢，已提交党委、政府作为决策参考，有了结果再告诉您。"
    words = {
        "matter": matter.title,
        "task": matter.task,
        "department": matter.department,
        "composition": charter.composition.name,
    }
    return REPORTS.get(step.kind, "").format(**words)


def minutes(matter: Matter, charter: Charter, conclusion: Conclusion) -> str:
    return (
        f"（演示数据）围绕“{matter.title}”，先由{charter.names.convener}介绍情况，群众代表、"
        f"{charter.names.member}和{matter.department}依次发言。"
        f"结论：{charter.consultations.conclusions[conclusion]}。"
    )


def asks(matter: Matter, rng: Random) -> str:
    return rng.choice(
        [
            f"“{matter.title}”说了好几年，我们就想知道今年办不办、谁来办。",
            "办是好事，但费用怎么分摊要先说清楚，不能只让几户出。",
            "希望定了就管用，办到哪一步也让大家看得见。",
        ]
    )


def proposes(matter: Matter, rng: Random) -> str:
    return rng.choice(
        [
            "我走访了十几户，多数人赞成，建议分两步走，先急后缓。",
            f"建议由{matter.department}出方案，村里公示七天再动工。",
            "可以参照邻村的做法，出工出料自愿登记，账目公开。",
        ]
    )


def replies(matter: Matter) -> str:
    return f"{matter.department}当场答复：{matter.task}，已有安排，按商定的时间办。"


def outcome(matter: Matter) -> str:
    return f"关于“{matter.title}”的意见：{matter.task}，明确期限，定期向群众通报进展。"


def reported_to(demo: Demo, at: At) -> str:
    if at.level in {"county", "township"}:
        return f"{demo.name[-1]}委、{demo.name[-1]}政府"
    return "镇(街道)党委、政府"


def done(matter: Matter) -> str:
    return f"{matter.task}，已经完成。"


def under_way(matter: Matter) -> str:
    return f"{matter.task}：已经到现场勘查，正在备料。"
