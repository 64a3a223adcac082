"""Realms: a county, the operator, a region's office; each has its rows under its number."""

import re
from typing import Any

from app.db import DB, bound_to, county_tx
from app.tenancy.numbers import NATION, OPERATOR
from app.tenancy.tables import County

REGION = re.compile(rf"/regions/([1-9]\d|[1-9]\d{{3}}|{NATION})(?=/|$)")

# First parts of paths that no county may have. What is not a county lies outside of all of them.
OUTSIDE = frozenset(
    {
        "", "about", "admin", "api", "app", "assets", "blob", "callback", "counties", "demo-idp",
        "divisions", "en", "favicon.ico", "healthz", "help", "locale", "login", "logout",
        "metrics", "operator", "regions", "robots.txt", "signup", "static", "terms", "www", "zh",
    }
)  # fmt: skip

SLUG = re.compile(r"[a-z0-9-]{1,40}")
known: dict[str, int] = {}


async def county_called(slug: str) -> int | None:
    """Hits are kept, for a slug never changes hands; misses are not, so that sign-up shows."""
    if slug not in known:
        if not SLUG.fullmatch(slug):  # no county is called so, and PostgreSQL takes no NUL
            return None
        if DB.transaction_exists():  # the register is read by all, whoever's transaction it is
            row = await registered(slug)
        else:
            with bound_to(OPERATOR):  # strangers ask for names that nobody has: within one share
                async with county_tx(readonly=True):
                    row = await registered(slug)
        if row is None:
            return None
        known[slug] = row["id"]
    return known[slug]


async def registered(slug: str) -> Any:
    return await County.select(County.id).where(County.slug == slug).first()


async def realm_called(path: str) -> int | None:
    """/operator, /regions/51, /slug → the number under which its rows are."""
    if path == "/operator":
        return OPERATOR
    if region := REGION.fullmatch(path):
        return int(region[1])
    return await county_called(path.removeprefix("/"))


def is_county(realm: int) -> bool:
    return realm > 99_999
