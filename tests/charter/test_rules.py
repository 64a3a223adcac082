"""One broken document for each rule, and clean ones that stay clean."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from app.access.roles import Role
from app.charter import presets
from app.charter.flow import ROLES
from app.charter.model import Charter
from app.charter.rules import check
from app.charter.store import checked, read, write
from app.charter.wording import RINGS, VALUES
from app.refusal import RefusedAll

SMALL = (Path(__file__).parent.parent / "charter.toml").read_text()
DOCUMENTS = {"small": SMALL} | {slug: presets.document(slug) for slug in presets.slugs()}

Break = Callable[[dict[str, Any]], Any]


def ring(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(
        ring for step in document["flow"]["steps"] for ring in step["rings"] if ring["kind"] == kind
    )


def drop(document: dict[str, Any], kind: str) -> None:
    for step in document["flow"]["steps"]:
        step["rings"] = [ring for ring in step["rings"] if ring["kind"] != kind]


def aside() -> list[dict[str, Any]]:
    return [
        {"kind": "refer", "name": "提交", "by": ["office"]},
        {"kind": "receive", "name": "收文", "by": ["party"]},
        {"kind": "reply", "name": "回复", "by": ["party"], "days": 30},
    ]


def unlimited(piece: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in piece.items() if name != "days"}


def twice(pieces: list[dict[str, Any]]) -> None:
    pieces.append(dict(pieces[0]))


def sheet(document: dict[str, Any], **changes: Any) -> None:
    one = {"key": "i", "name": "指标", "marks": 100, "method": "manual"} | changes.pop("i", {})
    row = {"key": "s", "name": "表", "subject": "township", "period": "year", "indicators": [one]}
    document["scoring"] = {"sheets": [row | changes]}


def standard(document: dict[str, Any], **item: Any) -> None:
    row = {
        "name": "五有",
        "kinds": item.pop("kinds", []),
        "items": [{"key": "a", "name": "甲"} | item],
    }
    document["stations"]["standards"] = [row]


def admission(document: dict[str, Any], **changes: Any) -> None:
    document["topics"]["admission"]["groups"][0].update(changes)


def duty(document: dict[str, Any], **changes: Any) -> None:
    row = {"key": "d", "name": "动作", "of": "member", "every": "month"}
    document["duties"] = [row | changes]


BROKEN: list[tuple[str, Break, str]] = [
    ("schema", lambda d: d.update(schema=0), "格式版本: 只认得第 7 版"),
    ("title", lambda d: d.update(title=" "), "标题: 不能空着"),
    ("name", lambda d: d["names"].update(topic=""), "名称 › 议题: 不能空着"),
    ("publicity", lambda d: d["publicity"].update(topics_from="raised"), "公开 › 从何时公开: "),
    ("phone", lambda d: d.update(host={"phone": "办公室"}), "主办单位 › 电话: 写成可以拨打的号码"),
    ("short phone", lambda d: d.update(host={"phone": "1100"}), "主办单位 › 电话: "),
    ("filing", lambda d: d.update(host={"filing": "备" * 61}), "网站备案号: 最多 60 个字"),
    ("privacy", lambda d: d.update(host={"privacy": "只" * 301}), "最多 300 个字"),
    (
        "key twice",
        lambda d: twice(d["topics"]["categories"]),
        "议题 › 类别 › 群众难点 › 代号: 代号「hard」用了两次",
    ),
    ("station twice", lambda d: twice(d["stations"]["kinds"]), "用了两次"),
    ("form twice", lambda d: twice(d["consultations"]["forms"]), "用了两次"),
    ("group twice", lambda d: twice(d["composition"]["groups"]), "用了两次"),
    ("tick twice", lambda d: twice(d["topics"]["admission"]["groups"][0]["items"]), "用了两次"),
    ("reason twice", lambda d: twice(d["topics"]["decline_reasons"]), "用了两次"),
    ("outcome twice", lambda d: twice(d["outcomes"]["kinds"]), "用了两次"),
    ("mode twice", lambda d: twice(d["placement"]["modes"]), "用了两次"),
    ("key's form", lambda d: d["outcomes"]["kinds"][0].update(key="协商"), "只能用小写字母"),
    (
        "choice's name",
        lambda d: d["outcomes"]["kinds"][0].update(name=""),
        "成果 › 种类 › opinion › 名称: 不能空着",
    ),
    ("no kinds", lambda d: d["stations"].update(kinds=[]), "平台 › 种类: 至少要有一种"),
    (
        "proposed twice",
        lambda d: d["stations"]["kinds"].append(d["stations"]["kinds"][1] | {"key": "t2"}),
        "同一级只能建议一种平台",
    ),
    (
        "standard's kind",
        lambda d: standard(d, kinds=["none"]),
        "五有 › 适用的种类: 没有「none」这种平台",
    ),
    ("standard's count", lambda d: standard(d, counts="x.y", at_least=1, every="year"), "「x.y」"),
    ("standard's period", lambda d: standard(d, counts="topic.solved"), "每多久至少几次"),
    ("modes", lambda d: d["placement"].update(modes=[]), "委员下沉 › 方式: 至少要有一种"),
    (
        "members",
        lambda d: d["placement"].update(members_per_station={"min": 5, "max": 3}),
        "每站委员人数: 最少不能多于最多",
    ),
    (
        "covering",
        lambda d: d["placement"].update(covering=[{"who": "主席", "level": "township", "each": 0}]),
        "包联 › 主席",
    ),
    ("no groups", lambda d: d["composition"].update(groups=[]), "至少要有一类人员"),
    (
        "group's range",
        lambda d: d["composition"]["groups"][0].update(min=2),
        "召集人 › 最少: 最少不能",
    ),
    (
        "counts as",
        lambda d: d["composition"]["groups"][0].update(counts_as="guest"),
        "委员、承办单位、召集人、群众、专家",
    ),
    ("member", lambda d: d["composition"]["groups"][1].update(counts_as="citizen"), "计为委员"),
    ("composition", lambda d: d["composition"].update(name=""), "人员构成 › 名称: 不能空着"),
    ("categories", lambda d: d["topics"].update(categories=[]), "类别: 至少要有一种"),
    ("reasons", lambda d: d["topics"].update(decline_reasons=[]), "理由: 至少要有一种"),
    ("admission", lambda d: d["topics"]["admission"].update(groups=[]), "受理清单: 至少要有一组"),
    ("no items", lambda d: admission(d, items=[]), "受理清单 › 两议: 至少要有一条"),
    ("too many", lambda d: admission(d, at_least=3), "至少符合几条: 从 0（一条也不能有）到 2"),
    ("too few", lambda d: admission(d, at_least=-1), "至少符合几条: 从 0（一条也不能有）到 2"),
    ("group as item", lambda d: admission(d, key="law"), "代号「law」用了两次"),
    (
        "checked elsewhere",
        lambda d: ring(d, "research").update(requires=["admission"]),
        "「逐项核对受理清单」只能在「审核」这种环节里要求",
    ),
    (
        "no list",
        lambda d: ring(d, "research").update(requires=["research_check"]),
        "协商 › 调研清单: 环节「商前调研」要求核对调研清单，这里还没有写",
    ),
    ("theme", lambda d: d["topics"]["theme"].update(share_target=101), "占比目标在 0 到 100"),
    (
        "draw",
        lambda d: d["flow"].update(draw="circles"),
        "画法: 只能是这几种之一：画步骤、",
    ),
    ("step's name", lambda d: d["flow"]["steps"][0].update(name=""), "步骤的名称不能空着"),
    ("empty step", lambda d: d["flow"]["steps"].append({"name": "空", "rings": []}), "没有环节"),
    *(
        (f"no {kind}", lambda d, kind=kind: drop(d, kind), f"缺「{RINGS[kind]}」这一环")
        for kind in (
            *("propose", "review", "compose", "discuss"),
            *("report", "carry_out", "rate", "publish"),
        )
    ),
    ("propose first", lambda d: drop(d, "propose"), "第一环须是提出"),
    ("publish last", lambda d: drop(d, "publish"), "最后一环须是公开"),
    ("once", lambda d: twice(d["flow"]["steps"][0]["rings"]), "「提出」只能有一环"),
    (
        "agenda",
        lambda d: d["flow"]["steps"][2]["rings"].insert(
            1, {"kind": "approve", "name": "插", "by": ["party"], "of": "result"}
        ),
        "协商会的几环须连在一起",
    ),
    ("order", lambda d: d["flow"]["steps"].insert(1, d["flow"]["steps"].pop(2)), "不能排在"),
    (
        "gate",
        lambda d: ring(d, "approve").update(of="result"),
        "报党委审定 › 审批什么: 选题在会审之后审定",
    ),
    ("ring's name", lambda d: ring(d, "rate").update(name=""), "环节的名称不能空着"),
    ("nobody", lambda d: ring(d, "rate").update(by=[]), "没有人办理这一环"),
    ("role", lambda d: ring(d, "rate").update(by=["king"]), "「king」不能办理这一环"),
    ("citizen", lambda d: ring(d, "rate").update(by=["citizen"]), "「群众」不能办理这一环"),
    ("region", lambda d: ring(d, "rate").update(by=["region"]), "由谁办理: 「上级政协」不能办理"),
    (
        "days",
        lambda d: ring(d, "rate").update(days=0),
        "流程 › 监督 › 答复评价 › 时限: 时限要大于 0",
    ),
    (
        "aside in a step",
        lambda d: d["flow"]["steps"][3]["rings"].insert(0, aside()[0]),
        "「提交决策参考」只用于难以达成共识的事",
    ),
    (
        "aside in part",
        lambda d: d["flow"].update(reference=aside()[:2]),
        "流程 › 难以达成共识的事: 难以达成共识的，依次是这几环，各一环：提交决策参考",
    ),
    (
        "aside out of order",
        lambda d: d["flow"].update(reference=aside()[::-1]),
        "依次是这几环，各一环",
    ),
    (
        "reply without limit",
        lambda d: d["flow"].update(reference=[aside()[0], aside()[1], unlimited(aside()[2])]),
        "流程 › 难以达成共识的事 › 回复 › 时限: 回复要有时限",
    ),
    (
        "aside by nobody",
        lambda d: d["flow"].update(reference=[aside()[0] | {"by": []}, *aside()[1:]]),
        "没有人办理这一环",
    ),
    ("of", lambda d: ring(d, "approve").update(of="plan"), "只能是这几种之一：选题、"),
    ("of elsewhere", lambda d: ring(d, "review").update(of="topic"), "只有审批"),
    ("need", lambda d: ring(d, "rate").update(requires=["luck"]), "没有「luck」这项要求"),
    ("need's number", lambda d: ring(d, "rate").update(requires=["photos"]), "没有「photos」"),
    ("need of none", lambda d: ring(d, "rate").update(requires=["visits:0"]), "在 1 到 100 之间"),
    ("need's place", lambda d: ring(d, "rate").update(requires=["minutes"]), "只能在协商会的环节"),
    (
        "never met",
        lambda d: ring(d, "discuss").update(requires=["visits:1"]),
        "在「讨论」这种环节里办不到「至少走访 1 次」",
    ),
    ("forms", lambda d: d["consultations"].update(forms=[]), "形式: 至少要有一种"),
    (
        "conclusion",
        lambda d: d["consultations"]["conclusions"].pop("hard"),
        "还缺「难以达成共识，提交决策参考」",
    ),
    ("outcomes", lambda d: d["outcomes"].update(kinds=[]), "成果 › 种类: 至少要有一种"),
    (
        "look-backs",
        lambda d: d["outcomes"].update(follow_up_days=[90, 30]),
        "办结后第几天）: 办结后第几天",
    ),
    (
        "branch",
        lambda d: d["outcomes"].update(branches={"hard": ""}),
        "成果 › 结论之后 › 难以达成共识，提交决策参考: 不能空着",
    ),
    ("duty of", lambda d: duty(d, of="nobody"), "由谁完成"),
    ("duty every", lambda d: duty(d, every="week"), "每天、每月、每季度、每年"),
    ("duty's number", lambda d: duty(d, at_least=0), "次数要大于 0"),
    ("duty's day", lambda d: duty(d, day=31), "在 1 到 28 之间"),
    ("duty counts", lambda d: duty(d, counts="a.b"), "「a.b」"),
    ("year", lambda d: d.update(scoring={"year_begins": 13}), "从几月开始"),
    ("marks", lambda d: sheet(d, i={"marks": 105}), "考核 › 表 › 满分: 分值合计 105，应为 100"),
    ("subject", lambda d: sheet(d, subject="dog"), "平台、乡镇、街道、委员、界别、承办单位、县级"),
    ("period", lambda d: sheet(d, period="week"), "只能是这几种之一：每季度、"),
    (
        "late",
        lambda d: sheet(d, late="soon"),
        "只能是这几种之一：不计、计入下一期、计入，但扣分。",
    ),
    ("mix", lambda d: sheet(d, mix={"of": "s", "average": 0.5}), "须指明另一张表"),
    ("part", lambda d: sheet(d, part={"of": "总", "weight": 1.5}), "在总考核里所占比例"),
    ("reward", lambda d: sheet(d, reward={"first": 0, "name": "奖"}), "奖励前几名"),
    ("grades", lambda d: sheet(d, grades=[["合格", 60], ["优秀", 85]]), "从高到低写"),
    (
        "follows",
        lambda d: sheet(d, grades=[["合格", 60]], follows={"不合格": "约谈"}),
        "没有「不合格」这个等次",
    ),
    ("method", lambda d: sheet(d, i={"method": "magic"}), "没有「magic」这种计分方法"),
    ("indicator's kind", lambda d: sheet(d, i={"kind": "gift"}), "基本分、加分、扣分"),
    ("no marks", lambda d: sheet(d, i={"marks": 0}), "分值要大于 0"),
    ("counted", lambda d: sheet(d, i={"method": "per", "points": 1}), "请写明计哪一项台账"),
    ("unknown count", lambda d: sheet(d, i={"counts": "a.b"}), "台账里没有「a.b」"),
    ("ratio", lambda d: sheet(d, i={"method": "ratio", "counts": "topic.solved"}), "除以哪一项"),
    ("per", lambda d: sheet(d, i={"method": "per", "counts": "topic.solved"}), "每件几分"),
    ("steps", lambda d: sheet(d, i={"method": "steps", "counts": "topic.solved"}), "请写明分数段"),
    ("grade", lambda d: sheet(d, i={"method": "grade"}), "请写明各级几分"),
    ("steps' marks", lambda d: sheet(d, i={"steps": [[1, 101]]}), "不能高于分值"),
]


# As values are kept; people read what they mean.
WORD = re.compile(r"[a-z_]{4,}")
KEYS = {key for known in VALUES.values() for key in known if WORD.fullmatch(key)}


@pytest.mark.parametrize(("breaking", "said"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_what_is_broken_is_named_with_its_place(breaking: Break, said: str) -> None:
    document = tomllib.loads(SMALL)
    breaking(document)
    charter = read(tomli_w.dumps(document))
    problems = [problem.said(charter) for problem in check(charter)]
    assert any(said in problem for problem in problems), problems
    for each in check(charter):
        typed = {name: "" for name in each.values if name == "key"}  # what the county typed itself
        assert not KEYS & set(WORD.findall(each.text % (each.values | typed))), each


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_preset_is_clean_and_round_trips(name: str) -> None:
    charter = checked(DOCUMENTS[name])
    again = checked(write(charter))
    assert again == charter
    assert list(again.marks) == list(charter.marks)


def test_every_error_is_said_at_once() -> None:
    document = tomllib.loads(SMALL)
    ring(document, "rate").update(days=-1, by=[])
    document["names"]["platform"] = ""
    with pytest.raises(RefusedAll) as refused:
        checked(tomli_w.dumps(document))
    assert len(refused.value.refusals) == 3


@pytest.mark.parametrize(
    "document", ["schema =", SMALL.replace("schema = 7", 'schema = "x"'), SMALL + "\nx = 1"]
)
def test_what_cannot_be_read_is_refused_in_words(document: str) -> None:
    with pytest.raises(RefusedAll, match="规则文件无法读取"):
        checked(document)


def test_rings_use_the_roles_there_are() -> None:
    assert {Role.REGION, Role.OPERATOR} | ROLES == set(Role)


def test_a_need_of_each_level_is_proposed_once() -> None:
    wudu, street = presets.presets()["wudu"], presets.presets()["yanjiang"]

    def proposed(charter: Charter, level: Any, name: str) -> str:
        kind = charter.kind_for(level, name)
        return kind.key if kind else ""

    assert proposed(wudu, "township", "钟楼街道") == "street"
    assert proposed(wudu, "township", "郭河乡") == "town"
    assert proposed(wudu, "village", "龙湖社区") == "community-room"
    assert proposed(wudu, "unit", "某企业") == ""
    assert proposed(street, "township", "莲花街道") == "street"
    assert proposed(street, "township", "丹山镇") == "neighbour"


def set_to(path: str, value: Any) -> Break:
    """`a.b.0.c` of the document."""

    def change(document: dict[str, Any]) -> None:
        *way, last = path.split(".")
        at: Any = document
        for step in way:
            at = at[int(step)] if step.isdecimal() else at[step]
        at[int(last) if last.isdecimal() else last] = value

    return change


def counted(**more: Any) -> Break:
    return lambda document: standard(document, counts="topic.solved", **more)


def covering(who: str, each: int) -> Break:
    return set_to("placement.covering", [{"who": who, "level": "township", "each": each}])


def reaching(*levels: str) -> Break:
    return set_to("activities", [{"key": "a", "name": "甲", "levels": list(levels)}])


MEMBERS, SHARE = "placement.members_per_station", "topics.theme.share_target"
DAYS, GROUP = "outcomes.follow_up_days", "composition.groups.1"
# One of each pair stands just inside of a boundary, the other just outside.
EDGES: list[tuple[Break, str]] = [
    (counted(at_least=1, every="year"), ""),
    (counted(at_least=2, every="day"), ""),
    (counted(at_least=0, every="year"), "stations.standards.0.items.0.every"),
    (counted(at_least=1, every="week"), "stations.standards.0.items.0.every"),
    (lambda d: standard(d, kinds=["town", "none"]), "stations.standards.0.kinds"),
    (lambda d: standard(d, name=" 甲"), "stations.standards.0.items.0.name"),
    (set_to("names.slogan", "商\u200b量"), "names.slogan"),
    (set_to("names.slogan", " 商量"), "names.slogan"),
    (set_to(MEMBERS, {"min": 0, "max": 0}), ""),
    (set_to(MEMBERS, {"min": 3, "max": 3}), ""),
    (set_to(MEMBERS, {"min": -1, "max": 3}), MEMBERS),
    (set_to(MEMBERS, {"min": 4, "max": 3}), MEMBERS),
    (covering("主席", 1), ""),
    (covering("主席", 0), "placement.covering.0.each"),
    (covering("", 1), "placement.covering.0.who"),
    (set_to(f"{GROUP}.min", 0), ""),
    (set_to(f"{GROUP}.min", -1), f"{GROUP}.min"),
    (set_to(f"{GROUP}.max", 1), ""),
    (lambda d: d["composition"]["groups"][3].update(max=0), "composition.groups.3.min"),
    (lambda d: d["consultations"]["forms"][1].update(fewest=0), "consultations.forms.1.fewest"),
    (set_to("topics.admission.name", ""), "topics.admission.name"),
    (set_to("topics.theme.name", ""), "topics.theme.name"),
    *[(set_to(SHARE, n), "") for n in (0, 100)],
    *[(set_to(SHARE, n), SHARE) for n in (-1, 101)],
    *[(set_to(DAYS, days), "") for days in ([1, 2], [3650], [])],
    *[(set_to(DAYS, days), DAYS) for days in ([0, 2], [3651], [2, 1], [1, 1])],
    *[(lambda d, n=n: duty(d, day=n), "") for n in (1, 28)],
    *[(lambda d, n=n: duty(d, day=n), "duties.0.day") for n in (0, 29)],
    (lambda d: duty(d, day=3, every="year"), "duties.0.day"),
    (lambda d: duty(d, at_least=0), "duties.0.at_least"),
    (reaching("市", "省"), ""),
    (reaching("市", "市"), "activities.0.levels"),
    (reaching("市", ""), "activities.0.levels"),
    (lambda d: sheet(d, i={"key": "Ä"}), "scoring.sheets.0.indicators.0.key"),
    (lambda d: sheet(d, i={"key": "k" * 40}), ""),
    (lambda d: sheet(d, i={"key": "k" * 41}), "scoring.sheets.0.indicators.0.key"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place"), EDGES)
def test_at_each_boundary(change: Break, place: str) -> None:
    """`place` empty: nothing is wrong."""
    document = tomllib.loads(SMALL)
    change(document)
    problems = check(read(tomli_w.dumps(document)))
    assert [".".join(map(str, each.place)) for each in problems] == ([place] if place else [])
