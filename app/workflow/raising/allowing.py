"""Whoever screens a matter lets others see photos that came with it, each by itself."""

from dataclasses import dataclass

from app.access.hands import ABOVE
from app.access.roles import Act, may
from app.evidence import enclosing
from app.i18n import _
from app.refusal import Overtaken, Refused
from app.topics import transitions
from app.topics.enclosed import hand_at, kept_closed, may_allow
from app.web.forms.fields import id_in
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import moved_on, step


@dataclass
class AllowingForm:
    """`before`: which were allowed when the form was made."""

    allowed: frozenset[str] = frozenset()
    before: str = ""


@step("/enclosed", may(Act.MOVE_TOPIC))
async def allow(request: AnyRequest, form: AllowingForm, topic_id: int) -> Done:
    me = user_of(request)
    topic = await transitions.load(topic_id, lock=True)
    charter = await transitions.charter_of(topic)
    if not may_allow(me, topic, charter):
        transitions.not_there()
    found = await enclosing.enclosed(topic_id)
    wanted = {number for each in form.allowed if (number := id_in(each))}
    now = {each["photo"] for each in found if each["allowed"]}
    if " ".join(map(str, sorted(now))) != form.before and now != wanted:
        raise Overtaken(_("别人刚改过哪些照片公开，请看过再定。"))
    mine = hand_at(me, topic, charter)
    if wanted & kept_closed(found, mine):
        raise Refused(ABOVE, "allowed")
    if found:
        await enclosing.allow(found[0]["id"], sorted(wanted), me.id, mine)
    return moved_on(topic_id, _("照片的公开已按您勾选的定下。"))


handlers = [allow]
