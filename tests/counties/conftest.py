from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.access.roles import Role
from app.accounts import outgoing
from app.config import settings
from app.db import bound_to
from app.processes.postgres import Server
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.accounts.hostile import Hostile, serving
from tests.conftest import Browser

NAMED: dict[str, str] = {}


@pytest.fixture(scope="session", autouse=True)
async def places(server: Server, database: str) -> None:
    await given.divisions(server.url(database, "app_owner"))


@pytest.fixture
async def operator(outside: Browser) -> Browser:
    """The operator's browser. Where a test asks for `outside` too, it is the same one."""
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    return outside


@pytest.fixture(scope="module")
def answering() -> Iterator[Hostile]:
    """The identity provider that sign-ups name: they are told at once if one does not answer."""
    with serving() as found:
        yield found


@pytest.fixture
def issuer(answering: Hostile, monkeypatch: pytest.MonkeyPatch) -> str:
    trusted = replace(settings, private_issuers=frozenset({answering.issuer}))
    monkeypatch.setattr(outgoing, "settings", trusted)
    return answering.issuer


@pytest.fixture
async def named(issuer: str, superuser: Any) -> None:
    """By all sign-ups of these tests; what others have spent is forgotten."""
    NAMED["issuer"] = issuer
    await superuser.execute("DELETE FROM quota WHERE county = 1")
