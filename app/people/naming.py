"""What members of one name are told apart by. Pure."""

from collections.abc import Callable
from typing import TypedDict

from app.choosing.rules import Choice
from app.i18n import _, translated


class Known(TypedDict):
    """A member who has not left."""

    id: int
    name: str
    sector: str
    station_name: str | None
    phone: str


# The first that is another for each of them.
TELLING: tuple[Callable[[Known], str], ...] = (
    lambda one: one["sector"],
    lambda one: one["station_name"] or "",
    lambda one: "，".join(filter(None, (one["sector"], one["station_name"]))),
    lambda one: translated(_("尾号%(digits)s"), digits=one["phone"][-4:]) if one["phone"] else "",
)


def choice(one: Known) -> Choice:
    return Choice(
        str(one["id"]), one["name"], tuple(telling(one) for telling in TELLING), one["sector"]
    )
