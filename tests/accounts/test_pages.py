import pytest
from httpx import AsyncClient

from app.access.tables import Provider
from app.db import bound_to, county_tx
from tests import given
from tests.conftest import browser
from tests.page import Page

pytestmark = pytest.mark.anyio


async def a_provider(name: str = "统一身份认证", *, enabled: bool = True) -> int:
    secret, issuer = "b", "http://127.0.0.1:9"
    provider = Provider(
        name=name, issuer=issuer, client_id="a", client_secret=secret, enabled=enabled
    )
    async with county_tx():
        await Provider.insert(provider)
    return int(provider.id)


async def test_one_way_to_sign_in_is_taken_at_once(client: AsyncClient, county: int) -> None:
    provider = await a_provider()
    await a_provider("停用的", enabled=False)
    response = await client.get("/login", params={"back": f"/c{county}/raise"})
    assert response.status_code == 303
    assert response.headers["location"] == f"/c{county}/login/{provider}?back=%2Fc{county}%2Fraise"


async def test_several_ways_are_listed(client: AsyncClient, county: int, other_county: int) -> None:
    await a_provider("县统一认证")
    provider = await a_provider("省统一认证")
    with bound_to(other_county):
        await a_provider("别县的认证")
    response = await client.get("/login?back=//evil.example")
    assert response.status_code == 200
    assert "县统一认证" in response.text
    assert f'href="/c{county}/login/{provider}"' in response.text
    assert "别县的认证" not in response.text


async def test_no_way_to_sign_in(client: AsyncClient) -> None:
    response = await client.get("/login")
    assert response.status_code == 200
    assert Page(response).texts(".empty") == ["这里还没有设置登录方式，请联系平台运营方。"]


async def test_another_countys_provider_is_not_found(
    client: AsyncClient, other_county: int
) -> None:
    with bound_to(other_county):
        provider = await a_provider()
    assert (await client.get(f"/login/{provider}")).status_code == 404


async def test_a_provider_on_a_private_address_is_never_asked(client: AsyncClient) -> None:
    provider = await a_provider()
    response = await client.get(f"/login/{provider}")
    assert response.status_code == 503
    assert "身份服务暂时联系不上" in response.text
    assert "127.0.0.1" not in response.text


async def test_the_language_outside_of_counties(outside: AsyncClient) -> None:
    referer = "http://test/signup?q=x"
    response = await outside.post(
        "/operator/view", data={"lang": "en"}, headers={"referer": referer}
    )
    assert response.status_code == 303
    assert response.headers["location"] == "/signup?q=x"
    cookies = response.headers.get_list("set-cookie")
    assert any(each.startswith("lang=en; ") and "Max-Age=31536000" in each for each in cookies)
    assert '<html lang="en"' in (await outside.get("/signup")).text


@pytest.mark.parametrize(
    "referer",
    ["https://evil.example/c1/", "http://test//evil.example/", "http://test/\\evil", "", "x"],
)
async def test_the_way_back_from_a_switch_is_ours(outside: AsyncClient, referer: str) -> None:
    response = await outside.post(
        "/operator/view", data={"lang": "fr"}, headers={"referer": referer}
    )
    assert response.headers["location"] == "/operator"
    assert not any(each.startswith("lang=") for each in response.headers.get_list("set-cookie"))


async def test_the_operators_realm_has_its_own(outside: AsyncClient) -> None:
    response = await outside.post("/operator/view", data={"lang": "zh"})
    assert response.status_code == 303
    assert response.headers["location"] == "/operator"
    assert (await outside.post("/operator/logout")).headers["location"] == "/operator"
    assert (await outside.get("/operator/account")).status_code == 401


async def test_without_a_role_one_is_told_what_to_give_to_the_office(
    client: AsyncClient, county: int
) -> None:
    await given.signed_in(client)
    page = (await client.get("/account", params={"back": f"/c{county}/raise"})).text
    assert Page(page).texts(".card h2") == ["您已登录，但还没有职责"]
    assert Page(page).one(".card .button")["href"] == f"/c{county}/raise"
    page = (await client.get("/account", params={"back": "//evil.example"})).text
    assert "evil" not in page.partition("<main")[2]


async def test_a_callback_out_of_the_blue(county: int) -> None:
    async with browser(f"/c{county}") as stranger:
        for query in ("", "?code=a&state=b", "?error=access_denied&state=%00"):
            response = await stranger.get(f"/callback{query}")
            assert response.status_code == 400
            assert Page(response).title == "没有登录成功"
