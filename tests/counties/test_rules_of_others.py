"""A county may begin from the rules that another one published; its technician has a page."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.charter import presets
from app.config import settings
from tests.counties.test_signup import asked, number_of
from tests.page import Page

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]

PUBLISH = """
    INSERT INTO published_charter (county, platform, title, number, document, published_by)
    VALUES ($1, '借来商量', '他们的做法', 3, $2, '李')
"""
HOST = """
[host]
name = "借来县政协"
phone = "0939-8765432"
"""
WITHDRAW = "UPDATE published_charter SET withdrawn_at = now() WHERE county = $1"


async def published(superuser: Any, county: int, document: str) -> None:
    await superuser.execute(PUBLISH, county, document)


async def test_the_rules_of_another_county(
    outside: AsyncClient, operator: AsyncClient, superuser: Any, county: int
) -> None:
    """As they were when it was asked: that they are withdrawn meanwhile stops nothing."""
    document = presets.document("wudu") + HOST
    await published(superuser, county, document)
    listed = Page(await outside.get("/signup/611025/rules?q=借来"))
    links = [each["href"] for each in listed.all(".list .title")]
    assert links == [f"/signup/611025?rules={county}"]
    page = Page(await outside.get(links[0]))
    offered = [each["value"] for each in page.all("[name=preset]")]
    assert offered == [*presets.slugs(), str(county)]
    assert not [each for each in page.all("[name=preset]") if each.has("checked")]
    wrong = await asked(outside, "611025", "zhenan-own", preset=str(county), contact="")
    assert wrong.status_code == 422
    assert Page(wrong).typed("preset") == [str(county)]  # offered again where it was chosen
    sent = await asked(outside, "611025", "zhenan-own", preset=str(county), platform="自己的话")
    assert sent.status_code == 303, sent.text
    there = f"/operator/signups/{await number_of(superuser, 'zhenan-own')}"
    assert "试点县 · 借来商量" in Page(await operator.get(there)).texts("dd")
    await superuser.execute(WITHDRAW, county)
    approved = await operator.post(f"{there}/decision", data={"decision": "approve"})
    assert approved.status_code == 303, approved.text
    kept = await superuser.fetchval("SELECT document FROM charter WHERE county = 611025")
    assert 'platform = "自己的话"' in kept
    # Who runs the other county, and where one calls it, stays with it.
    assert "借来" not in kept
    assert "8765432" not in kept
    assert await superuser.fetchval("SELECT count(*) FROM preset_taken WHERE county = 611025") == 0
    assert await superuser.fetchval("SELECT count(*) FROM station WHERE county = 611025") > 100


async def test_who_asked_before_the_hosts_were_left_out(
    outside: AsyncClient, operator: AsyncClient, superuser: Any, county: int
) -> None:
    """They waited with the other county's host in their rules: it is left out when they open."""
    await published(superuser, county, presets.document("wudu"))
    await asked(outside, "611026", "zhashui-own", preset=str(county))
    number = await number_of(superuser, "zhashui-own")
    keep = "UPDATE signup SET rules = $2 WHERE id = $1"
    await superuser.execute(keep, number, presets.document("wudu") + HOST)
    there = f"/operator/signups/{number}/decision"
    assert (await operator.post(there, data={"decision": "approve"})).status_code == 303
    kept = await superuser.fetchval("SELECT document FROM charter WHERE county = 611026")
    assert "借来县政协" not in kept
    assert "8765432" not in kept


async def test_only_what_is_published_is_taken(
    outside: AsyncClient, superuser: Any, county: int
) -> None:
    await published(superuser, county, presets.document("wudu"))
    await superuser.execute(WITHDRAW, county)
    for rules in (str(county), "999999", "x", "9" * 30):
        assert (await outside.get(f"/signup/621202?rules={rules}")).status_code == 404, rules
    assert len(Page(await outside.get("/signup/621202")).all("[name=preset]")) == 5
    sent = await asked(outside, "621202", "wudu-none", preset=str(county))
    assert sent.status_code == 422
    assert Page(sent).refusals == ["请选一套做法。"]
    assert (await outside.get("/signup/999999/rules")).status_code == 404


async def test_a_page_for_the_technician(outside: AsyncClient) -> None:
    page = Page(await outside.get("/signup/330424/technician?slug=haiyan-x"))
    texts = page.texts("dd.num")
    assert texts[0] == f"{settings.base_url}/haiyan-x/callback"
    assert texts[1] == f"{settings.base_url}/haiyan-x/"
    assert texts[2].startswith(f"{settings.base_url}/signup/330424/jwks.json")
    named = Page(await outside.get("/signup/330424/technician")).texts("dd.num")
    assert named[0].endswith("/haiyan/callback")
    for path in ("330424/technician?slug=<b>", "999999/technician", "330424/technician?slug=A"):
        assert (await outside.get(f"/signup/{path}")).status_code == 404, path
    form = Page(await outside.get("/signup/330424"))
    assert [each for each in form.all("a") if each["href"] == "/signup/330424/technician"]
