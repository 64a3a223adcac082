"""The program, and beside it what its pages are measured against: a bare Litestar handler in the
same server that runs the same SQL by bare asyncpg under the same isolation, one transaction for
one transaction, and renders the same template with the same context.

GET /reference-of/<address of a page> asks the program for that page once, notes the statements it
sends and what it renders, and answers by replaying both from then on. `x-replayed` counts them.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, NamedTuple

from litestar import Litestar, Request, Response, get
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXPlugin
from litestar.response import Template
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from app.config import settings
from app.db import DB, CountyTransaction
from app.main import app as program
from app.web import tokens
from app.web.templates import templates

PREFIX = "/reference-of"
UPLOAD = "/reference-upload"
OF_A_PAGE = ("user", "charter", "charter_id", "realm_path", "large")


class Noted(NamedTuple):
    transactions: list[tuple[int, list[tuple[str, tuple[Any, ...]]]]]
    template: str
    context: dict[str, Any]
    scope: dict[str, Any]


known: dict[tuple[str, str], Noted] = {}


@contextmanager
def noting() -> Iterator[tuple[list[Any], list[Template]]]:
    """Only the first request for a page runs here; nothing else is under way meanwhile."""
    transactions: list[Any] = []
    rendered: list[Template] = []
    enter, render = CountyTransaction.__aenter__, Template.to_asgi_response

    async def enter_and_note(self: CountyTransaction) -> CountyTransaction:
        entered = await enter(self)
        statements: list[Any] = []
        transactions.append((self.county, statements))
        self.connection.add_query_logger(
            lambda sent: statements.append((sent.query, tuple(sent.args or ())))
        )
        return entered

    def render_and_note(self: Template, *given: Any, **named: Any) -> Any:
        rendered.append(self)
        return render(self, *given, **named)

    CountyTransaction.__aenter__ = enter_and_note  # type: ignore[method-assign, assignment]
    Template.to_asgi_response = render_and_note  # type: ignore[method-assign]
    try:
        yield transactions, rendered
    finally:
        CountyTransaction.__aenter__ = enter  # type: ignore[method-assign]
        Template.to_asgi_response = render  # type: ignore[method-assign]


async def note(scope: Any, receive: Receive) -> Noted:
    async def nowhere(_: Any) -> None:
        pass

    asked = dict(scope) | {"path": scope["path"].removeprefix(PREFIX)}
    asked["raw_path"] = asked["path"].encode()
    with noting() as (transactions, rendered):
        await program(asked, receive, nowhere)
    of_page = {name: asked.get(name) for name in OF_A_PAGE}
    ours = [
        (county, [each for each in sent if not each[0].startswith(("BEGIN", "COMMIT", "ROLLBACK"))])
        for county, sent in transactions
    ]
    return Noted(ours, str(rendered[-1].template_name), dict(rendered[-1].context), of_page)


@get("/{page:path}")
async def replay(request: Request[Any, Any, Any], page: FromPath[str]) -> Response[Any]:
    noted = known[page, request.headers.get("cookie", "")]
    for county, statements in noted.transactions:
        assert DB.pool is not None
        async with DB.pool.acquire() as connection:
            await connection.execute(f"BEGIN READ ONLY; SET LOCAL app.county = '{county:d}'")
            for sql, values in statements:
                await connection.fetch(sql, *values)
            await connection.execute("COMMIT")
    bag: Any = request.scope
    bag.update(noted.scope)
    tokens.browser.set(tokens.of_cookie(None))
    sent = sum(len(statements) for _county, statements in noted.transactions)
    return Template(noted.template, context=noted.context, headers={"x-replayed": str(sent)})


bare = Litestar(
    [replay], template_config=templates, openapi_config=None, plugins=[HTMXPlugin()], path=PREFIX
)


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
        if whole["type"] != "http" or not whole["path"].startswith(f"{PREFIX}/"):
            await self.inside(scope, receive, send)
            return
        cookie = dict(whole["headers"]).get(b"cookie", b"").decode("latin-1")
        page = whole["path"].removeprefix(PREFIX)
        if (page, cookie) not in known:
            known[page, cookie] = await note(whole, receive)
        await bare(scope, receive, send)


app = Both(program)
