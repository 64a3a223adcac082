"""Who is there: ticked off, signed in on their own phone, and what each may send meanwhile."""

import json
from datetime import timedelta

import pytest

from app.access.roles import Role
from app.dates import today
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import (
    HTMX,
    PLAN,
    a_place,
    all_of,
)
from tests.page import Page

pytestmark = pytest.mark.anyio


async def test_from_one_page_one_after_the_other(client: Browser) -> None:
    """HTMX puts a new section in place of the old one; what was done is said beside it, and with it
    comes the token that the page's form sends next.
    """
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/statements"
    seen = set()
    for text in ("晚上太黑", "装在村口"):
        data = {"participant": str(place.people["钱小三"]), "text": text}
        part = await client.post(path, data=data, headers=HTMX)
        assert part.status_code == 200
        done = json.loads(part.headers["hx-trigger-after-swap"])["done"]
        assert done["said"] == "发言已记下。"
        assert not Page(part).all("form, [name=form_token]")
        button = Page(part).one("#saying button")
        assert button["formaction"] == f"{client.base_url.path}{path[1:]}"
        seen |= {done["token"]}
    assert len(seen) == 2
    assert [each["text"] for each in await all_of("statement")] == ["晚上太黑", "装在村口"]


async def test_a_large_assembly_is_ticked_off_in_one_form(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/attendance"
    ids = [str(place.people["钱小三"]), *map(str, range(1, 1999))]
    assert (await client.post(path, data={"came": ids})).status_code == 303
    assert (await client.post(path, data={"came": [*ids, "7"]})).status_code == 400
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states["钱小三"] == "present"


async def test_a_member_signs_in_on_the_phone_and_stays_signed_in(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    await given.sign_in(client, place.member_account)
    assert Page(await client.get(f"/consultations/{number}")).texts("#sign-in button") == [
        "我参加了，签到"
    ]
    sent = await client.post(f"/consultations/{number}/sign-in")
    assert sent.status_code == 303
    signed = Page(await client.get(f"/consultations/{number}")).one("#sign-in")
    assert signed.texts(".good") == ["您已签到。"]
    assert signed.all("button") == []
    await given.signed_in(client, Role.CONVENER, station=place.station)
    # The convener's page was made before: it ticks the citizen and knows nothing of the member.
    form = {"came": str(place.people["钱小三"])}
    part = await client.post(
        f"/consultations/{number}/attendance", data=form, headers={"hx-request": "true"}
    )
    assert part.text.startswith('<section id="people"')
    assert 'id="lacking" data-hx-swap-oob="true"' in part.text
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states["李委员"] == states["钱小三"] == "present"
    await client.post(
        f"/consultations/{number}/attendance", data={"was": str(place.people["钱小三"])}
    )
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert (states["李委员"], states["钱小三"]) == ("present", "absent")


async def test_nobody_signs_in_on_another_day_or_uninvited(client: Browser) -> None:
    place = await a_place(client)
    number = place.consultation
    later = PLAN | {"version": "0", "held_on": str(today() + timedelta(days=1))}
    assert (await client.post(f"/consultations/{number}/record", data=later)).status_code == 303
    await given.sign_in(client, place.member_account)
    sent = await client.post(f"/consultations/{number}/sign-in")
    assert "只能在当天签到" in sent.text
    await given.signed_in(client, Role.MEMBER, station=await given.a_station("别处"))
    assert (await client.post(f"/consultations/{number}/sign-in")).status_code == 404


async def forms_of(client: Browser, number: int) -> set[str]:
    page = await client.get(f"/consultations/{number}")
    if page.status_code == 404:
        return {"no page"}
    sent = [each.get("action", "") for each in Page(page).all("main form")]
    sent += [each["formaction"] for each in Page(page).all("main [formaction]:not([hidden])")]
    return {each.rpartition("/")[2] for each in sent if f"/consultations/{number}/" in each}


async def test_only_the_invited_and_the_entitled_see_a_form_of_a_sitting(client: Browser) -> None:
    """A member is of the whole county, and so was of every sitting in it."""
    place = await a_place(client)
    here, number = place.station, place.consultation
    keeps = {"attendance", "walk-ins", "statements", "record", "filing", "cancellation"}
    assert await forms_of(client, number) == keeps
    await given.sign_in(client, place.member_account)
    assert await forms_of(client, number) == {"sign-in", "statements"}
    for role, station, forms in (
        (Role.MEMBER, None, set()),
        (Role.MEMBER, here, set()),
        (Role.PARTY, None, set()),
        (Role.LEADERSHIP, None, set()),
        (Role.DEPARTMENT, None, {"no page"}),
        (Role.CONVENER, await given.a_station("别处"), {"no page"}),
    ):
        await given.signed_in(client, role, station=station)
        assert await forms_of(client, number) == forms, role
        said = {"participant": str(place.people["钱小三"]), "text": "替人说的"}
        sent = await client.post(f"/consultations/{number}/statements", data=said)
        assert sent.status_code in {403, 404, 422}, role
        assert sent.status_code == 422 or role is not Role.MEMBER
    assert await all_of("statement") == []
    client.cookies.clear()
    assert await forms_of(client, number) == {"no page"}


async def test_everybody_came_but_who_is_known_to_be_absent(client: Browser) -> None:
    place = await a_place(client)
    path = f"/consultations/{place.consultation}/attendance"
    absent = str(place.people["孙科长"])
    await client.post(path, data={"came": absent})
    await client.post(path, data={"was": absent})
    assert (await client.post(path, data={"everybody": "yes"})).status_code == 303
    states = {each["name"]: each["state"] for each in await all_of("participant")}
    assert states.pop("孙科长") == "absent"
    assert set(states.values()) == {"present"}
    shown = Page(await client.get(f"/consultations/{place.consultation}"))
    assert len(shown.all("#people [name=came][role=switch]")) == 4
    assert shown.all("#people [name=everybody]") == []  # nobody is left
