"""What tests of departments start from."""

from typing import Any

import pytest

from app.access.roles import Role
from app.dates import today
from app.db import county_tx
from app.outcomes.tables import Commitment
from tests import given
from tests.conftest import Browser


class Twice:
    """A department that was entered twice, with what it owes and did, and who speaks for it."""

    one: int
    right: int
    open: int
    kept: int
    account: int


@pytest.fixture
async def twice(client: Browser) -> Twice:
    it = Twice()
    async with county_tx():
        it.one, it.right = [await given.a_department(each) for each in ("县主建局", "县住建局")]
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        it.open, it.kept = [await given.a_commitment(topic, it.one, today()) for _both in range(2)]
        done: Any = {Commitment.done_on: today()}
        await Commitment.update(done).where(Commitment.id == it.kept)
    it.account = await given.an_account(Role.DEPARTMENT, department=it.one)
    await given.signed_in(client, Role.OFFICE)
    return it
