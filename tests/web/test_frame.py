"""The frame through real routes: in which order it asks, what counts once, and what it says."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar, get, post
from litestar.params import FromPath, FromQuery

from app.access.roles import Role
from app.db import county_tx, rows, value
from app.main import app
from app.web.forms.idempotency import used_before
from app.web.forms.refused import page_at
from app.web.frame import Done, Fields, anybody, change
from app.web.requests import AnyRequest
from app.workflow.followed.following import follow_cookie
from tests import given
from tests.conftest import Browser, browser
from tests.page import Page, refused

pytestmark = pytest.mark.anyio

PASS = {
    "version": "0", "decision": "pass", "opinion": "可以", "ticked": ["small", "unfit"],
}  # fmt: skip
MATTER = {"title": "村口路灯坏了三个月", "story": "晚上老人摔了两次。", "category": "hard",
          "name": "李大爷"}  # fmt: skip


@pytest.fixture
async def other(county: int) -> AsyncIterator[Browser]:
    """Somebody else's browser."""
    async with browser(f"/c{county}") as client:
        yield client


async def counted(table: str) -> int:
    async with county_tx(readonly=True):
        sql = f'SELECT count(*) FROM "{table}" WHERE "{table}"."county" = $1'  # noqa: S608
        return int(await value(sql))


async def code_of(station: int) -> str:
    async with county_tx(readonly=True):
        sql = 'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = $2'
        return str(await value(sql, station))


async def by_hand(client: AsyncClient, path: str, megabytes: int) -> tuple[int, int]:
    """A form of so many megabytes. → the answer's status, and how many of them were read"""
    read, statuses = 0, []
    cookies = "; ".join(f"{name}={text}" for name, text in client.cookies.items())
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": f"{client.base_url.path.rstrip('/')}{path}", "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("test", 80), "state": {},
        "headers": [(b"host", b"test"), (b"cookie", cookies.encode()),
                    (b"content-type", b"application/x-www-form-urlencoded")],
    }  # fmt: skip
    scope["raw_path"] = scope["path"].encode()

    async def receive() -> Any:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a=1&" * 2**18, "more_body": read < megabytes}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    return statuses[0], read


@pytest.mark.parametrize("path", ["/topics/1/answers", "/topics/1/review", "/topics/1/withdrawal"])
async def test_a_stranger_s_form_is_not_read(client: AsyncClient, path: str) -> None:
    assert await by_hand(client, path, megabytes=3) == (401, 0)


async def test_nor_is_that_of_whoever_may_not(client: AsyncClient) -> None:
    await given.signed_in(client, Role.PARTY)
    assert await by_hand(client, "/topics/1/veils", megabytes=3) == (403, 0)


async def test_who_may_is_told_that_it_is_too_large(client: AsyncClient) -> None:
    await given.signed_in(client, Role.TOWNSHIP)
    assert await by_hand(client, "/topics/1/answers", megabytes=3) == (413, 1)


async def test_so_is_everybody_where_everybody_may(client: AsyncClient) -> None:
    assert await by_hand(client, "/follow", megabytes=3) == (413, 1)
    assert await by_hand(client, "/raise", megabytes=3) == (413, 0)  # but with photos


async def test_more_than_two_hundred_fields_are_no_form(client: AsyncClient) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    many = {f"x{n}": "1" for n in range(194)}  # with the token two hundred
    assert len(form | many) == 199
    assert (await client.post("/raise", data=form | many)).status_code == 303
    assert (await client.post("/raise", data=form | many | {"y": "1"})).status_code == 400
    assert await counted("topic") == 1


async def test_so_it_is_with_one_that_may_bring_a_file(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    form = {"note": "改", "effective_on": "", "document": "x"} | {f"x{n}": "1" for n in range(195)}
    for more, status in (({}, 422), ({"y": "1"}, 400)):
        sent = await client.post("/charter/versions", data=form | more, files={"file": b""})
        assert sent.status_code == status  # with token and file 200, and 201


def test_an_address_holds_whatever_was_typed() -> None:
    frame: Any = change("/{part:str}", anybody, page="/{part}?station={station}")(raised)
    page = frame.opt["frame"].page_of({"part": "a?b/c"}, Fields([("station", "灯&1")]))
    assert page == "/a%3Fb%2Fc?station=%E7%81%AF%261"
    assert frame.opt["frame"].page_of({"part": 7}, Fields([])) == "/7?station="


async def test_its_page_is_found_whatever_the_address_holds() -> None:
    @get("/{word:str}")
    async def shown(word: FromPath[str], also: FromQuery[str]) -> str:
        return f"{word} {also}"

    @post("/")
    async def asks(request: AnyRequest) -> str:
        return await page_at(request, f"/{quote('界别? 一')}?also={quote('灯&')}") or "none"

    transport = ASGITransport(app=Litestar([shown, asks]))  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url="http://test") as plain:
        assert (await plain.post("/")).text == "界别? 一 灯&"


async def raised(request: Any, form: Fields, part: str) -> Done:  # noqa: ARG001
    return Done("/")


def test_what_a_frame_cannot_do_is_no_frame() -> None:
    part: Any = raised
    with pytest.raises(TypeError, match="who may do this"):
        change("/x", page="/")
    with pytest.raises(TypeError, match="brings no cookie"):
        change("/x", anybody, page="/", part=part, cookie=follow_cookie)


async def test_the_second_of_two_equal_forms_is_answered_as_the_first(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    first, second = [await client.post("/raise", data=form) for _tap in range(2)]
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await counted("topic") == 1
    # Each of the two answers opens the matter: the first one may never have arrived.
    for answer in (first, second):
        client.cookies.clear()
        for name, text in answer.cookies.items():
            client.cookies.set(name, text)
        assert MATTER["title"] in (await client.get("/follow")).text


async def test_two_equal_forms_at_the_same_moment(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    sent = await asyncio.gather(*(client.post("/raise", data=form) for _tap in range(2)))
    assert [each.status_code for each in sent] == [303, 303]
    assert await counted("topic") == 1
    for answer in sent:
        assert any(name.startswith("followed-") for name in answer.cookies)


async def test_six_decisions_from_one_page_all_count(client: Browser) -> None:
    """Each goes to an address of its own, under the token of the page."""
    station = await given.a_station()
    topics = [await given.a_topic(station) for _n in range(6)]
    await given.signed_in(client, Role.TOWNSHIP)
    form = PASS | {"form_token": client.form_token()}
    for topic in topics:
        assert (await client.post(f"/topics/{topic}/review", data=form)).status_code == 303
    assert await counted("passage") == 6


async def test_other_content_under_the_same_token_is_told_so(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    assert (await client.post("/raise", data=form)).status_code == 303
    client.cookies.delete(next(name for name in client.cookies if name.startswith("followed-")))
    sent = await client.post("/raise", data=form | {"title": "另一件完全不同的事"})
    assert refused(sent, status=409) == [
        "这一页的表单已经提交过一次，内容与这次不同。请核对后再提交。"
    ]
    assert not any(name.startswith("followed-") for name in sent.cookies)
    assert await counted("topic") == 1
    page = Page(sent)
    assert page.one("input[name=title]")["value"] == "另一件完全不同的事"
    # It stands in the form of a new page, and counts from there.
    new = page.one("main form[method=post] [name=form_token]")["value"]
    assert new != form["form_token"]
    again = form | {"title": "另一件完全不同的事", "form_token": new}
    assert (await client.post("/raise", data=again)).status_code == 303
    assert await counted("topic") == 2


async def test_a_stranger_s_token_gets_nobody_else_s_result(
    client: Browser, other: Browser
) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    assert (await client.post("/raise", data=form)).status_code == 303
    other.form_token()  # it has been here, too
    sent = await other.post("/raise", data=form)
    assert sent.status_code == 409
    assert not any(name.startswith("followed-") for name in sent.cookies)
    assert MATTER["title"] not in Page(await other.get("/follow")).text
    assert await counted("topic") == 1


async def test_another_account_in_the_same_browser_gets_nobody_else_s_result(
    client: Browser,
) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    assert (await client.post("/raise", data=form)).status_code == 303
    await given.signed_in(client, Role.MEMBER)
    assert (await client.post("/raise", data=form)).status_code == 409
    assert await counted("topic") == 1


@pytest.mark.parametrize("token", ["", "a.b.c", "theirs"])
async def test_without_a_token_of_this_browser_nothing_changes(
    client: Browser, other: Browser, token: str
) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = other.form_token() if token == "theirs" else token  # noqa: S105
    client.form_token()
    sent = await client.post("/raise", data=form)
    (said,) = refused(sent, status=409)
    assert said.startswith("这一页打开太久")
    assert await counted("topic") == 0
    assert await counted("submission") == 0
    assert Page(sent).one("textarea[name=story]").text == MATTER["story"]


async def test_a_form_of_a_browser_that_is_not_known_counts_the_second_time(
    client: Browser,
) -> None:
    """Its cookie is gone: the page that tells it so gives it one, and a token that goes with it."""
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    transport = ASGITransport(app=app)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=client.base_url) as plain:
        sent = await plain.post("/raise", data=form)
        assert sent.status_code == 409
        assert sent.cookies["browser"]
        form["form_token"] = Page(sent).one("main form[method=post] [name=form_token]")["value"]
        assert (await plain.post("/raise", data=form)).status_code == 303
    assert await counted("topic") == 1


async def test_what_is_refused_may_come_again_under_the_same_token(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    form["form_token"] = client.form_token()
    assert (await client.post("/raise", data=form | {"title": "灯"})).status_code == 422
    assert (await client.post("/raise", data=form)).status_code == 303
    assert await counted("topic") == 1


async def test_a_try_that_was_refused_is_counted_and_its_token_stays_free(client: Browser) -> None:
    await given.a_topic(await given.a_station(), follow_code="ABC234DEF")
    form = {"code": "NOTACODE9", "form_token": client.form_token()}
    for tries in (1, 2):
        assert refused(await client.post("/follow", data=form)) == [
            "没有这个查询码，请核对后再输。"
        ]
        assert await spent_of("follow") == [tries, tries]  # the address's, and the county's
        assert await counted("submission") == 0
    form["code"] = "ABC234DEF"
    assert (await client.post("/follow", data=form)).status_code == 303
    assert (await spent_of("follow"), await counted("submission")) == ([3, 3], 1)


async def spent_of(what: str) -> list[int]:
    async with county_tx(readonly=True):
        found = await rows(
            'SELECT "spent" FROM "quota" WHERE "quota"."county" = $1 AND "what" = $2', what
        )
    return [each["spent"] for each in found]


async def test_what_is_raised_as_refused_leaves_nothing(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station()), "title": "灯"}
    assert (await client.post("/raise", data=form)).status_code == 422
    assert await counted("submission") == 0
    assert await counted("topic") == 0


async def test_all_that_is_wrong_stands_there_at_once_with_what_was_typed(client: Browser) -> None:
    form = {"station": await code_of(await given.a_station()), "title": "灯", "phone": "打我",
            "story": "<b>三个月</b>", "name": "李" * 31}  # fmt: skip
    sent = await client.post("/raise", data=form)
    assert sent.status_code == 422
    page = Page(sent)
    summary = page.one("#notice")
    assert summary.one("h2").text == "还差一点"
    leads = [each["href"] for each in summary.all("a")]
    fields = ("title", "name", "phone")  # as they stand on the page
    assert leads == [f"#field-{each}" for each in fields]
    for line in summary.all("a"):
        field = page.one(line["href"])
        assert field["aria-invalid"] == "true"
        assert page.one(f"#{field['aria-describedby']}").text == line.text
    assert page.one("#field-title")["value"] == "灯"
    assert page.one("#field-phone")["value"] == "打我"
    assert page.one("#field-name")["value"] == "李" * 31
    assert page.one("textarea[name=story]").text == "<b>三个月</b>"
    assert await counted("topic") == 0


async def test_htmx_gets_the_notice_alone(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    form = {"version": "0", "decision": "decline", "opinion": ""}
    htmx = {"hx-request": "true", "hx-target": "topic"}
    sent = await client.post(f"/topics/{topic}/review", data=form, headers=htmx)
    assert sent.status_code == 422
    assert (sent.headers["hx-retarget"], sent.headers["hx-reswap"]) == ("#flash", "innerHTML")
    page = Page(sent)
    assert [each.tag for each in page.children] == ["ul"]
    assert page.one("ul").get("id") == "notice"
    assert page.texts("li")


async def test_htmx_that_was_overtaken_gets_the_part_with_both_texts(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    await given.signed_in(client, Role.TOWNSHIP)
    form = PASS | {"version": "7", "opinion": "我想了很久的意见"}
    htmx = {"hx-request": "true", "hx-target": "topic"}
    sent = await client.post(f"/topics/{topic}/review", data=form, headers=htmx)
    assert sent.status_code == 409
    assert (sent.headers["hx-retarget"], sent.headers["hx-reswap"]) == ("#topic", "outerHTML")
    page = Page(sent)
    assert [each.get("id") for each in page.children] == ["topic"]
    assert "刚被别人办理过" in page.one("#notice li").text
    assert "我想了很久的意见" in page.texts("textarea[name=opinion]")


async def test_who_was_overtaken_sees_what_they_typed_though_its_form_is_gone(
    client: Browser,
) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.COMMITTEE)  # somebody holds the ring that follows
    await given.signed_in(client, Role.TOWNSHIP)
    await client.post(f"/topics/{topic}/review", data=PASS)
    sent = await client.post(f"/topics/{topic}/review", data=PASS | {"opinion": "写了很久的意见"})
    assert refused(sent, status=409) == ["这个议题刚被别人办理过，请看现在的情况再办。"]
    assert "写了很久的意见" in Page(sent).texts("#notice .prose")


async def test_what_is_asked_while_one_types_is_counted_apart(client: Browser) -> None:
    station = await code_of(await given.a_station())
    await client.post("/raise/look", data=MATTER | {"station": station})
    assert (await spent_of("repeat"), await spent_of("change")) == ([1, 1], [])


async def test_what_is_not_there_is_not_found_whatever_is_typed(client: Browser) -> None:
    await given.signed_in(client, Role.TOWNSHIP)
    for form in (PASS, {}, {"version": "x"}):
        assert (await client.post("/topics/999/review", data=form)).status_code == 404
    assert await counted("submission") == 0


async def test_a_form_without_anything_is_told_all_it_lacks(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    sent = await client.post(f"/topics/{topic}/review")
    assert sent.status_code in {409, 422}
    async with county_tx(readonly=True):
        found = await rows('SELECT "version" FROM "topic" WHERE "topic"."county" = $1')
    assert [each["version"] for each in found] == [0]


async def test_what_is_good_once_is_good_once(county: int) -> None:  # noqa: ARG001
    async with county_tx():
        assert [await used_before("a state") for _ in range(2)] == [False, True]
        assert not await used_before("another")
