"""Who sees which scores, and whose own they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from app.access.parties import answer_for, speaks_for
from app.access.roles import Account, Act, Role
from app.access.visibility import PUBLISHED, is_stranger
from app.charter.sheets import Sheet
from app.dates import month_after, today
from app.db import rows, value
from app.i18n import _
from app.ledger.figures import counts
from app.ledger.kinds import Kind
from app.scoring.headings import Heading, are_there, check_there, headings
from app.scoring.periods import Period, parts
from app.scoring.rules import about_persons, only_persons, tells_persons

OWN = f"""
    SELECT 'station' AS kind, "id"::text AS subject FROM "station"
    WHERE "station"."county" = $1 AND "lineage" && $2::bigint[]
    UNION
    SELECT 'township', left("division", 9) FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY($3::bigint[]) AND length("division") >= 9
    UNION
    SELECT 'sector', "sector" FROM "member" WHERE "member"."county" = $1 AND "id" = $4
    UNION
    SELECT 'department', "id"::text FROM "department"
    WHERE "department"."county" = $1 AND "taken_over_by" IS NOT NULL
      AND {answer_for('"department"."id"')} && $5::bigint[]
"""  # noqa: S608
SPOKE_FOR = f"SELECT {speaks_for('$2::bigint', '$3::text', '$4::bigint')}"
# Strangers see what is settled, so its snapshot says what was counted.
NOT_PUBLIC = f"""
    SELECT DISTINCT "settled_entry"."assessment", "settled_entry"."subject" FROM "settled_entry"
    CROSS JOIN LATERAL (SELECT "topic" FROM "ledger" WHERE "ledger"."county" = $1
        AND "ledger"."id" = "settled_entry"."entry" AND "ledger"."kind" = ANY(:kinds::text[])
        LIMIT 1) AS "entry"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "entry"."topic"
    WHERE "settled_entry"."county" = $1 AND "settled_entry"."assessment" = ANY(:settled::bigint[])
      AND (:subject::text IS NULL OR "settled_entry"."subject" = :subject) AND NOT {PUBLISHED}
"""  # noqa: S608
AS_LATE = timedelta(days=366)  # what is recorded late may count in a later period
KEEP_ONE = frozenset({Role.CONVENER, Role.TOWNSHIP})


async def own_of(account: Account | None) -> dict[str, set[str]]:
    """By kind of subject whose scores are this person's own: they assess themselves, and may
    appeal. A township's are its office's; whoever convenes at one of its villages speaks for that.
    """
    own: dict[str, set[str]] = defaultdict(set)
    if account is None:
        return own
    own["member"] = {str(account.member)} if account.member else set()
    own["department"] = {str(each) for each in account.departments}
    own["county"] = {"county"} if Role.OFFICE in account.roles else set()
    held = [each for each in account.grants if each.role in KEEP_ONE and each.station is not None]
    offices = [each.station for each in held if each.role == Role.TOWNSHIP]
    if held or account.member or account.departments:
        places = [each.station for each in held]
        for each in await rows(OWN, places, offices, account.member, account.departments):
            own[each["kind"]].add(each["subject"])
    return own


async def own_subjects(account: Account | None, sheet: Sheet) -> set[str]:
    return (await own_of(account))[sheet.subject]


async def judges_own(account: Account, sheet: Sheet, subject: str, assessment: int) -> bool:
    """Whether they judge no score of it: they speak for it, or did within the period."""
    if subject in await own_subjects(account, sheet):
        return True
    return sheet.subject != "county" and bool(
        await value(SPOKE_FOR, account.id, subject, assessment)
    )


def shown_to(account: Account | None, head: Heading) -> bool:
    """Once it is settled. Of a sheet that is about persons alone the total would tell strangers
    what telling.py keeps from them. Pure.
    """
    if head.sheet.subject == "member":
        return account is not None
    return not (is_stranger(account) and only_persons(head.sheet))


async def not_public(
    kinds: Collection[str], assessments: Collection[int], subject: str | None = None
) -> set[tuple[int, str]]:
    """Assessments with the subjects of whom people are counted who came to what is not public."""
    which = {"kinds": sorted(kinds), "settled": sorted(assessments), "subject": subject}
    found = await rows(NOT_PUBLIC, **which)
    return {(each["assessment"], each["subject"]) for each in found}


async def closed(account: Account | None, heads: Collection[Heading]) -> set[int]:
    """Of these assessments, which are settled, those that strangers are told nothing of: a total
    would tell how many came to what is not public, and so would the totals and places of all
    others. Nor of one that mixes such a period in: its average, less the others', would be it.
    """
    if not is_stranger(account):
        return set()
    kept = {each.opened["id"]: each for each in heads}
    asked = {number: about_persons(each.sheet) for number, each in kept.items()
             if tells_persons(each.sheet)}  # fmt: skip
    found = set[int]()
    if asked:
        untold = await not_public(set().union(*asked.values()), asked)
        found = {assessment for assessment, _subject in untold}
    return found | await mixing_closed(account, [kept[each] for each in kept.keys() - found])


async def mixing_closed(account: Account | None, heads: Collection[Heading]) -> set[int]:
    """Those that mix in a period of which a stranger is not told. One that nobody has settled is
    told to none, and yet its total is in the average.
    """
    asked = [
        (head, other.key, part)
        for head in heads
        if head.sheet.mix and (other := head.rules.sheets.get(head.sheet.mix.of))
        for part in parts(head.period, other.period, head.rules.year_begins)
        if part.begins <= today()
    ]
    if not asked:
        return set()
    mixed = await headings([(key, part.begins) for _head, key, part in asked])
    pairs = [
        (head.opened["id"], part) for (head, _k, _p), part in zip(asked, mixed, strict=True) if part
    ]
    settled = {part.opened["id"]: part for _number, part in pairs if part.settled}
    shut = await closed(account, list(settled.values())) if settled else set()
    still = [
        (number, part) for number, part in pairs if not part.settled and tells_persons(part.sheet)
    ]
    found = {
        number
        for number, part in pairs
        if not shown_to(account, part) or (part.settled and part.opened["id"] in shut)
    }
    if not still:
        return found
    kinds = set[str]().union(*(about_persons(part.sheet) for _number, part in still))
    months = [(number, months_of(part.period)) for number, part in still]
    asked_for = sorted(set[date]().union(*(own for _number, own in months)))
    came = await counts(["internal_month"], sorted(map(Kind, kinds)), spans=asked_for)
    at = {each["since"] for each in came if each["entries"]}
    return found | {number for number, own in months if own & at}


def months_of(period: Period) -> set[date]:
    """The first days of those in which what counts in this period may have happened. Pure."""
    begins, found = (period.begins - AS_LATE).replace(day=1), set[date]()
    while begins <= period.ends:
        found.add(begins)
        begins = month_after(begins.year, begins.month, 1)
    return found


def settled_in(heads: Iterable[Heading]) -> list[Heading]:
    return [each for each in heads if each.settled]


async def open_to(
    account: Account | None, sheet: Sheet, periods: Collection[Period], subject: str | None = None
) -> frozenset[date]:
    """The first days of those periods whose page opens to this person, as `check_seen` has it, and
    is there at all: such a sheet was, and in it this subject.
    """
    seen = list(periods)
    if not seen:
        return frozenset()
    heads = await headings([(sheet.key, each.begins) for each in seen])
    there = {
        each.begins: head
        for each, head in zip(seen, heads, strict=True)
        if head and head.sheet.subject == sheet.subject
    }
    sees_all = account is not None and account.may(Act.SCORE)
    if not sees_all and (subject is None or subject not in await own_subjects(account, sheet)):
        kept = [each for each in settled_in(there.values()) if shown_to(account, each)]
        open_ = {each.opened["id"] for each in kept} - await closed(account, kept)
        there = {
            begins: head
            for begins, head in there.items()
            if head.assessment and head.assessment["id"] in open_
        }
    if subject is None or not there:
        return frozenset(there)
    within = await are_there([(head, subject) for head in there.values()])
    return frozenset(begins for begins, is_in in zip(there, within, strict=True) if is_in)


async def sees(account: Account | None, head: Heading) -> bool:
    """All that it says of all its subjects. From the public notice on everybody, and members'
    whoever is signed in; before, the office.
    """
    if account is not None and account.may(Act.SCORE):
        return True
    return head.settled and shown_to(account, head) and not await closed(account, [head])


async def check_seen(account: Account | None, head: Heading, subject: str | None = None) -> None:
    """As `sees`, and each their own. Asked before anything is counted."""
    if await sees(account, head):
        return
    if account is None:
        raise NotAuthorizedException(_("请先登录。"))
    if subject is None or subject not in await own_subjects(account, head.sheet):
        raise PermissionDeniedException(_("这张表公示以后才能看。"))


async def check_subject(account: Account | None, head: Heading, subject: str) -> None:
    """One subject's score: seen by this person, and there at all."""
    await check_seen(account, head, subject)
    await check_there(head, subject)
