"""What a form has done is said once, on the page that follows, to whoever sent it."""

import json
import re
from pathlib import Path

import pytest
from httpx import Response

from app.access.roles import Role
from app.main import inside
from app.portal.desk import next_task
from app.web.flash import is_of_desk
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.isolation.routes import handlers
from tests.page import Page
from tests.web.test_frame import MATTER, PASS, code_of

pytestmark = pytest.mark.anyio


def said(page: Response) -> list[str]:
    return Page(page).texts("#done [data-said]")


async def test_what_was_done_is_said_once_on_the_page_that_follows(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    sent = await client.post(f"/topics/{topic}/review", data=PASS)
    assert sent.headers["location"].endswith(f"/topics/{topic}")
    station = await given.a_station("别处")  # a picture, and a part of a page, tell nothing
    assert (await client.get(f"/stations/{station}/qr.svg")).status_code == 200
    assert (await client.get("/desk/next")).status_code == 302
    first = await client.get(f"/topics/{topic}")
    assert said(first) == ["决定已记录。"]
    links = [each["href"] for each in Page(first).all("#done a")]
    assert [each.rpartition("/c")[2].partition("/")[2] for each in links] == ["desk/next", "desk"]
    assert said(await client.get(f"/topics/{topic}")) == []


async def test_it_is_said_in_the_language_of_whoever_reads_it(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    reads(client)
    await client.post(f"/topics/{topic}/review", data=PASS)
    assert said(await client.get(f"/topics/{topic}")) == ["The decision was recorded."]


async def test_it_is_said_once_on_a_page_that_is_not_there_too(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    await client.post(f"/topics/{topic}/review", data=PASS)
    assert said(await client.get("/topics/999")) == ["决定已记录。"]
    assert said(await client.get(f"/topics/{topic}")) == []


async def test_strangers_are_led_to_no_desk(client: Browser) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    await client.post("/raise", data=form)
    page = await client.get("/follow")
    assert said(page) == []  # the page itself says it, with what comes next
    assert Page(page).one("#confirmed h2").text == "收到了，谢谢您"
    assert Page(page).all("#done a") == []


async def test_htmx_is_told_with_the_part(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP)
    htmx = {"hx-request": "true", "hx-target": "topic"}
    sent = await client.post(f"/topics/{topic}/review", data=PASS, headers=htmx)
    assert sent.status_code == 200
    assert "said" not in sent.cookies
    assert '"done"' in sent.headers["hx-trigger-after-swap"]
    assert [each.get("id") for each in Page(sent).children] == ["topic"]


async def test_htmx_that_goes_elsewhere_is_told_where(client: Browser, county: int) -> None:
    form = MATTER | {"station": await code_of(await given.a_station())}
    sent = await client.post("/raise", data=form, headers={"hx-request": "true"})
    assert (sent.status_code, sent.text) == (200, "")
    assert sent.headers["hx-redirect"] == f"/c{county}/follow"


async def test_nobody_else_s_words_are_said(client: Browser) -> None:
    client.cookies.set("said", "eyJzYWlkIjogIndvbiJ9")
    assert said(await client.get("/topics")) == []


FORMS = {path: handler for method, path, handler in handlers(inside) if method == "POST"}


def test_only_what_is_done_to_a_record_of_the_desk_leads_to_the_next() -> None:
    """Of everything else it would lead away from what one is at: a draft, an account, a photo."""
    framed = [path for path, handler in FORMS.items() if "frame" in handler.opt]
    kinds = {each.partition("/{")[0] for each in framed if is_of_desk(each)}
    assert kinds == {
        *("/activities", "/assessments", "/commitments", "/consultations", "/topics", "/wishes"),
        *("/stations", "/stations/checks"),
    }
    assert {each for each in framed if is_of_desk(each) and each.startswith("/stations/{")} == {
        "/stations/{station_id}/standing"
    }
    assert len([each for each in framed if not is_of_desk(each)]) > 60


def test_the_desk_leads_to_no_other_kind_of_record() -> None:
    led = set(re.findall(r'f"(/[a-z]+/\{)', Path(next_task.__file__).read_text()))
    assert led == {"/topics/{", "/consultations/{", "/commitments/{", "/assessments/{", "/wishes/{"}
    assert all(is_of_desk(each) for each in led)


async def test_a_draft_s_first_page_leads_to_no_next_task(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    sent = await client.post("/charter/drafts", data={"title": "调整期限", "start": "now"})
    assert sent.status_code == 303, sent.text
    page = await client.get("/charter" + sent.headers["location"].partition("/charter")[2])
    assert len(said(page)) == 1
    assert Page(page).all("#done a") == []


async def test_htmx_is_told_whether_the_desk_goes_on(client: Browser) -> None:
    topic = await given.a_topic(await given.a_station())
    await given.signed_in(client, Role.TOWNSHIP, Role.OFFICE)
    htmx = {"hx-request": "true", "hx-target": "topic"}
    sent = await client.post(f"/topics/{topic}/review", data=PASS, headers=htmx)
    assert json.loads(sent.headers["hx-trigger-after-swap"])["done"]["of_desk"] is True
