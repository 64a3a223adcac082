"""Signing in as phones do it: several tabs, loaded again, cancelled, too late."""

import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient, Response

from app.access.cookies import cookie_key
from app.access.sealed import seal
from app.accounts.oidc import LATE, LOST, SAID, UNFIT
from app.accounts.pages import MOST, PURPOSE, at_our_address, begins_with, login_name
from app.config import settings
from app.db import county_tx, execute
from tests.accounts.hostile import Hostile
from tests.accounts.test_oidc import right, sign_in
from tests.conftest import Browser, browser
from tests.page import Page

pytestmark = pytest.mark.anyio


async def begun(client: AsyncClient, provider: int, back: str = "") -> dict[str, str]:
    started = await client.get(f"/login/{provider}", params={"back": back})
    query = parse_qs(urlsplit(started.headers["location"]).query)
    return {key: value[0] for key, value in query.items()}


async def finished(client: AsyncClient, hostile: Hostile, asked: dict[str, str]) -> Response:
    hostile.id_token = lambda: right(hostile, asked["nonce"])
    return await client.get(f"/callback?{urlencode({'code': 'c', 'state': asked['state']})}")


def told(answer: Response) -> str:
    busy = SAID["server_error"] in answer.text  # may come again
    assert (answer.status_code, "retry-after" in answer.headers) == (503 if busy else 400, busy)
    assert Page(answer).title == "没有登录成功"
    (line,) = Page(answer).texts("#notice li")
    return line


async def test_two_tabs_that_are_under_way_both_finish(
    client: Browser, county: int, provider: int, hostile: Hostile
) -> None:
    first = await begun(client, provider, f"/c{county}/raise")
    second = await begun(client, provider, f"/c{county}/topics")
    for asked, back in ((second, "topics"), (first, "raise")):
        answer = await finished(client, hostile, asked)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/c{county}/account?back=%2Fc{county}%2F{back}"
    assert (await client.get("/account")).status_code == 200


async def test_the_callback_loaded_again_leads_home(
    client: Browser, county: int, provider: int, hostile: Hostile
) -> None:
    asked = await begun(client, provider)
    kept = dict(client.cookies)
    assert (await finished(client, hostile, asked)).status_code == 303
    again = await finished(client, hostile, asked)
    assert (again.status_code, again.headers["location"]) == (303, f"/c{county}/desk")
    assert (await client.get("/account")).status_code == 200
    for name, text in kept.items():  # the browser has not taken its cookie away yet
        client.cookies.set(name, text)
    again = await finished(client, hostile, asked)
    assert (again.status_code, again.headers["location"]) == (303, f"/c{county}/desk")
    assert hostile.asked["/token"] == 1
    async with browser(f"/c{county}") as thief:
        for name, text in kept.items():
            thief.cookies.set(name, text)
        assert told(await finished(thief, hostile, asked)) == LOST
    assert hostile.asked["/token"] == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "您在身份服务那里取消了，或者那里不同意您登录"),
        ("temporarily_unavailable", "身份服务自己出了错"),
        ("server_error", "身份服务自己出了错"),
        ("login_required", "要您先在那里登录"),
        ("invalid_scope", "没有接受本平台的登录请求"),
        ("of their own\nmaking\x1b", "没有接受本平台的登录请求"),
    ],
)
async def test_what_a_provider_says_instead_of_a_code_is_said_and_logged(
    client: Browser, provider: int, caplog: pytest.LogCaptureFixture, error: str, said: str
) -> None:
    asked = await begun(client, provider)
    answer = {"error": error, "error_description": "x" * 5000, "state": asked["state"]}
    assert said in told(await client.get(f"/callback?{urlencode(answer)}"))
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert error.translate({10: "?", 27: None}) in line  # ESC is gone before it is read
    assert len(line) < 300
    assert line.isprintable()


async def test_a_cancelled_tab_leaves_the_other_alone(
    client: Browser, provider: int, hostile: Hostile
) -> None:
    kept, cancelled = await begun(client, provider), await begun(client, provider)
    answer = {"error": "access_denied", "state": cancelled["state"]}
    assert told(await client.get(f"/callback?{urlencode(answer)}")) == SAID["access_denied"]
    assert (await finished(client, hostile, kept)).status_code == 303


@pytest.mark.parametrize(("seconds", "late"), [(590, False), (601, True), (3500, True)])
async def test_too_late_is_said(
    client: Browser, county: int, provider: int, hostile: Hostile, seconds: int, late: bool
) -> None:
    state = "s" * 43
    saved = {
        "state": state, "nonce": "n", "verifier": "v" * 64, "provider": provider,
        "realm": f"/c{county}", "back": f"/c{county}/raise", "begun": time.time() - seconds,
    }  # fmt: skip
    name = cookie_key(login_name(f"/c{county}", state))
    client.cookies.set(name, seal(PURPOSE, saved, seconds=60))
    answer = await finished(client, hostile, {"state": state, "nonce": "n"})
    if late:
        assert told(answer) == LATE
        button = Page(answer).one("main .button")
        assert button["href"] == f"/c{county}/login?back=%2Fc{county}%2Fraise"
    else:
        assert answer.status_code == 303


async def test_a_client_that_the_provider_does_not_know_is_said(
    client: Browser, provider: int, hostile: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"error": "invalid_client", "error_description": "no such client"}'
    hostile.answers = {"/token": (401, {"content-type": "application/json"}, body)}
    assert told(await sign_in(client, provider, hostile, right)) == UNFIT % {"office": "政协办公室"}
    assert "token endpoint: invalid_client: no such client" in caplog.text


async def test_only_so_many_logins_are_under_way_in_one_browser(
    client: Browser, county: int, provider: int, hostile: Hostile
) -> None:
    asked = [await begun(client, provider) for _ in range(MOST + 2)]
    prefix = begins_with(f"/c{county}")
    assert len([name for name in client.cookies if name.startswith(prefix)]) == MOST == 5
    assert told(await finished(client, hostile, asked[1])) == LOST
    assert (await finished(client, hostile, asked[2])).status_code == 303


async def test_a_provider_that_is_suspended_ends_its_sessions_at_once(
    client: Browser, provider: int, hostile: Hostile
) -> None:
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    assert (await client.get("/account")).status_code == 200
    await enable(provider, enabled=False)
    assert (await client.get("/account")).status_code == 401


async def enable(provider: int, **values: Any) -> None:
    async with county_tx():
        await execute(
            'UPDATE "provider" SET "enabled" = $3 WHERE "provider"."county" = $1 AND "id" = $2',
            provider,
            values["enabled"],
        )


async def test_signing_out_offers_to_leave_the_provider_too(
    client: Browser, county: int, provider: int, hostile: Hostile
) -> None:
    hostile.overrides = {"end_session_endpoint": f"{hostile.issuer}/end?x=1"}
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    left = await client.post("/logout")
    assert left.headers["location"] == f"/c{county}/signed-out/{provider}"
    assert (await client.get("/account")).status_code == 401
    page = Page(await client.get(f"/signed-out/{provider}"))
    there, here = [each["href"] for each in page.all("main a.button")]
    assert here == f"/c{county}/"
    asked = urlsplit(there)
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == f"{hostile.issuer}/end"
    assert parse_qs(asked.query) == {
        "x": ["1"],
        "client_id": ["app"],
        "post_logout_redirect_uri": [f"{settings.base_url}/c{county}/"],
    }


@pytest.mark.parametrize("offered", [None, "javascript:alert(1)", "http://evil.example/end", 7])
async def test_a_provider_without_a_way_out_is_not_offered(
    client: Browser, county: int, provider: int, hostile: Hostile, offered: object
) -> None:
    hostile.overrides = {"end_session_endpoint": offered}
    assert (await sign_in(client, provider, hostile, right)).status_code == 303
    home = await client.get(f"/signed-out/{provider}")
    assert (home.status_code, home.headers["location"]) == (303, f"/c{county}/")


def test_who_came_by_another_name_of_the_machine_begins_at_ours() -> None:
    """The provider leads back to BASE_URL, where a cookie of another name would not be sent."""
    asked = "http://localhost:8140/yanjiang/login/3?back=/desk"
    right = "http://127.0.0.1:8140/yanjiang/login/3?back=/desk"
    assert at_our_address(asked, "http://127.0.0.1:8140") == right
    assert at_our_address(right, "http://127.0.0.1:8140") == ""
    # Behind a proxy the program may see another name than browsers do.
    assert at_our_address(asked, "https://county.example") == ""
