"""A commitment that was withdrawn by mistake is owed again, with all that was reported of it."""

from typing import Any

from litestar import Router

from app import ledger
from app.access.hands import check_undo
from app.access.own import check_other
from app.access.roles import Act, may
from app.dates import today
from app.db import value
from app.i18n import _
from app.outcomes import entries, rules
from app.outcomes.commitments import (
    BackForm,
    carried,
    done,
    hand_at,
    locked,
    note,
    owed_by,
    step,
)
from app.outcomes.due import fall_due
from app.outcomes.tables import Commitment
from app.people.taking_over import follow
from app.topics.transitions import not_there
from app.web.frame import Done
from app.web.requests import AnyRequest, user_of

# The last by its place, whatever the clock said: all that was taken back with it has its reason,
# and nothing is posted of what nobody owes.
WITHDRAWN_FOR = """
    SELECT coalesce("attributes" ->> 'reason', '') FROM "ledger"
    WHERE "ledger"."county" = $1 AND "commitment" = $2
      AND "kind" = 'commitment.made' AND "reverses" IS NOT NULL ORDER BY "id" DESC LIMIT 1
"""
# Stands among its progress from then on.
WAS_WITHDRAWN = _("曾经撤回，当时写的缘由：%(before)s 恢复的缘由：%(reason)s")


@step("/taking-up", may(Act.COMMIT))
async def take_up(request: AnyRequest, form: BackForm, commitment_id: int) -> Done:
    me = user_of(request)
    found = await locked(commitment_id)
    if not me.may_at(Act.COMMIT, found["lineage"]):
        not_there()
    check_other(me, owed_by(found))
    reason = rules.check_taking_up(
        form.reason, withdrawn=found["withdrawn_on"] is not None, under_way=carried(found)
    )
    check_undo(hand_at(me, found), found["withdrawn_as"])
    changes: dict[Any, Any] = {"withdrawn_on": None, "withdrawn_reason": "", "withdrawn_as": ""}
    await Commitment.update(changes).where(Commitment.id == commitment_id)
    await follow(found["topic"])
    await note(
        commitment_id, WAS_WITHDRAWN % {"before": found["withdrawn_reason"], "reason": reason}
    )
    withdrawn_for: str | None = await value(WITHDRAWN_FOR, commitment_id)
    if withdrawn_for is not None:
        await ledger.put_back(
            *entries.OF_ONE,
            topic=found["topic"],
            commitment=commitment_id,
            said=withdrawn_for,
            reason=reason,
            actor=me.id,
        )
    if found["done_on"] is not None or found["due_on"] < today():
        await fall_due(commitment_id)
    return done(commitment_id, _("已恢复，%(department)s的工作台上又有它了。"))


router = Router("/commitments", route_handlers=[take_up])
