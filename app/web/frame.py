"""The one frame of everything that changes something. In this order, once for all:

authorised → the form is read (few fields, a small body) → its quota → authorised still, if that
took long → one transaction of the realm → the form's token → the handler: load and lock, rule, rows
and ledger → the answer, which says what was done. A refusal shows the page again, with what was
typed and all that is wrong.

    @change("/{topic_id:int}/review", may(Act.MOVE_TOPIC), page="/topics/{topic_id}", part=part)
    async def review(request: AnyRequest, form: ReviewForm, topic_id: int) -> Done: ...
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, get_type_hints
from urllib.parse import quote, urlsplit

from asyncpg.exceptions import TransactionRollbackError, UniqueViolationError
from litestar import MediaType, Response, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.response import Redirect, Template
from litestar.types import Guard

from app.charter.english import as_written
from app.db import ahead, county_tx
from app.i18n import _
from app.refusal import Overtaken, OvertakenAll, Refused, RefusedAll, TooOften, refuse_all
from app.text.limits import too_long
from app.web import flash, request_context
from app.web.flash import sentence
from app.web.forms import beside, expired, pressed, refill, tokens, validation
from app.web.forms.begun import begun
from app.web.forms.idempotency import Done, content_of, first_of, forget, remember
from app.web.forms.refused import read_back, shown_again, too_much
from app.web.forms.validation import Fields
from app.web.rate_limit import spend
from app.web.requests import AnyRequest, is_htmx

Handler = Callable[..., Awaitable[Done | Template]]

__all__ = ["Done", "Fields", "anybody", "change", "sentence"]

AT_ONCE = _("刚有别人办理了同一件事。您填写的内容都在，请核对后再提交。")
SUSPENDED = _("这里已由平台运营方暂停，现在只能看，不能提交。")
CHOOSE_AGAIN = _("选的文件没有收下，请重新选择。")
LONG_AGO = 1.0  # seconds since it was found out who asks
STALE = _("这一页打开太久，或是在别的浏览器里打开的。您填写的内容都在，请再提交一次。")


@dataclass(frozen=True)
class Frame:
    """How a route changes something; tests walk `handler.opt["frame"]` of all routes.

    `page`: the address inside the realm on which the form stands, with path parameters and fields
    in braces; or a function of them. `part`: what HTMX gets after the change; without it HTMX goes
    where a plain form goes. `cookie`: made of what `Done.kept` carries. `whoever`: a twin is one
    though nobody is signed in by then. `repeats`: the page is sent again and again under one token,
    since nothing is changed, or marks of its own tell twins. `file`: the field of text in whose
    place a file may come. `quota`: what it is counted as (app/web/rate_limit.py). `before`: what
    is looked at outside of the transaction, since others than the database are asked. `files`: the
    field whose files `before` takes, where the form came in parts; of another it is not asked.
    `left`: keeps what was typed by somebody signed in and could not be saved. `carries`: within
    the change, keeps what was typed elsewhere on a page that is one form. `by`: the field that the
    pressed button of such a page sends: of fields alike those are meant that end in its value.
    `one`: the page is one form, and nothing keeps what else was typed (app/web/forms/beside.py).
    `signed`: of a form of anybody's, the field by which only somebody signed in sends it.
    """

    handler: Handler
    form: type[Any]
    page: str | Callable[[dict[str, Any], Fields], str]
    part: Callable[..., Awaitable[Template]] | None
    cookie: Callable[[AnyRequest, str], Cookie] | None
    most: int
    whoever: bool
    within: Callable[[], AbstractAsyncContextManager[Any]]
    repeats: bool
    file: str
    files: str
    quota: str
    before: Callable[[AnyRequest, Fields], Awaitable[list[Refused]]] | None
    left: Callable[[AnyRequest, Fields], Awaitable[None]] | None
    carries: Callable[[AnyRequest, Fields, set[str]], Awaitable[None]] | None
    by: str
    one: bool
    signed: str

    def page_of(self, parameters: dict[str, Any], fields: Fields) -> str:
        if callable(self.page):
            return self.page(parameters, fields)
        known = {name: fields.get(name) for name in fields.names()} | parameters
        quoted = {name: quote(str(text), safe="") for name, text in known.items()}
        return self.page.format_map(defaultdict(str, quoted))


async def anybody(
    _connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler
) -> None:
    """A guard that says so: this form is for strangers too."""


def change(
    path: str,
    *guards: Guard,
    page: str | Callable[[dict[str, Any], Fields], str],
    part: Callable[..., Awaitable[Template]] | None = None,
    cookie: Callable[[AnyRequest, str], Cookie] | None = None,
    most: int = validation.MOST_FIELDS,
    largest: int = validation.LARGEST,
    whoever: bool = False,
    within: Callable[[], AbstractAsyncContextManager[Any]] = county_tx,
    repeats: bool = False,
    file: str = "",
    files: str = "",
    quota: str = "",
    before: Callable[[AnyRequest, Fields], Awaitable[list[Refused]]] | None = None,
    left: Callable[[AnyRequest, Fields], Awaitable[None]] | None = None,
    carries: Callable[[AnyRequest, Fields, set[str]], Awaitable[None]] | None = None,
    by: str = "",
    one: bool = False,
    signed: str = "",
) -> Callable[[Handler], HTTPRouteHandler]:
    """Makes a POST route of `handler(request, form, **path parameters)`, which runs inside the
    transaction. It returns what was done, or raises `Refused`, and then nothing was. At least one
    guard: `anybody` is one.
    """
    if not guards:
        raise TypeError(f"{path}: who may do this?")
    if part is not None and cookie is not None:
        raise TypeError(f"{path}: a part of a page brings no cookie.")

    def framed(handler: Handler) -> HTTPRouteHandler:
        form = get_type_hints(handler).get("form", Fields)
        counted = quota or ("repeat" if repeats else "change")
        frame = Frame(
            handler, form, page, part, cookie, most, whoever, within, repeats, file, files,
            counted, before, left, carries, by, one, signed,
        )  # fmt: skip

        async def sent(request: AnyRequest) -> Fields:
            return await validation.sent(request, most, file=file, files=files)

        async def run(request: AnyRequest) -> Any:
            try:
                fields = await sent(request)
            except RequestEntityTooLarge:
                typed = await begun(request) if frame.file or frame.files else Fields([])
                page = frame.page_of(request.path_params, typed)
                unsaid = validation.unsaid(frame.form)
                field = frame.file or frame.files
                return await too_much(request, page, field, typed.without(tokens.FIELD), unsaid)
            return await changed(frame, request, fields)

        run.__name__, run.__doc__ = handler.__name__, handler.__doc__
        run.__module__ = handler.__module__
        return post(
            path,
            status_code=200,
            media_type=MediaType.HTML,  # a part of a page, or a redirect; Litestar would say JSON
            guards=[expired.keep_for_later, *held_back(frame, guards), *guards],
            request_max_body_size=largest,
            opt={"frame": frame},
        )(run)

    return framed


def held_back(frame: Frame, guards: tuple[Guard, ...]) -> list[Guard]:
    """Who may no longer do this at all loses the right, and not what they typed."""
    if frame.left is None:
        return []

    async def keep_what_is_refused(connection: Any, route: BaseRouteHandler) -> None:
        try:
            for guard in guards:
                await guard(connection, route)  # type: ignore[misc]
        except PermissionDeniedException:
            await leave(frame, connection, await validation.sent(connection, frame.most))
            raise

    return [keep_what_is_refused]


async def changed(frame: Frame, request: AnyRequest, fields: Fields) -> Any:
    token, typed = fields.get(tokens.FIELD), fields.without(tokens.FIELD)
    unsaid = validation.unsaid(frame.form)
    scope: Any = request.scope
    scope["typed"] = read_back(typed, unsaid)  # for errors.py, if this goes wrong altogether
    address = urlsplit(str(request.url)).path
    taken = False  # the files, which no page can fill in again
    try:
        if request.scope["suspended"]:  # type: ignore[typeddict-item]
            raise Refused(SUSPENDED)  # noqa: TRY301
        in_parts = request.content_type[0] == RequestEncodingType.MULTI_PART
        before = frame.before if in_parts or not frame.files else None
        try:
            # Who asks others first holds no connection meanwhile.
            await spend(request, frame.quota, None if before else ahead.get())
        except TooOften as often:
            raise all_of(too_long(request.scope["path_template"], typed.pairs), often) from None
        if not tokens.is_good(token):
            raise Overtaken(STALE)
        found = await before(request, typed) if before else []
        taken = True
        await still_let_in(request)
        done = await once(frame, request, typed, token, address, found)
    except (Refused, TransactionRollbackError, UniqueViolationError) as wrong:
        refusal = wrong if isinstance(wrong, Refused) else Overtaken(AT_ONCE)
        if not taken and await brought(request, frame.files):
            refusal = all_of([Refused(CHOOSE_AGAIN, frame.files)], refusal)
        pressed.as_typed(frame.by, typed, refusal)
        if not scope["suspended"] and refusal.status != TooOften.status:
            await leave(frame, request, typed)
        page = frame.page_of(request.path_params, typed)
        return await shown_again(request, page, address, typed, refusal, unsaid=unsaid)
    except HTTPException:  # not theirs any more, or not there
        await leave(frame, request, typed)
        raise
    as_written.set(False)  # from here on it is shown
    meant = pressed.meant(frame.form, frame.by, typed)
    led = await leads(frame, request, typed, meant, done)
    came = led if isinstance(led, Response) else await answer(frame, request, led)
    if is_htmx(request) and (frame.one or frame.carries):
        # For static/typed.js: the rest of the form was not read.
        came.headers["x-meant"] = " ".join(sorted(quote(name, safe="") for name in meant))
    return came


async def leads(
    frame: Frame, request: AnyRequest, typed: Fields, meant: set[str], done: Done | Template
) -> Done | Response[Any]:
    """Where what came of it is shown, and what was kept of the form has had its time."""
    kept = typed.get(refill.BESIDE)
    if frame.one and not is_htmx(request):
        rest = beside.left_of(typed, meant, frame.by)
        page = frame.page_of(request.path_params, typed)
        return await beside.led_past(request, page, rest, typed, kept, done)
    if not frame.one:
        await expired.taken(request, kept, done)
    return done


async def brought(request: AnyRequest, files: str) -> bool:
    """Files under this name."""
    parts = (await request.form()).items() if files else ()
    return any(key == files and not isinstance(part, str) for key, part in parts)


async def still_let_in(request: AnyRequest) -> None:
    """A sender may be slow, and so may others who were asked: whoever was signed out meanwhile,
    lost the role, or sends to what was suspended, comes too late. Raises what the guards raise.
    """
    scope: Any = request.scope
    if request_context.clock() - scope["found_out_at"] <= LONG_AGO:
        return
    await request_context.find_out(request)
    if scope["suspended"]:
        raise Refused(SUSPENDED)
    handler = scope["route_handler"]
    for guard in handler.resolve_guards():
        await guard(request, handler)


async def leave(frame: Frame, request: AnyRequest, typed: Fields) -> None:
    if frame.left is not None and request.user is not None:
        async with frame.within():
            await frame.left(request, typed)


async def once(  # noqa: PLR0917
    frame: Frame,
    request: AnyRequest,
    typed: Fields,
    token: str,
    address: str,
    found: list[Refused],
) -> Done | Template:
    long = too_long(request.scope["path_template"], typed.pairs)
    names = {each.field or "" for each in long}
    # Without what is endless: no handler meets it.
    form, unread = validation.read(frame.form, pressed.own(frame.by, typed.without(*names)))
    wrong = [*long, *(each for each in [*typed.wrong, *unread, *found] if each.field not in names)]
    known = request.user is not None and not frame.whoever
    content = content_of(typed, request.user.id if known else None)
    async with frame.within():
        done: Done | Template | None = None
        if not frame.repeats:
            done = await first_of(token, address, content)
        if done is None:
            try:
                done = await frame.handler(request, form, **request.path_params)
            except Refused as refusal:
                raise all_of(wrong, refusal) from None
            except HTTPException:
                refuse_all(long)  # is said whatever else is wrong
                raise
            if wrong:
                raise all_of(wrong)
            if frame.repeats:
                return done
            if frame.carries is not None:
                await frame.carries(request, typed, pressed.meant(frame.form, frame.by, typed))
            if isinstance(done, Done):
                await remember(token, address, done)
            else:
                await forget(token, address)
    return done


def all_of(wrong: list[Refused], other: Refused | None = None) -> Refused:
    """All that is wrong at once; of a field what it cannot be read as comes first."""
    if other is None or not wrong:
        return other or RefusedAll(wrong)
    fields = {each.field for each in wrong}
    more = other.refusals if isinstance(other, RefusedAll) else [other]
    kind = OvertakenAll if isinstance(other, Overtaken) else RefusedAll
    found = kind([*wrong, *(each for each in more if each.field not in fields)])
    found.status, found.headers = other.status, other.headers
    return found


async def answer(frame: Frame, request: AnyRequest, done: Done) -> Response[Any] | Template:
    """HTMX: the part, and what was done beside it; else the page to which it led, saying it."""
    of_desk = flash.is_of_desk(request.scope["path_template"])
    if is_htmx(request) and frame.part is not None:
        part = await frame.part(request, **request.path_params)
        part.headers["hx-trigger-after-swap"] = flash.trigger(done.said, of_desk=of_desk)
        return part
    address = f"{request.scope['root_path']}{done.to}"
    response: Response[Any] = (
        Response(b"", status_code=200, headers={"hx-redirect": address})
        if is_htmx(request)
        else Redirect(address, status_code=303)
    )
    if done.said:
        response.set_cookie(flash.told(done.said, of_desk=of_desk))
    if frame.cookie is not None and done.kept:
        response.set_cookie(frame.cookie(request, done.kept))
    return response
