"""Where the phone of whoever raises a matter is, if they tapped for it; told by stations near."""

from dataclasses import dataclass

from app.refusal import Refused
from app.stations.places import Place, check_place
from app.stations.placing import Near, near
from app.topics.tables import LoadedTopic


@dataclass
class Placed:
    here: Place
    near: Near | None  # the nearest of those whose own place is known


def place_sent(latitude: str, longitude: str, accuracy: str) -> tuple[Place | None, list[Refused]]:
    """Pure. Most of the time nothing was sent; what is none is refused beside the words."""
    if not (latitude or longitude):
        return None, []
    try:
        return check_place(latitude, longitude, accuracy), []
    except Refused as refused:
        return None, [Refused(refused.text, "spot", **refused.values)]


async def placed(topic: LoadedTopic) -> Placed | None:
    """Within the caller's transaction; only for whoever may reach the raiser."""
    if topic["latitude"] is None or topic["longitude"] is None:
        return None
    here = Place(topic["latitude"], topic["longitude"])
    return Placed(here, next(iter(await near(here)), None))
