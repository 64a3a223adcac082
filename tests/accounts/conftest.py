"""A provider that lies when it is told to, and the county that signs in there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.access.tables import Provider
from app.accounts import outgoing
from app.config import settings
from app.db import county_tx
from tests.accounts.hostile import CLIENT, SECRET, Hostile, serving


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hostile]:
    with serving() as found:
        trusted = replace(settings, private_issuers=frozenset({found.issuer}))
        monkeypatch.setattr(outgoing, "settings", trusted)
        yield found


@pytest.fixture
async def provider(hostile: Hostile, county: int) -> int:  # noqa: ARG001
    row = Provider(name="认证", issuer=hostile.issuer, client_id=CLIENT, client_secret=SECRET)
    async with county_tx():
        await Provider.insert(row)
    return int(row.id)
