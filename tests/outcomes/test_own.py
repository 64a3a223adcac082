"""Nobody judges in their own cause: who reported does not adopt, who carried it out neither looks
back nor rates, and is not shown a form that the rule refuses.
"""

from typing import Any

import pytest

from app.access.roles import Role
from app.access.tables import Appointment
from app.dates import today
from app.db import county_tx
from app.outcomes.tables import Answer, Commitment
from tests import given
from tests.conftest import Browser
from tests.outcomes.test_pages import OUTCOME
from tests.page import Page, refused

pytestmark = pytest.mark.anyio
OTHERS = "请由别的账号办理"


async def owed_by(topic: int, account: int) -> None:
    """Done by the account's department, and verified by somebody else."""
    done: dict[Any, Any] = {"done_on": today(), "verified_on": today()}
    async with county_tx():
        department = await given.a_department("住建局")
        made = await given.a_commitment(topic, department, today())
        await Commitment.update(done).where(Commitment.id == made)
        await Appointment.insert(
            Appointment(account=account, role=str(Role.DEPARTMENT), department=department)
        )


async def test_who_reported_it_does_not_adopt_it(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="报送成果")
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"/topics/{topic}/outcomes", data=OUTCOME)).status_code == 303
    form = {"version": "1", "adopted": "true"}
    sent = await client.post(f"/topics/{topic}/adoption", data=form)
    assert any(OTHERS in each for each in refused(sent))
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"/topics/{topic}/adoption", data=form)).status_code == 303


async def test_who_carried_it_out_does_not_look_back(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station(), ring="回头看")
    me = await given.signed_in(client, Role.OFFICE)
    await owed_by(topic, me)
    form = {"version": "0", "opinion": "看过了，都好。"}
    sent = await client.post(f"/topics/{topic}/passage", data=form)
    assert any(OTHERS in each for each in refused(sent))
    await given.signed_in(client, Role.OFFICE)
    assert (await client.post(f"/topics/{topic}/passage", data=form)).status_code == 303


@pytest.mark.parametrize("owes", [True, False])
async def test_the_form_to_rate_is_for_those_who_may(client: Browser, owes: bool) -> None:
    me = await given.signed_in(client, Role.MEMBER)
    station = await given.a_station()
    topic = await given.a_topic(station, ring="答复评价", stage="answered", raiser=me)
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="路灯已经修好。", happened_on=today()))
    if owes:
        await owed_by(topic, me)
    page = Page(await client.get(f"/topics/{topic}"))
    assert len(page.all("#rating")) == (0 if owes else 1)
    form = {"version": "0", "solved": "true", "stars": "5"}
    sent = await client.post(f"/topics/{topic}/rating", data=form)
    assert sent.status_code == (422 if owes else 303)
