"""One consultation: loaded and locked, and everything its page shows."""

from typing import Any

from app.access.roles import Account
from app.charter.model import Charter
from app.consultations import masking, requirements, rights, rules
from app.consultations.circle import MEMBERS_NEAR
from app.consultations.rules import State
from app.dates import today
from app.db import row, rows, value
from app.evidence.tables import IS_READY
from app.i18n import _, translated
from app.refusal import Refused
from app.topics import transitions

FIND = """
    SELECT "consultation".*, "station"."name" AS station_name, "station"."lineage",
           "topic"."title" AS topic_title, "topic"."charter", "topic"."category",
           "topic"."stage", "topic"."ring", "topic"."published_at"
    FROM "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
    WHERE "consultation"."county" = $1 AND "consultation"."id" = $2
"""

PEOPLE = """
    SELECT "participant"."id", "participant"."grp", "participant"."name", "participant"."member",
           "participant"."department", "participant"."state", "member"."sector",
           "department"."name" AS department_name
    FROM "participant"
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "participant"."member"
    LEFT JOIN "department"
      ON "department"."county" = $1 AND "department"."id" = "participant"."department"
    WHERE "participant"."county" = $1 AND "participant"."consultation" = $2
    ORDER BY "participant"."id"
"""

STATEMENTS = """
    SELECT "id", "participant", "text", "answers", "at" FROM "statement"
    WHERE "statement"."county" = $1 AND "consultation" = $2 ORDER BY "id"
"""

OPINION = """
    SELECT "opinion" FROM "passage"
    WHERE "passage"."county" = $1 AND "topic" = $2 AND ("facts"->>'consultation')::bigint = $3
"""

CORRECTIONS = """
    SELECT "text", "reason", "at" FROM "correction"
    WHERE "correction"."county" = $1 AND "consultation" = $2 ORDER BY "id"
"""

PHOTOS = f"""
    SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "consultation" = $2
      AND {IS_READY}
"""  # noqa: S608


async def find(consultation_id: int, *, lock: bool = False) -> dict[str, Any]:
    """With its station's lineage, and of its topic what shows who may see and file it."""
    sql = FIND + (' FOR UPDATE OF "consultation"' if lock else "")
    found = await row(sql, consultation_id)
    if found is None:
        transitions.not_there()
    return dict(found)


async def people_of(consultation_id: int) -> list[Any]:
    return await rows(PEOPLE, consultation_id)


async def statements_of(consultation_id: int) -> list[Any]:
    return await rows(STATEMENTS, consultation_id)


async def photos_ready(consultation_id: int) -> int:
    return int(await value(PHOTOS, consultation_id))


async def to_record(consultation_id: int, account: Account) -> tuple[dict[str, Any], Charter]:
    """The locked consultation, for whoever may record it; refused once it is filed."""
    found = await find(consultation_id, lock=True)
    charter = await transitions.charter_of(found)
    if not rights.records(found, charter, account):
        if not rights.sees_all(found, await people_of(consultation_id), account):
            transitions.not_there()
        raise Refused(_("这次协商不由您记录。"))
    rules.check_open(found["state"])
    return found, charter


async def everything(consultation_id: int, account: Account | None) -> dict[str, Any]:
    """The page's context, and that of each of its parts. In the caller's read-only tx."""
    found = await find(consultation_id)
    people = await people_of(consultation_id)
    inside = rights.sees_all(found, people, account)
    if not inside and not rights.is_public(found):
        transitions.not_there()
    charter = await transitions.charter_of(found)
    hidden = {} if inside else masking.hidden_names(people, charter)
    statements = [dict(each) for each in await statements_of(consultation_id)]
    for each in statements:
        each["text"] = masking.veiled(each["text"], hidden)
    corrections = [dict(each) for each in await rows(CORRECTIONS, consultation_id)]
    for each in corrections:
        for field in ("text", "reason"):
            each[field] = masking.veiled(each[field], hidden)
    filed = found["state"] == State.FILED
    found["opinion"] = await value(OPINION, found["topic"], consultation_id) if filed else None
    found["opinion"] = masking.veiled(found["opinion"] or "", hidden)
    for field in ("title", "agenda", "minutes"):
        found[field] = masking.veiled(found[field], hidden)
    recording = rights.records(found, charter, account) and found["state"] == State.PLANNED
    context = {
        "c": found,
        "flow": charter,
        "groups": grouped(people, charter, hidden),
        "names_of": {each["id"]: hidden.get(each["name"], each["name"]) for each in people},
        "people": people,
        "came": len(rules.present(people)),
        "statements": [each for each in statements if each["answers"] is None],
        "answers": answers_by(statements),
        "answering": [each for each in people if rules.of_department(each, charter.groups)],
        "corrections": corrections,
        "inside": inside,
        "recording": recording,
        "may_file": rights.may_file(found, charter, account),
        "keeper": rights.records(found, charter, account),
        "speaking": recording or rights.speaks(found, people, account),
        "mine": rights.own_place(found, people, account),
        "uploading": inside and rights.uploads(found, account),
        "calls_typical": rights.calls_typical(found, account),
        "today": today(),
        "follows": requirements.follows(charter, found["conclusion"]),
        "lacking": [],
    }
    if recording:
        facts = requirements.facts_of(
            people,
            charter,
            photos=await photos_ready(consultation_id),
            minutes=found["minutes"],
            answers=sum(each["answers"] is not None for each in statements),
            opinion="-",  # asked for in the form itself
        )
        wrong = requirements.not_ready(charter, facts, found["held_on"], today(), context["came"])
        context["lacking"] = [translated(each.text, **each.values) for each in wrong]
        context["members"] = await rows(MEMBERS_NEAR, found["station"])
        context["departments"] = await rows(
            'SELECT "id", "name" FROM "department" WHERE "department"."county" = $1'
            ' ORDER BY "name" LIMIT 200'
        )
    return context


def grouped(people: list[Any], charter: Charter, hidden: dict[str, str]) -> list[dict[str, Any]]:
    keys = [*charter.groups, *sorted({each["grp"] for each in people} - set(charter.groups))]
    return [
        {
            "key": key,
            "name": charter.groups[key].name if key in charter.groups else key,
            "counts_as": charter.groups[key].counts_as if key in charter.groups else "citizen",
            "people": [
                dict(each) | {"shown": hidden.get(each["name"], each["name"])}
                for each in people
                if each["grp"] == key
            ],
        }
        for key in keys
    ]


def answers_by(statements: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for each in statements:
        if each["answers"] is not None:
            found.setdefault(each["answers"], []).append(each)
    return found
