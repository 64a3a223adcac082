"""What arrives is normalised here, below every handler: addresses, forms, names of files.

Nothing reads an address or a form but by way of these two classes, so no handler can forget it.
"""

import re
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.types import ASGIApp, Receive, Send

from app.refusal import refuse_all
from app.text import BLANK, INVISIBLE, normalise
from app.text.limits import too_long
from app.text.lists import queried

MAY_SHOW_NOTHING = re.compile(rf"(?![\0-\x7f])[{INVISIBLE}{BLANK}]")  # one field, if not the whole


def normalise_urlencoded(encoded: bytes) -> bytes:
    """A query string or a form. What needs nothing stays as it was sent, to the byte."""
    if not encoded:
        return encoded
    sent = encoded.decode("latin-1")
    typed = unquote_plus(sent)
    if normalise(typed) == typed and not MAY_SHOW_NOTHING.search(typed):
        return encoded
    pairs = parse_qsl(sent, keep_blank_values=True)
    return urlencode([(normalise(name), normalise(text)) for name, text in pairs]).encode()


async def check_lengths(request: Request[Any, Any, Any]) -> None:
    """Litestar's `before_request`. Raises Refused, with a line for each field."""
    path = request.scope["path_template"]
    framed = "frame" in request.route_handler.opt  # app/web/frame.py asks for itself
    if request.method == "POST" and not framed:
        refuse_all(too_long(path, (await request.form()).multi_items()))


class NormalisedAddress:
    """Wraps the applications. An address copied out of a chat ends in a blank without width, and a
    list's says in its path what is asked of it.
    """

    def __init__(self, inside: ASGIApp) -> None:
        self.inside = inside

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # A part that would vanish stays as it is: it names nothing, and not the page above it.
            parts = scope["path"].split("/")
            scope["path"] = "/".join(normalise(part) or part for part in parts)
            if found := queried(scope["path"]):
                scope["path"], said = found
                scope["query_string"] = b"&".join(filter(None, [said, scope["query_string"]]))
            scope["query_string"] = normalise_urlencoded(scope["query_string"])
        await self.inside(scope, receive, send)


class NormalisedRequest(Request[Any, Any, Any]):
    """The applications' request class: `URLEncodedBody` reads `body()`, all else `form()`."""

    normalised: bytes | None = None

    async def body(self) -> bytes:
        body = await super().body()
        if self.content_type[0] != RequestEncodingType.URL_ENCODED:
            return body
        if self.normalised is None:
            self.normalised = normalise_urlencoded(body)
        return self.normalised

    async def form(self) -> FormMultiDict:
        """Raises ClientException for parts that are in no encoding."""
        try:
            form = await super().form()
        except (UnicodeDecodeError, LookupError) as error:
            raise ClientException("A part of the form is in no known encoding.") from error
        if self.content_type[0] != RequestEncodingType.MULTI_PART:
            return form
        for part in form.values():
            if isinstance(part, UploadFile):
                part.filename = normalise(part.filename)
        return FormMultiDict(
            [
                (normalise(name), normalise(part) if isinstance(part, str) else part)
                for name, part in form.items()  # multi_items() gives them in no order
            ]
        )
