"""Onboarding: a sign-up becomes a county, with registry, charter, stations, first administrator.
All or nothing.
"""

import json
from typing import Any, NamedTuple

from asyncpg import UniqueViolationError
from litestar.exceptions import NotFoundException

from app.access.asking import without_account
from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts import invitations
from app.audit import Noted, note
from app.charter import origin, presets, store
from app.charter.model import Charter
from app.charter.published import without_own
from app.counties.rules import (
    ANOTHER_WAITS,
    HERE,
    Place,
    Proposed,
    check_decision,
    check_reopening,
    proposed,
)
from app.dates import now, today
from app.db import execute, row, tx, value
from app.divisions.search import county_with, places_in
from app.i18n import _
from app.ledger.posting import post_all
from app.refusal import Refused
from app.stations.codes import new_code
from app.stations.entries import opened
from app.tenancy.tables import County

LOCK = """
    SELECT "code", "slug", "preset", "rules", "unchecked", "admin_name", "admin_subject", "issuer",
           "client_id", "client_secret", "way", "state", "names", "reason", "gone_on"
    FROM "signup" WHERE "signup"."county" = $1 AND "id" = $2 FOR UPDATE
"""
DECIDE = """
    UPDATE "signup" SET "state" = $3, "reason" = $4, "decided_at" = $5, "decided_by" = $6
    WHERE "signup"."county" = $1 AND "id" = $2
"""
REOPEN = """
    UPDATE "signup" SET "state" = 'waiting', "reason" = $3, "decided_at" = NULL, "decided_by" = NULL
    WHERE "signup"."county" = $1 AND "id" = $2
"""
OPEN = """
    INSERT INTO "station" ("county", "id", "kind", "level", "name", "division", "parent",
        "lineage", "opened_on", "code")
    SELECT $1, new.id, new.kind, new.level, new.name, new.division, new.parent,
        array_remove(ARRAY[new.top, nullif(new.parent, new.top), new.id], NULL), :today, new.code
    FROM unnest(:ids::bigint[], :kinds::text[], :levels::text[], :names::text[],
        :divisions::text[], :parents::bigint[], :tops::bigint[], :codes::text[])
        AS new (id, kind, level, name, division, parent, top, code)
"""


class Decided(NamedTuple):
    """`state`: "approved" or "refused"; `code`: the first administrator's invitation, unless it is
    known what the provider calls them.
    """

    state: str
    slug: str
    code: str = ""


async def decide(signup: int, decision: str, reason: str, account: int) -> Decided:
    """Within the caller's transaction, in the operator's realm."""
    asked = await row(LOCK, signup)  # a second operator waits here, and finds it decided
    if asked is None:
        raise NotFoundException
    check_decision(decision, reason, asked["state"])
    state = "approved" if decision == "approve" else "refused"
    bound = tx()
    await bound.connection.execute(
        DECIDE, bound.county, signup, state, reason.strip()[:500], now(), account
    )
    code = await open_county(asked) if decision == "approve" else ""
    return Decided(state, asked["slug"], code)


async def reopen(signup: int, reason: str) -> str:
    """What was refused by mistake waits again. Whoever asked reads the reason where they read that
    of the refusal. Within the caller's transaction. → that of the refusal
    """
    asked = await row(LOCK, signup)
    if asked is None:
        raise NotFoundException
    there = await County.select(County.name).where(County.id == asked["code"])
    check_reopening(asked["state"], reason, erased=asked["gone_on"] is not None, here=bool(there))
    try:
        await execute(REOPEN, signup, reason.strip())
    except UniqueViolationError as clash:
        raise Refused(ANOTHER_WAITS) from clash
    return str(asked["reason"])


async def beginning(asked: Any) -> str:
    """The rules that it asked for. Another county's without what is that county's alone: who asked
    before that was left out has it still.
    """
    if not asked["rules"]:
        return ""
    theirs = await County.select(County.name).where(County.id == int(asked["preset"]))
    name = str(theirs[0]["name"]) if theirs else ""
    return store.write(without_own(store.read(asked["rules"]), name))


async def open_county(asked: Any) -> str:
    """→ the first administrator's invitation, if they need one."""
    code = f"{asked['code']}"
    division = await county_with(code)
    if division is None:
        raise Refused(_("全国名录里没有这个县（市、区），请从查找开始。"))
    name: str = division["name"]
    places = [Place(**each) for each in await places_in(code)]
    own: dict[str, str] = json.loads(asked["names"])
    rules = await beginning(asked)
    charter = store.checked(origin.worded(rules or presets.document(asked["preset"]), own))
    bound = tx()
    realm = bound.county
    await bound.move_to(asked["code"])
    await enter(County(id=asked["code"], slug=asked["slug"], name=name, opened_at=now()))
    await origin.open_from(
        asked["preset"],
        author=asked["admin_name"],
        note=charter.title,
        effective_on=today(),
        own=own,
        published=rules,
    )
    await open_stations(charter, code, name, places, frozenset(asked["unchecked"]))
    code_for_first = await first_administrator(asked, name)
    await bound.move_to(realm)
    return code_for_first


async def enter(county: County) -> None:
    """Raises Refused where another county was entered in the meantime."""
    try:
        await County.insert(county)
    except UniqueViolationError as clash:
        if clash.constraint_name == "county_pkey":
            raise Refused(HERE, name=county.name) from clash
        text = _("网址“%(slug)s”已被别的县使用，请以不通过退回，请对方换一个。")
        raise Refused(text, slug=county.slug) from clash


async def open_stations(
    charter: Charter, code: str, name: str, places: list[Place], unchecked: frozenset[str]
) -> None:
    """Three statements, however many stations."""
    stations = proposed(charter, code, name, places, unchecked)
    bound = tx()
    fresh = await bound.connection.fetch(
        "SELECT app.new_id() AS id FROM generate_series(1, $1)", len(stations)
    )
    ids = {each.division: got["id"] for each, got in zip(stations, fresh, strict=True)}

    def above(station: Proposed, place: int) -> int | None:
        return ids[station.above[place]] if station.above else None

    await execute(
        OPEN,
        today=today(),
        ids=list(ids.values()),
        kinds=[each.kind for each in stations],
        levels=[each.level for each in stations],
        names=[each.name for each in stations],
        divisions=[each.division for each in stations],
        parents=[above(each, -1) for each in stations],
        tops=[above(each, 0) for each in stations],
        codes=[new_code() for _each in stations],
    )
    await post_all([opened(number) for number in ids.values()])


async def first_administrator(asked: Any, name: str) -> str:
    """→ their invitation, unless their subject is known."""
    provider = Provider(
        name=name,
        issuer=asked["issuer"],
        client_id=asked["client_id"],
        client_secret=asked["client_secret"],
        way=asked["way"],
    )
    await Provider.insert(provider)
    if not asked["admin_subject"]:
        with without_account():
            return await office_invited(asked["admin_name"], provider.id)
    account = AccountRow(
        provider=provider.id, subject=asked["admin_subject"], name=asked["admin_name"]
    )
    await AccountRow.insert(account)
    await Appointment.insert(Appointment(account=account.id, role=Role.OFFICE))
    with without_account():
        await note(Noted.ROLE_GIVEN, f"/people/{account.id}", after={"role": Role.OFFICE})
    return ""


AWAITED = """
    SELECT "account"."id" FROM "account"
    WHERE "account"."county" = $1 AND "subject" IS NULL AND "name" = $2 AND EXISTS (
        SELECT FROM "appointment" WHERE "appointment"."county" = $1 AND "role" = 'office'
          AND "appointment"."account" = "account"."id" AND "ended_at" IS NULL)
    ORDER BY "account"."id" LIMIT 1
"""


async def office_invited(name: str, provider: int) -> str:
    """Whoever is to keep the county; anew, where they were invited and have not come. → the code"""
    found = await value(AWAITED, name)
    account = int(found) if found else await invitations.expected(name, provider)
    if not found:
        await Appointment.insert(Appointment(account=account, role=Role.OFFICE))
        await note(Noted.ROLE_GIVEN, f"/people/{account}", after={"role": Role.OFFICE})
    return await invitations.invite(account)
