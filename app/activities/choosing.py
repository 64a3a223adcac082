"""Where one may report an activity for, and what the rules know of kinds and levels."""

from app.access.roles import Account, Act
from app.charter import store
from app.charter.english import spoken
from app.charter.model import ActivityKind
from app.charter.wording import joined
from app.choosing.asking import Asked, choices_of, fitting
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.i18n import named
from app.stations.choosing import stations


def places_of(me: Account) -> list[int] | None:
    """Where one may report for; None: anywhere. Members report from any station: as themselves."""
    if me.member is not None:
        return None
    return me.stations(Act.ACTIVITY)


@choices_of(What.REPORTED_AT)
async def reported_at(asked: Asked) -> list[Choice]:
    return await stations(asked, under=places_of(asked.account)) if asked.account else []


async def activities() -> list[ActivityKind]:
    _id, charter = await store.in_force()
    # A form says what its page offered: the names in the reader's language.
    return spoken(charter).activities if charter else []


@choices_of(What.ACTIVITY)
async def kinds(asked: Asked) -> list[Choice]:
    known = await activities()
    return fitting(asked, [Choice(each.key, each.name, (), each.unit) for each in known])


@choices_of(What.LEVEL)
async def levels(asked: Asked) -> list[Choice]:
    """Each once, with the kinds of activities that have it."""
    having: dict[str, list[str]] = {}
    for kind in await activities():
        for level in kind.levels:
            having.setdefault(level, []).append(kind.name)
    return fitting(
        asked,
        [Choice(level, named(level), (), joined(names)) for level, names in having.items()],
    )
