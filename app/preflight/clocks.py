"""Clocks: signed links, sign-ins and the ledger's order of days stand on them."""

from datetime import datetime, timedelta

from app.dates import now
from app.preflight.findings import Finding, wrong

APART = timedelta(minutes=2)  # as far as a provider's clock may be, too


def of_clock(there: datetime, part: str) -> list[Finding]:
    apart = abs(there - now())
    if apart <= APART:
        return []
    text = f"its clock and ours are {apart.total_seconds():.0f} s apart; set both by one source."
    return wrong(part, text)
