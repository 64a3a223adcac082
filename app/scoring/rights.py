"""Who sees which scores, and whose own they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from app.access.roles import Account, Act, Role
from app.access.visibility import PUBLISHED, is_stranger
from app.charter.sheets import Sheet
from app.db import rows
from app.i18n import _
from app.scoring.headings import Heading, are_there, check_there, headings
from app.scoring.periods import Period
from app.scoring.rules import about_persons, only_persons, tells_persons

OWN = """
    SELECT 'station' AS kind, "id"::text AS subject FROM "station"
    WHERE "station"."county" = $1 AND "lineage" && $2::bigint[]
    UNION
    SELECT 'township', left("division", 9) FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY($3::bigint[]) AND length("division") >= 9
    UNION
    SELECT 'sector', "sector" FROM "member" WHERE "member"."county" = $1 AND "id" = $4
"""
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
    if held or account.member:
        for each in await rows(OWN, [each.station for each in held], offices, account.member):
            own[each["kind"]].add(each["subject"])
    return own


async def own_subjects(account: Account | None, sheet: Sheet) -> set[str]:
    return (await own_of(account))[sheet.subject]


def shown_to(account: Account | None, sheet: Sheet) -> bool:
    """Once it is settled. Of a sheet that is about persons alone the total would tell strangers
    what telling.py keeps from them. Pure.
    """
    if sheet.subject == "member":
        return account is not None
    return not (is_stranger(account) and only_persons(sheet))


async def not_public(
    kinds: Collection[str], assessments: Collection[int], subject: str | None = None
) -> set[tuple[int, str]]:
    """Assessments with the subjects of whom people are counted who came to what is not public."""
    which = {"kinds": sorted(kinds), "settled": sorted(assessments), "subject": subject}
    found = await rows(NOT_PUBLIC, **which)
    return {(each["assessment"], each["subject"]) for each in found}


async def closed(account: Account | None, settled: Mapping[int, Sheet]) -> set[int]:
    """Of these assessments those that strangers are told nothing of: a total would tell how many
    came to what is not public, and so would the totals and places of all others.
    """
    asked = {number: about_persons(each) for number, each in settled.items() if tells_persons(each)}
    if not (asked and is_stranger(account)):
        return set()
    found = await not_public(set().union(*asked.values()), asked)
    return {assessment for assessment, _subject in found}


def settled_in(heads: Iterable[Heading]) -> dict[int, Sheet]:
    return {each.assessment["id"]: each.sheet for each in heads if each.assessment and each.settled}


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
        kept = settled_in(there.values()) if shown_to(account, sheet) else {}
        open_ = kept.keys() - await closed(account, kept)
        there = {
            begins: head
            for begins, head in there.items()
            if head.assessment and head.assessment["id"] in open_
        }
    if subject is None or not there:
        return frozenset(there)
    within = await are_there([(head, subject) for head in there.values()])
    return frozenset(begins for begins, is_in in zip(there, within, strict=True) if is_in)


async def check_seen(account: Account | None, head: Heading, subject: str | None = None) -> None:
    """From the public notice on everybody sees them, and members' whoever is signed in; before, the
    office, and each their own. Asked before anything is counted.
    """
    shown = head.settled and shown_to(account, head.sheet)
    if shown and not await closed(account, settled_in([head])):
        return
    if account is None:
        raise NotAuthorizedException(_("请先登录。"))
    if account.may(Act.SCORE):
        return
    if subject is None or subject not in await own_subjects(account, head.sheet):
        raise PermissionDeniedException(_("这张表公示以后才能看。"))


async def check_subject(account: Account | None, head: Heading, subject: str) -> None:
    """One subject's score: seen by this person, and there at all."""
    await check_seen(account, head, subject)
    await check_there(head, subject)
