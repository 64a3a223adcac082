"""What was typed when a sign-in had expired: for whom it is kept, and for how long."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response

from app.access.roles import Role
from app.access.sessions import IDLE
from app.dates import now
from app.db import bound_to, county_tx, tx, value
from app.web.forms.expired import KEPT_FOR
from app.worker import periodic
from tests import given
from tests.conftest import Browser
from tests.consultations.steps import HTMX, PLAN, a_place
from tests.page import Page
from tests.regions.given_region import staff_of
from tests.web.test_frame import by_hand, counted

pytestmark = pytest.mark.anyio

TYPED = {"decision": "merge", "opinion": "写了很久的意见\n第二行", "version": "0"}


async def expire(ago: timedelta = IDLE * 1.01) -> None:
    async with county_tx():
        await tx().connection.execute(
            'UPDATE "session" SET "seen_at" = $2 WHERE "session"."county" = $1',
            tx().county,
            now() - ago,
        )


def kept_at(sent: Response) -> str:
    """The way to what was kept, as signing in leads there: outside of the realm's own paths."""
    assert sent.status_code == 401
    (link,) = [each["href"] for each in Page(sent).all("main a.button")]
    return parse_qs(urlsplit(link).query)["back"][0]


async def expired(client: Browser, **headers: str) -> tuple[int, str]:
    """Somebody whose sign-in expires before they send. → their account, where it is kept"""
    topic = await given.a_topic(await given.a_station())
    account = await given.signed_in(client, Role.TOWNSHIP)
    await expire()
    sent = await client.post(f"/topics/{topic}/review", data=TYPED, headers=headers)
    assert sent.status_code == 401
    (link,) = [each["href"] for each in Page(sent).all("main a.button")]
    found = re.fullmatch(r"(/c\d+)/login\?back=(?:\1|%2Fc\d+)(?:/|%2F)kept(?:/|%2F)(\d+)", link)
    assert found, link
    await given.sign_in(client, account)
    return account, f"/kept/{found[2]}"


async def test_it_stands_in_its_form_again_and_counts(client: Browser) -> None:
    _account, kept = await expired(client)
    page = Page(await client.get(kept))
    assert page.one("#notice h2").text == "您刚才填写的内容都在，请核对后再提交。"
    form = next(each for each in page.all("form") if each.get("action").endswith("/review"))
    assert form.one("textarea[name=opinion]").value == TYPED["opinion"]
    (chosen,) = [each["value"] for each in form.all("[name=decision]") if each.has("checked")]
    assert chosen == "merge"
    token = form.one("[name=form_token]")["value"]
    sent = await client.post(
        re.sub(r"^/c\d+", "", form["action"]),
        data={"decision": "decline", "reason": "courts", "opinion": "法院正在审理",
              "version": form.one("[name=version]")["value"], "form_token": token},
    )  # fmt: skip
    assert sent.status_code == 303


async def test_who_signs_in_by_another_way_finds_it_until_it_is_sent(client: Browser) -> None:
    """On the desk; of two the one that was sent goes, and the other stays."""
    account, kept = await expired(client)
    await expire()
    topic = await given.a_topic(await given.a_station())
    await given.sign_in(client, account)
    await expire()
    other = kept_at(await client.post(f"/topics/{topic}/review", data=TYPED))
    assert "/kept/" in other
    await given.sign_in(client, account)
    assert len(Page(await client.get("/desk")).all("#kept li")) == 2
    page = Page(await client.get(kept))
    form = next(each for each in page.all("form") if each.get("action").endswith("/review"))
    wrong = {each["name"]: each["value"] for each in form.all("input[type=hidden]")}
    sent = await client.post(re.sub(r"^/c\d+", "", form["action"]), data=wrong | TYPED)
    assert sent.status_code == 422  # into which?
    assert len(Page(await client.get("/desk")).all("#kept li")) == 2
    (beside,) = [each["value"] for each in Page(sent).all("[name=beside]")]
    right = wrong | {"decision": "decline", "reason": "courts", "opinion": "法院正在审理"}
    again = next(e for e in Page(sent).all("form") if e.get("action").endswith("/review"))
    right |= {"beside": beside, "form_token": again.one("[name=form_token]")["value"]}
    sent = await client.post(re.sub(r"^/c\d+", "", form["action"]), data=right)
    assert sent.status_code == 303
    (left,) = [each["href"] for each in Page(await client.get("/desk")).all("#kept li a")]
    assert left == other
    await given.signed_in(client, Role.TOWNSHIP)
    assert Page(await client.get("/desk")).all("#kept") == []


async def test_htmx_gets_the_way_to_sign_in_too(client: Browser) -> None:
    _account, kept = await expired(client, **{"hx-request": "true", "hx-target": "topic"})
    assert (await client.get(kept)).status_code == 200


async def test_its_token_is_not_kept(client: Browser) -> None:
    await expired(client)
    async with county_tx(readonly=True):
        fields = await value('SELECT "fields" FROM "kept_form" WHERE "kept_form"."county" = $1')
    assert "form_token" not in fields
    assert "写了很久" in fields


async def test_another_person_does_not_find_it(client: Browser) -> None:
    _account, kept = await expired(client)
    assert (await client.get(kept)).status_code == 200
    await given.signed_in(client, Role.TOWNSHIP)
    assert (await client.get(kept)).status_code == 404


async def test_another_browser_does_not_find_it(client: Browser) -> None:
    _account, kept = await expired(client)
    client.cookies.set("browser", "another")
    assert (await client.get(kept)).status_code == 404


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 404)])
async def test_it_is_kept_for_an_hour(
    client: Browser, superuser: Any, minutes: int, status: int
) -> None:
    account, kept = await expired(client)
    await superuser.execute(
        "UPDATE kept_form SET at = at - $1::interval WHERE account = $2",
        timedelta(minutes=minutes),
        account,
    )
    assert (await client.get(kept)).status_code == status
    await periodic.prune()
    assert await counted("kept_form") == (status == 200)
    assert timedelta(minutes=60) == KEPT_FOR


async def test_nothing_is_kept_for_strangers(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    for cookie in (None, "forged"):
        if cookie:
            client.cookies.set(f"session-{client.base_url.path.strip('/')}", cookie)
        sent = await client.post(f"/topics/{topic}/review", data=TYPED)
        assert sent.status_code == 401
        assert "/kept/" not in sent.text
    assert await counted("kept_form") == 0


async def test_who_signed_out_in_another_tab_is_told_and_leaves_nothing(client: Browser) -> None:
    """On a machine that many use: it is said while it can still be copied, and kept nowhere."""
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    token = client.form_token()
    assert (await client.post("/logout")).status_code == 303
    for headers in ({}, HTMX):
        typed = TYPED | {"form_token": token}
        sent = await client.post(f"/topics/{topic}/review", data=typed, headers=headers)
        assert sent.status_code == 401
        told = [each.text for each in Page(sent).all("p.notice")]
        assert any("您已经退出登录，刚才填写的没有保存。" in each for each in told)
        assert "写了很久" not in sent.text
        assert "/kept/" not in sent.text
    assert await counted("kept_form") == 0
    assert "您已经退出登录" not in (await client.get("/desk")).text


async def test_nothing_that_is_too_large_is_kept(client: Browser) -> None:
    await given.signed_in(client, Role.TOWNSHIP)
    await expire()
    assert await by_hand(client, "/topics/1/review", megabytes=3) == (401, 1)
    many = {f"x{n}": "1" for n in range(200)}
    sent = await client.post("/topics/1/review", data=TYPED | many)
    assert (sent.status_code, "没有能保留" in sent.text) == (401, True)
    assert await counted("kept_form") == 0


async def test_what_everybody_may_send_is_not_kept(client: Browser) -> None:
    await given.signed_in(client, Role.TOWNSHIP)
    await expire()
    await client.post("/raise", data={"title": "灯"})
    assert await counted("kept_form") == 0


async def test_twenty_are_kept_of_one_person(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    await expire()
    for kept in (True,) * 20 + (False,):
        sent = await client.post(f"/topics/{topic}/review", data=TYPED)
        assert ("保留一小时" in sent.text) == kept
        assert ("没有能保留：一小时里最多保留 20 份。请先回到刚才的页面" in sent.text) != kept
    assert await counted("kept_form") == 20


async def test_what_saves_itself_takes_one_place_and_the_last_is_kept(client: Browser) -> None:
    """Two tabs at one sitting, in which somebody types on for minutes after the sign-in expired."""
    place = await a_place(client)
    account = await given.signed_in(client, Role.CONVENER, station=place.station)
    path = f"/consultations/{place.consultation}/record"
    tabs = [client.form_token() for _tab in range(2)]
    await expire(timedelta(days=10))
    ways = []
    for number in range(25):
        for tab, token in enumerate(tabs):
            typed = PLAN | {"version": "0", "minutes": f"{tab}: {number}", "form_token": token}
            ways.append(kept_at(await client.post(path, data=typed, headers=HTMX)))
    assert await counted("kept_form") == 2
    assert len(set(ways)) == 2
    await given.sign_in(client, account)
    for tab, way in enumerate(ways[-2:]):
        page = Page(await client.get(f"http://test{way}"))
        assert page.one("textarea[name=minutes]").value == f"{tab}: 24"


async def test_a_file_comes_back_as_its_text(client: Browser) -> None:
    account = await given.signed_in(client, Role.OFFICE)
    await expire()
    files = {"file": ("rules.toml", "schema = 1\r\ntitle = '新'".encode())}
    data = {"note": "改", "document": "", "effective_on": "", "made_against": "1"}
    sent = await client.post("/charter/versions", data=data, files=files)
    await given.sign_in(client, account)
    page = Page(await client.get(f"http://test{kept_at(sent)}"))
    assert page.typed("document") == ["schema = 1\ntitle = '新'"]
    assert page.typed("note") == ["改"]


async def test_who_signs_in_first_comes_to_the_form_s_page(client: Browser, county: int) -> None:
    """And to the page that was asked for, with what it was asked."""
    topic = await given.a_topic(await given.a_station())
    asked = {
        f"/topics/{topic}": await client.post(f"/topics/{topic}/review", data=TYPED),
        "/": await client.post("/photos/form"),
        "/stations/new?parent=1": await client.get("/stations/new", params={"parent": "1"}),
    }
    for page, sent in asked.items():
        assert kept_at(sent) == f"/c{county}{page}"


async def test_so_it_is_for_a_province_s_staff(client: Browser) -> None:  # noqa: ARG001
    async with staff_of(51) as staff:
        with bound_to(51):
            await expire()
            sent = await staff.post("/keys", data={"name": "省里的统计系统"})
            await expire(timedelta())
        kept = kept_at(sent)
        assert kept.startswith("/regions/51/kept/")
        page = Page(await staff.get(f"http://test{kept}"))
        assert page.typed("name") == ["省里的统计系统"]


async def test_what_its_page_does_not_show_any_more_is_listed(client: Browser) -> None:
    """Somebody moved the matter on in between: the form is not there, the text is."""
    account, kept = await expired(client)
    async with county_tx():
        await tx().connection.execute(
            'UPDATE "topic" SET "ring" = 2, "held_by" = \'{committee}\''
            ' WHERE "topic"."county" = $1',
            tx().county,
        )
    await given.sign_in(client, account)
    page = Page(await client.get(kept))
    assert "写了很久的意见 第二行" in page.texts("#notice .prose")


async def moves(station: int, address: str) -> None:
    async with county_tx():
        await tx().connection.execute(
            'UPDATE "station" SET "address" = $3 WHERE "station"."county" = $1 AND "id" = $2',
            tx().county, station, address,
        )  # fmt: skip


@pytest.mark.parametrize(("by_now", "notes"), [("新楼三楼", ["现在是：新楼三楼"]), ("老楼", [])])
async def test_what_somebody_changed_meanwhile_is_not_written_over(
    client: Browser, by_now: str, notes: list[str]
) -> None:
    station = await given.a_station()
    await moves(station, "老楼")
    account = await given.signed_in(client, Role.OFFICE)
    version = Page(await client.get(f"/stations/{station}/edit")).hidden("version")
    await expire()
    typed = {"name": "龙兴镇工作站", "address": "老楼二楼", "version": version}
    kept = kept_at(await client.post(f"/stations/{station}", data=typed))
    await moves(station, by_now)
    await given.sign_in(client, account)
    page = Page(await client.get(re.sub(r"^/c\d+", "", kept)))
    assert page.one("[name=address]").value == "老楼二楼"
    assert [each.text for each in page.all(".prose[data-theirs]")] == notes
