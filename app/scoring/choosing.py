"""Subjects of score sheets to choose from, by their kind."""

from app.choosing.asking import Asked, choices_of, fitting, registry
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.scoring.counts.subjects import SUBJECTS, all_subjects

ASKED_AS = {
    "station": What.STATION,
    "member": What.MEMBER,
    "department": What.DEPARTMENT,
}


@choices_of(What.SUBJECT)
async def subjects(asked: Asked) -> list[Choice]:
    """Where its kind is chosen elsewhere, too, as there."""
    kind = asked.within
    if what := ASKED_AS.get(kind):
        return await registry[what](asked._replace(within=""))
    found = await all_subjects(kind) if kind in SUBJECTS else []
    return fitting(asked, [Choice(each.key, each.name) for each in found])
