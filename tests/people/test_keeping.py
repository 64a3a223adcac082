"""A realm always keeps somebody who can sign in and name others, whoever ends whom at once."""

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment
from app.db import county_in_tx, county_tx, value
from tests import given
from tests.accounts.test_invitations import WAITING
from tests.conftest import Browser, browser
from tests.page import Page
from tests.sources import parsed

pytestmark = pytest.mark.anyio

LAST = "至少要留一个能登录的管理账号，否则没有人能管理这里。"
# Who could sign in and name others; asked otherwise than the program asks.
WHO = """
    SELECT count(DISTINCT "account"."id")
    FROM "account", "appointment", "provider"
    WHERE "account"."county" = $1 AND "appointment"."county" = $1 AND "provider"."county" = $1
      AND "appointment"."account" = "account"."id" AND "provider"."id" = "account"."provider"
      AND "role" = 'office' AND "ended_at" IS NULL AND "disabled_at" IS NULL AND "enabled"
"""


@asynccontextmanager
async def as_one(superuser: Any) -> AsyncIterator[None]:
    """Whatever changes who holds what waits within, and goes on at the end."""
    async with county_tx(readonly=True):
        county = county_in_tx()
    await superuser.execute(f"SELECT pg_advisory_lock(20064, {county})")
    yield
    async with asyncio.timeout(60):
        while await superuser.fetchval(WAITING) < 2:  # noqa: ASYNC110 -- of the database
            await asyncio.sleep(0.01)
    await superuser.execute("SELECT pg_advisory_unlock_all()")


@pytest.fixture
async def two(county: int) -> AsyncIterator[list[tuple[Browser, dict[str, str]]]]:
    """Two offices, each by a way in of its own; and the addresses where each would be ended."""
    async with AsyncExitStack() as stack:
        found = []
        for enabled in (None, True):
            client = await stack.enter_async_context(browser(f"/c{county}"))
            other = await given.another_provider() if enabled else None
            account = await given.an_account(Role.OFFICE, provider=other)
            await given.sign_in(client, account)
            assert (await client.get("/people")).status_code == 200
            async with county_tx(readonly=True):
                (mine,) = await Appointment.select().where(Appointment.account == account)
                (row,) = await AccountRow.select().where(AccountRow.id == account)
            ends = {
                "role": f"/people/{account}/appointments/{mine['id']}/end",
                "account": f"/people/{account}/disable",
                "provider": f"/people/providers/{row['provider']}/end",
            }
            found.append((client, ends))
        yield found


ENDS = ("role", "account", "provider")


@pytest.mark.parametrize(("one", "other"), [*product(ENDS, ENDS)])
async def test_of_two_who_end_each_other_one_stays(
    two: list[tuple[Browser, dict[str, str]]], superuser: Any, one: str, other: str
) -> None:
    (first, of_first), (second, of_second) = two
    async with as_one(superuser):
        both = asyncio.gather(first.post(of_second[one]), second.post(of_first[other]))
    async with asyncio.timeout(60):
        sent: tuple[Response, Response] = await both
    assert sorted(each.status_code for each in sent) == [303, 422]
    refused = next(each for each in sent if each.status_code == 422)
    assert LAST in Page(refused).text
    async with county_tx(readonly=True):
        assert await value(WHO) == 1


# Where something is ended that somebody may sign in by, and nobody has to be kept. Each is another
# function of the same name nowhere else.
NOT_THE_LAST = {
    ("invitations.py", ""): "of who has not come yet: the account that was awaited holds nothing",
    ("invitations.py", "expected"): "it is new",
    ("people/taking_over.py", ""): "a department's own role: whoever speaks for it names nobody",
    ("people/queries.py", "end_role"): "a member's role, wherever it is held",
    ("persons/erasing.py", ""): "asked by deciding.py; what retention erases was ended long before",
}
ENDING = re.compile(
    r"Appointment\.ended_at: now|AccountRow\.disabled_at: now|Provider\.enabled: False"
    r"|disabled_at=now"
    r'|UPDATE "appointment"\s+SET "ended_at"|"disabled_at" = (?!NULL)'
    r'|UPDATE "provider"\s+SET[^;]*"enabled" = false'
)


def endings() -> Iterator[tuple[str, str, str]]:
    """File, function ("" at the top), its text: wherever one of the three is ended."""
    for path in sorted(Path("app").rglob("*.py")):
        if {"demo", "setup"} & set(path.parts):
            continue
        for node in parsed(path).body:
            said = ast.unparse(node)
            if ENDING.search(said.replace("\\n", " ").replace('\\"', '"')):
                name = node.name if isinstance(node, ast.AsyncFunctionDef) else ""
                yield str(path), name, said


def test_whatever_ends_a_way_in_asks_who_is_left() -> None:
    found = list(endings())
    asked = {(path, name) for path, name, said in found if "keep_somebody()" in said}
    named = {name for _path, name in asked}
    assert named == {"end", "disable", "end_provider", "end_roles"}
    others = {(path, name) for path, name, _said in found} - asked
    allowed = {
        (path, name) for path, name in others for file, which in NOT_THE_LAST
        if path.endswith(file) and name == which
    }  # fmt: skip
    assert others - allowed == set()
    assert len(allowed) == len(NOT_THE_LAST)
