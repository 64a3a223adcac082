"""One sitting: what may be planned, who records it, and what filing it takes. Plain values.

A consultation goes planned → filed, or planned → cancelled. What was cancelled by mistake is taken
up again; what was wrong in a filed one is said in a correction beneath it, for its numbers have
been counted.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.charter.model import AGENDA, Group, Ring, SittingForm
from app.i18n import _
from app.refusal import Refused
from app.text import comparison_key, fold

LONGEST_TITLE = 60
LONGEST_TEXT = 8000
LONGEST_STATEMENT = 2000
FARTHEST_DAYS = 366
TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


class State(StrEnum):
    PLANNED = "planned"
    FILED = "filed"
    CANCELLED = "cancelled"


STATE_NAMES = {
    State.PLANNED: _("已安排"),
    State.FILED: _("已归档"),
    State.CANCELLED: _("已取消"),
}


class Came(StrEnum):
    INVITED = "invited"
    PRESENT = "present"
    ABSENT = "absent"


CAME_NAMES = {
    Came.INVITED: _("已邀请"),
    Came.PRESENT: _("参加"),
    Came.ABSENT: _("未参加"),
}


@dataclass(frozen=True)
class Plan:
    title: str
    form: str
    place: str
    held_on: date | None
    begins: str = ""
    agenda: str = ""


def placed(place: str, form: SittingForm, station: str) -> str:
    """What nobody says is at the station; but what has no place, has none."""
    return place.strip() or (station if form.place else "")


def check_plan(plan: Plan, forms: Collection[str], day: date, people: int) -> list[Refused]:
    """`people`: how many are invited; whoever comes unasked is added on the spot."""
    wrong = []
    if not 1 <= len(plan.title.strip()) <= LONGEST_TITLE:
        wrong.append(Refused(_("请写名称，不超过 %(most)s 字。"), "title", most=LONGEST_TITLE))
    if plan.form not in forms:
        wrong.append(Refused(_("请选一种形式。"), "manner"))
    if len(plan.place.strip()) > LONGEST_TITLE:
        wrong.append(Refused(_("最多 %(most)s 字。"), "place", most=LONGEST_TITLE))
    if plan.held_on is None:
        wrong.append(Refused(_("请填日期。"), "held_on"))
    elif abs((plan.held_on - day).days) > FARTHEST_DAYS:
        wrong.append(Refused(_("日期离今天不能超过一年。"), "held_on"))
    if plan.begins and not TIME.fullmatch(fold(plan.begins)):
        wrong.append(Refused(_("时间请写成 14:30 这样。"), "begins"))
    if len(plan.agenda) > LONGEST_TEXT:
        wrong.append(Refused(_("最多 %(most)s 字。"), "agenda", most=LONGEST_TEXT))
    if not people:
        wrong.append(Refused(_("还没有参加的人，请先确定人员。"), "circle"))
    return wrong


def check_no_other(planned: int) -> None:
    if planned:
        raise Refused(_("已经安排了一次，请先把它归档或取消。"))


def recorders(rings: Sequence[Ring]) -> frozenset[str]:
    return frozenset(role for ring in rings if ring.kind in AGENDA for role in ring.by)


def check_open(state: str) -> None:
    if state == State.FILED:
        raise Refused(_("已经归档，不能再改。确有错误，请写更正说明。"))
    if state == State.CANCELLED:
        raise Refused(_("已经取消，不能再办理。"))


def check_statement(text: str) -> list[Refused]:
    if not 1 <= len(text.strip()) <= LONGEST_STATEMENT:
        return [Refused(_("请写发言，不超过 %(most)s 字。"), "text", most=LONGEST_STATEMENT)]
    return []


def check_answer(speaker: Mapping[str, Any], groups: Mapping[str, Group]) -> None:
    if not of_department(speaker, groups):
        raise Refused(_("这一条要由请来的单位答复。"), "participant")


def check_minutes(minutes: str, field: str = "minutes") -> list[Refused]:
    """All of them, as they are kept. `field`: of the form, where that is said."""
    if len(minutes) > LONGEST_TEXT:
        return [Refused(_("最多 %(most)s 字。"), field, most=LONGEST_TEXT)]
    return []


def check_sign_in(state: str, held_on: date, day: date, form: SittingForm) -> None:
    check_open(state)
    if not form.gathers:
        raise Refused(_("%(form)s不用签到，参加的人由记录人记下。"), form=form.name)
    if held_on != day:
        raise Refused(_("只能在当天签到。"))


def check_cancelling(state: str, reason: str) -> None:
    check_open(state)
    if not reason.strip():
        raise Refused(_("请写明取消的原因。"), "reason")


def check_taking_up(state: str, reason: str, planned: int) -> None:
    """`planned`: others of the topic that are still to be held."""
    if state != State.CANCELLED:
        raise Refused(_("这一次没有取消，什么都没有改。"))
    check_no_other(planned)
    if not reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")


def check_correction(state: str, text: str, reason: str) -> list[Refused]:
    if state != State.FILED:
        return [Refused(_("还没有归档，直接改记录就行。"))]
    wrong = []
    if not 1 <= len(text.strip()) <= LONGEST_STATEMENT:
        wrong.append(Refused(_("请写明应当是怎样的。"), "text"))
    if not 1 <= len(reason.strip()) <= LONGEST_STATEMENT:
        wrong.append(Refused(_("请写明更正的缘由。"), "reason"))
    return wrong


def check_typical(state: str, *, typical: bool, reason: str = "") -> None:
    """Of what was filed: that is counted; the count is taken back with a reason."""
    if state == State.CANCELLED:
        raise Refused(_("已经取消，不能再办理。"))
    if state != State.FILED and typical:
        raise Refused(_("归档以后才能列为典型。"))
    if state == State.FILED and not typical and not reason.strip():
        raise Refused(_("已经计入典型，取消要写明缘由。"), "reason")


Said = TypeVar("Said", bound=Mapping[str, Any])
Participant = TypeVar("Participant", bound=Mapping[str, Any])


def present(people: Iterable[Participant]) -> list[Participant]:
    return [each for each in people if each["state"] == Came.PRESENT]


def counts_as(person: Any, groups: Mapping[str, Group]) -> str:
    group = groups.get(person["grp"])
    return group.counts_as if group else "citizen"


def to_answer(statements: Sequence[Said], places: Collection[int]) -> list[Said]:
    """What one of these participants is asked, and nobody has answered."""
    answered = {each["answers"] for each in statements}
    return [each for each in statements if each["asks"] in places and each["id"] not in answered]


def of_members(person: Any, groups: Mapping[str, Group]) -> bool:
    return person["member"] is not None or counts_as(person, groups) == "member"


def of_department(person: Any, groups: Mapping[str, Group]) -> bool:
    return person["department"] is not None or counts_as(person, groups) == "department"


def check_person(
    groups: Mapping[str, Group],
    grp: str,
    name: str,
    people: Sequence[Any],
    member: int | None,
    *,
    any_number: bool = False,
    field: str = "name",
) -> list[Refused]:
    """One more for a circle or a consultation, beside `people`. `any_number`: the group's maximum
    does not count; it holds for whom one invites, not for who comes. `field`: of the form.
    """
    group = groups.get(grp)
    if group is None:
        return [Refused(_("请选一个类别的人员。"), "grp")]
    wrong = []
    if not 1 <= len(name.strip()) <= 30:
        wrong.append(Refused(_("请写姓名，不超过 30 字。"), field))
    same = [each for each in people if each["grp"] == grp]
    if group.max is not None and len(same) >= group.max and not any_number:
        text = _("「%(group)s」最多 %(most)s 位。")
        wrong.append(Refused(text, "grp", group=group.name, most=group.max))
    if member is None:
        twice = any(
            comparison_key(each["name"]) == comparison_key(name) and each["member"] is None
            for each in same
        )
    else:
        twice = any(each["member"] == member for each in people)
    if twice:
        wrong.append(Refused(_("%(name)s 已经在内。"), field, name=name.strip()))
    return wrong
