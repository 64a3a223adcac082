"""Whose turn it is, and what is shown after a step was taken."""

from collections.abc import Collection

from app.access.own import OTHERS
from app.access.roles import Account, Role
from app.access.visibility import visible
from app.charter.model import Charter, RingKind
from app.refusal import Refused
from app.topics import rules, transitions
from app.topics.hands import in_fact
from app.topics.judging import barred
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
    asked = charter.rings[topic["ring"]]
    ring = in_fact(asked, topic)
    holds = bool({*asked.by, *ring.by} & set(held))
    if asked.kind in kinds and holds and await barred(account, asked, topic):
        raise Refused(OTHERS)
    rules.check_turn(ring, topic["stage"], kinds, held)
    return topic, charter, next(str(role) for role in held if role in ring.by)
