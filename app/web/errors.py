"""How the app says no: refusals by a rule, bad forms, HTTP errors, in the reader's language."""

from typing import Any

from asyncpg.exceptions import DataError, TransactionRollbackError, UniqueViolationError
from litestar import Response
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    ValidationException,
)
from litestar.response import Template
from litestar.types import ExceptionHandlersMap

from app.away import BACK_IN
from app.db import is_away
from app.i18n import _, translated
from app.refusal import Refused
from app.web.complaints import HUNG_UP
from app.web.forms.fields import NO_SUCH
from app.web.forms.refused import TOO_MUCH, lines_of
from app.web.forms.validation import Fields
from app.web.onward import ways_on
from app.web.requests import AnyRequest

TITLES = {
    400: _("没有办成"),
    401: _("请先登录"),
    403: _("不能办理"),
    404: _("没有找到"),
    405: _("不能这样打开"),
    408: _("送得太慢"),
    409: _("刚有别人办理"),
    413: _("内容太大"),
    422: _("还差一点"),
    429: _("请稍后再试"),
    500: _("系统出错"),
    503: _("系统正在恢复"),
}
TEXTS = {
    400: _("地址或填写的内容不完整，请返回上一页再试。"),
    403: _("您的账号无权办理，请换有权限的账号登录。"),
    404: _("没有这个页面，或者它不对您公开。"),
    405: _("这个地址不能直接打开，请从页面上的按钮办理。"),
    408: _("等了很久，内容没有送完。请到信号好些的地方再送一次。"),
    409: _("刚有别人办理了同一件事，请刷新后再看。"),
    413: TOO_MUCH,
    429: _("操作太频繁，请过几分钟再试。"),
    500: _("系统出了错，已经记录下来。请稍后再试。"),
    503: _("系统正在恢复，请过 %(seconds)s 秒再试。"),
}


def in_words(error: Refused) -> list[dict[str, str | None]]:
    return [line._asdict() for line in lines_of(error)]


def show_refusal(request: AnyRequest, error: Refused) -> Response[Any]:
    response = notice(request, in_words(error), error.status)
    response.headers.update(error.headers)
    return response


def show_invalid_form(request: AnyRequest, error: ValidationException) -> Response[Any]:
    if request.method == "GET":
        return show_no_such(request)
    found = error.extra if isinstance(error.extra, list) else []
    lines = [
        {"field": problem.get("key"), "text": translated(_("这一项没有填，或填得不对。"))}
        for problem in found
        if isinstance(problem, dict)
    ]
    return notice(request, lines or [{"field": None, "text": translated(TEXTS[400])}], 422)


def show_no_such(request: AnyRequest) -> Response[Any]:
    """An address that asks for what cannot be, as `word_asked` says of one that names it."""
    return notice(request, [{"field": None, "text": translated(NO_SUCH)}], 404)


def show_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    status = 400 if error.detail == HUNG_UP else error.status_code  # or sent pieces that are none
    # Ours are Chinese, and say more than the number does; the framework's are not for readers.
    own = error.detail if status in {403, 404} and not error.detail.isascii() else ""
    text = translated(own or TEXTS.get(status, TEXTS[400]))
    response = notice(request, [{"field": None, "text": text}], status)
    response.headers.update(error.headers or {})
    return response


def show_signed_out(request: AnyRequest, error: NotAuthorizedException) -> Response[Any]:
    """A form that arrived after the login expired was kept, and comes back after it; of others
    only their page does.
    """
    scope: Any = request.scope
    lines = [{"field": None, "text": translated(error.detail)}]
    # A form of whoever signed out, in another tab or window: on a machine that many use nothing of
    # it stays, and it is not even read.
    left = request.method == "POST" and "kept" not in scope
    more = {"kept": scope.get("kept"), "left": left, "back": way_back(request)}
    return notice(request, lines, 401, template="expired.html", **more)


def way_back(request: AnyRequest) -> str:
    """Where one goes on after signing in: nobody can open what only a form is sent to."""
    scope: Any = request.scope
    if request.method == "GET":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    frame = scope["route_handler"].opt.get("frame")
    page = frame.page_of(request.path_params, Fields([])) if frame else "/"
    return f"{scope['root_path']}{page}"


def show_crash(request: AnyRequest, error: Exception) -> Response[Any]:
    status = 503 if is_away(error) else 500
    text = translated(TEXTS[status], **({"seconds": BACK_IN} if status == 503 else {}))
    response = notice(request, [{"field": None, "text": text}], status)
    if status == 503:
        response.headers["retry-after"] = str(BACK_IN)
    return response


def show_conflict(request: AnyRequest, _error: Exception) -> Response[Any]:
    """Two did the same at the same moment; the database let one of them."""
    return notice(request, [{"field": None, "text": translated(TEXTS[409])}], 409)


def notice(
    request: AnyRequest,
    lines: list[dict[str, str | None]],
    status_code: int,
    *,
    template: str = "error.html",
    **more: Any,
) -> Response[Any]:
    scope: Any = request.scope
    for missing, value in (("user", None), ("charter", None), ("realm_path", "")):
        scope.setdefault(missing, value)
    context = {
        "lines": lines,
        "title": translated(TITLES.get(status_code, TITLES[400])),
        "request_id": scope.get("request_id", ""),
        "typed": scope.get("typed"),
        "ways": ways_on(request, status_code),
        **more,
    }
    if request.headers.get("hx-request") == "true" and status_code != 401:
        return Template(
            "_notice.html",
            context=context,
            status_code=status_code,
            headers={"hx-retarget": "#flash", "hx-reswap": "innerHTML"},
        )
    if request.headers.get("hx-request") == "true":
        return Template(
            template,
            context=context,
            status_code=401,
            headers={"hx-retarget": "body", "hx-reswap": "innerHTML"},
        )
    return Template(template, context=context, status_code=status_code)


def show_bad_input(request: AnyRequest, _error: DataError) -> Response[Any]:
    """What no column can hold: an address with a number beyond all ids. Forms are past this."""
    if request.method == "GET":
        return show_no_such(request)
    return notice(request, [{"field": None, "text": translated(TEXTS[400])}], 400)


handlers: ExceptionHandlersMap = {
    DataError: show_bad_input,
    TransactionRollbackError: show_conflict,
    UniqueViolationError: show_conflict,
    Refused: show_refusal,
    ValidationException: show_invalid_form,
    NotAuthorizedException: show_signed_out,
    NotFoundException: show_http_error,
    HTTPException: show_http_error,
    Exception: show_crash,
}
