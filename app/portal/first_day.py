"""A new county's first days: what its office does next, each with how far it is. The list stands on
the desk until all is done or it is put away, and has a page of its own to come back to.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from litestar import get
from litestar.response import Template

from app.access.roles import Act, may
from app.db import county_tx, execute, row
from app.i18n import _
from app.portal.tables import FirstDay
from app.refusal import Refused
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, user_of

HERE = "/desk/first-day"
ALL = "all"
# Found in what is there; or ticked, where nothing else tells of it. Each looks for one row.
STATE = """
    SELECT ARRAY(SELECT "item" FROM "first_day" WHERE "first_day"."county" = $1) AS ticked,
           EXISTS (SELECT FROM "member" WHERE "member"."county" = $1 AND "left_on" IS NULL)
               AS members,
           EXISTS (SELECT FROM "appointment" WHERE "appointment"."county" = $1
                   AND "ended_at" IS NULL AND "role" <> 'office') AS accounts,
           EXISTS (SELECT FROM "charter" WHERE "charter"."county" = $1 AND "number" > 1) AS rules,
           EXISTS (SELECT FROM "topic" WHERE "topic"."county" = $1) AS matters
"""
TICK = """
    INSERT INTO "first_day" ("county", "item", "account") VALUES ($1, $2, $3)
    ON CONFLICT ("county", "item") DO NOTHING
"""


class State(TypedDict):
    ticked: list[str]
    members: bool
    accounts: bool
    rules: bool
    matters: bool


class Step(NamedTuple):
    """Texts are msgids, in which `%(name)s` is the county's word. `by_hand`: it can be ticked."""

    key: str
    called: str
    how: str
    path: str
    word: str = ""
    by_hand: bool = False
    done: bool = False


STEPS = (
    Step(
        "members",
        _("录入%(name)s名册"),
        _("逐个添加：姓名、界别、在哪里参加；账号可以以后再发。"),
        "/people/members",
        word="member",
    ),
    Step(
        "accounts",
        _("登记账号和职责"),
        _("填姓名和职责，把邀请码交给本人，登录就能用；没有人担任的环节会列出来。"),
        "/people",
    ),
    Step(
        "names",
        _("看一遍%(name)s的名称"),
        _("名称是按名录取的。哪一处叫法不一样，就改哪一处；不设的关掉。"),
        "/stations",
        word="station",
        by_hand=True,
    ),
    Step(
        "rules",
        _("看一遍规则"),
        _("环节、时限、谁来办，先照选定的做法走也行；要改，起草一版再签发。自己有规则文件的，在那里导入。"),
        "/charter",
        by_hand=True,
    ),
    Step(
        "posters",
        _("打印海报，贴到%(name)s门口"),
        _("每一处的页面上有海报，上面的二维码扫开就能提。"),
        "/stations",
        word="station",
        by_hand=True,
    ),
    Step("matters", _("提第一件事"), _("自己先走一遍，大家就知道怎么用了。"), "/raise"),
)  # fmt: skip
BY_HAND = {step.key for step in STEPS if step.by_hand}


def steps(state: State) -> list[Step]:
    """Pure."""
    found = {key for key in ("members", "accounts", "rules", "matters") if state[key]}
    return [step._replace(done=step.key in found | set(state["ticked"])) for step in STEPS]


def stands(state: State) -> bool:
    """On the desk. Pure."""
    return ALL not in state["ticked"] and not all(step.done for step in steps(state))


async def state_of() -> State:
    """Within the caller's transaction."""
    nothing = State(ticked=[], members=False, accounts=False, rules=False, matters=False)
    return await row(STATE, of=State) or nothing


async def on_desk() -> list[Step]:
    """Within the caller's transaction; none: it is not there."""
    state = await state_of()
    return steps(state) if stands(state) else []


@get(HERE, guards=[may(Act.CHARTER)])
async def first_day() -> Template:
    async with county_tx(readonly=True):
        state = await state_of()
    context = {"first_day": steps(state), "away": not stands(state)}
    return Template("portal/first_day.html", context=context)


@dataclass
class TickForm:
    item: str = ""


@change(HERE, may(Act.CHARTER), page=HERE)
async def tick(request: AnyRequest, form: TickForm) -> Done:
    """One item done; or `all`: put away."""
    if form.item not in BY_HAND | {ALL}:
        raise Refused(_("没有这一项。"))
    await execute(TICK, form.item, user_of(request).id)
    if form.item == ALL:
        return Done("/desk", sentence(_("已收起。想再看，工作台下面有「起步清单」。")))
    return Done("/desk", sentence(_("记下了。")))


@change(f"{HERE}/back", may(Act.CHARTER), page=HERE)
async def take_out(request: AnyRequest, form: TickForm) -> Done:  # noqa: ARG001
    """What was ticked by mistake; or the list on the desk again."""
    if form.item not in BY_HAND | {ALL}:
        raise Refused(_("没有这一项。"))
    await FirstDay.delete().where(FirstDay.item == form.item)
    return Done(HERE, sentence(_("改回来了。")))


handlers = [first_day, tick, take_out]
