"""What has been kept as long as the county's rules say is erased, some at a time: in each hour no
more than MOST transactions, each of a batch of each kind. What is done is told by the rows, so that
it may stop anywhere and be done again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from app.audit import Noted, note
from app.bulk import moved
from app.charter import store
from app.charter.model import Personal
from app.dates import today
from app.db import county_tx, execute, rows, value
from app.persons import erasing, guests
from app.persons.amending import amending
from app.veiling.rules import VEILED

BATCH, MOST = 100, 20
SIGNUP_MONTHS = 12  # the operator has no charter


def due(table: str, ended: str, gone: str) -> str:
    """Of rows that ended so many months ago; what another worker holds is left to it."""
    return f"""
        SELECT "id" FROM "{table}" WHERE "{table}"."county" = $1 AND {ended} IS NOT NULL
          AND {gone} AND {ended} < $2::date - make_interval(months => $3)
        ORDER BY {ended}, "id" LIMIT {BATCH} FOR UPDATE SKIP LOCKED
    """  # noqa: S608


WISHES_GONE = f"""
    UPDATE "wish" SET "words" = '', "answer" = '',
        "person" = CASE "person" WHEN '' THEN '' ELSE '{VEILED}' END
    WHERE "wish"."county" = $1 AND "id" = ANY($2::bigint[])
"""  # noqa: S608


async def forget_wishes(found: list[int]) -> None:
    await execute(WISHES_GONE, found)


@dataclass(frozen=True)
class Ending:
    months: Callable[[Personal], int]
    due: str
    erase: Callable[[list[int]], Awaitable[None]]


# It waits for whoever raised it alone, to be completed or rated, and may do so for ever: it ends,
# for this, when that began. By their code they may still go on.
STANDS_STILL = """("stage" = 'raised' OR "stage" = 'answered' AND "held_by" = '{}')"""
ENDINGS = (
    Ending(
        lambda personal: personal.raiser_months,
        due(
            "topic",
            '"ring_since"',
            f'{STANDS_STILL} AND ("raiser_gone_on" IS NULL OR "raiser_gone_on" < "ring_since")',
        ),
        erasing.erase_raisers,
    ),
    Ending(
        lambda personal: personal.guests_months,
        due(
            "topic",
            '"ring_since"',
            f'{STANDS_STILL} AND ("people_gone_on" IS NULL OR "people_gone_on" < "ring_since")',
        ),
        erasing.erase_guests,
    ),
    Ending(
        lambda personal: personal.raiser_months,
        due(
            "topic",
            '"closed_on"',
            '("raiser_gone_on" IS NULL OR "raiser_gone_on" < "closed_on")',
        ),
        erasing.erase_raisers,
    ),
    Ending(
        lambda personal: personal.guests_months,
        due(
            "topic",
            '"closed_on"',
            '("people_gone_on" IS NULL OR "people_gone_on" < "closed_on")',
        ),
        erasing.erase_guests,
    ),
    Ending(
        lambda personal: personal.guests_months,
        due("activity", '"happened_on"', f"NOT \"guests\" <@ ARRAY['{VEILED}']"),
        guests.erase_all,
    ),
    Ending(
        lambda personal: personal.left_months,
        due("member", '"left_on"', '("gone_on" IS NULL OR "gone_on" < "left_on")'),
        erasing.erase_members,
    ),
    Ending(
        lambda personal: personal.left_months,
        due("account", '"disabled_at"', '"gone_on" IS NULL'),
        erasing.erase_accounts,
    ),
    Ending(
        lambda personal: personal.wish_months,
        due("wish", '"decided_on"', "\"answer\" <> ''"),
        forget_wishes,
    ),
    Ending(
        lambda _personal: SIGNUP_MONTHS,
        due("signup", '"decided_at"', '"gone_on" IS NULL'),
        erasing.erase_signups,
    ),
)


async def expire(day: date | None = None) -> bool:
    """Of the realm that is bound. `day`: what is taken for today. → is there more?"""
    for _batch in range(MOST):
        if not await expire_some(day or today()):
            return False
    return True


async def begins_on() -> date | None:
    """From which day on anything is erased by itself; None: from the first. In the caller's
    transaction. A county that was at work when retention came has time to look at its rules.
    """
    found: date | None = await value("SELECT erases_from FROM county WHERE id = $1")
    return found


async def expire_some(day: date) -> bool:
    """→ was a batch full?"""
    async with county_tx():
        if (begins := await begins_on()) and day < begins:
            return False
        _number, charter = await store.in_force()
        personal = charter.personal if charter else Personal()
        found = [await end_some(each, each.months(personal), day) for each in ENDINGS]
        if gone := sum(found):
            await note(Noted.ERASED, "", after={"found": gone})
    moved(sum(found))
    return max(found) == BATCH


async def end_some(ending: Ending, months: int, day: date) -> int:
    found = [each["id"] for each in await rows(ending.due, day, months)]
    if found:
        async with amending():
            await ending.erase(found)
    return len(found)
