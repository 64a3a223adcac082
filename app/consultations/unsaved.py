"""What somebody typed into a record and could not save: somebody else was first, it was filed or
cancelled meanwhile, or their right was gone. It is theirs alone, and stands beside what was saved
whenever they open the consultation, until they save the form, throw it away, or a month is over.
"""

import json
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from app.consultations.tables import UnsavedRecord
from app.db import execute, rows
from app.i18n import _
from app.web.forms.validation import Fields
from app.web.requests import AnyRequest, user_of

KEPT_FOR = timedelta(days=30)
MOST = 20  # of one person
LONGEST_TOKEN = 40
# Of the form → of the consultation, in the words of the form.
LABELS: Final = {
    "title": _("名称"),
    "held_on": _("日期"),
    "begins": _("开始时间"),
    "place": _("地点"),
    "agenda": _("议程"),
    "minutes": "",  # the county's word
    "opinion": _("形成的意见"),
}
TYPED: Final = (*LABELS, "manner")
OPEN_AGAIN = _("您没能保存的内容都在：框里是您写的，旁边是已经保存的。并好以后保存。")

KEEP = """
    INSERT INTO "unsaved_record" ("county", "consultation", "account", "token", "fields")
    SELECT $1, "id", $3, $4, $5::jsonb FROM "consultation"
    WHERE "consultation"."county" = $1 AND "id" = $2
    ON CONFLICT ("county", "consultation", "account", "token")
        DO UPDATE SET "fields" = excluded."fields", "at" = now()
"""
# It was just said that this one is not lost: of too many the oldest go.
TOO_MANY = """
    DELETE FROM "unsaved_record" WHERE "unsaved_record"."county" = $1 AND "id" IN (
        SELECT "old"."id" FROM "unsaved_record" AS "old"
        WHERE "old"."county" = $1 AND "old"."account" = $2
        ORDER BY "old"."at" DESC, "old"."id" DESC OFFSET $3)
"""
OF_ONE = """
    SELECT "token", "fields", "at" FROM "unsaved_record"
    WHERE "unsaved_record"."county" = $1 AND "consultation" = $2 AND "account" = $3
    ORDER BY "at" DESC, "id" DESC
"""
OF_PERSON = """
    SELECT "unsaved_record"."consultation", max("at") AS at FROM "unsaved_record"
    WHERE "unsaved_record"."county" = $1 AND "account" = $2
    GROUP BY "consultation" ORDER BY 2 DESC
"""


class Unsaved(TypedDict):
    token: str
    fields: dict[str, str]
    at: datetime


class Waiting(TypedDict):
    consultation: int
    at: datetime


async def keep(request: AnyRequest, typed: Fields) -> None:
    """After the refusal, in a transaction of its own. What nobody typed is not kept."""
    token, fields = typed.get("draft"), {name: typed.get(name) for name in TYPED if name in typed}
    if not token or len(token) > LONGEST_TOKEN or not any(map(str.strip, fields.values())):
        return
    await execute(
        KEEP,
        request.path_params["consultation_id"],
        user_of(request).id,
        token,
        json.dumps(fields, ensure_ascii=False),
    )
    await execute(TOO_MANY, user_of(request).id, MOST)


async def of(consultation_id: int, account: int) -> list[Unsaved]:
    """The last first."""
    found = await rows(OF_ONE, consultation_id, account)
    return [
        {"token": each["token"], "fields": json.loads(each["fields"]), "at": each["at"]}
        for each in found
    ]


async def waiting(account: int) -> list[Waiting]:
    return await rows(OF_PERSON, account, of=Waiting)


def differing(fields: dict[str, str], saved: dict[str, Any]) -> list[tuple[str, str, str]]:
    """→ what it is called, what was typed, what is saved by now. Pure."""
    found = [
        (LABELS[each], fields.get(each, "").strip(), str(saved.get(each) or "").strip())
        for each in LABELS
    ]
    return [(each, mine, theirs) for each, mine, theirs in found if mine and mine != theirs]


async def end(consultation_id: int, account: int, token: str) -> bool:
    """→ was there anything?"""
    gone = (
        await UnsavedRecord.delete()
        .where(
            UnsavedRecord.consultation == consultation_id,
            UnsavedRecord.account == account,
            UnsavedRecord.token == token,
        )
        .returning(UnsavedRecord.id)
    )
    return bool(gone)
