"""What somebody typed into a record and could not save: somebody else was first, it was filed or
cancelled meanwhile, or their right was gone. It is theirs alone, and stands beside what was saved
whenever they open the consultation, until they save the form, throw it away, or a month is over.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from app.charter import store
from app.consultations.minutes.sections import fields_of
from app.consultations.tables import UnsavedRecord
from app.db import execute, row, rows
from app.i18n import _
from app.refusal import Refused
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
    "sections": "",  # the head that the county's rules name
    "opinion": _("形成的意见"),
}
# Of the other buttons; their names may end in which of them (app/web/forms/pressed.py).
OTHERS: Final = {
    "text": _("发言与答复"),
    "names": _("名单以外的人"),
    "name": _("名单以外的人"),
    "reason": _("缘由"),
}
CHOSEN: Final = {"participant", "member", "department", "asks"}  # nothing is typed with them alone
TYPED: Final = {*LABELS, *OTHERS, *CHOSEN, "manner", "conclusion"}
NOT_SHOWN: Final = {"version", "ticked", "unticked"}
WHAT: Final = {name: text for name, text in OTHERS.items() if name != "reason"}
NOT_NOTED = _("这里写了、还没有记下，请先记下或者清掉，再归档。")
TICKS_NOT_NOTED = _("参加的人改了、还没有记下，请先记下，再归档。")
CARRIED = _("这一页上写了、还没有保存的都还在框里。")
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


SAVED = """
    SELECT "consultation"."title", "form" AS manner, "held_on", "begins", "place", "agenda",
           "minutes", "topic"."charter"
    FROM "consultation"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
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
    fields = {name: typed.get(name) for name in typed.names() if base(name) in TYPED}
    if any(map(str.strip, fields.values())):
        await put_away(request, typed, fields | ticks(typed))


async def carry(request: AnyRequest, typed: Fields, done: set[str]) -> None:
    """What stands on the page and is not what was just `done`: it is there again with the next
    page. What is as it is saved is not typed.
    """
    if not typed.get("draft") or typed.get("thrown") in own(typed):
        return
    number = request.path_params["consultation_id"]
    saved = await as_it_is(number)
    fields = {
        name: typed.get(name)
        for name in typed.names()
        if base(name) in TYPED and name not in done and typed.get(name).strip()
    }
    left = {name: text for name, text in fields.items() if text.strip() != as_saved(saved, name)}
    left |= {} if "came" in done else ticks(typed)
    if {base(each) for each in left} - CHOSEN:
        await put_away(request, typed, left)
    else:
        await end(number, user_of(request).id, own(typed))


async def as_it_is(consultation_id: int) -> dict[str, Any]:
    """What is saved, under the names of the form."""
    found = await row(SAVED, consultation_id)
    if found is None:
        return {}
    charter = (await store.versions({found["charter"]}))[found["charter"]]
    return dict(found) | fields_of(found["minutes"], charter.consultations.sections)


def own(typed: Fields) -> set[str]:
    """The tokens of a page: each has its own, so that two tabs keep out of each other's way; and
    that of what it began from, whose place it takes. Pure.
    """
    return {typed.get("draft"), typed.get("began")} - {""}


async def put_away(request: AnyRequest, typed: Fields, fields: dict[str, str]) -> None:
    token = typed.get("draft")
    if not token or len(token) > LONGEST_TOKEN:
        return
    number, me = request.path_params["consultation_id"], user_of(request).id
    text = json.dumps(fields | {"version": typed.get("version")}, ensure_ascii=False)
    await execute(KEEP, number, me, token, text)
    await end(number, me, own(typed) - {token})
    await execute(TOO_MANY, me, MOST)


def base(name: str) -> str:
    """`text.12` is one of the texts."""
    return name.partition(".")[0]


def as_saved(saved: Any, name: str) -> str:
    return str(saved[name] or "").strip() if name in saved else ""


def ticks(typed: Fields) -> dict[str, str]:
    """What was changed, and not how all stood: somebody else may tick others meanwhile. Pure."""
    came, was = set(typed.all("came")), set(typed.all("was"))
    found = {"ticked": " ".join(sorted(came - was)), "unticked": " ".join(sorted(was - came))}
    return {name: text for name, text in found.items() if text}


def filled(fields: dict[str, str], saved: Any, present: Collection[int]) -> Fields:
    """As its form was, with what others did meanwhile. `saved`: the consultation. Pure."""
    ticked, unticked = (set(fields.get(each, "").split()) for each in ("ticked", "unticked"))
    came = {str(each) for each in present} | ticked
    known = {"manner": saved["form"]} | fields
    pairs = [(name, text) for name, text in known.items() if name not in NOT_SHOWN]
    pairs += [("came", each) for each in sorted(came - unticked)]
    return Fields(pairs + [("was", str(each)) for each in sorted(present)])


def not_noted(typed: Fields) -> list[Refused]:
    """What stands on the page and would not be filed with it, each once. Pure."""
    found = [
        Refused(NOT_NOTED, name)
        for name in typed.names()
        if base(name) in WHAT and typed.get(name).strip()
    ]
    return found + ([Refused(TICKS_NOT_NOTED, "came")] if ticks(typed) else [])


def answers_to_none(unsaved: Collection[Unsaved], statements: Collection[int]) -> list[str]:
    """Fields of answers that were typed, and whose statement was struck meanwhile. Pure."""
    known = {f"text.{each}" for each in statements}
    return [
        name
        for each in unsaved
        for name, text in each["fields"].items()
        if name.startswith("text.") and name not in known and text.strip()
    ]


async def of(consultation_id: int, account: int) -> list[Unsaved]:
    """The last first."""
    found = await rows(OF_ONE, consultation_id, account)
    return [
        {"token": each["token"], "fields": json.loads(each["fields"]), "at": each["at"]}
        for each in found
    ]


async def waiting(account: int) -> list[Waiting]:
    return await rows(OF_PERSON, account, of=Waiting)


def differing(
    fields: dict[str, str], saved: dict[str, Any], heads: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """→ what it is called, what was typed, what is saved by now. `heads`: of the minutes' sections,
    by field. Pure.
    """
    place = {name: number for number, name in enumerate([*LABELS, *OTHERS])}
    found = [
        (heads.get(each) or {**LABELS, **OTHERS}[base(each)], text.strip(), as_saved(saved, each))
        for each, text in sorted(fields.items(), key=lambda one: place.get(base(one[0]), 0))
        if base(each) in place
    ]
    return [(each, mine, theirs) for each, mine, theirs in found if mine and mine != theirs]


async def end(
    consultation_id: int, account: int, tokens: Collection[str], version: int = -1
) -> bool:
    """→ was there anything that another `version` had overtaken?"""
    if not tokens:
        return False
    gone = (
        await UnsavedRecord.delete()
        .where(
            UnsavedRecord.consultation == consultation_id,
            UnsavedRecord.account == account,
            UnsavedRecord.token.is_in(sorted(tokens)),
        )
        .returning(UnsavedRecord.fields)
    )
    return any(json.loads(each["fields"]).get("version") != str(version) for each in gone)
