"""What whoever raised a matter may do with it: complete what was returned, or take it back."""

from dataclasses import dataclass

from app.access.roles import Account, Role, signed_in
from app.charter.model import Charter
from app.charter.stages import Stage
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.topics import rules, transitions
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
    version: int
    reason: str = ""


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
    await withdraw(topic, form.reason, account=me)
    return moved_on(topic_id, _("已撤回。"))


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
