"""What a ring can require before it is left, held against what is there. Plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.charter.model import Composition, Group, Need, Ring, need
from app.i18n import _
from app.refusal import Refused


@dataclass(frozen=True)
class Facts:
    """What is there when a ring is to be left."""

    opinion: str = ""
    ticked: frozenset[str] = frozenset()
    admission: frozenset[str] = frozenset()  # keys of the charter's admission checklist
    report: str = ""
    visits: int = 0
    lacking: tuple[str, ...] = ()  # groups below their minimum, as `lacking` says
    members_present: int = 0
    photos: int = 0
    photographed: bool = True  # it is a sitting of which there can be photos
    minutes: str = ""
    department_answers: int = 0
    document: str = ""
    satisfaction: int | None = None  # per cent; None: nobody rated yet
    member: str = ""  # what the county calls one

    @property
    def groups(self) -> str:
        return "、".join(self.lacking)


class Requirement(NamedTuple):
    met: Callable[[Facts, int], bool]
    text: str  # a msgid; %(number)s and %(groups)s are filled in
    field: str  # of the form, where the mend belongs


REQUIREMENTS: dict[Need, Requirement] = {
    Need.OPINION: Requirement(
        lambda facts, _n: bool(facts.opinion.strip()), _("请写明意见。"), "opinion"
    ),
    Need.ADMISSION: Requirement(
        lambda facts, _n: facts.admission <= facts.ticked, _("受理清单尚未逐项核对。"), "ticked"
    ),
    Need.RESEARCH_REPORT: Requirement(
        lambda facts, _n: bool(facts.report.strip()), _("请写明调研情况。"), "report"
    ),
    Need.VISITS: Requirement(
        lambda facts, n: facts.visits >= n, _("至少走访 %(number)s 次。"), "visits"
    ),
    Need.COMPOSITION: Requirement(
        lambda facts, _n: not facts.lacking, _("人员构成还缺：%(groups)s。"), "circle"
    ),
    Need.MEMBER_PRESENT: Requirement(
        lambda facts, _n: facts.members_present > 0, _("须有%(member)s到场。"), "participants"
    ),
    Need.PHOTOS: Requirement(
        lambda facts, n: facts.photos >= n or not facts.photographed,
        _("至少要有 %(number)s 张现场照片。"),
        "photos",
    ),
    Need.MINUTES: Requirement(
        lambda facts, _n: bool(facts.minutes.strip()), _("请写明记录。"), "minutes"
    ),
    Need.DEPARTMENT_ANSWER: Requirement(
        lambda facts, _n: facts.department_answers > 0, _("须有部门当场答复。"), "statements"
    ),
    Need.APPROVAL_DOCUMENT: Requirement(
        lambda facts, _n: bool(facts.document.strip()), _("请填批准文号。"), "document"
    ),
    Need.SATISFACTION: Requirement(
        lambda facts, n: facts.satisfaction is None or facts.satisfaction >= n,
        _("满意率未达 %(number)s%%。"),
        "satisfaction",
    ),
}


def missing(ring: Ring, facts: Facts) -> list[Refused]:
    """Every requirement of the ring that is not met, each in words; empty: it may be left."""
    unmet = []
    for what, number in map(need, ring.requires):
        requirement = REQUIREMENTS[what]
        if not requirement.met(facts, number):
            values = {"number": number, "groups": facts.groups, "member": facts.member}
            unmet.append(Refused(requirement.text, requirement.field, **values))
    return unmet


def lacking(composition: Composition, groups: Sequence[str]) -> tuple[str, ...]:
    """Groups with fewer people than their minimum, as 群众代表（0/1）. `groups`: one per person."""
    return tuple(
        f"{group.name}（{so_far(group, groups)}）"
        for group in composition.groups
        if groups.count(group.key) < group.min
    )


def so_far(group: Group, groups: Sequence[str]) -> str:
    return f"{groups.count(group.key)}/{group.min}"
