"""Rate limits: how often something may be tried from one address in a county."""

import hmac
from ipaddress import ip_network

from app.config import settings
from app.dates import now
from app.db import tx, value
from app.i18n import _
from app.refusal import TooOften
from app.web.requests import AnyRequest

LIMITS = {  # so many from one address in a county, then a pause
    "raise": (60, "1 hour"),  # a village may share one address
    "follow": (30, "10 minutes"),
    "signup": (20, "1 hour"),
    "refused": (60, "1 hour"),  # sign-ins that the audit log keeps
}


async def limited(request: AnyRequest, what: str) -> None:
    """Within the caller's transaction: if it is taken back, nothing was tried."""
    most, span = LIMITS[what]
    who = hmac.digest(settings.secret.encode(), address_of(request).encode(), "sha256").hex()[:32]
    seen = await value(
        'SELECT count(*) FROM "attempt" WHERE "attempt"."county" = $1 AND "what" = $2'
        ' AND "who" = $3 AND "at" > $4::timestamptz - $5::text::interval',
        what,
        who,
        now(),
        span,
    )
    if seen >= most:
        raise TooOften(_("操作太频繁，请过几分钟再试。"))
    await tx().connection.execute(
        'INSERT INTO "attempt" ("county", "what", "who") VALUES ($1, $2, $3)',
        tx().county,
        what,
        who,
    )


def address_of(request: AnyRequest) -> str:
    """Of IPv6 the network: whoever has one address there has all of them."""
    host = request.client.host if request.client else ""
    return str(ip_network(f"{host.partition('%')[0]}/64", strict=False)) if ":" in host else host
