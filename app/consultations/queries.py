"""One consultation: loaded and locked, and everything its page shows."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any, Final, TypedDict

from app.access.holding import HELD_AT_ALL, HELD_HERE
from app.access.parties import KEPT_ON
from app.access.roles import Account
from app.charter.model import Charter
from app.choosing.asking import offer
from app.choosing.kinds import What
from app.consultations import requirements, rights, rules, unsaved
from app.consultations.circle import to_choose
from app.consultations.minutes.sections import by_section, called, fields_of
from app.consultations.rules import State
from app.consultations.tables import Invited, LoadedConsultation, Said, Struck
from app.dates import today
from app.db import row, rows, value
from app.evidence.tables import IS_READY
from app.i18n import _, translated
from app.refusal import Refused
from app.topics import transitions
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told, shown_name

WORDS: Final = ("title", "topic_title", "place", "agenda", "minutes", "opinion", "reason")
FIND = f"""
    SELECT "consultation".*, "station"."name" AS station_name, "station"."lineage",
           "topic"."title" AS topic_title, "topic"."charter", "topic"."category",
           "topic"."stage", "topic"."ring", "topic"."published_at", "topic"."instead",
           {HELD_HERE} AS held_here, {HELD_AT_ALL} AS held_at_all
    FROM (SELECT * FROM "consultation" WHERE "consultation"."county" = $1 AND "id" = $2 LIMIT 1)
        AS "consultation"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "consultation"."station"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "consultation"."topic"
"""  # noqa: S608

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

# Added on the day: not one of the topic's circle.
IS_WALK_IN = """NOT EXISTS (SELECT FROM "circle"
    JOIN "consultation" AS "held" ON "held"."county" = $1 AND "held"."topic" = "circle"."topic"
     AND "held"."id" = "participant"."consultation"
    WHERE "circle"."county" = $1 AND "circle"."grp" = "participant"."grp"
      AND "circle"."name" = "participant"."name"
      AND "circle"."member" IS NOT DISTINCT FROM "participant"."member")"""
WALK_INS = f"""
    SELECT "id", "name" FROM "participant" WHERE "participant"."county" = $1
      AND "consultation" = $2 AND {IS_WALK_IN} ORDER BY "id"
"""  # noqa: S608
STATEMENTS = """
    SELECT "id", "participant", "text", "answers", "asks", "at" FROM "statement"
    WHERE "statement"."county" = $1 AND "consultation" = $2 AND "struck_at" IS NULL ORDER BY "id"
"""
# Of what was struck together its first is called back, and the answers come with it.
STRUCK = """
    SELECT "id", "participant", "text", "answers", "asks", "at", "struck_as"
    FROM "statement" AS "struck"
    WHERE "struck"."county" = $1 AND "consultation" = $2 AND "struck_at" IS NOT NULL
      AND NOT EXISTS (SELECT FROM "statement" AS "asked" WHERE "asked"."county" = $1
                      AND "asked"."id" = "struck"."answers" AND "asked"."struck_at" IS NOT NULL)
    ORDER BY "id"
"""

# It can have been filed before, and taken back.
FILED = """
    SELECT "opinion", "account" FROM "passage"
    WHERE "passage"."county" = $1 AND "topic" = $2 AND ("facts"->>'consultation')::bigint = $3
    ORDER BY "id" DESC LIMIT 1
"""

CORRECTIONS = """
    SELECT "text", "reason", "at" FROM "correction"
    WHERE "correction"."county" = $1 AND "consultation" = $2 ORDER BY "id"
"""

PHOTOS = f"""
    SELECT count(*) FROM "photo" WHERE "photo"."county" = $1 AND "consultation" = $2
      AND {IS_READY}
"""  # noqa: S608


class Corrected(TypedDict):
    text: str
    reason: str
    at: datetime


class Filing(TypedDict):
    opinion: str
    account: int | None


class InvitedShown(Invited):
    shown: str


class GroupOf(TypedDict):
    """Its people with the name that this reader is `shown`."""

    key: str
    name: str
    counts_as: str
    people: list[InvitedShown]


async def find(consultation_id: int, *, lock: bool = False) -> LoadedConsultation:
    """With its station's lineage, and of its topic what shows who may see and file it."""
    sql = FIND + (' FOR UPDATE OF "consultation"' if lock else "")
    found = await row(sql, consultation_id, of=LoadedConsultation)
    if found is None:
        transitions.not_there()
    return found


async def people_of(consultation_id: int) -> list[Invited]:
    return await rows(PEOPLE, consultation_id, of=Invited)


async def statements_of(consultation_id: int) -> list[Said]:
    return await rows(STATEMENTS, consultation_id, of=Said)


async def photos_ready(consultation_id: int) -> int:
    return int(await value(PHOTOS, consultation_id))


async def to_record(consultation_id: int, account: Account) -> tuple[LoadedConsultation, Charter]:
    """The locked consultation, for whoever may record it; refused once it is filed."""
    found = await find(consultation_id, lock=True)
    charter = await transitions.charter_of(found)
    if not rights.records(found, charter, account):
        if not rights.sees_all(found, await people_of(consultation_id), account):
            transitions.not_there()
        raise Refused(_("这次协商不由您记录。"))
    rules.check_open(found["state"])
    return found, charter


async def filing(found: LoadedConsultation) -> Filing | None:
    """The step by which it was filed."""
    return await row(FILED, found["topic"], found["id"], of=Filing)


async def whose(
    found: LoadedConsultation, how: Filing | None, account: Account | None
) -> list[int | None]:
    """Who filed it, or spoke for its station on that day; asked where one may judge it alone."""
    if account is None or not account.at(rights.WHO_CALLS_IT_TYPICAL, found["lineage"]):
        return []
    kept = await rows(KEPT_ON, found["lineage"], found["held_on"])
    return [how and how["account"], *(each["account"] for each in kept)]


async def everything(consultation_id: int, account: Account | None) -> dict[str, Any]:
    """The page's context, and that of each of its parts. In the caller's read-only tx."""
    found = await find(consultation_id)
    people = await people_of(consultation_id)
    inside = rights.sees_all(found, people, account)
    if not inside and not rights.is_public(found):
        transitions.not_there()
    charter = await transitions.charter_of(found)
    hidden = None if inside else await hidden_of(account, found["topic"])
    statements = as_told(await statements_of(consultation_id), hidden, "text")
    corrections = as_told(
        await rows(CORRECTIONS, consultation_id, of=Corrected), hidden, "text", "reason"
    )
    filed, manner = found["state"] == State.FILED, charter.form(found["form"])
    how = await filing(found) if filed else None
    found["opinion"] = how["opinion"] if how else ""
    (found,) = as_told([found], hidden, *WORDS)
    recording = rights.records(found, charter, account) and found["state"] == State.PLANNED
    context: dict[str, Any] = {
        "c": found,
        "flow": charter,
        "groups": grouped(people, charter, inside=inside),
        "names_of": {
            each["id"]: each["name"] if inside else shown_name(each, charter) for each in people
        },
        "people": people,
        "came": len(rules.present(people)),
        "statements": [each for each in statements if each["answers"] is None],
        "answers": answers_by(statements),
        "answering": [each for each in people if rules.of_department(each, charter.groups)],
        "corrections": corrections,
        "inside": inside,
        "hidden": hidden,
        "recording": recording,
        "may_file": rights.may_file(found, charter, account),
        "may_take_up": rights.may_take_up(found, charter, account),
        "keeper": rights.records(found, charter, account),
        "speaking": recording or rights.speaks(found, people, account),
        "to_answer": rules.to_answer(statements, rights.of_own_department(people, account)),
        "mine": rights.own_place(found, people, account) if manner.gathers else None,
        "manner": manner,
        "uploading": inside
        and found["state"] != State.CANCELLED
        and rights.sends(found, people, account),
        "calls_typical": rights.calls_typical(found, account, await whose(found, how, account)),
        "today": today(),
        "follows": requirements.follows(charter, found["conclusion"]),
        "lacking": [],
        "struck": [],
        "left_answers": [],
        "pressed": None,
        "unsaved": await unsaved.of(consultation_id, account.id) if account else [],
        "differing": unsaved.differing,
        "saved": found | fields_of(found["minutes"], charter.consultations.sections),
        "heads": called(charter.consultations.sections),
        "by_section": by_section(found["minutes"], charter.consultations.sections),
        "draft": token_urlsafe(9),
    }
    if context["speaking"]:
        context["speakers"] = await offer(What.SPEAKER, account, consultation_id)
        context["answerers"] = await offer(What.ANSWERER, account, consultation_id)
        here = [each["id"] for each in context["statements"]]
        context["left_answers"] = unsaved.answers_to_none(context["unsaved"][:1], here)
        context["asked"] = await offer(What.ASKED, account, consultation_id)
    if recording:
        struck = await rows(STRUCK, consultation_id, of=Struck)
        context["struck"] = rights.may_call_back(found, struck, account)
        context["walk_ins"] = await rows(WALK_INS, consultation_id)
        facts = requirements.facts_of(
            people,
            charter,
            photos=await photos_ready(consultation_id),
            minutes=found["minutes"],
            answers=sum(each["answers"] is not None for each in statements),
            form=found["form"],
            opinion="-",  # asked for in the form itself
        )
        wrong = requirements.not_ready(
            charter, facts, found["held_on"], today(), came=context["came"], form=found["form"]
        )
        context["lacking"] = [translated(each.text, **each.values) for each in wrong]
        context |= await to_choose(account, found["station"])
    return context


def grouped(people: list[Invited], charter: Charter, *, inside: bool) -> list[GroupOf]:
    keys = [*charter.groups, *sorted({each["grp"] for each in people} - set(charter.groups))]
    return [
        {
            "key": key,
            "name": charter.groups[key].name if key in charter.groups else key,
            "counts_as": charter.groups[key].counts_as if key in charter.groups else "citizen",
            "people": [
                {**each, "shown": each["name"] if inside else shown_name(each, charter)}
                for each in people
                if each["grp"] == key
            ],
        }
        for key in keys
    ]


def answers_by(statements: list[Said]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for each in statements:
        if each["answers"] is not None:
            found.setdefault(each["answers"], []).append(each)
    return found
