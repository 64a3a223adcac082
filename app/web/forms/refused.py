"""A form that was refused: its page once more, with what was typed and all that is wrong."""

from typing import Any, cast
from urllib.parse import unquote

from litestar import Response
from litestar.response import Template
from litestar.types import HTTPScope

from app.i18n import _, translated
from app.refusal import Overtaken, Refused, RefusedAll
from app.web.forms.refill import NOT_TYPED, WHOLE, Line, Words, refilled
from app.web.forms.validation import Fields
from app.web.onward import ways_on
from app.web.requests import AnyRequest, is_htmx

TITLES = {422: _("还差一点"), 409: _("请核对后再提交"), 413: _("内容太大"), 429: _("请稍后再试")}
NOW = _("现在是：%(text)s")
TYPED = _("您填写的是：")
TOO_MUCH = _("一次送来的内容太大。文件请压缩后再传，文字请分几次写。")
# Of a request for a page; what tells the form's own sending apart stays away.
LEFT_OUT = {
    b"content-length", b"content-type", b"transfer-encoding", b"accept-encoding", b"hx-request",
    b"hx-target", b"hx-trigger", b"hx-trigger-name", b"hx-current-url", b"hx-boosted",
}  # fmt: skip


def lines_of(refusal: Refused, typed: Fields | None = None) -> list[Line]:
    """In the order of the fields as they were `typed`, what is not about one of them first."""
    each = refusal.refusals if isinstance(refusal, RefusedAll) else [refusal]
    names = [None, *(typed.names() if typed else ())]
    ordered = sorted(each, key=lambda one: names.index(one.field) if one.field in names else 0)
    return [Line(one.field, translated(one.text, **one.values)) for one in ordered]


def words_of(status: int) -> Words:
    return Words(
        translated(TITLES[status]), translated(NOW), translated(TYPED), unread=status == 413
    )


async def too_much(
    request: AnyRequest, page: str, field: str, typed: Fields, unsaid: set[str]
) -> Response[str] | Template:
    """More came than was read: the form once more, as its page has it, with what was `typed` before
    the files.
    """
    refusal = Refused(TOO_MUCH, field or None)
    refusal.status = 413
    return await shown_again(request, page, request.url.path, typed, refusal, unsaid=unsaid)


async def shown_again(
    request: AnyRequest,
    page: str,
    address: str,
    typed: Fields,
    refusal: Refused,
    *,
    unsaid: set[str],
) -> Response[str] | Template:
    """With the refusal's status. HTMX keeps its page and gets the notice alone, unless the page is
    not what it was: then the part that the form replaces, so that what is being typed elsewhere on
    the page stays; or the whole page.
    """
    overtaken, status = isinstance(refusal, Overtaken), refusal.status
    lines = lines_of(refusal, typed)
    if is_htmx(request) and not overtaken:
        return Template(
            "_notice.html",
            context={"lines": lines},
            status_code=status,
            headers={"hx-retarget": "#flash", "hx-reswap": "innerHTML", **refusal.headers},
        )
    words = words_of(status)
    found = await nearest(request, page)
    if found is None:
        left = read_back(typed, unsaid)
        ways = ways_on(request, status)
        context = {"lines": lines, "title": words.title, "typed": left, "ways": ways}
        return Template(
            "refused.html", context=context, status_code=status, headers=dict(refusal.headers)
        )
    part = request.headers.get("hx-target", "") if is_htmx(request) else ""
    text = refilled(
        found, address, typed, lines, words, overtaken=overtaken, unsaid=unsaid, part=part
    )
    headers = {"hx-retarget": "body", "hx-reswap": "innerHTML"} if is_htmx(request) else {}
    if not text.startswith(WHOLE):
        headers = {"hx-retarget": f"#{part}", "hx-reswap": "outerHTML"}
    return Response(
        text, media_type="text/html", status_code=status, headers=headers | dict(refusal.headers)
    )


def read_back(typed: Fields, unsaid: set[str]) -> list[str]:
    """Where there is no form into which it could be put: the texts, to be copied."""
    said = typed.without(*NOT_TYPED, *unsaid)
    return [text for _name, text in said.pairs if text.strip()]


async def nearest(request: AnyRequest, page: str) -> str | None:
    """A form's own page may be gone, since there is nothing to do by now: then what it stood
    beneath, which shows how it is. A record that is gone is not looked for among others.
    """
    found = await page_at(request, page)
    path, mark, query = page.partition("?")
    above, _slash, last = path.rpartition("/")
    if found is not None or not above or last.isdigit():
        return found
    return await nearest(request, f"{above}{mark}{query}")


async def page_at(request: AnyRequest, page: str) -> str | None:
    """The page at this address of the realm as this person sees it; None: there is none by now."""
    path, _mark, query = page.partition("?")
    scope: Any = request.scope
    prefix = scope["root_path"]
    inner = {
        key: scope[key]
        for key in ("type", "asgi", "http_version", "scheme", "client", "server", "realm_path",
                    "request_id", "root_path", "language")
        if key in scope
    }  # fmt: skip
    inner |= {
        "method": "GET",
        "path": f"{prefix}{unquote(path)}",
        "raw_path": f"{prefix}{path}".encode(),
        "query_string": query.encode(),
        "headers": [each for each in scope["headers"] if each[0].lower() not in LEFT_OUT],
        "state": {},
    }
    status, parts = 0, []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await request.app(cast("HTTPScope", inner), receive, send)
    return b"".join(parts).decode() if status == 200 else None
