"""Quotas, which throttle: how often something may be tried by one address, one account and a whole
county. Of IPv6 by a network, since whoever has one address there has all of them.
"""

import hmac
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_network
from math import ceil
from typing import Any, NamedTuple

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from app.config import settings
from app.dates import now
from app.db import Ahead, county_tx, rows
from app.i18n import _
from app.refusal import TooOften
from app.web.requests import AnyRequest

AnyConnection = ASGIConnection[Any, Any, Any, Any]

TOO_OFTEN = _("操作太频繁，请过 %(minutes)s 分钟再试。")


class Quota(NamedTuple):
    """So many in `seconds`. Three hundred phones of one hall have one address, so that an address
    may do more than an account; a county more than an address, so that none takes all of it.
    `address`: of IPv4 one, of IPv6 a network of 64 bits.
    """

    seconds: int
    address: int
    account: int
    county: int


# A connection is given a network of 48 to 64 bits (RFC 6177; RIPE-690 recommends 48 or 56): whoever
# has one of 48 has 65,536 of 64 and is one of them still. Mobile phones have 64 bits each, and many
# stand in one of 48: so that may do several times as much, and not what a county may.
NARROW, WIDE, TIMES = 64, 48, 4
TEN_MINUTES, HOUR = 600, 3600
QUOTAS = {
    "change": Quota(TEN_MINUTES, 3000, 600, 30_000),  # any form that is not named here
    "repeat": Quota(TEN_MINUTES, 60_000, 3000, 600_000),  # asked for with every few letters
    "raise": Quota(HOUR, 600, 120, 6000),
    "follow": Quota(TEN_MINUTES, 900, 120, 9000),  # a code has 31^9 forms: no guessing at that pace
    "login": Quota(TEN_MINUTES, 1800, 120, 18_000),  # begun and finished: two of each
    "enclose": Quota(HOUR, 1200, 180, 6000),  # photos of strangers: four of each phone of a hall
    "upload": Quota(TEN_MINUTES, 1800, 300, 18_000),
    "signup": Quota(HOUR, 60, 60, 600),
    "refused": Quota(HOUR, 60, 60, 6000),  # sign-ins that the audit log keeps
    "search": Quota(TEN_MINUTES, 9000, 1800, 90_000),  # while somebody types, too
    "export": Quota(TEN_MINUTES, 1200, 600, 12_000),  # workbooks, documents, posters to print
}

# Nobody waits until the disk has it: a count that a crash takes along throttles somebody later.
SPEND = """
    INSERT INTO "quota" ("county", "what", "who", "since") VALUES {each}
    ON CONFLICT ("county", "what", "who", "since") DO UPDATE SET "spent" = "quota"."spent" + 1
    RETURNING "who", "spent", (
        SELECT "before"."spent" FROM "quota" AS "before"
        WHERE "before"."county" = $1 AND "before"."what" = $2 AND "before"."who" = "quota"."who"
          AND "before"."since" = $4) AS before,
        set_config('synchronous_commit', 'off', true)
"""


class Often(Exception):
    """What was counted is taken back."""


class Spent(NamedTuple):
    """Of one quota by one address, account or county: `times` in this span of `seconds`, of which
    `into` have gone by, and `before` in the one before.
    """

    times: int
    before: int
    into: float
    seconds: int

    @property
    def so_far(self) -> float:
        """Of the span before, as much counts as still lies within `seconds`."""
        return self.times + self.before * (1 - self.into / self.seconds)

    def wait(self, most: int) -> int:
        """Seconds until one more may be tried, if none is meanwhile. This one, which was refused,
        stays counted. Pure.
        """
        room = most - self.times - 1
        if room >= 0 and self.before:
            until = self.seconds * (1 - room / self.before)
        else:  # not before the next span
            until = self.seconds * (2 - min(1, (most - 1) / self.times))
        return max(1, ceil(until - self.into))


def spends(what: str) -> Guard:
    """A guard, for routes outside of the frame: each request is one of the quota."""
    QUOTAS[what]

    async def within_quota(connection: Any, _route: BaseRouteHandler) -> None:
        if connection.scope.get("as_of") is None:  # else nobody asks: a file is made (publishing)
            await spend(connection, what)

    within_quota.quota = what  # type: ignore[attr-defined]  # tests walk it
    return within_quota


async def searches(request: AnyRequest) -> None:
    """Whatever is searched, which the address of a page says by `q`, is one of the quota."""
    asked = request.scope["query_string"] and request.scope["method"] == "GET"
    if asked and request.query_params.get("q"):
        await spend(request, "search")


async def spend(request: AnyConnection, what: str, next_at: Ahead | None = None) -> None:
    """Before anything is tried, in a transaction of its own: a try stays counted whatever becomes
    of it, and of many at once no more than the quota go on. Who is refused costs the county
    nothing. Raises TooOften. `next_at`: where the transaction of the try itself is begun already.
    """
    quota = QUOTAS[what]
    networks = networks_of(request.client.host if request.client else "")
    each = {secret_of(network): times * quota.address for network, times in networks}
    if request.user is not None:
        each[f"account {request.user.id}"] = quota.account
    each["county"] = quota.county
    with suppress(Often):
        async with county_tx(left_to=next_at) as counting:
            found = await spent(what, list(each), quota.seconds, now())
            if any(found[who].so_far > most for who, most in each.items()):
                raise Often
            if next_at:
                await counting.keep_and_begin()
        return
    async with county_tx():
        for who, most in each.items():
            one = (await spent(what, [who], quota.seconds, now()))[who]
            if one.so_far > most:
                break
        else:
            return  # others were taken back meanwhile
    raise TooOften(TOO_OFTEN, one.wait(most))


async def spent(what: str, who: list[str], seconds: int, at: datetime) -> dict[str, Spent]:
    """This try of each included. In the caller's transaction."""
    into = at.timestamp() % seconds
    since = at.timestamp() - into
    begins = [datetime.fromtimestamp(each, UTC) for each in (since, since - seconds)]
    each = ", ".join(f"($1, $2, ${number}, $3)" for number in range(5, 5 + len(who)))
    found = await rows(SPEND.format(each=each), what, *begins, *who)
    return {one["who"]: Spent(one["spent"], one["before"] or 0, into, seconds) for one in found}


def secret_of(address: str) -> str:
    return hmac.digest(settings.secret.encode(), address.encode(), "sha256").hex()[:32]


def networks_of(host: str) -> list[tuple[str, int]]:
    """Whose quotas a request counts in, and how many times an address's quota each has. The smaller
    first: who is over it costs the larger nothing. Pure.
    """
    if ":" not in host:
        return [(host, 1)]
    address = host.partition("%")[0]
    return [
        (str(ip_network(f"{address}/{bits}", strict=False)), times)
        for bits, times in ((NARROW, 1), (WIDE, TIMES))
    ]
