"""Wishes as they are written down, found and shown: by whoever has them, and by the office."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, NotRequired, TypedDict

from app.audit import Noted, note
from app.charter.model import Personal
from app.dates import deadline, today
from app.db import row, rows, value
from app.lights import Light, light
from app.persons import rules
from app.persons.tables import Wish
from app.refusal import Refused, refuse_all

FETCHED = timedelta(days=30)


class About(NamedTuple):
    """Whose data: of one of them. `person`: who sat down about the matter, or took part in the
    activity; empty: the matter's raiser.
    """

    topic: int | None = None
    account: int | None = None
    member: int | None = None
    person: str = ""
    activity: int | None = None
    signup: int | None = None


class LoadedWish(TypedDict):
    """`title`: of the matter or the activity; `whose`: the account's or the member's name;
    `included`: other matters of theirs with which it was done, too; `titles`: theirs.
    """

    id: int
    kind: str
    topic: int | None
    account: int | None
    member: int | None
    activity: int | None
    signup: int | None
    person: str
    words: str
    channel: str
    asked_on: date
    due_on: date
    state: str
    answer: str
    decided_on: date | None
    title: str | None
    whose: str | None
    included: list[int]
    titles: list[str]
    light: NotRequired[Light | None]


FOUND = """
    SELECT "wish"."id", "wish"."kind", "wish"."topic", "wish"."account", "wish"."member",
           "wish"."person", "wish"."words", "wish"."channel", "wish"."asked_on", "wish"."due_on",
           "wish"."state", "wish"."answer", "wish"."decided_on", "wish"."activity",
           "wish"."signup", "wish"."included",
           ARRAY(SELECT "of"."title" FROM "topic" AS "of" WHERE "of"."county" = $1
                 AND "of"."id" = ANY("wish"."included") ORDER BY "of"."id") AS titles,
           coalesce("topic"."title", "activity"."title", '/' || "signup"."slug" || '/') AS title,
           coalesce("account"."name", "member"."name", "signup"."admin_name") AS whose
    FROM "wish"
    LEFT JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "wish"."topic"
    LEFT JOIN "activity" ON "activity"."county" = $1 AND "activity"."id" = "wish"."activity"
    LEFT JOIN "account" ON "account"."county" = $1 AND "account"."id" = "wish"."account"
    LEFT JOIN "member" ON "member"."county" = $1 AND "member"."id" = "wish"."member"
    LEFT JOIN "signup" ON "signup"."county" = $1 AND "signup"."id" = "wish"."signup"
    WHERE "wish"."county" = $1
"""
ONE = f'{FOUND} AND "wish"."id" = $2'
WAITING = f"""
    {FOUND} AND "wish"."state" = 'waiting' AND ("wish"."due_on", "wish"."id") > ($2, $3)
    ORDER BY "wish"."due_on", "wish"."id" LIMIT $4
"""
DECIDED = f"""
    {FOUND} AND "wish"."state" <> 'waiting' AND ($2::bigint IS NULL OR "wish"."id" < $2)
    ORDER BY "wish"."id" DESC LIMIT $3
"""
HOW_MANY = """
    SELECT count(*) FROM "wish" WHERE "wish"."county" = $1 AND "wish"."state" = 'waiting'
"""
OF_MATTER = f"""{FOUND} AND "wish"."topic" = $2 AND "wish"."person" = '' ORDER BY "wish"."id" """
OF_SIGNUP = f'{FOUND} AND "wish"."signup" = $2 ORDER BY "wish"."id"'
OF_ACCOUNT = f'{FOUND} AND "wish"."account" = $2 ORDER BY "wish"."id"'
WAITS = """
    SELECT EXISTS (SELECT FROM "wish" WHERE "wish"."county" = $1 AND "state" = 'waiting'
                   AND "kind" = :kind AND "topic" IS NOT DISTINCT FROM :topic::bigint
                   AND "account" IS NOT DISTINCT FROM :account::bigint
                   AND "member" IS NOT DISTINCT FROM :member::bigint AND "person" = :person
                   AND "activity" IS NOT DISTINCT FROM :activity::bigint
                   AND "signup" IS NOT DISTINCT FROM :signup::bigint)
"""
LOCK = f'{ONE} FOR UPDATE OF "wish"'


def lit(wish: LoadedWish) -> LoadedWish:
    done = wish["decided_on"]
    return {**wish, "light": light(wish["due_on"], today(), done)}


async def ask(  # noqa: PLR0917
    about: About,
    kind: str,
    words: str,
    channel: str,
    personal: Personal,
    recorded_by: int | None = None,
) -> int:
    """→ its id. Raises Refused."""
    refuse_all(rules.check_wish(kind, words))
    day = today()
    wish = Wish(
        kind=kind,
        **about._asdict(),
        words=words.strip(),
        channel=channel,
        recorded_by=recorded_by,
        asked_on=day,
        due_on=deadline(day, personal.answer_days),
    )
    if await waits(about, kind):
        raise Refused(rules.ALREADY, "kind")
    await Wish.insert(wish)
    after = {"wish": kind, "state": "waiting"}
    await note(Noted.WISH, f"/wishes/{wish.id}", after=after)
    return int(wish.id)


async def waits(about: About, kind: str) -> bool:
    """The same by the same person. Of two at once the index takes one."""
    return bool(await value(WAITS, kind=kind, **about._asdict()))


async def load(wish_id: int, *, lock: bool = False) -> LoadedWish | None:
    return await row(LOCK if lock else ONE, wish_id, of=LoadedWish)


async def waiting(most: int, after: tuple[date, int] = (date.min, 0)) -> list[LoadedWish]:
    """For the office: what is due first comes first."""
    return [lit(each) for each in await rows(WAITING, *after, most, of=LoadedWish)]


async def decided(most: int, before: int | None = None) -> list[LoadedWish]:
    return [lit(each) for each in await rows(DECIDED, before, most, of=LoadedWish)]


async def how_many_wait() -> int:
    return int(await value(HOW_MANY))


async def of_matter(topic: int) -> list[LoadedWish]:
    """Of whoever raised it."""
    return await rows(OF_MATTER, topic, of=LoadedWish)


async def of_account(account: int) -> list[LoadedWish]:
    return await rows(OF_ACCOUNT, account, of=LoadedWish)


async def of_signup(signup: int) -> list[LoadedWish]:
    return await rows(OF_SIGNUP, signup, of=LoadedWish)


def may_fetch(found: Sequence[LoadedWish]) -> bool:
    """The office has found out that it is them, and says so: for some days the file is theirs."""
    return bool(granted(found))


def included(found: Sequence[LoadedWish]) -> list[int]:
    """Other matters that are in the file, too."""
    return sorted({number for each in granted(found) for number in each["included"]})


def granted(found: Sequence[LoadedWish]) -> list[LoadedWish]:
    since = today() - FETCHED
    return [
        each
        for each in found
        if each["kind"] == rules.Want.ACCESS
        and each["state"] == "done"
        and (each["decided_on"] or date.min) >= since
    ]
