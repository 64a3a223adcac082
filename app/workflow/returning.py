"""What whoever raised a matter may do with it: complete what was returned, take it back, or bring
on again what they took back.
"""

from dataclasses import dataclass

from app import ledger
from app.access.roles import Account, Role, signed_in
from app.charter.model import Charter
from app.charter.stages import Stage
from app.i18n import _
from app.ledger import Kind
from app.people.taking_over import follow
from app.refusal import Refused, refuse_all
from app.topics import back, entries, rules, transitions
from app.topics.briefing.passages import passages_of
from app.topics.hands import in_fact
from app.topics.tables import LoadedTopic
from app.veiling.asking import check_meant
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.merged import others_in
from app.workflow.topic_page import moved_on, step


@dataclass
class ResubmissionForm:
    version: int
    title: str
    story: str = ""
    meant: str = ""


@dataclass
class WithdrawalForm:
    """`act`: "again": it was taken back by mistake."""

    version: int
    reason: str = ""
    act: str = ""


@step("/resubmission", signed_in)
async def resubmission(request: AnyRequest, form: ResubmissionForm, topic_id: int) -> Done:
    """What was returned is completed and sent in again, by who raised it or its station."""
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    charter = await transitions.charter_of(topic)
    held = me.at(set(Role), topic["lineage"])
    first = in_fact(charter.rings[0], topic)
    if topic["raiser"] != me.id and not set(held) & set(first.by):
        transitions.not_there()
    transitions.check_fresh(topic, form.version)
    await resubmit(topic, charter, form, account=me)
    return moved_on(topic_id, _("已补充，重新送审。"))


async def resubmit(
    topic: LoadedTopic, charter: Charter, form: ResubmissionForm, *, account: Account | None
) -> None:
    if topic["stage"] != Stage.RAISED or topic["ring"] != 0:
        raise Refused(_("这件事没有被退回，不用补充。"))
    refuse_all(
        [
            *rules.check_raising(form.title, form.story, "", ()),
            *check_meant(form.meant, form.title, form.story),
        ]
    )
    await transitions.change(topic, {"title": form.title.strip()})
    await transitions.move(
        topic,
        rules.raised(charter.rings),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="resubmitted",
        opinion=form.story,
    )


@step("/withdrawal", signed_in, alone="/withdrawal")
async def withdrawal(request: AnyRequest, form: WithdrawalForm, topic_id: int) -> Done:
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    if topic["raiser"] != me.id:
        transitions.not_there()
    transitions.check_fresh(topic, form.version)
    return moved_on(topic_id, await withdraw_or_not(topic, form.act, form.reason, account=me))


AGAIN = "again"


async def withdraw_or_not(
    topic: LoadedTopic, act: str, reason: str, *, account: Account | None
) -> str:
    """→ what is said. Nobody else brings on what its raiser withdrew."""
    if act == AGAIN:
        await bring_on(topic, reason, account=account)
        return _("已恢复，接着办。")
    await withdraw(topic, reason, account=account)
    return _("已撤回。")


async def bring_on(topic: LoadedTopic, reason: str, *, account: Account | None) -> None:
    """As if it had not been withdrawn; that it was stays in the timeline."""
    passages = await passages_of(topic["id"])
    last = back.last_standing(passages)
    back.check_brought_on(last, reason)
    if last is None:
        raise LookupError("The check lets nothing pass that is not there.")
    await ledger.take_back(
        Kind.TOPIC_WITHDRAWN,
        topic=topic["id"],
        since=last["at"],
        until=back.until(passages, last),
        reason=reason.strip(),
        actor=account.id if account else None,
    )
    await transitions.change(topic, {"reason": ""})
    charter = await transitions.charter_of(topic)
    await transitions.move(
        topic,
        back.before(charter.rings, last),
        account=account,
        role=topic["origin"],
        kind=last["kind"],
        decision=entries.TAKEN_BACK,
        opinion=reason.strip(),
        ring=last["ring"],
    )
    await follow(topic["id"])


async def withdraw(topic: LoadedTopic, reason: str, *, account: Account | None) -> None:
    await transitions.move(
        topic,
        rules.withdrawn(topic["ring"], topic["stage"], reason, others=await others_in(topic["id"])),
        account=account,
        role=topic["origin"],
        kind="propose",
        decision="withdrawn",
        opinion=reason,
    )


handlers = [resubmission, withdrawal]
