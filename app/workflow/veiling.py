"""The office veils a stretch of a matter's texts for strangers, with a reason, and lifts it."""

from dataclasses import dataclass

from app.access.roles import Act, may
from app.audit import Noted, note
from app.dates import now
from app.db import row
from app.i18n import _
from app.persons.amending import amending
from app.persons.words import strike_where_retold
from app.refusal import Refused, refuse_all
from app.topics import transitions
from app.veiling.keeping import SHORTEST
from app.veiling.tables import Veil
from app.web.frame import Done, sentence
from app.web.requests import AnyRequest, user_of
from app.workflow.topic_page import step

LIFT = """
    UPDATE "veil" SET "lifted_at" = $4, "lifted_by" = $3, "lifted_reason" = $5
    WHERE "veil"."county" = $1 AND "id" = $2 AND "lifted_at" IS NULL RETURNING "topic"
"""


@dataclass
class VeilForm:
    stretch: str = ""
    reason: str = ""


@dataclass
class LiftForm:
    veil: int = 0
    reason: str = ""


def check_reason(reason: str) -> list[Refused]:
    return [] if reason.strip() else [Refused(_("请写明缘由。"), "reason")]


@step("/veils", may(Act.VEIL), one=True, alone="/office")
async def veil(request: AnyRequest, form: VeilForm, topic_id: int) -> Done:
    await transitions.load(topic_id, lock=True)
    wrong = check_reason(form.reason)
    if len(form.stretch.strip()) < SHORTEST:
        wrong.insert(0, Refused(_("请照原文写出要遮住的字，至少两个。"), "stretch"))
    refuse_all(wrong)
    await Veil.insert(
        Veil(
            topic=topic_id,
            stretch=form.stretch.strip(),
            reason=form.reason.strip(),
            account=user_of(request).id,
            at=now(),
        )
    )
    async with amending():
        await strike_where_retold(topic_id, form.stretch.strip())
    # Not what is veiled: the log would tell it.
    await note(Noted.VEILED, f"/topics/{topic_id}", after={"reason": form.reason.strip()})
    return Done(f"/topics/{topic_id}/office", sentence(_("已遮住，公开的页面上都看不到了。")))


@step("/veils/lifting", may(Act.VEIL), one=True, alone="/office", by="veil")
async def lift(request: AnyRequest, form: LiftForm, topic_id: int) -> Done:
    await transitions.load(topic_id, lock=True)
    refuse_all(check_reason(form.reason))
    found = await row(LIFT, form.veil, user_of(request).id, now(), form.reason.strip())
    if found is None or found["topic"] != topic_id:
        raise Refused(_("这一处已经不再遮住。"))
    await note(Noted.VEIL_LIFTED, f"/topics/{topic_id}", after={"reason": form.reason.strip()})
    return Done(f"/topics/{topic_id}/office", sentence(_("已恢复公开。")))


handlers = [veil, lift]
