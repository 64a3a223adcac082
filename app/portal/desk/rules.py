"""How a desk is put together. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.i18n import _

SHOWN = {"today": _("今天"), "late": _("已逾期"), "others": _("等别人办")}
# What has rows of its own; whatever is marked has lists of its own, to which its figures lead.
KINDS = {
    "raised": _("我提出的，等我"),
    "sittings": "",  # the county's word
    "topics": "",
    "owed": _("等报进展的"),
    "verify": _("等我核验的"),
    "appeals": _("等答复的申诉"),
    "approve": _("等审定的考核"),
}
VERBS = {"owed": _("报进展"), "verify": _("去核验")}


class Step(NamedTuple):
    """Something to do about a matter's commitment: `kind`, a key of VERBS."""

    kind: str
    of: Any


class ByMatter(NamedTuple):
    """Each matter stands once: `also`, by matter that stands elsewhere on the page, what else is to
    be done there; of the others all of it, where their first stands.
    """

    also: dict[int, list[Step]]
    owed: list[list[Step]]
    verify: list[list[Step]]


def by_matter(
    owed: Iterable[Any], to_verify: Iterable[Any], elsewhere: Collection[int]
) -> ByMatter:
    groups: dict[int, list[Step]] = {}
    for kind, those in (("owed", owed), ("verify", to_verify)):
        for each in those:
            groups.setdefault(each["topic"], []).append(Step(kind, each))
    also = {topic: steps for topic, steps in groups.items() if topic in elsewhere}
    rest = [steps for topic, steps in groups.items() if topic not in elsewhere]
    return ByMatter(
        also,
        owed=[each for each in rest if each[0].kind == "owed"],
        verify=[each for each in rest if each[0].kind == "verify"],
    )


def owed_when(owed: Sequence[Any], when: str, day: date) -> list[Any]:
    """`when`: a key of SHOWN, or all."""
    if when == "today":
        return [each for each in owed if each["due_on"] == day]
    return [each for each in owed if not when or is_late(each)]


def is_late(owed: Mapping[str, Any]) -> bool:
    lit = owed.get("light")
    return lit is not None and lit.colour == "red"


def sittings_when(sittings: Sequence[Any], when: str, day: date) -> list[Any]:
    """Held today, or never recorded by whoever keeps it."""
    if when == "today":
        return [each for each in sittings if each["held_on"] == day]
    return [each for each in sittings if not when or (each["keeps"] and each["held_on"] < day)]


def verb_of(sitting: Mapping[str, Any], day: date) -> str:
    if sitting["my_state"] == "invited" and sitting["held_on"] == day:
        return _("去签到")
    if sitting["keeps"]:
        return _("去记录") if sitting["held_on"] <= day else _("去准备")
    return _("看安排")
