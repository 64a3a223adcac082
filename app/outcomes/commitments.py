"""What departments owe: progress, completion, and the verification by somebody else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from litestar.types import Guard

from app import evidence, ledger
from app.access.hands import Hand, acting, may_undo
from app.access.holding import VERIFIED_BY_ANYBODY
from app.access.own import Record, check_other, own
from app.access.parties import SPOKEN_BY, answer_for
from app.access.roles import MAY, Account, Act, Role, may
from app.access.visibility import PUBLISHED, at_my_stations, handles_all, reader
from app.charter.model import RingKind
from app.charter.stages import Stage
from app.dates import today
from app.db import LARGEST_ID, county_tx, row, rows, value
from app.evidence.files import shelf
from app.evidence.rights import Rights
from app.evidence.subjects import Subject
from app.i18n import _
from app.ledger import Kind
from app.outcomes import entries, rules
from app.outcomes.due import fall_due, not_yet
from app.outcomes.queries import LoadedCommitment, with_light
from app.outcomes.tables import STANDS, Commitment, Progress
from app.people.tables import Department
from app.people.taking_over import follow
from app.refusal import Overtaken, Refused
from app.topics.briefing.known import known_of
from app.topics.transitions import charter_of, not_there
from app.topics.transitions import load as load_topic
from app.veiling.queries import as_read, hidden_of
from app.veiling.rules import as_told
from app.web.forms.decided import yes_or_no
from app.web.forms.fields import NO_SUCH, id_asked, word_asked
from app.web.frame import Done, Handler, change, sentence
from app.web.requests import AnyRequest, user_of

PAGE = 50
WORDS = ("title", "task", "done_note", "withdrawn_reason")

COLUMNS = """
    SELECT "commitment".*, "department"."name" AS department_name, "topic"."title",
           "topic"."station", "topic"."category", "topic"."published_at", "topic"."stage",
           "topic"."charter", "topic"."ring",
           "station"."lineage", "station"."name" AS station_name
"""
JOINED = """
    JOIN "department" ON "department"."county" = $1
     AND "department"."id" = "commitment"."department"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
"""
ONE = f"""
    {COLUMNS}, {answer_for('"commitment"."department"')} AS answer_for,
           {SPOKEN_BY} AS spoken_by
    FROM "commitment" {JOINED} WHERE "commitment"."county" = $1
"""
REPORTED_BY = """
    SELECT DISTINCT "account" FROM "progress" WHERE "progress"."county" = $1 AND "commitment" = $2
      AND "account" IS NOT NULL
"""
NOBODY_VERIFIES = f"""
    SELECT NOT {VERIFIED_BY_ANYBODY} FROM "commitment"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "commitment"."county" = $1 AND "commitment"."id" = $2
"""  # noqa: S608
PROGRESS = """
    SELECT "text", "happened_on" FROM "progress"
    WHERE "progress"."county" = $1 AND "commitment" = $2 ORDER BY "id"
"""


@dataclass
class ProgressForm:
    text: str = ""


@dataclass
class VerificationForm:
    accepted: str = ""
    passing: str = ""
    note: str = ""


# Walked in the order of an index of those that are asked for, one by one, as far as a page goes;
# then joined. Not as of a topic: at its stations, and where a department owes it (as `context_of`).
SHOWN = {
    "": "true",
    "late": f""""commitment"."done_on" IS NULL AND {STANDS} AND "commitment"."due_on" < :today""",
    "open": f""""commitment"."verified_on" IS NULL AND {STANDS}""",
}
SEEN = f"""(SELECT {PUBLISHED} FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."id" = "commitment"."topic")"""  # noqa: S608
SEEN_BY = {
    "stranger": SEEN,
    "some": f"""({SEEN} OR "commitment"."department" = ANY(:departments::bigint[])
        OR (SELECT {at_my_stations()} FROM "topic" JOIN "station"
              ON "station"."county" = $1 AND "station"."id" = "topic"."station"
            WHERE "topic"."county" = $1 AND "topic"."id" = "commitment"."topic"))""",  # noqa: S608
    "all": "true",
}


def listing(account: Account | None, shown: str, *, of_one: bool = False) -> str:
    """`of_one`: of one department. Pure."""
    one = 'AND "commitment"."department" = :department' if of_one else ""
    who = "stranger" if account is None else "some"
    if handles_all(account):
        who = "all"
    return f"""
    {COLUMNS} FROM (
        SELECT "commitment".* FROM "commitment"
        WHERE "commitment"."county" = $1 AND "commitment"."id" < :before
          AND {SHOWN[shown]} AND {SEEN_BY[who]} {one}
        ORDER BY "commitment"."id" DESC LIMIT 51) AS "commitment"
    {JOINED} ORDER BY "commitment"."id" DESC
    """  # noqa: S608


@get("/")
async def index(
    request: AnyRequest,
    before: FromQuery[int | None] = None,
    shown: FromQuery[str] = "",
    department: FromQuery[str] = "",
) -> Template:
    """All of them with their lights; to strangers those of published topics."""
    one, which = id_asked(department), word_asked(shown, SHOWN)
    account: Account | None = request.user
    async with county_tx(readonly=True):
        if one is not None and not await Department.exists().where(Department.id == one):
            raise NotFoundException(NO_SUCH)
        found = await rows(
            listing(account, which, of_one=one is not None),
            of=LoadedCommitment,
            before=LARGEST_ID if before is None else before,
            today=today(),
            department=one,
            departments=account.departments if account else [],
            **reader(account),
        )
        page = await as_read(account, found[:PAGE], *WORDS)
    context = {
        "commitments": [with_light(each) for each in page],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "shown": shown,
        "department": one,
    }
    return Template("outcomes/commitments.html", context=context)


@get("/{commitment_id:int}")
async def commitment_page(request: AnyRequest, commitment_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        context = await context_of(commitment_id, request.user)
    return Template("outcomes/commitment.html", context=context)


async def context_of(commitment_id: int, account: Account | None) -> dict[str, Any]:
    found = await load(commitment_id)
    if not seen(account, found):
        not_there()
    verifies = account is not None and account.may_at(Act.VERIFY, found["lineage"])
    stands = found["withdrawn_on"] is None
    hidden = None
    if not (account and reports(account, found)):
        hidden = await hidden_of(account, found["topic"])
    (told,) = as_told([found], hidden, *WORDS)
    waits = stands and found["done_on"] is not None and found["verified_on"] is None
    asked = waits and inside(account, found)
    judges = (
        verifies
        and waits
        and account is not None
        and not own(account, record_of(found, await rows(REPORTED_BY, commitment_id)))
    )
    owes = stands and account is not None and reports(account, found) and found["done_on"] is None
    return {
        "commitment": with_light(told),
        "nobody_verifies": asked and await value(NOBODY_VERIFIES, commitment_id),
        "progress": as_told(await rows(PROGRESS, commitment_id), hidden, "text"),
        "photos": (await evidence.photos_of(account, "commitment", [commitment_id])).get(
            commitment_id, []
        ),
        "reports": owes,
        "verifies": judges,
        "known": await known_of(account, found["topic"]) if owes or judges else None,
        "files_here": await shelf(
            account, Subject.COMMITMENT, commitment_id, rights_of(account, found)
        ),
        "uploads": stands and adds(account, found),
        "withdraws": stands and account is not None and commits(account, found),
        "takes_up": not stands and account is not None and takes_up(account, found),
        "unverifies": stands and verifies and found["verified_on"] is not None and carried(found),
    }


def seen(account: Account | None, commitment: LoadedCommitment) -> bool:
    return commitment["published_at"] is not None or inside(account, commitment)


def inside(account: Account | None, commitment: LoadedCommitment) -> bool:
    return account is not None and (
        account.may_at(Act.SEE, commitment["lineage"]) or reports(account, commitment)
    )


def rights_of(account: Account | None, commitment: LoadedCommitment) -> Rights:
    """To its photos and files."""
    return Rights(seen(account, commitment), adds(account, commitment), inside(account, commitment))


def adds(account: Account | None, commitment: LoadedCommitment) -> bool:
    """Photos and files, while it is carried out and verified."""
    return (
        account is not None
        and account.may(Act.UPLOAD)
        and (reports(account, commitment) or account.may_at(Act.VERIFY, commitment["lineage"]))
    )


async def load(commitment_id: int, *, lock: bool = False) -> LoadedCommitment:
    found = await row(
        ONE + ' AND "commitment"."id" = $2' + (' FOR UPDATE OF "commitment"' if lock else ""),
        commitment_id,
        of=LoadedCommitment,
    )
    if found is None:
        not_there()
    ring = (await charter_of(found)).rings[found["ring"]]
    at_it = ring.kind is RingKind.CARRY_OUT and found["stage"] == Stage.CARRYING_OUT
    return {**found, "carried": at_it}


def reports(account: Account, commitment: LoadedCommitment) -> bool:
    """The department's own people, and the county's office where a department has none."""
    return commitment["department"] in account.departments or bool(
        account.at({Role.OFFICE}, commitment["lineage"])
    )


async def locked(commitment_id: int) -> LoadedCommitment:
    """With its topic, which comes first, as everywhere: it does not go on meanwhile."""
    await load_topic((await load(commitment_id))["topic"], lock=True)
    return await load(commitment_id, lock=True)


def carried(commitment: LoadedCommitment) -> bool:
    """The matter stands where it is carried out: nothing has been built on it yet. Its stage is the
    same at the rings that follow, until it is answered.
    """
    return commitment["carried"]


def commits(account: Account, commitment: LoadedCommitment) -> bool:
    """Takes it back: whoever may set what departments owe there, while it is carried out; but not
    whoever owes it.
    """
    owes = own(account, owed_by(commitment))
    return account.may_at(Act.COMMIT, commitment["lineage"]) and carried(commitment) and not owes


def takes_up(account: Account, commitment: LoadedCommitment) -> bool:
    return commits(account, commitment) and may_undo(
        hand_at(account, commitment), commitment["withdrawn_as"]
    )


def hand_at(account: Account, commitment: LoadedCommitment) -> Hand:
    return acting(account, MAY[Act.COMMIT], commitment["lineage"])


async def standing(commitment_id: int, *, topic_too: bool = False) -> LoadedCommitment:
    found = await (locked(commitment_id) if topic_too else load(commitment_id, lock=True))
    if found["withdrawn_on"] is not None:
        raise Overtaken(_("这一件已经撤回，什么都没有改。"))
    return found


async def mine(commitment_id: int, account: Account) -> LoadedCommitment:
    found = await standing(commitment_id)
    if not reports(account, found):
        not_there()
    return found


async def commitment_part(request: AnyRequest, commitment_id: int) -> Template:
    async with county_tx(readonly=True):
        context = await context_of(commitment_id, request.user)
    return Template("outcomes/_commitment.html", context=context)


def step(path: str, *guards: Guard) -> Callable[[Handler], Any]:
    """A form on a commitment's page (app/web/frame.py)."""
    return change(
        f"/{{commitment_id:int}}{path}",
        *guards,
        page="/commitments/{commitment_id}",
        part=commitment_part,
        by="act",
        one=True,
    )


def done(commitment_id: int, said: str) -> Done:
    return Done(f"/commitments/{commitment_id}", sentence(said))


@step("/progress", may(Act.PROGRESS))
async def progress(request: AnyRequest, form: ProgressForm, commitment_id: int) -> Done:
    me = user_of(request)
    found = await mine(commitment_id, me)
    rules.check_progress(form.text, done=found["done_on"] is not None)
    await note(commitment_id, form.text, me.id)
    return done(commitment_id, _("进展已报。"))


async def note(commitment_id: int, text: str, reporter: int | None = None) -> None:
    """Without a reporter: what whoever verifies says of it. That makes it nobody's own."""
    await Progress.insert(
        Progress(commitment=commitment_id, text=text.strip(), account=reporter, happened_on=today())
    )


@step("/completion", may(Act.PROGRESS))
async def completion(request: AnyRequest, form: ProgressForm, commitment_id: int) -> Done:
    me = user_of(request)
    found = await mine(commitment_id, me)
    rules.check_completion(form.text, done=found["done_on"] is not None)
    changes: dict[Any, Any] = {"done_on": today(), "done_note": form.text.strip()}
    await Commitment.update(changes).where(Commitment.id == commitment_id)
    await note(commitment_id, form.text, me.id)
    await fall_due(commitment_id)
    await ledger.post(*entries.done(of(found), found, actor=me.id))
    return done(commitment_id, _("办结已报，等别人核验。"))


def of(commitment: LoadedCommitment) -> dict[str, Any]:
    """The topic of what `load` found."""
    station, category = commitment["station"], commitment["category"]
    return {"id": commitment["topic"], "station": station, "category": category}


@step("/verification", may(Act.VERIFY))
async def verification(request: AnyRequest, form: VerificationForm, commitment_id: int) -> Done:
    """Kept, or back to the department with what is not right yet."""
    me = user_of(request)
    found = await standing(commitment_id)
    if not me.may_at(Act.VERIFY, found["lineage"]):
        not_there()
    accepted = yes_or_no(form.passing, form.accepted, "accepted", _("请选是否确已办好。"))
    reported_by = await rows(REPORTED_BY, commitment_id)
    rules.check_verification(
        done=found["done_on"] is not None,
        verified=found["verified_on"] is not None,
        accepted=accepted,
        note=form.note,
        own=own(me, record_of(found, reported_by)),
    )
    await settle(found, me, accepted=accepted, text=form.note)
    return done(
        commitment_id, _("核验已记录。") if accepted else _("已退回，请%(department)s继续办。")
    )


def record_of(commitment: LoadedCommitment, reported_by: list[Any]) -> Record:
    """Whose it is: theirs who owe it, and theirs who ever reported on it."""
    owing = owed_by(commitment)
    return owing._replace(authors=[*owing.authors, *(each["account"] for each in reported_by)])


def owed_by(commitment: LoadedCommitment) -> Record:
    """The department's, or theirs who took over from it, and theirs who spoke for it when it was
    done.
    """
    return Record(authors=commitment["spoken_by"], departments=commitment["answer_for"])


async def settle(found: LoadedCommitment, account: Account, *, accepted: bool, text: str) -> None:
    changes: dict[Any, Any] = (
        {"verified_on": today(), "verified_by": account.id}
        if accepted
        else {"done_on": None, "done_note": ""}
    )
    await Commitment.update(changes).where(Commitment.id == found["id"])
    if text.strip():
        await note(found["id"], text)
    if accepted:
        await ledger.post(entries.verified(of(found), found, actor=account.id))
    else:
        await follow(found["topic"])
        await ledger.take_back(
            Kind.COMMITMENT_DONE,
            Kind.COMMITMENT_DONE_ON_TIME,
            commitment=found["id"],
            actor=account.id,
        )
        await not_yet(found["id"], found["due_on"], account.id)


@dataclass
class BackForm:
    reason: str = ""


@step("/verification/withdrawal", may(Act.VERIFY))
async def unverified(request: AnyRequest, form: BackForm, commitment_id: int) -> Done:
    """It was verified by mistake: it waits to be verified again."""
    me = user_of(request)
    found = await standing(commitment_id, topic_too=True)
    if not me.may_at(Act.VERIFY, found["lineage"]):
        not_there()
    reason = rules.check_back(form.reason, under_way=carried(found))
    if found["verified_on"] is None:
        raise Refused(_("这件事还没有核验。"))
    check_other(me, record_of(found, await rows(REPORTED_BY, commitment_id)))
    changes: dict[Any, Any] = {"verified_on": None, "verified_by": None}
    await Commitment.update(changes).where(Commitment.id == commitment_id)
    await note(commitment_id, reason)
    await ledger.take_back(
        Kind.COMMITMENT_VERIFIED, commitment=commitment_id, reason=reason, actor=me.id
    )
    return done(commitment_id, _("已收回核验，等重新核验。"))


@step("/withdrawal", may(Act.COMMIT))
async def withdrawal(request: AnyRequest, form: BackForm, commitment_id: int) -> Done:
    """It was promised by mistake: nobody owes it, and nothing counts it."""
    me = user_of(request)
    found = await standing(commitment_id, topic_too=True)
    if not me.may_at(Act.COMMIT, found["lineage"]):
        not_there()
    check_other(me, owed_by(found))
    reason = rules.check_back(form.reason, under_way=carried(found))
    changes: dict[Any, Any] = {
        "withdrawn_on": today(),
        "withdrawn_reason": reason,
        "withdrawn_as": str(hand_at(me, found)),
    }
    await Commitment.update(changes).where(Commitment.id == commitment_id)
    await ledger.take_back(*entries.OF_ONE, commitment=commitment_id, reason=reason, actor=me.id)
    return done(commitment_id, _("已撤回，%(department)s的工作台上不再有它。"))


router = Router(
    "/commitments",
    route_handlers=[
        index, commitment_page, progress, completion, verification, unverified, withdrawal,
    ],
)  # fmt: skip
