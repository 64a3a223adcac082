"""The office takes back what was done by mistake, with a reason: the last step of a matter, and
that it is public.
"""

from dataclasses import dataclass
from typing import Any

from app import ledger
from app.access.own import OTHERS
from app.access.roles import Account, Act, Role, may
from app.audit import Noted, note
from app.charter.stages import Stage
from app.consultations.rules import State
from app.consultations.tables import Consultation
from app.dates import now
from app.db import value
from app.i18n import _
from app.ledger import Kind
from app.outcomes.tables import STANDS, Outcome, since
from app.people.taking_over import follow
from app.persons.words import matters_above
from app.refusal import Refused
from app.topics import back, entries, transitions
from app.topics.briefing.passages import LoadedPassage, passages_of
from app.topics.entries import about
from app.topics.judging import is_own
from app.topics.rules import Move
from app.topics.tables import LoadedTopic, Topic
from app.veiling.calling import called
from app.veiling.keeping import keep_veiled
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step

PROMISED = f"""
    SELECT count(*) FROM "commitment" WHERE "commitment"."county" = $1 AND "topic" = $2
      AND {since("$3")} AND {STANDS}
"""  # noqa: S608
PLANNED = """
    SELECT count(*) FROM "consultation" WHERE "consultation"."county" = $1 AND "topic" = $2
      AND "state" = 'planned'
"""


@dataclass
class BackForm:
    version: int
    reason: str = ""


@step("/back", may(Act.TAKE_BACK), one=True, alone="/office", by="act")
async def take_back(request: AnyRequest, form: BackForm, topic_id: int) -> Done:
    """The last step, as if it had not been taken; that it was stays in the timeline. What was
    judged nobody undoes in their own cause.
    """
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    transitions.check_fresh(topic, form.version)
    charter = await transitions.charter_of(topic)
    passages = await passages_of(topic_id)
    last = back.last_standing(passages)
    promised = await value(PROMISED, topic_id, last["id"] if last else 0)
    planned = await value(PLANNED, topic_id)
    back.check(last, form.reason, promised=promised, planned=planned)
    if last is None:
        raise LookupError("The check lets nothing pass that is not there.")
    to = back.before(charter.rings, last)
    if await is_own(me, charter.rings[to.ring].kind.about.judges, stood(topic, to)):
        raise Refused(OTHERS)
    reason = form.reason.strip()
    await ledger.take_back(
        *back.POSTED,
        topic=topic_id,
        since=last["at"],
        until=back.until(passages, last),
        reason=reason,
        actor=me.id,
    )
    await undo(topic, passages, reason, me)
    await stay_veiled(topic, me)
    changes: dict[str, Any] = {"merged_into": None, "reason": ""}
    if not transitions.publishes(charter, to.stage):
        changes["published_at"] = None
    await transitions.change(topic, changes)
    await transitions.move(
        topic,
        to,
        account=me,
        role=Role.OFFICE,
        kind=last["kind"],
        decision=entries.TAKEN_BACK,
        opinion=reason,
        ring=last["ring"],
    )
    since = back.stood_since(charter.rings, passages, topic["raised_on"])
    await transitions.change(topic, {"ring_since": since})
    await follow(topic_id)
    return moved_on(topic_id, _("已撤回上一步。"))


def stood(topic: LoadedTopic, to: Move) -> dict[str, Any]:
    """Pure. The topic, as it stands there."""
    return {**topic, "stage": str(to.stage), "ring": to.ring}


async def stay_veiled(topic: LoadedTopic, me: Account) -> None:
    """Of a matter that was merged: what it was merged into, and that in its turn, may name its
    raiser, whom nothing there would veil any more.
    """
    if topic["origin"] == "citizen":
        await keep_veiled(
            await matters_above(topic["id"]),
            called(topic["raiser_name"]),
            _("并案撤回前提出人的姓名"),
            me.id,
            raised=topic["id"],
        )


async def undo(topic: LoadedTopic, passages: list[LoadedPassage], reason: str, me: Account) -> None:
    """What the last step that stands has left behind elsewhere."""
    last = back.standing(passages)[-1]
    sitting = last["facts"].get("consultation")
    if sitting is not None:
        await ledger.take_back(*back.FILED, consultation=sitting, reason=reason, actor=me.id)
        await Consultation.update(
            {
                Consultation.state: str(State.PLANNED),
                Consultation.conclusion: "",
                Consultation.filed_at: None,
                Consultation.version: Consultation.version + 1,
            }
        ).where(Consultation.id == sitting)
        await transitions.change(topic, {"round": topic["round"] - 1})
    if last["decision"] in back.DECIDED and (decided := back.outcomes_decided(passages)):
        undecided: dict[Any, Any] = {"adopted": None, "reason": "", "decided_on": None}
        await Outcome.update(undecided).where(
            Outcome.topic == topic["id"], Outcome.id.is_in(decided)
        )


@dataclass
class DownForm:
    reason: str = ""


@step("/taking-down", may(Act.TAKE_BACK), one=True, alone="/office", by="act")
async def take_down(request: AnyRequest, form: DownForm, topic_id: int) -> Done:
    """No page for strangers shows it any more, nor its photos and files, from this moment on."""
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    if topic["published_at"] is None:
        raise Refused(_("这件事现在没有公开。"))
    reason = given(form)
    changes: dict[Any, Any] = {
        "published_at": None, "taken_down_at": now(), "taken_down_reason": reason,
    }  # fmt: skip
    await Topic.update(changes).where(Topic.id == topic_id)
    entry = about(topic, Kind.TOPIC_TAKEN_DOWN, actor=me.id, reason=reason)
    await ledger.post(entry)
    await note(Noted.TAKEN_DOWN, f"/topics/{topic_id}", after={"reason": reason})
    return moved_on(topic_id, _("已撤下，公开的页面上都看不到了。"))


@step("/putting-back", may(Act.TAKE_BACK), one=True, alone="/office", by="act")
async def put_back(request: AnyRequest, form: DownForm, topic_id: int) -> Done:
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    if topic["taken_down_at"] is None:
        raise Refused(_("这件事没有被撤下。"))
    reason = given(form)
    charter = await transitions.charter_of(topic)
    shown = transitions.publishes(charter, Stage(topic["stage"]))
    changes: dict[Any, Any] = {
        "published_at": now() if shown else None, "taken_down_at": None, "taken_down_reason": "",
    }  # fmt: skip
    await Topic.update(changes).where(Topic.id == topic_id)
    await ledger.take_back(Kind.TOPIC_TAKEN_DOWN, topic=topic_id, reason=reason, actor=me.id)
    await note(Noted.PUT_BACK, f"/topics/{topic_id}", after={"reason": reason})
    return moved_on(topic_id, _("已恢复公开。"))


def given(form: DownForm) -> str:
    if not form.reason.strip():
        raise Refused(_("请写明缘由。"), "reason")
    return form.reason.strip()


handlers = [take_back, take_down, put_back]
