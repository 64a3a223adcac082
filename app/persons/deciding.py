"""The office carries out what a person wants, or says why not, within the caller's transaction."""

from collections.abc import Sequence
from typing import Any, TypedDict

from app.access.keeping import keep_somebody
from app.access.tables import Appointment
from app.audit import Noted, note
from app.dates import now, today
from app.db import execute, row, rows, tx, value
from app.i18n import _
from app.persons import erasing, rules
from app.persons import guests as of_activities
from app.persons.amending import amending
from app.persons.rules import Want
from app.persons.tables import Wish
from app.persons.wishes import LoadedWish
from app.persons.words import rename
from app.refusal import Refused, refuse_all
from app.tenancy.realms import is_county
from app.text import canonical_phone
from app.topics import transitions
from app.topics.tables import LoadedTopic
from app.veiling.rules import VEILED

NAMED = {
    table: f"""
        UPDATE "{table}" SET "name" = $3
        WHERE "{table}"."county" = $1 AND "{table}"."{column}" = {sql}
    """  # noqa: S608
    for table, column, sql in (
        ("account", "id", "$2"),
        ("member", "id", "$2"),
        ("circle", "id", "ANY($2::bigint[])"),
        ("participant", "id", "ANY($2::bigint[])"),
    )
}
RAISER = """
    UPDATE "topic" SET "raiser_name" = $3, "raiser_phone" = $4, "raiser_gone_on" = NULL
    WHERE "topic"."county" = $1 AND "topic"."id" = $2
"""
RAISED_BY = """
    SELECT "id", "raiser_name" FROM "topic"
    WHERE "topic"."county" = $1 AND "id" = ANY($2::bigint[]) ORDER BY "id" FOR UPDATE
"""
SIGNUP = """
    UPDATE "signup" SET "admin_name" = coalesce(nullif($3, ''), "admin_name"),
        "contact" = coalesce(nullif($4, ''), "contact")
    WHERE "signup"."county" = $1 AND "id" = $2
"""
UNDECIDED = """
    SELECT "state" = 'waiting' FROM "signup" WHERE "signup"."county" = $1 AND "id" = $2 FOR UPDATE
"""
PHONE = """
    UPDATE "member" SET "phone" = $3 WHERE "member"."county" = $1 AND "member"."id" = $2
"""
STANDING = """
    SELECT "account"."id" AS account, "member"."id" AS member,
           EXISTS (SELECT FROM "appointment" WHERE "appointment"."county" = $1
                   AND "appointment"."account" = "account"."id" AND "ended_at" IS NULL) AS holds,
           "member"."id" IS NULL OR "left_on" IS NOT NULL AS left
    FROM {whose}
    WHERE "{first}"."county" = $1 AND "{first}"."id" = $2
"""
BOTH = '"{first}" LEFT JOIN "{other}" ON "{other}"."county" = $1 AND {same}'
SAME = '"member"."account" = "account"."id"'
OF_ACCOUNT = STANDING.format(
    first="account", whose=BOTH.format(first="account", other="member", same=SAME)
)
OF_MEMBER = STANDING.format(
    first="member", whose=BOTH.format(first="member", other="account", same=SAME)
)


# What the same person wanted besides: it names them too, and there is nothing left to be done.
OTHER_WISHES = f"""
    UPDATE "wish" SET "words" = '', "person" = CASE "person" WHEN '' THEN '' ELSE '{VEILED}' END,
        "answer" = CASE "state" WHEN 'waiting' THEN :gone ELSE '' END,
        "state" = CASE "state" WHEN 'waiting' THEN 'refused' ELSE "state" END,
        "decided_by" = coalesce("decided_by", :me), "decided_on" = coalesce("decided_on", :today)
    WHERE "wish"."county" = $1 AND "id" <> :wish
      AND ("topic" = ANY(:topics::bigint[]) AND "person" = :person
           OR "account" = :account OR "member" = :member OR "signup" = :signup
           OR "activity" = :activity AND "person" = :person)
"""  # noqa: S608
GONE = _("本人的信息已经删除。")


class Standing(TypedDict):
    """Whose an account and a row of the roster are. `holds`: a role. `left`: the roster."""

    account: int | None
    member: int | None
    holds: bool
    left: bool


async def standing(wish: LoadedWish) -> Standing:
    statement = OF_MEMBER if wish["member"] else OF_ACCOUNT
    found = await row(statement, wish["member"] or wish["account"], of=Standing)
    if found is None:
        raise LookupError("A wish about nobody.")
    return found


async def decide(  # noqa: PLR0917
    wish: LoadedWish,
    decision: str,
    answer: str,
    name: str,
    phone: str,
    also: str,
    me: int,
    included: Sequence[int] = (),
) -> None:
    """`wish`: locked. `name`, `phone`: as they should be. `also`: further stretches, one a line.
    `included`: other matters of the same person.
    """
    way = wish["signup"] is None  # a number; of a sign-up whatever leads to them
    refuse_all(rules.check_decision(wish["kind"], decision, answer, name, phone, number=way))
    if wish["state"] != "waiting":
        raise Refused(rules.DECIDED)
    if decision == "done" and wish["kind"] != Want.ACCESS:
        async with amending():
            if wish["kind"] == Want.CORRECTION:
                if way:
                    await correct(wish, name.strip(), canonical_phone(phone) or "")
                else:
                    await execute(SIGNUP, wish["signup"], name.strip(), phone.strip())
            else:
                await erase(wish, rules.stretches(also), me, included)
        act = Noted.CORRECTED if wish["kind"] == Want.CORRECTION else Noted.ERASED
        await note(act, f"/wishes/{wish['id']}")
    erased = decision == "done" and wish["kind"] == Want.ERASURE
    gone: dict[Any, Any] = (
        {Wish.words: "", Wish.person: VEILED if wish["person"] else ""} if erased else {}
    )
    await Wish.update(
        {
            Wish.state: decision,
            Wish.answer: answer.strip(),
            Wish.decided_by: me,
            Wish.decided_on: today(),
            Wish.included: list(included) if decision == "done" else [],
            **gone,
        }
    ).where(Wish.id == wish["id"])
    before = {"wish": wish["kind"], "state": "waiting"}
    after = {"wish": wish["kind"], "state": decision}
    if decision == "done" and included:
        after["matters"] = ", ".join(map(str, included))
    await note(Noted.WISH, f"/wishes/{wish['id']}", before, after)


async def correct(wish: LoadedWish, name: str, phone: str) -> None:
    if wish["activity"] is not None:
        if name and wish["person"] != VEILED:
            await of_activities.rename(wish["activity"], wish["person"], name)
        return
    if wish["topic"] is None:
        found = await standing(wish)
        if name and found["account"]:
            await execute(NAMED["account"], found["account"], name)
        if name and found["member"]:
            await execute(NAMED["member"], found["member"], name)
        if phone and found["member"]:
            await execute(PHONE, found["member"], phone)
        return
    topic = await transitions.load(wish["topic"], lock=True)
    was = wish["person"] or topic["raiser_name"]
    if name and was not in {"", VEILED}:
        await rename(topic["id"], was, name)
        for table, ids in (await guests(topic, was)).items():
            await execute(NAMED[table], ids, name)
    if not wish["person"]:
        now = name or was, phone or topic["raiser_phone"]
        await execute(RAISER, topic["id"], *now)


async def guests(topic: LoadedTopic, name: str) -> dict[str, list[int]]:
    found = await erasing.guests_called([topic["id"]], {topic["id"]: name})
    return {
        table: [each["id"] for each in found if each["of"] == table]
        for table in ("circle", "participant")
    }


async def erase(wish: LoadedWish, also: list[str], me: int, included: Sequence[int]) -> None:
    of_itself = wish["account"] is not None or wish["member"] is not None
    both = await standing(wish) if of_itself else None
    await execute(
        OTHER_WISHES,
        gone=GONE,
        me=me,
        today=today(),
        wish=wish["id"],
        topics=[*filter(None, [wish["topic"]]), *included],
        activity=wish["activity"],
        signup=wish["signup"],
        person=wish["person"],
        account=both and both["account"],
        member=both and both["member"],
    )
    if wish["signup"] is not None:
        if await value(UNDECIDED, wish["signup"]):
            raise Refused(_("申请还没有审核，没有联系方式就没法答复。请先审核。"), "decision")
        await erasing.erase_signups([wish["signup"]])
        return
    if wish["activity"] is not None:
        await of_activities.erase(wish["activity"], wish["person"], also)
        return
    if wish["topic"] is None:
        if wish["account"] and not is_county(tx().county):
            await end_roles(wish["id"], wish["account"])
        found = await standing(wish)
        refuse_all(rules.check_leaving(holds=found["holds"], left=found["left"]))
        if found["member"]:
            await erasing.erase_members([found["member"]], also)
        if found["account"]:
            await erasing.erase_accounts([found["account"]])
            await keep_somebody()
        return
    of = await rows(RAISED_BY, [wish["topic"], *included])
    names = {each["id"]: wish["person"] or each["raiser_name"] for each in of}
    if not wish["person"]:
        await erasing.erase_raisers(list(names), also)
    await erasing.erase_guests(list(names), names, also)


async def end_roles(wish: int, account: int) -> None:
    """Of a region's or the operator's people: no page of theirs ends a role."""
    ended = (
        await Appointment.update({Appointment.ended_at: now()})
        .where((Appointment.account == account) & Appointment.ended_at.is_null())
        .returning(Appointment.role)
    )
    await keep_somebody()
    if ended:  # all the same: such a realm has one role
        await note(Noted.ROLE_ENDED, f"/wishes/{wish}", {"role": ended[0]["role"]})


PEOPLE = """
    SELECT "name" FROM (
        SELECT "circle"."id", "circle"."name" FROM "circle"
        WHERE "circle"."county" = $1 AND "circle"."topic" = $2
          AND "member" IS NULL AND "department" IS NULL
        UNION ALL SELECT "participant"."id", "participant"."name" FROM "consultation"
        JOIN "participant" ON "participant"."county" = $1
         AND "participant"."consultation" = "consultation"."id"
        WHERE "consultation"."county" = $1 AND "consultation"."topic" = $2
          AND "member" IS NULL AND "department" IS NULL) AS guests
    GROUP BY "name" ORDER BY min("id")
"""
THERE = {
    **{
        each: f'SELECT "title" FROM "{each}" WHERE "{each}"."county" = $1 AND "id" = $2'  # noqa: S608
        for each in ("topic", "activity")
    },
    "signup": 'SELECT "slug" FROM "signup" WHERE "signup"."county" = $1 AND "id" = $2',
    "account": 'SELECT "name" FROM "account" WHERE "account"."county" = $1 AND "id" = $2',
    "member": 'SELECT "name" FROM "member" WHERE "member"."county" = $1 AND "id" = $2',
}


async def called(of: str, number: int | None) -> str | None:
    """What the matter, the activity, the account or the member is called; None: there is none."""
    found: str | None = await value(THERE[of], number)
    return found


async def people_of(topic: int) -> list[str]:
    """Guests of a matter's circle and sittings who have a name yet."""
    return [each["name"] for each in await rows(PEOPLE, topic) if each["name"] != VEILED]
