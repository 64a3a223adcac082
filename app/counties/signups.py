"""Who asks to join: rows of the operator's realm."""

import json
from datetime import datetime
from typing import TypedDict

from piccolo.columns import JSONB, Array, BigInt, Date, Integer, Text, Timestamptz

from app.counties.rules import Asked
from app.dates import now
from app.db import execute, row, rows, tx, typed, value
from app.tenancy.tables import CountyTable

PAGE = 50

LIST = """
    SELECT "signup"."id", "signup"."code", "slug", "preset", "state", "asked_at", "decided_at",
           "confirmed_at",
           division.name, division.path
    FROM "signup" LEFT JOIN division ON division.code = "signup"."code"::text
    WHERE "signup"."county" = $1 AND ("state" = 'waiting') = $2 AND "signup"."id" < $3
    ORDER BY "signup"."id" DESC LIMIT $4
"""
HOW_MANY = """
    SELECT count(*) FROM "signup" WHERE "signup"."county" = $1 AND "state" = 'waiting'
"""
ONE = """
    SELECT "signup"."id", "signup"."code", "slug", "preset", "unchecked", "admin_name",
           "admin_subject", "contact", "issuer", "client_id", "state", "reason", "asked_at",
           "decided_at", "confirmed_at", "names", division.name, division.path
    FROM "signup" LEFT JOIN division ON division.code = "signup"."code"::text
    WHERE "signup"."county" = $1 AND "signup"."id" = $2
"""
# What an office sees at its random address: nothing that anybody typed.
PUBLIC = """
    SELECT "signup"."id", "signup"."code", "slug", "state", "reason", "asked_at", division.name
    FROM "signup" LEFT JOIN division ON division.code = "signup"."code"::text
    WHERE "signup"."county" = $1 AND "reference" = $2
"""
WAITING = """
    SELECT "code" FROM "signup"
    WHERE "signup"."county" = $1 AND "state" = 'waiting' AND "confirmed_at" IS NOT NULL
      AND "code" = ANY($2::int[])
"""
TAKEN = """
    SELECT EXISTS (SELECT FROM county WHERE slug = $2)
        OR EXISTS (SELECT FROM "signup" WHERE "signup"."county" = $1 AND "state" = 'waiting'
                   AND "confirmed_at" IS NOT NULL AND "slug" = $2)
"""
REGISTRY = """
    SELECT county.id, county.slug, county.name, county.opened_at, county.suspended_at,
           division.path
    FROM county LEFT JOIN division ON division.code = county.id::text
    WHERE county.id > $1 AND (county.name ~* $2 OR county.slug ~* $2
          OR county.id::text ~* $2 OR replace(division.path, ' ', '') ~* $2)
    ORDER BY county.id LIMIT $3
"""
ENTER = """
    INSERT INTO "signup" ("county", "reference", "code", "slug", "preset", "unchecked",
        "admin_name", "admin_subject", "contact", "issuer", "client_id", "client_secret", "way",
        "names", "rules")
    VALUES ($1, :reference, :code, :slug, :preset, :unchecked, :admin_name, :admin_subject,
        :contact, :issuer, :client_id, :client_secret, :way, :names::jsonb, :rules)
"""
CONFIRM = """
    UPDATE "signup" SET "confirmed_at" = coalesce("confirmed_at", $3),
        "confirmed_by" = coalesce("confirmed_by", $4)
    WHERE "signup"."county" = $1 AND "id" = $2 RETURNING "state"
"""
NEWEST = 1 << 62


class Signup(CountyTable):
    reference = Text(default=None, secret=True)
    code = Integer(default=None)
    slug = Text(default=None)
    preset = Text(default=None)
    unchecked = Array(base_column=Text(), default=None)
    admin_name = Text(default=None)
    admin_subject = Text(default=None)
    contact = Text(default=None, secret=True)
    issuer = Text(default=None)
    client_id = Text(default=None)
    client_secret = Text(default=None, secret=True)
    way = Text(default="")
    state = Text(default="waiting")
    reason = Text(default="")
    asked_at = Timestamptz()
    decided_at = Timestamptz(default=None, null=True)
    decided_by = BigInt(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    confirmed_by = BigInt(default=None, null=True)
    names = JSONB(default="{}")
    rules = Text(default="")
    gone_on = Date(default=None, null=True)  # erased: app/persons/retention.py


class ListedSignup(TypedDict):
    """`name`, `path`: the division's; None where the list has none of that code."""

    id: int
    code: int
    slug: str
    preset: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    confirmed_at: datetime | None
    name: str | None
    path: str | None


class LoadedSignup(ListedSignup):
    """All but the client's secret."""

    unchecked: list[str]
    admin_name: str
    admin_subject: str
    contact: str
    issuer: str
    client_id: str
    reason: str
    names: str  # JSON


class PublicSignup(TypedDict):
    id: int
    code: int
    slug: str
    state: str
    reason: str
    asked_at: datetime
    name: str | None


class Registered(TypedDict):
    """A county at work; `path` as in ListedSignup."""

    id: int
    slug: str
    name: str
    opened_at: datetime
    suspended_at: datetime | None
    path: str | None


async def listed(
    *, waiting: bool, before: int | None = None
) -> tuple[list[ListedSignup], int | None]:
    """Newest first. → a page of them, and where the next one begins."""
    found = await rows(LIST, waiting, before or NEWEST, PAGE + 1, of=ListedSignup)
    return found[:PAGE], found[PAGE - 1]["id"] if len(found) > PAGE else None


async def how_many_wait() -> int:
    return int(await value(HOW_MANY))


async def one(signup: int) -> LoadedSignup | None:
    return await row(ONE, signup, of=LoadedSignup)


async def public(reference: str) -> PublicSignup | None:
    return await row(PUBLIC, reference, of=PublicSignup)


async def waiting_among(codes: list[int]) -> set[int]:
    return {found["code"] for found in await rows(WAITING, codes)}


async def enter(asked: Asked, unchecked: list[str], reference: str, rules: str = "") -> None:
    """`rules`: another county's, as they were published when it was asked; none: a preset's."""
    await execute(
        ENTER,
        reference=reference,
        code=int(asked.code),
        slug=asked.slug,
        preset=asked.preset,
        unchecked=unchecked,
        admin_name=asked.admin_name,
        admin_subject=asked.admin_subject,
        contact=asked.contact,
        issuer=asked.issuer,
        client_id=asked.client_id,
        client_secret=asked.client_secret,
        way=asked.way,
        names=json.dumps(asked.own(), ensure_ascii=False),
        rules=rules,
    )


async def confirm(signup: int, account: int) -> str | None:
    """→ its state; None: there is none. UniqueViolationError: another one was confirmed."""
    found = await row(CONFIRM, signup, now(), account)
    return found["state"] if found else None


async def slug_is_taken(slug: str) -> bool:
    return bool(await value(TAKEN, slug))


async def here_among(codes: list[int]) -> dict[int, str]:
    """Counties that are at work already: code → slug."""
    found = await tx().connection.fetch(
        "SELECT id, slug FROM county WHERE id = ANY($1::int[])", codes
    )
    return {each["id"]: each["slug"] for each in found}


async def registry(pattern: str, after: int | None = None) -> tuple[list[Registered], int | None]:
    """Counties at work, by code. → a page of them, and where the next one begins."""
    records = await tx().connection.fetch(REGISTRY, after or 0, pattern, PAGE + 1)
    found = typed(records, Registered)
    return found[:PAGE], found[PAGE - 1]["id"] if len(found) > PAGE else None


async def counties_at_work() -> int:
    return int(await tx().connection.fetchval("SELECT count(*) FROM county"))
