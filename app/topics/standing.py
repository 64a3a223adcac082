"""How a matter stands, in one plain sentence: its page begins with it. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from app.charter.stages import Stage
from app.i18n import _

GOOD, OFF = "good", "off"


class Said(NamedTuple):
    """`text`: a msgid, with `values`. `tone`: "good" it came out well, "off" it ended otherwise, ""
    it is under way.
    """

    text: str
    values: dict[str, object]
    tone: str = ""


class Promise(TypedDict):
    """What of a commitment counts here."""

    done_on: date | None
    withdrawn_on: date | None


WORDS: dict[Stage, tuple[str, str]] = {
    Stage.RAISED: (_("还差一点说明，等提出人补充。"), ""),
    Stage.SCREENING: (_("正在审核，看由谁来办。"), ""),
    Stage.ACCEPTED: (_("已经受理，正在准备商量。"), ""),
    Stage.PREPARING: (_("已经受理，正在准备商量。"), ""),
    Stage.CONSULTING: (_("大家正在商量。"), ""),
    Stage.CONCLUDED: (_("商量出了意见，正在整理上报。"), ""),
    Stage.REPORTED: (_("意见已经报送，等答复是否采纳。"), ""),
    Stage.CARRYING_OUT: (_("正在落实。"), ""),
    Stage.ANSWERED: (_("已经答复，等提出人评价。"), ""),
    Stage.CLOSED: (_("办结了。"), GOOD),
    Stage.REFERRING: (_("一时难以商量一致，党委、政府正在研究。"), ""),
    Stage.DECLINED: (_("没有受理。"), OFF),
    Stage.MERGED: (_("和另一件同样的事一起办。"), OFF),
    Stage.SETTLED: (_("当场就解决了。"), GOOD),
    Stage.REFERRED: (_("党委、政府已经回复。"), OFF),
    Stage.WITHDRAWN: (_("提出人撤回了。"), OFF),
}
SOLVED = _("解决了，提出人评了 %(n)s 分。")
RATED = _("提出人评了 %(n)s 分，接着公开。")
TO_RATE = _("已经答复，请您评价。")
TO_ADD = _("请您补充说明，再提交一次。")
SOME_DONE = _("正在落实：%(all)s 件里办好了 %(n)s 件。")
ALL_DONE = _("落实的 %(all)s 件都办好了，正在核实、答复。")
ONE_LEFT = _("正在落实，已交有关单位去办。")
BECAUSE = _("没有受理：%(reason)s。")


def standing(
    stage: str,
    *,
    mine: bool = False,
    solved: bool | None = None,
    stars: int | None = None,
    promises: Sequence[Promise] = (),
    reason: str = "",
) -> Said:
    """`mine`: whoever reads it raised it, and is told what waits for them. `solved`, `stars`: of
    the last answer's rating. `reason`: why it was declined, as readers may know it.
    """
    text, tone = WORDS[Stage(stage)]
    if stage == Stage.CLOSED and solved and stars:
        return Said(SOLVED, {"n": stars}, GOOD)
    if stage == Stage.ANSWERED and (mine or stars is not None):
        return Said(TO_RATE, {}) if stars is None else Said(RATED, {"n": stars})
    if stage == Stage.RAISED and mine:
        return Said(TO_ADD, {})
    if stage == Stage.CARRYING_OUT and promises:
        return carried_out(promises)
    if stage == Stage.DECLINED and reason:
        return Said(BECAUSE, {"reason": reason.rstrip("。")}, OFF)
    return Said(text, {}, tone)


def carried_out(promises: Sequence[Promise]) -> Said:
    """What was withdrawn is owed no more."""
    owed = [each for each in promises if each["withdrawn_on"] is None]
    done = sum(each["done_on"] is not None for each in owed)
    if not done:
        return Said(ONE_LEFT if owed else WORDS[Stage.CARRYING_OUT][0], {})
    values: dict[str, object] = {"n": done, "all": len(owed)}
    return Said(ALL_DONE if done == len(owed) else SOME_DONE, values)
