"""What a task page tells before it asks: one for every step in a matter's way."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypedDict

from app import evidence
from app.access.roles import Account, Role
from app.access.visibility import held_at, visible
from app.charter.model import Charter
from app.evidence.queries import Shown
from app.topics import enclosed, transitions
from app.topics.briefing.others import Said, said_before, spoken_of
from app.topics.briefing.passages import LoadedPassage, passages_of, readable
from app.topics.briefing.similar import Near, like
from app.topics.queries import with_ring
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told

WORDS = ("title", "story", "spot")


class Known(TypedDict):
    """`said`: by others, the last first. `similar`: matters that may be the same."""

    matter: LoadedTopic
    flow: Charter
    photos: list[Shown]
    said: list[Said]
    similar: list[Near]


async def known(
    account: Account,
    topic: LoadedTopic,
    charter: Charter,
    *,
    held: Sequence[Role],
    hidden: Mapping[str, str] | None,
    passages: Iterable[LoadedPassage],
    photos: Iterable[Shown],
) -> Known:
    """Of a topic that is loaded already, all as `account` reads it. What was said at sittings is
    for those who handle the matter; who owes a part of it reads what was filed.
    """
    spoken = await spoken_of(topic["id"], hidden) if held else []
    return {
        "matter": topic,
        "flow": charter,
        "photos": list({each["id"]: each for each in photos}.values()),
        "said": said_before([each for each in passages if each["account"] != account.id], spoken),
        "similar": await like(account, topic["station"], topic["title"], but=topic["id"]),
    }


async def known_of(account: Account | None, topic_id: int) -> Known | None:
    """Of a topic on whose page nobody is. None: this reader does not see it."""
    topic = await transitions.load(topic_id)
    if account is None or not visible(topic, account):
        return None
    charter, held = await transitions.charter_of(topic), held_at(topic, account)
    hidden = await hidden_of(account, topic_id)
    (told,) = as_told([topic], hidden, *WORDS)
    mine = account.id == topic["raiser"]
    own = await evidence.photos_of(account, "topic", [topic_id])
    sent = await enclosed.context_of(account, topic, charter, held=held, by_code=False)
    return await known(
        account,
        with_ring(told, charter),
        charter,
        held=held,
        hidden=hidden,
        passages=[
            readable(each, held=held, mine=mine, hidden=hidden)
            for each in await passages_of(topic_id)
        ],
        photos=chain(sent["enclosed"], own.get(topic_id, [])),
    )
