"""What a person may want of what is kept about them, and what must hold of the answer. Pure."""

from enum import StrEnum

from app.i18n import _
from app.refusal import Refused
from app.text import canonical_phone

SHORTEST = 2  # letters of a stretch: a single one would be struck out of every other word
DECIDED = _("这个请求已经办结。")
ALREADY = _("同样的请求已经登记，正在办理。")


class Want(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"


WANTS = {
    Want.ACCESS: _("查阅、复制我的个人信息"),
    Want.CORRECTION: _("更正、补充我的个人信息"),
    Want.ERASURE: _("删除我的个人信息"),
}


def check_wish(kind: str, words: str) -> list[Refused]:
    if kind not in set(Want):
        return [Refused(_("请选一项。"), "kind")]
    if kind == Want.CORRECTION and not words.strip():
        return [Refused(_("请写明什么不对、应当是什么。"), "words")]
    return []


def check_decision(
    kind: str, decision: str, answer: str, name: str, phone: str, *, number: bool = True
) -> list[Refused]:
    """`number`: the phone has to be one."""
    wrong = []
    if decision not in {"done", "refused"}:
        wrong.append(Refused(_("请选一项。"), "decision"))
    if not answer.strip():
        wrong.append(Refused(_("请写明怎样答复本人。"), "answer"))
    if kind == Want.CORRECTION and decision == "done":
        if not (name.strip() or phone.strip()):
            wrong.append(Refused(_("请填写更正后的姓名或电话。"), "name"))
        if number and phone.strip() and canonical_phone(phone) is None:
            wrong.append(Refused(_("电话号码不对；也可以不填。"), "phone"))
    return wrong


def check_leaving(*, holds: bool, left: bool) -> list[Refused]:
    """Whoever is in office is told of by the record: first they leave."""
    if holds or not left:
        return [Refused(_("本人还在任。请先结束职责、登记离任，再删除。"), "decision")]
    return []


def stretches(typed: str) -> list[str]:
    """One a line."""
    return [line.strip() for line in typed.splitlines() if len(line.strip()) >= SHORTEST]
