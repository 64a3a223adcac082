"""What a stranger can make the program write, and by which names it can be asked."""

import logging
import sys
from dataclasses import replace
from typing import Any

import pytest
from asyncpg.exceptions import CheckViolationError, DataError
from httpx import AsyncClient
from litestar.exceptions import ClientException, NotFoundException

from app.config import settings
from app.main import app
from app.refusal import Overtaken, Refused, TooOften
from app.web import complaints, security_headers
from tests.conftest import Browser, browser
from tests.quotas import HERE, spent

pytestmark = pytest.mark.anyio

LONG = "x" * 3000


async def test_what_is_a_stranger_s_fault_costs_one_short_line_at_most(
    client: Browser, outside: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await spent("login", HERE, 1796)
    strange = [
        f"/{LONG}", "/login/1", f"/login/1?back={LONG}", "/callback", f"/callback?error={LONG}",
        f"/callback?code=a&state=%0aWARNING%20forged{LONG}", "/login/1", "/callback",  # too often
        f"/topics/{LONG}", "/topics/99999999999999999999999", "/account", "/desk",
        "/topics?before=x",        "/photos/1", "/%00", "/%ff", "/stations?q=%00",
    ]  # fmt: skip
    for path in strange:
        caplog.clear()
        await client.get(path)
        told(caplog, path)
    for form in ({"code": LONG}, {"code": "\0"}, {f"f{n}": "x" for n in range(500)}, {}):
        for path in ("/follow", "/raise", "/logout", "/view", f"/{LONG}"):
            caplog.clear()
            await client.post(path, data=form)
            told(caplog, path)
    for body in (b"\xff" * 5000, b"{" * 5000, b"x" * 2**21):
        for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", LONG):
            caplog.clear()
            headers = {"content-type": kind}
            await outside.post("/signup", content=body, headers=headers)
            told(caplog, kind)
    for header in ("host", "cookie", "accept-language", "x-forwarded-for", "authorization"):
        caplog.clear()
        await client.get("/", headers={header: LONG})
        told(caplog, header)


async def test_who_hangs_up_while_sending_costs_no_line(
    client: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """A phone that loses its network in the midst of a form."""
    events = iter(
        [
            {"type": "http.request", "body": b"code=ab", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    headers = [(b"host", b"test"), (b"content-type", b"application/x-www-form-urlencoded")]
    headers += [(b"origin", b"http://test"), (b"content-length", b"5000")]
    path = f"{client.base_url.path.rstrip('/')}/follow"
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": ("test", 80),
        "state": {},
    }  # fmt: skip
    answered: list[Any] = []

    async def receive() -> Any:
        return next(events)

    async def send(message: Any) -> None:
        answered.append(message)

    caplog.set_level(logging.INFO)
    caplog.clear()
    await app(scope, receive, send)
    assert next(events, None) is None  # it was read until they hung up
    assert caplog.records == []
    assert answered[0]["status"] == 400  # so do pieces whose lengths are none


def told(caplog: pytest.LogCaptureFixture, what: str) -> None:
    ours = [each for each in caplog.records if not each.name.startswith(("httpx", "asyncio"))]
    assert len(ours) <= 1, what
    for each in ours:
        assert each.exc_info is None, what
        assert len(each.getMessage()) < 300, what
        assert each.getMessage().isprintable(), what


def complained(error: Exception, path: str, caplog: pytest.LogCaptureFixture) -> list[object]:
    caplog.clear()
    try:
        raise error  # noqa: TRY301
    except Exception:  # noqa: BLE001
        complaints.complain(logging.getLogger("app"), {"path": path, "method": "GET"}, [])
    assert sys.exc_info() == (None, None, None)
    return [(each.exc_info is not None, len(each.getMessage()) < 400) for each in caplog.records]


def test_what_is_our_fault_is_told_in_full_once_an_hour(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints, "told", {})
    for minutes, whole in ((0, True), (1, False), (59, False), (61, True)):
        monkeypatch.setattr(complaints, "clock", lambda at=minutes: at * 60.0)
        assert complained(RuntimeError(LONG), f"/{LONG}\n", caplog) == [(whole, True)]
    assert complained(KeyError("x"), "/", caplog) == [(True, True)]  # another one is new


TYPED = "赵金雀 13800005678"


def refused_row() -> Exception:
    """As the database says it: with the whole row."""
    error: Any = CheckViolationError("new row violates a rule")
    error.detail, error.constraint_name = f"Failing row contains (7, {TYPED}).", "topic_title_check"
    return error  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", [ValueError(TYPED), KeyError(TYPED), refused_row()])
def test_what_somebody_typed_is_in_no_traceback(
    kind: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor in that of what it came from. Where it went wrong and of what kind it is, is."""
    monkeypatch.setattr(complaints, "told", {})

    def reads() -> None:
        try:
            raise kind  # noqa: TRY301
        except Exception as first:
            raise RuntimeError(TYPED) from first

    caplog.clear()
    try:
        reads()
    except RuntimeError:
        complaints.complain(logging.getLogger("app"), {"path": "/", "method": "GET"}, [])
    written = logging.Formatter().format(caplog.records[-1])
    assert "赵金雀" not in written
    assert "13800005678" not in written
    assert f"Untold: {type(kind).__name__}" in written
    assert "in reads" in written
    assert ("topic_title_check" in written) == isinstance(kind, CheckViolationError)


def test_a_database_that_is_away_costs_a_line_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints, "told", {})
    for seconds, lines in ((0, 1), (1, 0), (59, 0), (61, 1)):
        monkeypatch.setattr(complaints, "clock", lambda at=seconds: float(at))
        found = complained(ConnectionRefusedError("no socket"), "/", caplog)
        assert found == [(False, True)] * lines


@pytest.mark.parametrize(
    "theirs",
    [Refused("x"), Overtaken("x"), TooOften("x", 60), NotFoundException(), ClientException(),
     DataError("x")],
)  # fmt: skip
def test_what_was_refused_is_no_complaint(
    theirs: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert complained(theirs, "/", caplog) == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("test", 200), ("TEST", 200), ("test:8443", 200), ("evil.example", 421), ("", 421),
        ("test.evil.example", 421), ("eviltest", 421), ("test@evil.example", 421),
        ("evil.example:80", 421), ("[::1", 421), ("127.0.0.1", 421),
        ("test:8443.evil.example", 421), ("test:443/..", 421), ("test:65536", 421), ("test:", 421),
        ("test/x", 421), ("test?x", 421), ("test,evil.example", 421), ("test:80,x", 421),
    ],
)  # fmt: skip
async def test_unknown_hosts_are_refused(county: int, host: str, status: int) -> None:
    async with browser(f"/c{county}") as client:
        answer = await client.get("/", headers={"host": host})
        assert answer.status_code == status
        assert ("set-cookie" in answer.headers) is False
        posted = await client.post("/follow", data={"code": "X"}, headers={"host": host})
        assert posted.status_code == (422 if status == 200 else 421)


async def test_whoever_watches_asks_by_any_name(outside: AsyncClient) -> None:
    answer = await outside.get("/healthz", headers={"host": "10.0.0.7"})
    assert answer.status_code == 200


def test_more_names_are_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    more = replace(settings, base_url="https://Shang.example", hosts=frozenset({"sl.lan"}))
    monkeypatch.setattr(security_headers, "settings", more)
    assert security_headers.hosts() == {"shang.example", "sl.lan"}
    own = replace(settings, base_url="http://127.0.0.1:8000")
    monkeypatch.setattr(security_headers, "settings", own)
    assert security_headers.hosts() == {"127.0.0.1", "localhost", "::1"}


def scope_of(path: str, **headers: str) -> Any:
    told = {"host": "test", **headers}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "OPTIONS",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("test", 80), "state": {},
        "headers": [(name.encode(), text.encode("latin-1")) for name, text in told.items()],
    }  # fmt: skip


async def answered(scope: Any) -> int:
    """Of whatever a socket may send, which no HTTP client does."""
    status: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await app(scope, receive, send)
    (only,) = status
    return only


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"path": "*"}, 421),
        ({"path": ""}, 421),
        ({"path": "evil.example:443", "method": "CONNECT"}, 421),
        ({"path": "/", "method": "POST", "origin": "http://["}, 403),
        ({"path": "/", "method": "POST", "origin": "http://test:x"}, 403),
        ({"path": "/", "method": "POST", "origin": "null"}, 403),
        ({"path": "/", "method": "POST", "origin": "http://test"}, 405),
        ({"path": "//["}, 404),
    ],
)
async def test_what_only_a_socket_sends_is_answered(
    pool: None,  # noqa: ARG001
    changed: dict[str, str],
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = {name: text for name, text in changed.items() if name == "origin"}
    scope = scope_of(changed["path"], **said) | {"method": changed.get("method", "GET")}
    assert await answered(scope) == status
    told(caplog, str(changed))


async def test_what_breaks_around_the_applications_costs_a_line(
    outside: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And in full once an hour."""
    monkeypatch.setattr(complaints, "told", {})

    def breaks(_encoded: bytes) -> bytes:
        raise KeyError("x")

    monkeypatch.setattr("app.text.arriving.normalise_urlencoded", breaks)
    for whole in (True, False, False):
        caplog.clear()
        answer = await outside.get(f"/{LONG}")
        assert (answer.status_code, answer.text[:6]) == (500, "系统出了错，")
        (line,) = [each for each in caplog.records if each.name == "app"]
        assert (line.exc_info is not None, len(line.getMessage()) < 400) == (whole, True)


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("::ffff:203.0.113.7", None, "203.0.113.7"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "9.9.9.9", "203.0.113.7"),
        ("2001:db8::7", None, "2001:db8::7"),
        ("127.0.0.1", "not one", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7:5678", "203.0.113.7"),
        ("127.0.0.1", "9.9.9.9:1, 203.0.113.7:65535", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::7]:80", "2001:db8::7"),
        ("127.0.0.1", "[2001:DB8::7]", "2001:db8::7"),
        ("127.0.0.1", "[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("127.0.0.1", "2001:db8::7:80", "2001:db8::7:80"),  # no port: an address of its own
        ("127.0.0.1", "203.0.113.7:port", "127.0.0.1"),
    ],
)
def test_an_address_is_one_however_it_is_written(
    peer: str, said: str | None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of IPv4 would have one quota, as one network of IPv6."""
    trusted = replace(settings, trusted_proxies=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(security_headers, "settings", trusted)
    scope = scope_of("/", **({"x-forwarded-for": said} if said else {}))
    assert security_headers.address_of(scope | {"client": (peer, 1)}) == address
