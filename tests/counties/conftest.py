import pytest

from app.access.roles import Role
from app.db import bound_to
from app.processes.postgres import Server
from app.tenancy.realms import OPERATOR
from tests import given
from tests.conftest import Browser


@pytest.fixture(scope="session", autouse=True)
async def places(server: Server, database: str) -> None:
    await given.divisions(server.url(database, "app_owner"))


@pytest.fixture
async def operator(outside: Browser) -> Browser:
    """The operator's browser. Where a test asks for `outside` too, it is the same one."""
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    return outside
