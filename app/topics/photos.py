"""Photos of a matter: seen by whoever sees it, sent by its station and by whoever raised it."""

from app.access.roles import Account
from app.access.visibility import visible
from app.evidence.rights import Rights, rights_of, sends_at
from app.evidence.subjects import Subject
from app.topics import transitions


@rights_of(Subject.TOPIC)
async def of_topic(account: Account | None, topic_id: int) -> Rights:
    topic = await transitions.load(topic_id)
    adds = account is not None and (
        sends_at(account, topic["lineage"]) or account.id == topic["raiser"]
    )
    return Rights(visible(topic, account), adds)
