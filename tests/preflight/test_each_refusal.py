"""Each thing that a look may say is said once, here: a check that nobody saw refuse may let all
pass. And whatever is typed into a setting is judged: it breaks nothing.
"""

import ast
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError

import pytest

from app.config import from_environment
from app.dates import now
from app.evidence.store import owner
from app.evidence.store.directory import Directory
from app.evidence.store.s3 import S3
from app.evidence.store.storage import StoreAway
from app.migrate import SchemaError
from app.preflight import database, marks, objects, places, published
from app.preflight.findings import Finding, Verdict
from app.preflight.settings import of_settings
from app.processes.postgres import StartError
from tests.ports import free_port
from tests.preflight.test_settings import GOOD, WRONG

pytestmark = pytest.mark.anyio
ORIGIN = "http://test"
ROLE = {
    "above": False, "owned": [], "open": [], "secured": True, "may_be_region": True,
    "is_region": False, "connections": 100, "version": 18,
}  # fmt: skip


class Connection:
    """`seen`: tables of which nobody sees a row."""

    def __init__(self, *, seen: tuple[str, ...] = (), fails: Exception | None = None) -> None:
        self.seen, self.fails = seen, fails

    async def fetchrow(self, _sql: str) -> dict[str, Any]:
        if self.fails:
            raise self.fails
        return ROLE | {"now": now()}

    async def fetch(self, sql: str) -> list[dict[str, str]]:
        return [{"name": "topic"}] if sql == database.HELD else [{"name": n} for n in self.seen]

    async def execute(self, _sql: str) -> None:
        pass

    @asynccontextmanager
    async def transaction(self, **_how: Any) -> Any:
        yield

    def terminate(self) -> None:
        pass


async def of_the_database(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    found: list[Finding] = []

    async def met(connection: Connection, *, matches: bool = True) -> None:
        async def connect(*_url: Any, **_limits: Any) -> Connection:
            return connection

        async def check(_connection: Any) -> None:
            if not matches:
                raise SchemaError("another schema")

        monkeypatch.setattr("asyncpg.connect", connect)
        monkeypatch.setattr(database, "check", check)
        found.extend(await database.of_database("", 41))

    for url in ("postgresql://app_rw@db:port/x", f"postgresql://a@127.0.0.1:{free_port()}/x"):
        found += await database.of_database(url, 41)
    await met(Connection())
    await met(Connection(), matches=False)
    await met(Connection(seen=("topic",)))
    for error in (TimeoutError(), ConnectionResetError()):
        await met(Connection(fails=error))
    for wrong in ({"above": True}, {"owned": ["topic"]}, {"open": ["topic"]}, {"secured": False},
                  {"may_be_region": False}, {"is_region": True}):  # fmt: skip
        found += database.of_role(ROLE | wrong)
    found += database.of_room(40, 41) + database.of_version(14)
    monkeypatch.undo()
    return found


class Odd(Directory):
    """`answers`: what is got back; `stays`: what was deleted."""

    def __init__(self, folder: Path, *, answers: bytes | None = None, stays: bool = False) -> None:
        super().__init__(folder, "secret")
        self.answers, self.stays = answers, stays

    async def get(self, key: str) -> bytes:
        return await super().get(key) if self.answers is None else self.answers

    async def exists(self, key: str) -> bool:
        return self.stays or await super().exists(key)


class Answer:
    def __init__(self, **headers: str) -> None:
        self.headers = Message()
        for name, text in headers.items():
            self.headers[name.replace("_", "-")] = text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def read(self) -> bytes:
        return b'{"status": "ok"}'


def answering(monkeypatch: pytest.MonkeyPatch, where: Any, answer: Answer | Exception) -> None:
    def opened(*_request: Any, **_limits: Any) -> Answer:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(where, "urlopen", opened)


async def of_the_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    found = await objects.of_store(Odd(folder), ORIGIN)
    found += await objects.of_store(Odd(folder, answers=b"other"), ORIGIN)
    found += await objects.of_store(Odd(folder, stays=True), ORIGIN)
    found += judged("AccessDenied") + judged("SlowDown")
    late = format_datetime(now() - timedelta(seconds=122))
    answering(monkeypatch, objects, Answer(access_control_allow_origin="*", date=late))
    found += objects.of_sending("http://store/a", ORIGIN)
    answering(monkeypatch, objects, HTTPError("", 403, "", Message(), None))
    found += objects.of_sending("http://store/a", ORIGIN)
    with monkeypatch.context() as hurried:
        hurried.setattr(objects, "SECONDS", 0.0)
        found += await objects.of_store(Odd(folder), ORIGIN)
    monkeypatch.undo()
    return found


async def of_what_is_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    good = from_environment(GOOD)
    (folder / "file").write_text("")
    found: list[Finding] = []
    for to in ("", str(folder / "file" / "one"), str(folder / "public")):
        found += await published.of_published(replace(good, publish_to=to))
    for store in (Odd(folder / "a"), Odd(folder / "b", answers=b"other"),
                  Odd(folder / "c", stays=True)):  # fmt: skip
        found += await published.of_bucket(store)
    monkeypatch.setattr("app.preflight.objects.SECONDS", 0.0)
    found += await published.of_bucket(Odd(folder / "d"))
    monkeypatch.undo()
    return found


async def of_the_marks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    store, we = Directory(folder, "secret"), owner.Deployment(ORIGIN, "db", "x", 1, "1")

    async def connect(_url: str) -> Connection:
        return Connection()

    async def ourselves(_connection: Connection) -> owner.Deployment:
        return we

    monkeypatch.setattr("asyncpg.connect", connect)
    monkeypatch.setattr(owner, "ourselves", ourselves)
    found = await marks.of_mark(store, "")
    for each in (we, we._replace(oid=2)):
        await store.put(owner.MARK, owner.written(each), "application/json")
        found += await marks.of_mark(store, "")
    monkeypatch.undo()
    return found


def judged(code: str) -> list[Finding]:
    return objects.judged(StoreAway(code), "store", "photos wait for it")


def of_the_places(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    port = free_port()
    found = places.of_port("127.0.0.1", port) + places.of_port("no.such.host.invalid", port)
    for error in (OSError(98, "Address already in use"), PermissionError()):
        with monkeypatch.context() as taken:
            taken.setattr(socket.socket, "bind", raises(error))
            found += places.of_port("127.0.0.1", port)
    for answer in (Answer(), TimeoutError(), ConnectionResetError()):
        answering(monkeypatch, places, answer)
        found += places.of_running("127.0.0.1", port)
    (folder / "file").write_text("")
    found += places.of_data(folder / "file" / "one") + places.of_data(folder)
    with monkeypatch.context() as closed:
        closed.setattr("os.access", lambda *_how: False)
        found += places.of_data(folder)
    with monkeypatch.context() as full:
        full.setattr(places, "megabytes_left", lambda _data: 99)
        found += places.of_data(folder)
    monkeypatch.undo()
    return found


def raises(error: Exception) -> Callable[..., None]:
    def refused(*_what: Any) -> None:
        raise error

    return refused


def of_what_is_set() -> list[Finding]:
    good = from_environment(GOOD)
    wrong: Any = [words for words, _name in WRONG]
    return of_settings(good) + [
        found for words in wrong for found in of_settings(replace(good, **words))
    ]


async def test_each_thing_that_may_be_said_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list(map(str, of_what_is_set()))
    said += map(str, await of_the_database(monkeypatch))
    said += map(str, await of_the_store(tmp_path / "store", monkeypatch))
    said += map(str, await of_the_marks(tmp_path / "marked", monkeypatch))
    said += map(str, of_the_places(tmp_path, monkeypatch))
    (to_public := tmp_path / "published").mkdir()
    said += map(str, await of_what_is_published(to_public, monkeypatch))
    with places.holding(tmp_path), pytest.raises(StartError) as refused, places.holding(tmp_path):
        pass
    said.append(str(refused.value))
    texts = list(texts_of_preflight())
    assert len(texts) > 35
    untold = [each for each in texts if not any(re.search(each, text) for text in said)]
    assert untold == []


def texts_of_preflight() -> Iterator[str]:
    """Sentences in its functions, as patterns: what is filled in may be anything."""
    for file in sorted(Path(database.__file__).parent.glob("*.py")):
        tree = ast.parse(file.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from filter(is_said, map(pattern, strings(function)))


def strings(node: ast.AST) -> Iterator[ast.AST]:
    """Without docstrings; an f-string is one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child
        elif not isinstance(getattr(child, "value", None), ast.Constant) or not isinstance(
            child, ast.Expr
        ):
            yield from strings(child)


def pattern(text: Any) -> str:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return ".*".join(
        re.escape(str(each.value)) if isinstance(each, ast.Constant) else "" for each in parts
    )


def is_said(text: str) -> bool:
    return "\\ " in text and not re.match(r"SELECT|SET|\\ UNION", text)


@pytest.mark.parametrize(("megabytes", "verdict"), [(99, Verdict.AWAY), (100, Verdict.FINE)])
def test_a_hundred_megabytes_are_enough(
    megabytes: int, verdict: Verdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "megabytes_left", lambda _data: megabytes)
    assert [each.verdict for each in places.of_data(tmp_path)] == [verdict]


@pytest.mark.parametrize("code", sorted(objects.REFUSALS))
def test_what_a_store_refuses_for_good_stops_a_start(code: str) -> None:
    assert [each.verdict for each in judged(code)] == [Verdict.WRONG]


@pytest.mark.parametrize("bucket", ["", "Bad Name!", "a/b"])
async def test_a_bucket_that_cannot_be_called_so_is_refused_before_the_store_is_asked(
    bucket: str,
) -> None:
    at = f"http://127.0.0.1:{free_port()}"
    store = S3(at, bucket, key="k", secret="s", region="r", origin=ORIGIN)  # noqa: S106
    assert [each.verdict for each in await objects.of_store(store, ORIGIN)] == [Verdict.WRONG]


ODD = ("", " ", "a b", "http://a b", "https://[::1", "//[", "http://x:99999", "é", "💧", "%",
       "postgresql://a@127.0.0.1:99999/x", "-1", "65536", "9" * 40, "1e400", "nan",
       "<&\"'>")  # fmt: skip
TYPED = ("SECRET", "BASE_URL", "HOSTS", "TRUSTED_PROXIES", "PRIVATE_ISSUERS", "S3_ENDPOINT",
         "S3_BUCKET", "S3_KEY", "S3_REGION", "PUBLISH_TO", "PUBLISH_PURGE", "PORT",
         "WORKERS", "BULK_SECONDS", "HOST")  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("text", ODD)
def test_whatever_is_typed_is_judged(name: str, text: str) -> None:
    """WrongSettings is what it says itself; a place is looked at only after the settings are."""
    try:
        found = of_settings(settings := from_environment(GOOD | {name: text}))
    except SystemExit:
        return
    if all(each.verdict is Verdict.FINE for each in found):
        assert places.of_port(settings.host, settings.port)


@pytest.mark.parametrize("url", ODD)
async def test_whatever_is_typed_as_the_databases_address_is_judged(url: str) -> None:
    if url.strip():
        found = await database.of_database(url, 41)
        assert {each.verdict for each in found} <= {Verdict.WRONG, Verdict.AWAY}
