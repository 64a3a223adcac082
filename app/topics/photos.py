"""Photos and files of a matter and of what came of it: seen by whoever sees it, sent by its station
and by whoever raised it.
"""

from app.access.roles import Account
from app.access.visibility import held_at, visible
from app.charter.rings import RingKind
from app.evidence.rights import Rights, rights_of, sends_at
from app.evidence.subjects import Subject
from app.evidence.tables import Enclosure
from app.topics import transitions
from app.topics.tables import LoadedTopic, Passage


@rights_of(Subject.TOPIC)
async def of_topic(account: Account | None, topic_id: int) -> Rights:
    return of_loaded(account, await transitions.load(topic_id))


def of_loaded(account: Account | None, topic: LoadedTopic) -> Rights:
    adds = account is not None and (
        sends_at(account, topic["lineage"]) or account.id == topic["raiser"]
    )
    inside = account is not None and bool(held_at(topic, account))
    return Rights(visible(topic, account), adds, inside)


@rights_of(Subject.ENCLOSURE)
async def of_enclosure(account: Account | None, enclosure_id: int) -> Rights:
    """Before the matter is sent it is nobody's."""
    found = await Enclosure.select(Enclosure.topic).where(Enclosure.id == enclosure_id).first()
    if found is None or found["topic"] is None:
        return Rights()
    return of_loaded(account, await transitions.load(found["topic"]))._replace(adds=False)


@rights_of(Subject.PASSAGE)
async def of_passage(account: Account | None, passage_id: int) -> Rights:
    """Of an approval: the document beside its number."""
    found = (
        await Passage.select(Passage.topic, Passage.account)
        .where(Passage.id == passage_id, Passage.kind == str(RingKind.APPROVE))
        .first()
    )
    if found is None:
        return Rights()
    return of_approval(account, await transitions.load(found["topic"]), found["account"])


def of_approval(account: Account | None, topic: LoadedTopic, by: int | None) -> Rights:
    """As of its matter; `by`, who approved, adds too."""
    adds = account is not None and (account.id == by or sends_at(account, topic["lineage"]))
    return of_loaded(account, topic)._replace(adds=adds)
