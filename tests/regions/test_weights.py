"""Weights of a region's comparison: tried, saved, and refused where they are odd."""

import json

import pytest
from httpx import AsyncClient

from app.db import bound_to, county_tx, current_realm, rows
from app.regions.dictionary import ITEMS
from tests.conftest import Browser
from tests.page import Page
from tests.regions.given_region import (
    a_county_at_work,
    agreed,
)

pytestmark = pytest.mark.anyio


async def test_weights_are_tried_and_saved(client: AsyncClient, province: Browser) -> None:
    county = current_realm.get() or 0
    await a_county_at_work(client)
    await agreed(client, county // 10000, *ITEMS)
    tried = await province.post(
        "/weights/trial", data={"w.satisfied": "30"}, headers={"hx-request": "true"}
    )
    assert tried.status_code == 200
    assert f"/counties/{county}" in tried.text
    form = {
        "w.satisfied": "30",
        "w.overdue": "20",
        "name": "2026 年度",
        "form_token": province.form_token(),
    }
    saved = await province.post("/weights", data=form)
    again = await province.post("/weights", data=form)
    assert saved.status_code == again.status_code == 303
    assert saved.headers["location"] == again.headers["location"]
    other = await province.post("/weights", data={**form, "name": "后来的名字"})
    assert (other.status_code, "后来的名字" in other.text) == (409, True)
    with bound_to(county // 10000):
        async with county_tx(readonly=True):
            kept = await rows(
                'SELECT "weights" FROM "weighting" WHERE "weighting"."county" = $1'
                ' AND "saved_by" = $2 ORDER BY "id" DESC LIMIT 2',
                "林处长",
            )
    assert json.loads(kept[0]["weights"]) == {"satisfied": 30, "overdue": 20}
    page = (await province.get(saved.headers["location"].partition("?")[2] and "/weights")).text
    assert 'name="w.satisfied"' in page


@pytest.mark.parametrize(
    "form",
    [
        {"w.satisfied": "-1", "name": "a"},
        {"w.satisfied": "101", "name": "a"},
        {"w.satisfied": "nan", "name": "a"},
        {"w.satisfied": "很多", "name": "a"},
        {"name": "a"},
        {"w.satisfied": "1", "name": " "},
        {"w.satisfied": "1", "name": "名" * 41},
    ],
)
async def test_odd_weights_are_refused(province: Browser, form: dict[str, str]) -> None:
    sent = await province.post("/weights", data={"beside": "", "name": "打好的名字"} | form)
    assert sent.status_code == 422
    (name,) = Page(sent).typed("name")
    assert name == form.get("name", "打好的名字")


async def test_without_scripts_too_weights_are_tried_and_odd_ones_told(province: Browser) -> None:
    form = {"beside": "", "w.satisfied": "30"}
    assert 'id="trial"' in (await province.post("/weights/trial", data=form)).text
    odd = await province.post("/weights/trial", data=form | {"w.overdue": "-1"})
    assert (odd.status_code, [*Page(odd).wrong]) == (422, ["w.overdue"])
    assert 'name="w.satisfied"' in odd.text
    assert (await province.post("/weights/trial", data={})).status_code == 422  # no field at all
    token = {"form_token": province.form_token()}
    for weight in ("30", "40"):  # tried again and again on one page
        tried = await province.post("/weights/trial", data={"w.satisfied": weight} | token)
        assert tried.status_code == 200
