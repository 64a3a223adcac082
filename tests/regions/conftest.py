"""A province whose staff is signed in."""

from collections.abc import AsyncIterator

import pytest

from app.processes.postgres import Server
from tests import given
from tests.conftest import Browser
from tests.regions.given_region import (
    staff_of,
)


@pytest.fixture
async def province(county: int, server: Server, database: str) -> AsyncIterator[Browser]:
    """The county's own province, whatever its number here."""
    await given.divisions(server.url(database, "app_owner"))
    async with staff_of(county // 10000, f"sub-{county}") as client:
        yield client
