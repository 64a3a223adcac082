"""Whose turn it is, and what is shown after a step was taken."""

from collections.abc import Collection

from app.access.roles import Account, Role
from app.access.visibility import visible
from app.charter.model import Charter, RingKind
from app.topics import rules, transitions
from app.topics.hands import in_fact
from app.topics.tables import LoadedTopic


async def in_turn(
    topic_id: int, account: Account, version: int, kinds: Collection[RingKind]
) -> tuple[LoadedTopic, Charter, str]:
    """The locked topic, its charter, and the role in which this account may act on it now."""
    topic = await transitions.load(topic_id, lock=True)
    charter = await transitions.charter_of(topic)
    held = account.at(set(Role), topic["lineage"])
    if not visible(topic, account):
        transitions.not_there()
    transitions.check_fresh(topic, version)
    ring = in_fact(charter.rings[topic["ring"]], topic)
    rules.check_turn(ring, topic["stage"], kinds, held)
    return topic, charter, next(str(role) for role in held if role in ring.by)
