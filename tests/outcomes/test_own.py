"""Nobody judges in their own cause: who reported does not adopt, who carried it out neither looks
back nor rates, and is not shown a form that the rule refuses.
"""

from typing import Any

import pytest

from app.access.roles import Role
from app.access.sessions import cookie_name
from app.access.tables import AccountRow, Appointment
from app.dates import now, today
from app.db import county_tx, current_realm
from app.outcomes.tables import Answer, Commitment
from app.topics.tables import Topic
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


async def test_a_code_hides_nobody_who_carried_it_out(client: Browser) -> None:
    """Whoever raised it by an account has its code, too; and who is signed in may be told one."""
    me = await given.signed_in(client, Role.MEMBER)
    form = {"version": "0", "solved": "true", "stars": "5"}
    for number, raiser in enumerate([me, None]):
        station, code = await given.a_station(), f"MINE{number}"
        topic = await given.a_topic(
            station, ring="答复评价", stage="answered", raiser=raiser, follow_code=code
        )
        async with county_tx():
            await Answer.insert(Answer(topic=topic, text="路灯已经修好。", happened_on=today()))
        await owed_by(topic, me)
        given.follows(client, code)
        if raiser:
            client.cookies.delete(cookie_name(f"/c{current_realm.get()}"))
            assert not Page(await client.get("/follow")).all("#rating")
        sent = await client.post("/follow/rating", data=form)
        assert any(OTHERS in each for each in refused(sent)), raiser
        await given.sign_in(client, me)
    client.cookies.delete(cookie_name(f"/c{current_realm.get()}"))
    assert (await client.post("/follow/rating", data=form)).status_code == 303


async def test_an_account_that_has_ended_still_carried_it_out(client: Browser) -> None:
    """Its code is good for as long as the matter waits for a rating."""
    me = await given.an_account(Role.MEMBER)
    topic = await given.a_topic(
        await given.a_station(), ring="答复评价", stage="answered", raiser=me, follow_code="MINE7"
    )
    async with county_tx():
        await Answer.insert(Answer(topic=topic, text="路灯已经修好。", happened_on=today()))
    await owed_by(topic, me)
    async with county_tx():
        await AccountRow.update({AccountRow.disabled_at: now()}).where(AccountRow.id == me)
    given.follows(client, "MINE7")
    form = {"version": "0", "solved": "true", "stars": "5"}
    sent = await client.post("/follow/rating", data=form)
    assert any(OTHERS in each for each in refused(sent))


async def test_who_takes_a_verification_back_has_not_reported_it(client: Browser) -> None:
    """Reported by one of the office, verified by another and taken back: the first may not."""
    topic = await given.a_topic(await given.a_station(), ring="落实")
    async with county_tx():
        made = await given.a_commitment(topic, await given.a_department("住建局"), today())
    path = f"/commitments/{made}"
    reporter, other = [await given.an_account(Role.OFFICE) for _ in range(2)]
    steps: list[tuple[int, str, dict[str, str], int]] = [
        (reporter, "/completion", {"text": "换了灯泡。"}, 303),
        (reporter, "/verification", {"accepted": "true"}, 422),
        (other, "/verification", {"accepted": "true", "note": "看过了。"}, 303),
        (other, "/verification/withdrawal", {"reason": "点错了"}, 303),
        (reporter, "/verification", {"accepted": "true"}, 422),
        (other, "/verification", {"accepted": "true"}, 303),
    ]
    for who, step, form, status in steps:
        await given.sign_in(client, who)
        sent = await client.post(f"{path}{step}", data=form)
        assert sent.status_code == status, (step, who == reporter)


async def test_who_gave_the_answer_does_not_rate_it(client: Browser) -> None:
    """They raised it, saw to it, and told themselves."""
    me, other = [await given.an_account(Role.MEMBER) for _each in range(2)]
    form = {"version": "0", "solved": "true", "stars": "5"}
    for answered_by, status in ((me, 422), (other, 303)):
        topic = await given.a_topic(
            await given.a_station(), ring="答复评价", stage="answered", raiser=me
        )
        async with county_tx():
            given_answer = Answer(
                topic=topic, text="路灯已经修好。", account=answered_by, happened_on=today()
            )
            await Answer.insert(given_answer)
            await Topic.update({Topic.unrated: True}).where(Topic.id == topic)
        await given.sign_in(client, me)
        desk = {each["href"] for each in Page(await client.get("/desk")).all("a.title")}
        assert any(each.endswith(f"/topics/{topic}") for each in desk) is (status == 303)
        page = Page(await client.get(f"/topics/{topic}"))
        assert len(page.all("#rating")) == (status == 303)
        assert (await client.post(f"/topics/{topic}/rating", data=form)).status_code == status


async def test_who_owes_it_does_not_take_it_back(client: Browser) -> None:
    """An account that convenes and speaks for the department: what is overdue would be gone."""
    topic = await given.a_topic(await given.a_station(), ring="落实")
    me = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        department = await given.a_department("住建局")
        made = await given.a_commitment(topic, department, today())
        owes = Appointment(account=me, role=str(Role.DEPARTMENT), department=department)
        await Appointment.insert(owes)
    path, form = f"/commitments/{made}/withdrawal", {"reason": "当时写错了"}
    assert not Page(await client.get(f"/commitments/{made}")).all(f"button[formaction$='{path}']")
    assert any(OTHERS in each for each in refused(await client.post(path, data=form)))
    await given.signed_in(client, Role.OFFICE)
    assert (
        len(Page(await client.get(f"/commitments/{made}")).all(f"button[formaction$='{path}']"))
        == 1
    )
    assert (await client.post(path, data=form)).status_code == 303


async def test_who_ever_reported_on_it_does_not_verify_it(client: Browser) -> None:
    """Also where somebody else reported it done."""
    topic = await given.a_topic(await given.a_station(), ring="落实")
    me = await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        made = await given.a_commitment(topic, await given.a_department("住建局"), today())
    path = f"/commitments/{made}"
    assert (await client.post(f"{path}/progress", data={"text": "材料到了"})).status_code == 303
    await given.signed_in(client, Role.OFFICE)
    assert (
        await client.post(f"{path}/completion", data={"text": "路灯已经装好，现场都看过了"})
    ).status_code == 303
    await given.sign_in(client, me)
    sent = await client.post(f"{path}/verification", data={"accepted": "true"})
    assert "须由别人核验" in refused(sent)[0]
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post(f"{path}/verification", data={"accepted": "true"})
    assert sent.status_code == 303
