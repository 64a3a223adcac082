"""Signing in and out, in a county and in the operator's realm."""

import logging
from contextlib import suppress
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from app.access import sessions
from app.access.cookies import cookie, cookie_key
from app.access.roles import Act, signed_in
from app.access.sealed import seal, unseal
from app.access.tables import AccountRow, Provider
from app.accounts import client_keys, invitations, oidc, own
from app.accounts.client_ways import Client
from app.accounts.discovery import AWAY, LoginFailed
from app.accounts.own import home_of, in_county, prefix_of
from app.accounts.rules import local_back
from app.accounts.trying import tried
from app.audit import Noted, note
from app.away import BACK_IN
from app.config import settings
from app.db import county_tx, current_realm, row
from app.i18n import _, translated
from app.refusal import TooOften
from app.tenancy.middleware import ENGLISH
from app.web import flash
from app.web.forms.idempotency import used_before
from app.web.forms.validation import Fields
from app.web.frame import Done, anybody, change, sentence
from app.web.onward import ways_on
from app.web.rate_limit import spend, spends
from app.web.requests import AnyRequest, before, realm_of, to
from app.web.security_headers import LOOPBACK
from app.web.who_asks import who_asks

log = logging.getLogger("app")

PURPOSE = "login that is under way"
KNOWN_FOR = 3600  # longer than it may take, so that it can be said that it took too long
MOST = 5  # logins under way in one browser
BESIDE = _(
    "登录成功。这是另一个身份服务：两种登录方式现在并存，您在新的那边也有了账号。"
    "把大家的账号在新的那边添好以后，再停用旧的。"
)
DISABLED = _("这个账号已经停用，请联系%(office)s。")
CHANGED = _("登录还没有完成，这里的登录方式就变了或停用了。请再登录一次。")
SUSPENDED = _("这里已由平台运营方暂停，暂时不能登录。理由：%(reason)s")


@get("/login")
async def login(request: AnyRequest, back: FromQuery[str] = "") -> Response[Any]:
    async with county_tx(readonly=True):
        found = await (
            Provider.select(Provider.id, Provider.name)
            .where(Provider.enabled == True)  # noqa: E712
            .order_by(Provider.id)
        )
    back = local_back(back, realm_of(request))
    query = f"?{urlencode({'back': back})}" if back else ""
    if len(found) == 1:
        return to(request, f"/login/{found[0]['id']}{query}")
    return Template("accounts/login.html", context={"providers": found, "query": query})


@get("/login/{provider_id:int}", guards=[spends("login")])
async def start(
    request: AnyRequest, provider_id: FromPath[int], back: FromQuery[str] = ""
) -> Response[Any]:
    realm = realm_of(request)
    if elsewhere := at_our_address(str(request.url), settings.base_url):
        return Redirect(elsewhere, status_code=303)
    mark = invitations.mark_of(local_back(back, realm), before(request.scope))
    invited = None if mark is None else invitations.marked(request, mark)
    if mark is not None and invited is None:
        return to(request, invitations.HERE)  # which says who is invited by the code typed last
    client = await client_called(provider_id)
    try:
        check_open(request)
        address, saved = await oidc.begin(client, realm, callback_address(realm))
    except LoginFailed as failure:
        return failed(request, client, failure, back=local_back(back, realm))
    saved |= {"back": local_back(back, realm), "before": before(request.scope)}
    if invited:
        saved["invited"] = invited
    sealed = seal(PURPOSE, saved, seconds=KNOWN_FOR)
    cookies = [login_cookie(login_name(realm, saved["state"]), sealed), *too_many(request)]
    return Redirect(address, status_code=303, cookies=cookies)


def at_our_address(asked: str, ours: str) -> str:
    """The provider leads back to `ours` (BASE_URL), and cookies belong to one name: who came by
    another of one's own machine's (localhost, for 127.0.0.1) begins there. Empty: one is there.
    """
    host = urlsplit(ours).hostname
    if host == urlsplit(asked).hostname or host not in LOOPBACK:
        return ""
    return ours + asked.removeprefix(urlunsplit((*urlsplit(asked)[:2], "", "", "")))


@get("/callback", guards=[spends("login")])
async def callback(request: AnyRequest) -> Response[Any]:
    answer = {key: str(value) for key, value in request.query_params.items()}
    name = login_name(realm_of(request), answer.get("state", ""))
    saved = unseal(PURPOSE, request.cookies.get(cookie_key(name), ""))
    return in_their_language(request, saved) or await come_back(request, answer, name, saved)


async def come_back(
    request: AnyRequest, answer: dict[str, str], name: str, saved: dict[str, Any] | None
) -> Response[Any]:
    """`name`: of the cookie that has `saved`, with which this login began."""
    realm = realm_of(request)
    client, back = None, str((saved or {}).get("back", ""))
    try:
        check_open(request)
        if saved is None and request.user:
            return loaded_again(request)
        oidc.check_state(saved, answer, realm)
        saved = saved or {}
        if not await first_time(saved):
            if request.user:
                return loaded_again(request)
            raise LoginFailed("the same answer again", oidc.LOST)  # noqa: TRY301
        client = await client_called(saved["provider"], tried="trial" in saved)
        if saved.get("issuer", client.issuer) != client.issuer:  # its code is for nobody else
            raise LoginFailed("another provider took its place meanwhile", CHANGED)  # noqa: TRY301
        identity = await oidc.finish(client, saved, answer, callback_address(realm))
        if "trial" in saved:
            return await taken(request, saved, client, identity, name)
        entered = await let_in(request, client, identity, saved.get("invited", ""))
    except LoginFailed as failure:
        if client is not None:  # who came without a login of ours leaves no row
            await note_refused(request, client, failure)
        return failed(request, client, failure, name, back)
    there = landing(request, saved, has_roles=entered.has_roles)
    cookies = [login_cookie(name, ""), sessions.cookie(realm, entered.token)]
    if "invited" in saved:
        cookies.append(invitations.typed_cookie(request, ""))
    if entered.joined:
        cookies.append(flash.told(sentence(invitations.JOINED)))
    return Redirect(there, status_code=303, cookies=cookies)


def in_their_language(request: AnyRequest, saved: dict[str, Any] | None) -> Redirect | None:
    """Providers know one address, and people come from a language. None: this is theirs."""
    there = str((saved or {}).get("before", ""))
    theirs = there.removesuffix(f"/{ENGLISH}") == realm_of(request)
    if not theirs or there == before(request.scope):
        return None
    return Redirect(f"{there}/callback?{request.url.query}", status_code=303)


def landing(request: AnyRequest, saved: dict[str, Any], *, has_roles: bool) -> str:
    there, invited = before(request.scope), "invited" in saved
    back = "" if invited else str(saved["back"])  # else it is the page of an invitation
    if has_roles:
        return back or f"{there}{home_of(request)}"
    if not invited and invitations.typed(request):
        return f"{there}{invitations.HERE}"  # a code was typed in this browser: is it theirs?
    return f"{there}/account" + (f"?{urlencode({'back': back})}" if back else "")


async def taken(
    request: AnyRequest, saved: dict[str, Any], client: Client, identity: oidc.Identity, name: str
) -> Response[Any]:
    """The trial worked: whoever began it stays signed in as they were."""
    mine = request.user and request.user.id == saved["trial"] and request.user.may(Act.PEOPLE)
    me = request.user.id if mine else None
    async with county_tx():
        same = await tried(me, client, identity)
    said = _("登录成功，已换过去，大家的账号照旧。") if same else BESIDE
    there = Redirect(saved["back"], status_code=303, cookies=[login_cookie(name, "")])
    there.set_cookie(flash.told(sentence(said)))
    return there


def loaded_again(request: AnyRequest) -> Response[Any]:
    """The callback of a login that is done: its page is not one to be told off on."""
    return to(request, home_of(request))


def check_open(request: AnyRequest) -> None:
    if why := request.scope["suspended"]:  # type: ignore[typeddict-item]
        raise suspended(why)


def suspended(why: str) -> LoginFailed:
    return LoginFailed("the county is suspended", SUSPENDED, reason=why)


async def first_time(saved: dict[str, Any]) -> bool:
    """Noted before the provider is asked, so that of two that come at once one goes on."""
    async with county_tx():
        return not await used_before(f"login: {saved['state']}")


async def logout(request: AnyRequest, form: Fields) -> Done:  # noqa: ARG001
    if token := request.cookies.get(sessions.cookie_name(realm_of(request))):
        await sessions.close_session(token)
        if request.user is not None:
            await note(Noted.SIGNED_OUT, f"/people/{request.user.id}")
    there = f"{prefix_of(request)}{'/' if in_county(request) else ''}"
    if request.user:
        mine = AccountRow.id == request.user.id
        found = await AccountRow.select(AccountRow.provider).where(mine).first()
        there = f"{prefix_of(request)}/signed-out/{found['provider']}" if found else there
    return Done(there, sentence(_("已退出登录。")), kept="-")


@get("/signed-out/{provider_id:int}", guards=[spends("login")])
async def left(request: AnyRequest, provider_id: FromPath[int]) -> Response[Any]:
    """Here one is signed out. At the provider one is not, and the next person at a shared machine
    would be signed in without a word: it is left too, or not, as one chooses. A link, since a form
    may lead to no other site.
    """
    home = f"{realm_of(request)}{'/' if in_county(request) else ''}"
    client = await client_called(provider_id)
    try:
        address = await oidc.way_out(client, f"{settings.base_url}{home}")
    except LoginFailed:
        address = None
    if address is None:
        return Redirect(home, status_code=303)
    context = {"there": address, "host": urlsplit(address).netloc, "home": home}
    return Template("accounts/signed_out.html", context=context)


def signed_out(request: AnyRequest, _kept: str) -> Cookie:
    return sessions.cookie(realm_of(request), "")


class Entered(NamedTuple):
    """`joined`: they came by an invitation, and had an account before."""

    token: str
    has_roles: bool
    joined: bool


async def let_in(
    request: AnyRequest, client: Client, identity: oidc.Identity, invited: str
) -> Entered:
    """A new session; whatever the browser carried before is closed. `invited`: the hash of the code
    by which somebody comes.
    """
    async with county_tx():
        joined = bool(invited) and await invitations.taken(invited, client.id, identity)
        account_id = await account_of(client.id, identity)
        if old := request.cookies.get(sessions.cookie_name(realm_of(request))):
            await sessions.close_session(old)
        token = await sessions.open_session(account_id)
        at_work, found, _office = await who_asks(token, in_county=in_county(request))
        if at_work.suspended:  # the provider took its time
            raise suspended(at_work.suspended)
        if found is None:
            raise LoginFailed("the provider was ended meanwhile", CHANGED)
        await note(
            Noted.SIGNED_IN,
            f"/people/{account_id}",
            after={"issuer": client.issuer},
            account=account_id,
            name=found.account.name,
        )
    log.info("Signed in: account %s of county %s", account_id, current_realm.get())
    return Entered(token, bool(found.account.grants), joined)


async def account_of(provider: int, identity: oidc.Identity) -> int:
    """By provider and subject only: mail addresses and telephone numbers change hands. Somebody
    unknown gets an account without roles, whose subject the office then finds.
    """
    found = await row(
        'INSERT INTO "account" ("county", "provider", "subject", "name") VALUES ($1, $2, $3, $4)'
        ' ON CONFLICT ("county", "provider", "subject") DO UPDATE SET "name" = "account"."name"'
        ' RETURNING "id", "name", "disabled_at"',
        provider,
        identity.subject,
        identity.name,
    )
    if found["disabled_at"]:
        who = int(found["id"])
        raise LoginFailed("account is disabled", DISABLED, account=who, name=found["name"])
    return int(found["id"])


async def client_called(provider_id: int, *, tried: bool = False) -> Client:
    """`tried`: one that is tried before it is taken."""
    async with county_tx(readonly=True):
        found = await row(
            'SELECT "id", "issuer", "client_id", "client_secret", "way", "county" FROM "provider"'
            ' WHERE "provider"."county" = $1 AND "id" = $2'
            ' AND CASE WHEN $3 THEN NOT "enabled" AND "instead_of" IS NOT NULL ELSE "enabled" END',
            provider_id,
            tried,
        )
    if found is None:
        raise NotFoundException(_("没有这个登录方式。"))
    return Client(*found)


def failed(
    request: AnyRequest,
    client: Client | None,
    failure: LoginFailed,
    name: str = "",
    back: str = "",
) -> Response[Any]:
    """`name`: of the cookie of this login, which is over. Others go on."""
    log.warning(
        "Sign-in refused (%s): %s; county %s, provider %s",
        request.scope["request_id"],  # type: ignore[typeddict-item]
        failure,
        current_realm.get(),
        client.id if client else None,
    )
    away = failure.shown in {AWAY, oidc.BUSY}
    uninvited = isinstance(failure, invitations.Uninvited)
    back = "" if uninvited else back  # the next try goes on without
    context = {
        "why": translated(failure.shown, office=own.office_of(request), **failure.more),
        "ways": ways_on(request, 400),  # to try again has a button of its own
        "query": f"?{urlencode({'back': back})}" if back else "",
        "request_id": request.scope["request_id"],  # type: ignore[typeddict-item]
    }
    response = Template("accounts/failed.html", context=context, status_code=503 if away else 400)
    if away:
        response.headers["retry-after"] = str(BACK_IN)
    if name:
        response.set_cookie(login_cookie(name, ""))
    if uninvited:
        response.set_cookie(invitations.typed_cookie(request, ""))
    return response


async def note_refused(request: AnyRequest, client: Client, failure: LoginFailed) -> None:
    """As often as one address may cause it; beyond that the program's own log has it."""
    about = f"/people/{failure.account}" if failure.account else ""
    after = {"reason": str(failure)[:200], "issuer": client.issuer}
    with suppress(TooOften):
        await spend(request, "refused")
        async with county_tx():
            await note(
                Noted.SIGN_IN_REFUSED,
                about,
                after=after,
                account=failure.account,
                name=failure.name,
            )


def callback_address(realm: str) -> str:
    return f"{settings.base_url}{realm}/callback"


def login_cookie(name: str, sealed: str) -> Cookie:
    return cookie(name, sealed, seconds=KNOWN_FOR)


def login_name(realm: str, state: str) -> str:
    """Each login that is under way has a cookie of its own: two tabs both finish."""
    return f"{begins_with(realm)}{sha256(state.encode()).hexdigest()[:12]}"


def begins_with(realm: str) -> str:
    return "login-" + realm.strip("/").replace("/", "-") + "-"


def too_many(request: AnyRequest) -> list[Cookie]:
    """Those of logins that nobody finished, the oldest first: a browser sends all of them."""
    prefix = cookie_key(begins_with(realm_of(request)))
    under_way = {
        name: (unseal(PURPOSE, text) or {}).get("begun", 0.0)
        for name, text in request.cookies.items()
        if name.startswith(prefix) and len(name) == len(prefix) + 12
    }
    oldest = sorted(under_way, key=lambda name: under_way[name])
    over = oldest[: max(0, len(oldest) - MOST + 1)]
    return [login_cookie(begins_with(realm_of(request)) + name[len(prefix) :], "") for name in over]


@get("/jwks.json", media_type="application/jwk-set+json")
async def keys() -> dict[str, Any]:
    """The realm's keys, for its provider to read; nothing of them is secret."""
    return await client_keys.published(current_realm.get() or 0)


def router(path: str, *, asked_language: bool = True) -> Router:
    """At / for a county's pages and a region's, at /operator for the operator's realm.
    `asked_language`: no address says in which language one reads.
    """
    page = f"{path.rstrip('/')}/account"
    leaving = change("/logout", anybody, page=page, cookie=signed_out, whoever=True)(logout)
    others = change("/account/sessions/end", signed_in, page=page)(own.end_others)
    return Router(
        path,
        route_handlers=[
            *(login, start, callback, keys, leaving, left, own.account, others),
            *([own.view] if asked_language else []),
        ],
    )
