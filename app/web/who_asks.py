"""Who asks, under which charter, and how long they stay signed in by it: one statement, the first
one of each request.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import structs

from app.access import sessions
from app.access.roles import Role
from app.access.sessions import Limits
from app.charter import store
from app.charter.model import Charter, SigningIn
from app.charter.store import AtWork
from app.dates import today
from app.db import county_in_tx, row

# Of a county's stranger, of somebody who may be signed in there, and of one at an office.
STRANGER = store.AT_WORK
SOMEBODY = f"""
    SELECT at_work.*, behind.* FROM (VALUES (1)) AS one
    LEFT JOIN ({store.AT_WORK}) AS at_work ON true
    LEFT JOIN ({sessions.BEHIND}) AS behind ON true
"""  # noqa: S608
AT_AN_OFFICE = f"""
    SELECT behind.*, (SELECT path FROM division WHERE code = $1::int::text) AS office
    FROM ({sessions.BEHIND}) AS behind
"""  # noqa: S608


last: dict[int, AtWork] = {}  # by county, without its charter: that is among those in memory


class Asks(NamedTuple):
    at_work: AtWork = AtWork()
    found: sessions.Found | None = None
    office: str = ""  # the region's name, in full; the operator and the nation are no divisions


def last_seen(county: int) -> AtWork:
    """What this process found last: the head of a page that says that nothing can be found now."""
    known = last.get(county, AtWork())
    charter = store.parsed.get((county, known.charter_id or 0))
    return known._replace(charter=charter) if charter else AtWork()


async def at_work_now(found: Mapping[str, Any]) -> AtWork:
    at_work = await store.read_at_work(found)
    last[county_in_tx()] = at_work._replace(charter=None)
    return at_work


async def who_asks(token: str | None, *, in_county: bool, wall: bool = False) -> Asks:
    """`token`: of the session's cookie; `wall`: as `sessions.read` asks. Within the caller's
    transaction. Where the operator has suspended a county nobody is signed in.
    """
    if not token:
        found = await row(STRANGER, today=today()) if in_county else None
        return Asks(await at_work_now(found)) if found else Asks()
    asked: dict[str, Any] = {"token_hash": sessions.digest(token)}
    if not in_county:
        found = await row(AT_AN_OFFICE, **asked)
        if found is None:
            return Asks()
        return Asks(
            found=sessions.read(found, limits_of(None), wall=wall), office=found["office"] or ""
        )
    found = await row(SOMEBODY, **asked, today=today())
    at_work = await at_work_now(found) if found["charter"] else AtWork()
    if found["session"] is None or at_work.suspended:
        return Asks(at_work)
    return Asks(at_work, sessions.read(found, limits_of(at_work.charter), wall=wall))


def limits_of(charter: Charter | None) -> Limits:
    """The operator's realm and a region's have no charter, and the shortest limits."""
    if charter is None:
        return Limits()
    return limits(structs.astuple(charter.signing_in))


@lru_cache(256)
def limits(told: tuple[int, ...]) -> Limits:
    """Asked with each request; few counties' rules differ in it."""
    minutes = dict(zip(SigningIn.__struct_fields__, told, strict=True))
    hours = minutes.pop("hours")
    idle = {Role(role): timedelta(minutes=each) for role, each in minutes.items()}
    return Limits(timedelta(hours=hours), idle)
