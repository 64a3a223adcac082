"""Quotas, which throttle: how often something may be tried by one address, one account and a whole
county.
"""

import hmac
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import NamedTuple

from app.config import settings
from app.dates import now
from app.db import Ahead, county_tx, rows
from app.i18n import _
from app.refusal import TooOften
from app.web.requests import AnyRequest

TOO_OFTEN = _("操作太频繁，请过几分钟再试。")


class Quota(NamedTuple):
    """So many in `seconds`. Three hundred phones of one hall have one address, so that an address
    may do more than an account; a county more than an address, so that none takes all of it.
    """

    seconds: int
    address: int
    account: int
    county: int


TEN_MINUTES, HOUR = 600, 3600
QUOTAS = {
    "change": Quota(TEN_MINUTES, 3000, 600, 30_000),  # any form that is not named here
    "repeat": Quota(TEN_MINUTES, 60_000, 3000, 600_000),  # asked for with every few letters
    "raise": Quota(HOUR, 600, 120, 6000),
    "follow": Quota(TEN_MINUTES, 900, 120, 9000),  # a code has 31^9 forms: no guessing at that pace
    "login": Quota(TEN_MINUTES, 1800, 120, 18_000),  # begun and finished: two of each
    "enclose": Quota(HOUR, 360, 180, 6000),  # photos of strangers: forty matters with all theirs
    "upload": Quota(TEN_MINUTES, 1800, 300, 18_000),
    "signup": Quota(HOUR, 60, 60, 600),
    "refused": Quota(HOUR, 60, 60, 6000),  # sign-ins that the audit log keeps
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


async def spend(request: AnyRequest, what: str, next_at: Ahead | None = None) -> None:
    """Before anything is tried, in a transaction of its own: a try stays counted whatever becomes
    of it, and of many at once no more than the quota go on. Who is refused costs the county
    nothing. Raises TooOften. `next_at`: where the transaction of the try itself is begun already.
    """
    quota = QUOTAS[what]
    each = {secret_of(address_of(request)): quota.address}
    if request.user is not None:
        each[f"account {request.user.id}"] = quota.account
    each["county"] = quota.county
    with suppress(Often):
        async with county_tx(left_to=next_at) as counting:
            found = await spent(what, list(each), quota.seconds, now())
            if any(found[who] > most for who, most in each.items()):
                raise Often
            if next_at:
                await counting.keep_and_begin()
        return
    async with county_tx():
        for who, most in each.items():
            if (await spent(what, [who], quota.seconds, now()))[who] > most:
                break
        else:
            return  # others were taken back meanwhile
    raise TooOften(TOO_OFTEN)


async def spent(what: str, who: list[str], seconds: int, at: datetime) -> dict[str, float]:
    """This try of each included. Of the span before, as much counts as still lies within `seconds`.
    In the caller's transaction.
    """
    into = at.timestamp() % seconds
    since = at.timestamp() - into
    begins = [datetime.fromtimestamp(each, UTC) for each in (since, since - seconds)]
    each = ", ".join(f"($1, $2, ${number}, $3)" for number in range(5, 5 + len(who)))
    found = await rows(SPEND.format(each=each), what, *begins, *who)
    left = 1 - into / seconds
    return {one["who"]: float(one["spent"] + (one["before"] or 0) * left) for one in found}


def secret_of(address: str) -> str:
    return hmac.digest(settings.secret.encode(), address.encode(), "sha256").hex()[:32]


def address_of(request: AnyRequest) -> str:
    """Of IPv6 the network: whoever has one address there has all of them."""
    host = request.client.host if request.client else ""
    return str(ip_network(f"{host.partition('%')[0]}/64", strict=False)) if ":" in host else host
