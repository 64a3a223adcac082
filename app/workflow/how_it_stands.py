"""What a matter's page begins with: how it stands, until when, what was seen before and after."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from app import evidence
from app.charter.model import Charter
from app.charter.stages import ENDED, Stage
from app.dates import deadline
from app.evidence.queries import Shown
from app.outcomes.queries import CameOfIt
from app.topics.standing import Said, standing
from app.topics.tables import LoadedTopic


class Beginning(TypedDict):
    """`until`: the last day of the ring's limit. `before`, `after`: photos of the matter itself,
    and of what was done about it.
    """

    stands: Said
    until: date | None
    before: list[Shown]
    after: list[Shown]


async def how_it_stands(
    topic: LoadedTopic,
    charter: Charter,
    came: CameOfIt,
    hidden: Mapping[str, str] | None,
    *,
    mine: bool,
    held: bool,
    public: bool,
) -> Beginning:
    """Within the caller's transaction. `hidden`: from the reader, as hidden_of finds. `public`:
    a stranger reads, who has no code of it. Why a matter
    was declined is told as its way tells it: to whoever raised it or handles it.
    """
    last = came["answers"][-1] if came["answers"] else None
    days = None if topic["stage"] in ENDED else charter.rings[topic["ring"]].days
    kept = [each["id"] for each in came["commitments"] if each["done_on"] is not None]
    own = await evidence.photos_of_topic("topic", [topic["id"]], hidden, public=public)
    done = await evidence.photos_of_topic("commitment", kept, hidden, public=public)
    seen, after = own.get(topic["id"], []), [each for one in kept for each in done.get(one, [])]
    settled = topic["stage"] == Stage.SETTLED  # its photos show how it was settled
    return {
        "stands": standing(
            topic["stage"],
            mine=mine,
            solved=last["solved"] if last else None,
            stars=last["stars"] if last else None,
            promises=came["commitments"],
            reason=charter.decline_reasons.get(topic["reason"] or "", "") if mine or held else "",
        ),
        "until": None if days is None else deadline(topic["ring_since"], days),
        "before": [] if settled else seen,
        "after": [*after, *seen] if settled else after,
    }
