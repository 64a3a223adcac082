"""The program, and beside it in the same worker what its pages are measured against: bare Litestar,
asyncpg and Jinja, with nothing of ours.

GET /reference-of/<address of a page> asks the program for that page once, and notes the statements
that are the page's own and the bytes it shows. From then on it answers with a bare handler: one
transaction with these statements, and an own template of the same bytes, in which every text and
every link is an escaped variable. A form is noted likewise: POST /reference-of/<its address>.
"""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, NamedTuple

from jinja2 import Environment
from jinja2 import Template as JinjaTemplate
from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.params import FromPath
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.response.base import ASGIResponse
from litestar.template import TemplateConfig
from litestar.types import ASGIApp, Receive, Scope, Send
from markupsafe import escape

from app.config import settings
from app.db import DB, CountyTransaction
from app.main import app as program
from app.topics.codes import new_code
from app.web import health
from app.web.kept import again

PREFIX = "/reference-of"
UPLOAD = "/reference-upload"
LEVEL = 1  # of gzip: as the program's
# What the program asks besides a page's own: who asks, under which charter at work, how often, a
# twin's. What a page says of a version (a topic's: whether it is still in force) is its own.
NOT_ITS_OWN = re.compile(
    r'^\s*(BEGIN|COMMIT|ROLLBACK|SET)|"(session|submission|quota)"|suspended_why'
)
CODE = re.compile("[2-9A-Z]{9}")  # of a matter that is raised: it is there once

Statement = tuple[str, tuple[Any, ...]]


class Noted(NamedTuple):
    """`county`: None where it is not within a transaction. `led_to`: of a form. `texts`: what the
    template is given, in its order.
    """

    county: int | None
    statements: list[Statement]
    template: str
    texts: list[str]
    kind: str
    led_to: str


known: dict[tuple[str, str], Noted] = {}


def called(page: str, cookie: str) -> tuple[str, str]:
    """Litestar says an address without the stroke at its end."""
    return page.rstrip("/"), cookie


sent: list[Statement] | None = None
heard: list[Any] = []


@asynccontextmanager
async def noting() -> AsyncIterator[tuple[list[Statement], list[int]]]:
    """Only the first request for a page runs here; nothing else is under way meanwhile."""
    global sent  # noqa: PLW0603
    sent, counties, enter = [], [], CountyTransaction.__aenter__

    async def enter_and_note(self: CountyTransaction) -> CountyTransaction:
        entered = await enter(self)
        counties.append(self.county)
        listen_to(self.connection)
        return entered

    if health.own.is_there():  # health's, which is in no transaction
        listen_to(health.own.connection)
    CountyTransaction.__aenter__ = enter_and_note  # type: ignore[method-assign, assignment]
    try:
        yield sent, counties
    finally:
        CountyTransaction.__aenter__ = enter  # type: ignore[method-assign]
        await asyncio.sleep(0)  # what was asked last is told in the next turn of the loop
        for each in heard:
            each.remove_query_logger(log)
        heard.clear()
        sent = None


def listen_to(connection: Any) -> None:
    """Until all is noted: whoever is heard pays for it."""
    behind = getattr(connection, "_con", connection)  # the pool's handle ends with its turn
    behind.add_query_logger(log)
    heard.append(behind)


def log(record: Any) -> None:
    if sent is not None and not NOT_ITS_OWN.search(record.query):
        sent.append((record.query, tuple(record.args or ())))


async def note(scope: Any, receive: Receive) -> Noted:
    parts: list[bytes] = []
    start: dict[str, Any] = {}

    async def hear(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        parts.append(message.get("body", b""))

    path = scope["path"].removeprefix(PREFIX)
    asked = dict(scope) | {"path": path, "raw_path": path.encode()}
    asked["headers"] = [each for each in scope["headers"] if each[0] != b"accept-encoding"]
    for once_more in (False, True):  # what is kept from then on is not among its statements
        if scope["method"] != "GET" and once_more:
            break
        parts.clear()
        async with noting() as (statements, counties):
            await program(dict(asked), receive, hear)
    if start["status"] not in {200, 303}:
        raise RuntimeError(f"{path}: {start['status']}")
    headers = {name.lower(): value.decode() for name, value in start["headers"]}
    kind = headers[b"content-type"]
    page = b"".join(parts).decode()
    led_to = headers.get(b"location", "")
    county = counties[-1] if counties else None
    if "html" not in kind:
        return Noted(county, statements, page, [], kind, led_to)
    template, texts = own_template(page)
    engine.known[path] = environment.from_string(template)
    return Noted(county, statements, path, texts, kind, led_to)


PIECE = re.compile(r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>|[^<]+", re.DOTALL)
ATTRIBUTE = re.compile(r'(\s(?:href|src|action|value|alt|title|data-hx-post)=")([^"]*)(")')


def own_template(page: str) -> tuple[str, list[str]]:
    """Of the same bytes. What is not written as a variable's text would be stays as it is."""
    texts: list[str] = []

    def variable(text: str) -> str:
        plain = unescape(text)
        if not text.strip() or str(escape(plain)) != text:
            return text
        texts.append(plain)
        return f"{{{{ texts[{len(texts) - 1}] }}}}"

    def piece(text: str) -> str:
        if text.startswith("<"):
            return ATTRIBUTE.sub(lambda found: found[1] + variable(found[2]) + found[3], text)
        inner = text.strip()
        before, _inner, after = text.partition(inner) if inner else (text, "", "")
        return before + variable(inner) + after

    if "{{" in page or "{%" in page or "{#" in page:
        raise RuntimeError("The page holds marks of Jinja's.")
    return "".join(piece(each) for each in PIECE.findall(page)), texts


environment = Environment(autoescape=True, keep_trailing_newline=True)


class Engine(JinjaTemplateEngine):
    """Templates that were made here."""

    def __init__(self) -> None:
        super().__init__(engine_instance=environment)
        self.known: dict[str, JinjaTemplate] = {}

    def get_template(self, template_name: str) -> JinjaTemplate:
        return self.known[template_name]


engine = Engine()


@get("/{page:path}")
async def replay(request: Request[Any, Any, Any], page: FromPath[str]) -> Response[Any]:
    noted = known[called(page, request.headers.get("cookie", ""))]
    assert DB.pool is not None
    async with DB.pool.acquire() as connection:
        if noted.county is not None:
            await connection.execute(f"BEGIN READ ONLY; SET LOCAL app.county = '{noted.county:d}'")
        for sql, values in noted.statements:
            await connection.fetch(sql, *values)
        if noted.county is not None:
            await connection.execute("COMMIT")
    headers = {"x-replayed": str(len(noted.statements))}
    if "html" not in noted.kind:
        return Response(json.loads(noted.template), headers=headers)
    # Ends as its name does, so that Litestar need not guess: it is HTML.
    context = {"texts": noted.texts}
    return Template(noted.template, context=context, headers=headers, media_type="text/html")


@post("/{page:path}", status_code=303)
async def replay_form(request: Request[Any, Any, Any], page: FromPath[str]) -> Redirect:
    """Rows of its own: codes are new, and what the first one returned is what the next ones get."""
    noted = known[called(page, request.headers.get("cookie", ""))]
    await request.form()
    assert DB.pool is not None
    fresh: dict[Any, Any] = {}
    async with DB.pool.acquire() as connection:
        await connection.execute(f"BEGIN READ WRITE; SET LOCAL app.county = '{noted.county:d}'")
        for sql, values in noted.statements:
            renewed = [renew(each, fresh) for each in values]
            if renewed and all(isinstance(each, tuple) for each in renewed):
                await connection.executemany(sql, renewed)
                continue
            found = await connection.fetch(sql, *renewed)
            if "INSERT INTO" in sql and found and "id" in found[0]:
                fresh[first_id(noted.statements)] = found[0]["id"]
        await connection.execute("COMMIT")
    return Redirect(noted.led_to, status_code=303)


def renew(value: Any, fresh: dict[Any, Any]) -> Any:
    if isinstance(value, str) and CODE.fullmatch(value):
        return new_code()
    if isinstance(value, list | tuple):
        return type(value)(renew(each, fresh) for each in value)
    return fresh.get(value, value) if isinstance(value, int) else value


def first_id(statements: list[Statement]) -> int | None:
    """What the first form's row was called, in what was written after it: the largest number."""
    later = [each for _sql, values in statements[1:] for each in flat(values)]
    return max(later, default=None)


def flat(values: Any) -> Iterator[int]:
    for each in values:
        if isinstance(each, list | tuple):
            yield from flat(each)
        elif isinstance(each, int) and not isinstance(each, bool):
            yield each


def bare(*, zipped: bool) -> Litestar:
    return Litestar(
        [replay, replay_form],
        template_config=TemplateConfig(instance=engine),
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=LEVEL)
        if zipped
        else None,
        openapi_config=None,
        path=PREFIX,
    )


bare_app, zipping_app = bare(zipped=False), bare(zipped=True)


async def keep(scope: Any, receive: Receive, send: Send) -> None:
    """What an upload cannot cost less than here: the bytes come, and are on disk at the end."""
    folder = settings.data / "kept"
    folder.mkdir(exist_ok=True)
    with (folder / token_hex()).open("xb") as file:
        more = True
        while more:
            message: Any = await receive()
            file.write(message.get("body", b""))
            more = message.get("more_body", False)
        await asyncio.to_thread(on_disk, file, folder)
    answer = ASGIResponse(status_code=201)
    await answer(scope, receive, send)


def on_disk(file: IO[bytes], folder: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    name = os.open(folder, os.O_RDONLY)
    os.fsync(name)
    os.close(name)


class Both:
    def __init__(self, inside: ASGIApp) -> None:
        self.inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole: Any = scope
        if whole["type"] == "http" and whole["path"] == UPLOAD:
            await keep(whole, receive, send)
            return
        if whole["type"] == "http" and any(name == b"x-anew" for name, _ in whole["headers"]):
            again.known.clear()
            again.once.clear()
        if whole["type"] != "http" or not whole["path"].startswith(f"{PREFIX}/"):
            await self.inside(scope, receive, send)
            return
        headers = dict(whole["headers"])
        cookie = headers.get(b"cookie", b"").decode("latin-1")
        page = whole["path"].removeprefix(PREFIX)
        if called(page, cookie) not in known:
            known[called(page, cookie)] = await note(whole, receive)
            if whole["method"] != "GET":
                done = ASGIResponse(status_code=303)
                await done(scope, receive, send)
                return
        app = zipping_app if b"gzip" in headers.get(b"accept-encoding", b"") else bare_app
        await app(scope, receive, send)


app = Both(program)
