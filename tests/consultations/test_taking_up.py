"""A sitting that was cancelled by mistake is there again, with all that was written in it."""

import pytest

from app.access.roles import Role
from app.consultations import rules
from app.refusal import Refused
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import KEPT, a_place, a_round, all_of, recorded
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


def test_it_takes_a_cancelled_one_a_reason_and_no_other() -> None:
    rules.check_taking_up("cancelled", "点错了", 0)
    for state in ("planned", "filed"):
        with pytest.raises(Refused, match="没有取消"):
            rules.check_taking_up(state, "点错了", 0)
    with pytest.raises(Refused, match="缘由"):
        rules.check_taking_up("cancelled", " ", 0)
    with pytest.raises(Refused, match="已经安排了一次"):
        rules.check_taking_up("cancelled", "点错了", 1)


async def test_all_that_was_written_is_there_again_and_is_filed(client: Browser) -> None:
    place = await a_place(client)
    here = f"/consultations/{place.consultation}"
    await recorded(client, place.consultation)
    said = {"participant": str(place.people["钱小三"]), "text": "晚上太黑"}
    await client.post(f"{here}/statements", data=said)
    before = await all_of("participant"), await all_of("statement")
    assert (await client.post(f"{here}/cancellation", data={"reason": "下雨"})).status_code == 303
    form = Page(await client.get(here)).one("#taking-up form")
    assert form["action"].endswith(f"{here}/taking-up")
    assert refused(await client.post(f"{here}/taking-up", data={"reason": ""}))
    back = await client.post(f"{here}/taking-up", data={"reason": "点错了"})
    assert back.status_code == 303, back.text
    page = Page(await client.get(here))
    assert page.one("textarea[name=minutes]").value == KEPT["minutes"]
    assert "曾经取消，当时写的原因：下雨" in page.one("#corrections").text
    assert "缘由：点错了" in page.one("#corrections").text
    assert (await all_of("participant"), await all_of("statement")) == before
    (found,) = await all_of("consultation")
    filing = KEPT | {"version": str(found["version"]), "conclusion": "consensus", "opinion": "装灯"}
    assert (await client.post(f"{here}/filing", data=filing)).status_code == 303
    kinds = [each["kind"] for each in await all_of("ledger")]
    assert kinds.count("consultation.filed") == 1


async def test_not_while_another_is_planned_and_after_it_as_the_next_round(client: Browser) -> None:
    place = await a_place(client)
    here = f"/consultations/{place.consultation}"
    await client.post(f"{here}/cancellation", data={"reason": "下雨"})
    second = await a_round(client, place.topic)
    late = await client.post(f"{here}/taking-up", data={"reason": "点错了"})
    assert refused(late) == ["已经安排了一次，请先把它归档或取消。"]
    await recorded(client, second)
    filing = KEPT | {"version": "1", "conclusion": "none"}
    await client.post(f"/consultations/{second}/filing", data=filing)
    assert (await client.post(f"{here}/taking-up", data={"reason": "点错了"})).status_code == 303
    rounds = {each["id"]: (each["round"], each["state"]) for each in await all_of("consultation")}
    assert rounds == {place.consultation: (2, "planned"), second: (1, "filed")}


async def test_only_by_whom_it_is_to_be_filed_by(client: Browser) -> None:
    place = await a_place(client)
    here = f"/consultations/{place.consultation}"
    await client.post(f"{here}/cancellation", data={"reason": "下雨"})
    for role, station in (
        (Role.MEMBER, None), (Role.PARTY, None), (Role.DEPARTMENT, None),
        (Role.CONVENER, await given.a_station("别处")),
    ):  # fmt: skip
        await given.signed_in(client, role, station=station)
        sent = await client.post(f"{here}/taking-up", data={"reason": "点错了"})
        assert sent.status_code in {403, 404, 422}, role
        assert not Page(await client.get("/")).all("#taking-up")
    (found,) = await all_of("consultation")
    assert found["state"] == "cancelled"
