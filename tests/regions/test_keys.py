"""Keys by which programs read a region's figures: they are needed, few, limited, and end."""

import asyncio

import pytest
from httpx import AsyncClient

from app.db import bound_to, county_tx, current_realm, tx
from app.regions.dictionary import BY_KEY, ITEMS
from tests.conftest import Browser, browser
from tests.page import Page, refused
from tests.regions.given_region import (
    a_county_at_work,
    agreed,
)

pytestmark = pytest.mark.anyio


async def a_key(province: Browser) -> str:
    form = {"name": "省平台", "form_token": province.form_token()}
    for _twin in range(2):
        made = await province.post("/keys", data=form)
        assert (made.status_code, made.headers["location"].endswith("/keys")) == (303, True)
    page = (await province.get("/keys")).text
    assert 'class="key"' not in (await province.get("/keys")).text  # once
    return page.split('<code class="key">')[1].split("<")[0]


async def test_the_same_figures_for_programs(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    headers = {"authorization": f"Bearer {await a_key(province)}"}
    asked = "/api/v1/compare?indicator=satisfied&indicator=consultations&from=2025Q3&to=2026Q2"
    found = (await province.get(asked, headers=headers)).json()
    own = next(each for each in found["counties"] if each["county"] == county)
    assert own["figures"]["consultations"]["n"] == 7
    assert own["figures"]["satisfied"]["over"] == 6
    assert own["figures"]["satisfied"]["low"] == pytest.approx(0.6097, abs=1e-3)
    trend = await province.get("/api/v1/trend?indicator=consultations&to=2026Q2", headers=headers)
    by_quarter = {each["quarter"]: each["figures"] for each in trend.json()["quarters"]}
    assert by_quarter["2026Q2"][str(county)]["n"] == 7
    meanings = (await province.get("/api/v1/indicators", headers=headers)).json()
    assert {each["key"] for each in meanings} == set(BY_KEY)
    assert (await province.get("/api/v1/coverage", headers=headers)).status_code == 200
    assert "数据接口" in Page(await client.get("/sharing")).one("main").text


async def test_a_key_is_needed_and_ends(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    assert client
    key = await a_key(province)
    good = {"authorization": f"Bearer {key}"}
    for headers in (
        {},
        {"authorization": "Bearer x"},
        {"authorization": key},
        {"authorization": ""},
    ):
        answer = await province.get("/api/v1/indicators", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["status"] == 401
    assert (await province.get("/api/v1/indicators", headers=good)).status_code == 200
    async with browser(f"/regions/{county // 10000 + 1}") as elsewhere:
        assert (await elsewhere.get("/api/v1/indicators", headers=good)).status_code == 401
    assert (await province.get("/api/v1/trend?indicator=x", headers=good)).status_code == 404
    assert (await province.get("/api/v1/trend", headers=good)).status_code == 400
    ending = (await province.get("/keys")).text.split("/ending")[0].rpartition("/keys/")[2]
    assert (await province.post(f"/keys/{ending}/ending")).status_code == 303
    assert (await province.get("/api/v1/indicators", headers=good)).status_code == 401
    assert (await province.post(f"/keys/{ending}/ending")).status_code == 404


async def test_a_key_s_use_is_limited(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    assert client
    headers = {"authorization": f"Bearer {await a_key(province)}"}
    assert (await province.get("/api/v1/indicators", headers=headers)).status_code == 200
    with bound_to(county // 10000):
        async with county_tx():
            sql = 'UPDATE "api_key" SET "used" = 57 WHERE "api_key"."county" = $1'
            await tx().connection.execute(sql, county // 10000)
    asked = (province.get("/api/v1/indicators", headers=headers) for _each in range(12))
    answers = await asyncio.gather(*asked)  # at one moment, and no more go on than are left
    refused = [each for each in answers if each.status_code != 200]
    assert [each.status_code for each in refused] == [429] * 9
    assert 0 < int(refused[0].headers["retry-after"]) <= 60
    assert refused[0].json()["detail"] == "At most 60 requests a minute."


async def test_a_region_has_twenty_keys_at_most(client: AsyncClient, province: Browser) -> None:
    assert client
    region = (current_realm.get() or 0) // 10000
    with bound_to(region):
        async with county_tx():  # those of other tests
            sql = 'UPDATE "api_key" SET "ended_at" = now() WHERE "api_key"."county" = $1'
            await tx().connection.execute(sql, region)
    for n in range(20):
        made = await province.post("/keys", data={"name": f"{n:02}" * 20})  # 40 signs
        assert made.status_code == 303
    why = refused(await province.post("/keys", data={"name": "再来一把"}))[0]
    assert why == "钥匙太多了，请先停用不用的。"
    why = " ".join(refused(await province.post("/keys", data={"name": "长" * 41})))
    assert "最多 40 个字" in why
