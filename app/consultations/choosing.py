"""Who was invited to a sitting, for whoever writes down what they say."""

from collections.abc import Mapping

from app.charter.model import Group
from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.consultations.queries import find, people_of
from app.consultations.rights import records, seats, sees_all
from app.consultations.rules import of_department
from app.consultations.tables import Invited
from app.topics import transitions
from app.web.forms.fields import id_in


def choice(each: Invited, groups: Mapping[str, Group]) -> Choice:
    """A department without somebody's name is called as itself. `groups`: of the circle."""
    own = each["department_name"] or ""
    note = each["sector"] or ("" if own == each["name"] else own)
    group = groups[each["grp"]].name if each["grp"] in groups else ""
    both = "，".join(filter(None, (group, note)))
    return Choice(str(each["id"]), each["name"], (note, group, both), note)


async def invited(asked: Asked, *, departments: bool, anybody: bool = False) -> list[Choice]:
    """Whose words the account may note; `anybody`: all who sit there."""
    found = await find(id_in(asked.within) or 0)
    people = await people_of(found["id"])
    charter = await transitions.charter_of(found)
    if not sees_all(found, people, asked.account):
        return []
    own = seats(found, people, asked.account)
    may_note = people if records(found, charter, asked.account) or (anybody and own) else own
    return fitting(
        asked,
        [
            choice(each, charter.groups)
            for each in may_note
            if not departments or of_department(each, charter.groups)
        ],
    )


@choices_of(What.SPEAKER)
async def speakers(asked: Asked) -> list[Choice]:
    return await invited(asked, departments=False)


@choices_of(What.ANSWERER)
async def answerers(asked: Asked) -> list[Choice]:
    return await invited(asked, departments=True)


@choices_of(What.ASKED)
async def asked_to_answer(asked: Asked) -> list[Choice]:
    return await invited(asked, departments=True, anybody=True)
