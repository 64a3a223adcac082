"""The office changes its provider: the old one stays until a real sign-in at the new one worked."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient, Response

from app.access.roles import Role
from app.access.tables import AccountRow, Appointment, Provider
from app.accounts import outgoing
from app.audit import Noted
from app.audit.pages import lines
from app.config import settings
from app.db import bound_to, county_tx
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.accounts.hostile import CLIENT, SECRET, Hostile, serving
from tests.accounts.test_oidc import right, sign_in
from tests.audit.test_audit import noted
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio


async def the_office(client: AsyncClient, provider: int, subject: str = "zhang") -> int:
    """Signed in, and known at the provider as `subject`."""
    async with county_tx():
        account = AccountRow(provider=provider, subject=subject, name="张三")
        await AccountRow.insert(account)
        await Appointment.insert(Appointment(account=account.id, role=Role.OFFICE))
    await given.sign_in(client, account.id)
    return int(account.id)


async def write(client: AsyncClient, provider: int, **form: str) -> Response:
    version = await version_at(client, "/people/providers", provider)
    data = {"instead_of": str(provider), "client_id": "new", "way": "none", "version": version}
    return await client.post("/people/providers", data=data | form)


async def version_at(client: AsyncClient, path: str, provider: int | None = None) -> str:
    """Of the form that this page has."""
    found = Page(await client.get(path)).all("input[name=version]")
    of_one = f"input[name=instead_of][value='{provider}']"
    return next((e.value for e in found if not provider or e.around("form").all(of_one)), "")


async def begin(client: AsyncClient) -> dict[str, str]:
    """→ what the provider is asked."""
    page = Page(await client.get("/people/providers"))
    start = await client.get(f"http://test{page.one('#tried a')['href']}")
    assert start.status_code == 303
    return {key: found[0] for key, found in parse_qs(
        urlsplit(start.headers["location"]).query).items()}  # fmt: skip


async def back(client: AsyncClient, hostile: Hostile, asked: dict[str, str]) -> Response:
    hostile.id_token = lambda: hostile.signed(
        hostile.claims(asked["nonce"], aud=asked["client_id"])
    )
    answer = urlencode({"code": "c", "state": asked["state"]})
    return await client.get(f"/callback?{answer}")


async def standing() -> list[dict[str, Any]]:
    async with county_tx(readonly=True):
        return await Provider.select().where(Provider.enabled == True).order_by(Provider.id)  # noqa: E712


async def test_the_same_directory_takes_the_old_one_s_place(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    """As where the address lacked its slash, or the client got another secret."""
    account = await the_office(client, provider)
    hostile.overrides["token_endpoint_auth_methods_supported"] = ["none", "client_secret_basic"]
    assert (await write(client, provider, issuer=hostile.issuer)).status_code == 303
    (before,) = await standing()
    assert (before["client_id"], before["client_secret"], before["way"]) == (CLIENT, SECRET, "")
    sent = await back(client, hostile, await begin(client))
    assert (sent.status_code, sent.headers["location"][-17:]) == (303, "/people/providers")
    (after,) = await standing()
    assert (after["id"], after["client_id"], after["client_secret"]) == (provider, "new", "")
    assert after["way"] == "none"
    page = Page(await client.get("/people/providers"))
    assert page.all("#tried") == []
    async with county_tx(readonly=True):
        assert await AccountRow.count() == 1
        assert (await AccountRow.select().first())["id"] == account  # type: ignore[index]


async def test_the_old_one_stays_until_the_new_one_worked(
    client: AsyncClient, provider: int, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    await the_office(client, provider)
    with serving() as new:
        monkeypatch.setattr(
            outgoing,
            "settings",
            replace(settings, private_issuers=frozenset({new.issuer, hostile.issuer})),
        )
        await write(client, provider, issuer=new.issuer)
        asked = await begin(client)
        new.answers["/token"] = (400, {}, b'{"error": "invalid_client"}')
        failed = await back(client, new, asked)
        assert failed.status_code == 400
        assert [each["issuer"] for each in await standing()] == [hostile.issuer]
    async with browser(urlsplit(str(client.base_url)).path.rstrip("/")) as other:
        assert (await sign_in(other, provider, hostile, right)).status_code == 303
    page = Page(await client.get("/people/providers"))
    assert new.issuer in page.one("#tried").text  # it can be tried again


async def test_another_directory_stands_beside_until_the_old_one_is_ended(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    old = await the_office(client, provider, "another-name-there")
    hostile.overrides["token_endpoint_auth_methods_supported"] = ["none"]
    await write(client, provider, issuer=hostile.issuer)
    assert (await back(client, hostile, await begin(client))).status_code == 303
    first, second = await standing()
    assert (first["id"], first["client_id"], second["client_id"]) == (provider, CLIENT, "new")
    own = await client.post(f"/people/providers/{provider}/end")
    assert refused(own) == ["您自己就是这样登录的。请先用另一种方式登录，再停用这一种。"]
    async with county_tx(readonly=True):
        new = await AccountRow.select().where(AccountRow.provider == second["id"]).first()
        assert new
        roles = await Appointment.select().where(Appointment.account == new["id"])
    assert (new["subject"], [each["role"] for each in roles]) == ("zhang", ["office"])
    assert new["id"] != old
    (told,) = await noted(Noted.ROLE_GIVEN)
    assert (told["about"], lines(told["after"])) == (f"/people/{new['id']}", ["职责: 政协办公室"])
    await given.sign_in(client, new["id"])
    assert (await client.post(f"/people/providers/{provider}/end")).status_code == 303
    assert [each["id"] for each in await standing()] == [second["id"]]
    # By mistake: nobody else knows the accounts of the old one.
    page = Page(await client.get("/people/providers"))
    assert len(page.all("[id^='ended-']")) == 1  # and not what was only tried
    back_again = f"/people/providers/{provider}/taking-up"
    assert refused(await client.post(back_again)) == ["请写明恢复的缘由。"]
    tried_only = await given.another_provider(enabled=False)
    never = f"/people/providers/{tried_only}/taking-up"
    assert (await client.post(never, data={"reason": "想用"})).status_code == 404
    assert (await client.post(back_again, data={"reason": "点错了"})).status_code == 303
    assert [each["id"] for each in await standing()] == [provider, second["id"]]
    assert not Page(await client.get("/people/providers")).all("[id^='ended-']")
    assert "点错了" in Page(await client.get("/audit")).one("main").text
    await given.sign_in(client, old)
    assert (await client.get("/people")).status_code == 200


async def test_who_did_not_write_it_does_not_take_it(
    client: Browser, provider: int, hostile: Hostile, county: int
) -> None:
    """Neither another browser with the answer, nor another of the office."""
    await the_office(client, provider)
    hostile.overrides["token_endpoint_auth_methods_supported"] = ["none"]
    await write(client, provider, issuer=hostile.issuer)
    asked = await begin(client)
    async with browser(f"/c{county}") as other:
        assert (await back(other, hostile, asked)).status_code == 400
        await given.signed_in(other, Role.OFFICE)
        page = Page(await other.get("/people/providers"))
        assert page.all("#tried a") == []
        number = next(each for each in await everything() if not each["enabled"])["id"]
        start = await other.get(f"/people/providers/{number}/trial")
        theirs = {key: found[0] for key, found in parse_qs(
            urlsplit(start.headers["location"]).query).items()}  # fmt: skip
        assert (await back(other, hostile, theirs)).status_code == 400
    assert [each["client_id"] for each in await standing()] == [CLIENT]


async def everything() -> list[dict[str, Any]]:
    async with county_tx(readonly=True):
        return await Provider.select()


async def test_what_is_wrong_with_it_is_said(
    client: AsyncClient, provider: int, hostile: Hostile
) -> None:
    await the_office(client, provider)
    page = Page(await write(client, provider, issuer="https://127.0.0.1:1", client_id=""))
    assert page.wrong.keys() == {"issuer", "client_id"}
    page = Page(await write(client, provider, issuer=hostile.issuer, way="wrong-way"))
    assert list(page.wrong) == ["way"]
    assert [each["client_id"] for each in await everything()] == [CLIENT]
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await write(client, provider, issuer=hostile.issuer)).status_code == 403


async def test_the_operator_repairs_where_nobody_can_sign_in(
    outside: Browser, provider: int, hostile: Hostile, county: int
) -> None:
    async with county_tx():
        await Provider.update({"issuer": "https://nowhere.example"}).where(Provider.id == provider)
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    path = f"/operator/counties/{county}/provider"
    assert Page(await outside.get(path)).typed("issuer") == ["https://nowhere.example"]
    form = {"issuer": hostile.issuer, "client_id": CLIENT, "way": ""}
    form["version"] = await version_at(outside, path)
    assert (await outside.post(path, data=form)).status_code == 303
    (now,) = await standing()
    assert (now["issuer"], now["client_secret"]) == (hostile.issuer, SECRET)  # it was not typed
    async with browser(f"/c{county}") as person:
        assert (await sign_in(person, provider, hostile, right)).status_code == 303
        await given.signed_in(person, Role.OFFICE)
        assert hostile.issuer in (await person.get("/audit?act=provider")).text
    late = await outside.post(path, data=form | {"client_id": "later"})
    assert late.status_code == 409  # it was opened before it was repaired
    box = Page(late).one("input[name=client_id]")
    assert box.value == "later"
    assert f"现在是：{CLIENT}" in box.around("form").text
    assert (await standing())[0]["client_id"] == CLIENT
    form["version"] = await version_at(outside, path)
    wrong = await outside.post(path, data=form | {"issuer": "https://127.0.0.1:1"})
    assert list(Page(wrong).wrong) == ["issuer"]
