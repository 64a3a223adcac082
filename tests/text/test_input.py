"""All ways into the program lead through one normalising step, whatever reads them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, Request, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.routes import HTTPRoute

from app.main import in_regions, inside, outside
from app.text import normalise
from app.text.arriving import NormalisedAddress, NormalisedRequest, normalise_urlencoded
from app.web.requests import AnyRequest
from tests.text.test_rules import CROWDED

pytestmark = pytest.mark.anyio

TYPED = "\ufeff一\r\n二\u200b\0三\u202e <&=+%\t𠮷\u200d"
MEANT = "一\n二三 <&=+%\t𠮷\u200d"
SENT = {"text": TYPED, "a\u200bb": "1"}


@post("/body", status_code=200)
async def body(data: URLEncodedBody[dict[str, str]]) -> dict[str, str]:
    return data


@post("/form", status_code=200)
async def form(request: Request[Any, Any, Any]) -> list[list[str]]:
    """As a guard and then a handler read it: twice."""
    await request.form()
    return sorted(
        [name, part.filename if isinstance(part, UploadFile) else part]
        for name, part in (await request.form()).multi_items()
    )


@get("/query/{word:str}")
async def query(
    request: Request[Any, Any, Any], word: FromPath[str], text: FromQuery[str]
) -> list[str]:
    return [word, text, request.query_params["text"]]


app = NormalisedAddress(Litestar([body, form, query], request_class=NormalisedRequest))


@pytest.fixture
async def client() -> Any:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:  # type: ignore[arg-type]
        yield client


async def test_a_form_that_is_read_as_a_dataclass_would_be(client: AsyncClient) -> None:
    assert (await client.post("/body", data=SENT)).json() == {"text": MEANT, "ab": "1"}


async def test_a_form_that_is_read_by_hand(client: AsyncClient) -> None:
    assert (await client.post("/form", data=SENT)).json() == [["ab", "1"], ["text", MEANT]]


async def test_a_form_with_files(client: AsyncClient) -> None:
    # httpx cannot name a part with a sign of no width as a browser does; what is in it counts.
    answer = await client.post(
        "/form", data={"text": TYPED}, files={"photo": ("现\u200b场.jpg", b"\r\n\0")}
    )
    assert answer.json() == [["photo", "现场.jpg"], ["text", MEANT]]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(b"text/plain", b"\xff\xfe"), (b"text/plain; charset=utf-9", b"text")],
)
async def test_a_part_in_no_encoding_is_refused(
    client: AsyncClient, kind: bytes, text: bytes
) -> None:
    head = b'Content-Disposition: form-data; name="text"\r\nContent-Type: ' + kind
    content = b"--x\r\n" + head + b"\r\n\r\n" + text + b"\r\n--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert (await client.post("/form", content=content, headers=headers)).status_code == 400


async def test_an_address(client: AsyncClient) -> None:
    answer = await client.get("/query/七\u200b/", params={"text": TYPED})
    assert answer.json() == ["七", MEANT, MEANT]


async def test_a_part_of_an_address_does_not_vanish(client: AsyncClient) -> None:
    assert (await client.get("/query/%00", params={"text": "a"})).json()[0] == "\0"


@given(st.lists(st.tuples(CROWDED, CROWDED | st.text())))
async def test_pair_by_pair_as_if_each_text_were_normalised(pairs: list[tuple[str, str]]) -> None:
    found = parse_qsl(normalise_urlencoded(urlencode(pairs).encode()).decode(), True)
    assert found == [(normalise(name), normalise(text)) for name, text in pairs]


def test_a_field_that_shows_nothing_is_empty_whatever_else_was_typed() -> None:
    sent = urlencode({"title": "\u3164" * 4, "story": "路灯坏了"}).encode()
    assert dict(parse_qsl(normalise_urlencoded(sent).decode(), True)) == {
        "title": "",
        "story": "路灯坏了",
    }


def test_what_needs_nothing_stays_to_the_byte() -> None:
    sent = b"q=%e4%b8%80+*&&=&a=1;b=~"
    assert normalise_urlencoded(sent) is sent


@pytest.mark.parametrize("application", [inside, in_regions, outside])
def test_every_handler_reads_through_it(application: Litestar) -> None:
    assert application.request_class is NormalisedRequest
    for route in application.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else []:
            assert handler.resolve_request_class() is NormalisedRequest


def test_whoever_asks_for_a_request_gets_it() -> None:
    assert issubclass(NormalisedRequest, AnyRequest.__origin__)  # type: ignore[attr-defined]
