"""What filing takes: the charter's requirements of the agenda's rings, and our own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.charter.model import AGENDA, Charter, Conclusion, Need
from app.consultations.rules import of_members, present
from app.i18n import _
from app.refusal import Refused
from app.topics.requirements import Facts, lacking, missing


def conclusion_of(text: str) -> Conclusion | None:
    return Conclusion(text) if text in set(Conclusion) else None


def follows(charter: Charter, conclusion: str) -> str:
    """What the charter says comes after this conclusion; '' if it says nothing."""
    found = conclusion_of(conclusion)
    return charter.outcomes.branches.get(found, "") if found else ""


def facts_of(
    people: Sequence[Any],
    charter: Charter,
    *,
    photos: int,
    minutes: str,
    answers: int,
    form: str,
    opinion: str = "",
) -> Facts:
    """`people`: participants with grp, member, department and state."""
    came = present(people)
    return Facts(
        opinion=opinion,
        lacking=lacking(charter.composition, [each["grp"] for each in came]),
        members_present=sum(of_members(each, charter.groups) for each in came),
        photos=photos,
        not_asked=charter.form(form).not_asked,
        minutes=minutes,
        department_answers=answers,
        member=charter.names.member,
    )


def not_ready(
    charter: Charter, facts: Facts, held_on: date, day: date, *, came: int, form: str
) -> list[Refused]:
    """All that stands between a planned consultation and its file, but for the conclusion. How many
    it takes, and what else, is said per form: a letter is answered by one.
    """
    wrong = []
    if held_on > day:
        wrong.append(Refused(_("还没有到安排的日子，不能归档。"), "held_on"))
    if came < (fewest := charter.form(form).fewest):
        called = charter.form(form).name
        wrong.append(
            Refused(_("参加%(form)s的人少于 %(least)s 位。"), "came", form=called, least=fewest)
        )
    of_all = charter.composition.member_required and Need.MEMBER_PRESENT not in facts.not_asked
    if of_all and not facts.members_present:
        wrong.append(
            Refused(_("须有%(member)s参加。"), "participants", member=charter.names.member)
        )
    said = {each.text for each in wrong}
    for ring in charter.rings:
        if ring.kind in AGENDA:
            more = [each for each in missing(ring, facts) if each.text not in said]
            said |= {each.text for each in more}
            wrong += more
    return wrong
