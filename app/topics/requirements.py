"""What a ring can require before it is left, held against what is there. Plain values."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.charter.model import CheckGroup, Checklist, Composition, Group, Need, Ring, need
from app.charter.wording import beside, demand, joined
from app.i18n import _, translated
from app.refusal import Refused


@dataclass(frozen=True)
class Facts:
    """What is there when a ring is to be left."""

    opinion: str = ""
    admission: tuple[str, ...] = ()  # groups of that checklist that lack something, as `unmet` says
    research: tuple[str, ...] = ()  # the same of the research checklist
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
        return joined(self.lacking)


class Requirement(NamedTuple):
    met: Callable[[Facts, int], bool]
    text: str  # a msgid; %(number)s and %(groups)s are filled in
    field: str  # of the form, where the mend belongs


REQUIREMENTS: dict[Need, Requirement] = {
    Need.OPINION: Requirement(
        lambda facts, _n: bool(facts.opinion.strip()), _("请写明意见。"), "opinion"
    ),
    Need.ADMISSION: Requirement(
        lambda facts, _n: not facts.admission, _("清单还没有核对完：%(admission)s。"), "ticked"
    ),
    Need.RESEARCH_REPORT: Requirement(
        lambda facts, _n: bool(facts.report.strip()), _("请写明调研情况。"), "report"
    ),
    Need.RESEARCH_CHECK: Requirement(
        lambda facts, _n: not facts.research, _("清单还没有核对完：%(research)s。"), "ticked"
    ),
    Need.VISITS: Requirement(
        lambda facts, n: facts.visits >= n, _("至少走访 %(number)s 次。"), "visits"
    ),
    Need.COMPOSITION: Requirement(
        lambda facts, _n: not facts.lacking, _("人员构成还缺：%(groups)s。"), "circle"
    ),
    Need.MEMBER_PRESENT: Requirement(
        lambda facts, _n: facts.members_present > 0, _("须有%(member)s参加。"), "participants"
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
    wanting = []
    for what, number in map(need, ring.requires):
        requirement = REQUIREMENTS[what]
        if not requirement.met(facts, number):
            values = {
                "number": number,
                "groups": facts.groups,
                "member": facts.member,
                "admission": joined(facts.admission),
                "research": joined(facts.research),
            }
            wanting.append(Refused(requirement.text, requirement.field, **values))
    return wanting


def unmet(checklist: Checklist | None, ticked: Collection[str]) -> tuple[str, ...]:
    """Groups that are not answered as they demand, as 六议（至少符合 1 条，已选 0 条）. `ticked`:
    keys of items that hold, and of groups of which somebody said that none does.
    """
    return tuple(
        beside(group.name, translated(TICKED, demand=demand(group), n=held(group, ticked)))
        if group.at_least
        else beside(group.name, translated(NONE_OF))
        for group in (checklist.groups if checklist else ())
        if (held(group, ticked) < group.at_least if group.at_least else group.key not in ticked)
    )


TICKED = _("%(demand)s，已选 %(n)s 条")
NONE_OF = _("没有确认“以上一条也没有”")


def held(group: CheckGroup, ticked: Collection[str]) -> int:
    return sum(item.key in ticked for item in group.items)


def check_ticked(checklist: Checklist | None, ticked: Collection[str]) -> list[Refused]:
    """What is not of the list is not kept with the step."""
    groups = checklist.groups if checklist else ()
    # Of what may not be there nobody ticks one: it would stand beside "none of them".
    known = {item.key for group in groups if group.at_least for item in group.items}
    known |= {group.key for group in groups if not group.at_least}
    return [] if known.issuperset(ticked) else [Refused(UNKNOWN, "ticked")]


UNKNOWN = _("清单里没有这一条，请刷新页面再核对。")


def ticks(checklist: Checklist | None) -> list[str]:
    """The fewest that would do: for made-up records, and those who walk a county's way."""
    found: list[str] = []
    for group in checklist.groups if checklist else ():
        found += [item.key for item in group.items[: group.at_least]] or [group.key]
    return found


def lacking(composition: Composition, groups: Sequence[str]) -> tuple[str, ...]:
    """Groups with fewer people than their minimum, as 群众代表（0/1）. `groups`: one per person."""
    return tuple(
        beside(group.name, so_far(group, groups))
        for group in composition.groups
        if groups.count(group.key) < group.min
    )


def so_far(group: Group, groups: Sequence[str]) -> str:
    return f"{groups.count(group.key)}/{group.min}"
