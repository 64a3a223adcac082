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
    "asked": _("请我单位答复的"),
    "owed": _("等报进展的"),
    "verify": _("等我核验的"),
    "appeals": _("等答复的申诉"),
    "approve": _("等审定的考核"),
}
VERBS = {"asked": _("去答复"), "owed": _("报进展"), "verify": _("去核验")}


class Step(NamedTuple):
    """Something to do about a matter: at a sitting where one's department is asked, or about a
    commitment. `kind`, a key of VERBS.
    """

    kind: str
    of: Any

    @property
    def path(self) -> str:
        """Where it is done."""
        if self.kind == "asked":
            return f"/consultations/{self.of['id']}#statements"
        return f"/commitments/{self.of['id']}"


class ByMatter(NamedTuple):
    """Each matter stands once: `also`, by matter that stands elsewhere on the page, what else is to
    be done there; of the `rest` all of it, by the kind where its first stands.
    """

    also: dict[int, list[Step]]
    rest: dict[str, list[list[Step]]]


def by_matter(found: Mapping[str, Iterable[Any]], elsewhere: Collection[int]) -> ByMatter:
    """`found`: by kind, a key of VERBS, in their order."""
    groups: dict[int, list[Step]] = {}
    for kind, those in found.items():
        for each in those:
            groups.setdefault(each["topic"], []).append(Step(kind, each))
    also = {topic: steps for topic, steps in groups.items() if topic in elsewhere}
    rest: dict[str, list[list[Step]]] = {}
    for topic, steps in groups.items():
        if topic not in elsewhere:
            rest.setdefault(steps[0].kind, []).append(steps)
    return ByMatter(also, rest)


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


def signs_in(sitting: Mapping[str, Any], day: date, *, gathers: bool) -> bool:
    return gathers and sitting["my_state"] == "invited" and sitting["held_on"] == day


def verb_of(sitting: Mapping[str, Any], day: date, *, gathers: bool) -> str:
    """`gathers`: as of its form."""
    if signs_in(sitting, day, gathers=gathers):
        return _("去签到")
    if sitting["keeps"]:
        return _("去记录") if sitting["held_on"] <= day else _("去准备")
    return _("看安排")
