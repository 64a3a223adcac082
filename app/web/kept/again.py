"""A page that was shown is shown again, as long as the database says the same: a full-page cache
that is never old.

What a page says is a matter of who asks, of where, of the day, and of what its statements return.
They are asked each time, in the reader's own transaction; only when all of them return what they
returned before, what was drawn of it is handed out. So nothing that is shown is ever old, and
whoever may not see a row is never shown it.
"""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Any, Literal

from litestar.status_codes import HTTP_200_OK
from litestar.types import ASGIApp, Receive, Scope, Send

from app import i18n
from app.dates import asked_for, now, today
from app.db import Ahead, Asked, Hearing, current_realm
from app.web.forms import tokens

OPTION = "again"  # of a route: whose pages are kept
Whose = Literal["strangers", "everybody"]

MOST, MOST_ONCE = 128, 2048  # pages of a worker, each of some 20 KB and what it was made of
LONGEST = 100_000  # bytes; a longer one is drawn each time
ZIPPED_FROM, LEVEL = 500, 1  # bytes; gzip: more costs twice the time for a tenth of the bytes
OURS = (b"content-length", b"content-encoding")


class Page:
    """What was answered, without its forms' tokens: `pieces` stand around them."""

    def __init__(self, start: Any, body: bytes) -> None:
        self.start = start
        self.pieces = body.split(tokens.PLACE.encode())
        self.asked: tuple[Asked, ...] = ()
        self.minute: int | None = None  # in which it was made, where it says what the clock says
        self.zipped = b""

    @property
    def status(self) -> int:
        found: int = self.start["status"]
        return found

    @property
    def is_good(self) -> bool:
        return self.minute is None or self.minute == minute_of(now())

    async def send(self, send: Send, *, zips: bool) -> None:
        first, *rest = self.pieces
        body = b"".join([first, *(tokens.hidden_field().encode() + each for each in rest)])
        headers = [each for each in self.start["headers"] if each[0] not in OURS]
        if zips and len(body) >= ZIPPED_FROM:
            zipped = self.zipped or gzip.compress(body, LEVEL, mtime=0)
            if not rest:
                self.zipped = zipped
            body = zipped
            headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
        headers.append((b"content-length", b"%d" % len(body)))
        begins: Any = {**self.start, "headers": headers}
        ends: Any = {"type": "http.response.body", "body": body, "more_body": False}
        await send(begins)
        await send(ends)


known: OrderedDict[Hashable, Page] = OrderedDict()
once: OrderedDict[Hashable, None] = OrderedDict()  # asked for once: not worth its memory yet


def put(into: OrderedDict[Hashable, Any], key: Hashable, value: Any, most: int) -> None:
    into[key] = value
    into.move_to_end(key)
    if len(into) > most:
        into.popitem(last=False)


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def key_of(scope: Any, whose: Whose) -> Hashable:
    """All of a request that a page may say something of. None: it has more to say."""
    user = scope["user"]
    if (
        scope["method"] != "GET" or scope["query_string"] or scope["said"] or scope.get("as_of")
        or scope["charter_id"] is None or (user is not None and whose == "strangers")
    ):  # fmt: skip
        return None
    return (
        current_realm.get(), scope["root_path"], scope["path"], i18n.language.get(), today(),
        user, scope["charter_id"], scope["county_name"], scope["suspended"],
    )  # fmt: skip


class Again:
    """A route's page, within its request. `page`: the transaction that is left to it."""

    def __init__(self, next_app: ASGIApp, page: Ahead, whose: Whose) -> None:
        self.next_app, self.page, self.whose = next_app, page, whose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = self.page.transaction
        key = key_of(scope, self.whose) if begun is not None else None
        hearing: Hearing | None = None
        before, found = (known.get(key) if key is not None else None), None
        if key is not None and begun is not None:
            asked: list[Asked] = []
            if before and before.is_good and await says_the_same(self.page, before.asked, asked):
                found = before
            elif before or key in once:
                hearing = Hearing(begun.connection, asked)
                self.page.hear(hearing)
        if found is None and (found := await self.made(scope, receive)) is None:
            return
        if hearing is not None:
            found.asked = tuple(hearing.asked)
        if found is before or (hearing is not None and may_be_kept(found, hearing)):
            put(known, key, found, MOST)
        elif hearing is not None:
            known.pop(key, None)
        elif key is not None and found.status == HTTP_200_OK:
            put(once, key, None, MOST_ONCE)
        zips = any(
            b"gzip" in value for name, value in scope["headers"] if name == b"accept-encoding"
        )
        await found.send(send, zips=zips)

    async def made(self, scope: Scope, receive: Receive) -> Page | None:
        start: Any = None
        parts: list[bytes] = []

        async def catch(message: Any) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                parts.append(message.get("body", b""))

        moments: list[datetime] = []
        before = asked_for.set(moments)
        try:
            with tokens.later():
                await self.next_app(scope, receive, catch)
        finally:
            asked_for.reset(before)
        if start is None:
            return None
        made = Page(start, b"".join(parts))
        made.minute = minute_of(moments[0]) if moments else None
        return made


async def says_the_same(page: Ahead, before: tuple[Asked, ...], asked: list[Asked]) -> bool:
    """In the transaction that is left to the page. `asked`: what is asked is put there, for the
    page that is to be made.
    """
    begun = page.transaction
    if begun is None:
        return False
    try:
        for each in before:
            answer = await getattr(begun.connection, each.how)(*each.told)
            if answer != each.answer:
                asked.append(each._replace(answer=answer))
                return False
            asked.append(each)
    except BaseException as wrong:
        page.transaction = None  # there is nothing to keep in it
        await begun.end(wrong)
        raise
    return True


def may_be_kept(made: Page, hearing: Hearing) -> bool:
    """A page that asked nothing, or from whose browser something was kept, is nobody else's."""
    short = made.status == HTTP_200_OK and sum(map(len, made.pieces)) <= LONGEST
    own = tokens.browser.get().own or any(
        each[0] == b"set-cookie" for each in made.start["headers"]
    )
    return short and hearing.reads_only and bool(hearing.asked) and not own
