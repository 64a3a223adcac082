"""The providers by which people sign in: the office changes one, after a sign-in there worked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.keeping import keep_somebody
from app.access.roles import Act, may
from app.access.sealed import seal
from app.access.tables import AccountRow, Provider
from app.accounts import oidc
from app.accounts.client_ways import WAYS
from app.accounts.discovery import LoginFailed
from app.accounts.pages import (
    KNOWN_FOR,
    PURPOSE,
    callback_address,
    client_called,
    failed,
    login_cookie,
    login_name,
)
from app.accounts.rules import SECRETLESS
from app.accounts.trying import check_client, issuer_there, version_of_provider
from app.audit import Noted, note
from app.config import settings
from app.db import county_tx, rows
from app.i18n import _
from app.refusal import Overtaken, Refused, refuse_all
from app.web.forms.validation import Fields
from app.web.forms.versions import OVERTAKEN
from app.web.frame import Done, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, realm_of, user_of

HERE = "/people/providers"
PROVIDERS = """
    SELECT "id", "name", "issuer", "client_id", "client_secret", "way", "enabled", "instead_of",
           "writer" = $2 AS mine,
           (SELECT count(*) FROM "account" WHERE "account"."county" = $1
            AND "account"."provider" = "provider"."id" AND "disabled_at" IS NULL) AS accounts
    FROM "provider" WHERE "provider"."county" = $1 AND ("enabled" OR "instead_of" IS NOT NULL)
    ORDER BY "enabled" DESC, "id"
"""
# By which somebody signed in: what was only tried was never one.
ENDED = """
    SELECT "id", "name", "issuer",
           (SELECT count(*) FROM "account" WHERE "account"."county" = $1
            AND "account"."provider" = "provider"."id" AND "disabled_at" IS NULL) AS accounts
    FROM "provider" WHERE "provider"."county" = $1 AND NOT "enabled" AND "instead_of" IS NULL
      AND EXISTS (SELECT FROM "account" WHERE "account"."county" = $1
                  AND "account"."provider" = "provider"."id")
    ORDER BY "id"
"""


@dataclass
class ProviderForm:
    instead_of: int
    version: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    way: str = ""


@get("/providers", guards=[may(Act.PEOPLE)])
async def providers(request: AnyRequest) -> Template:
    me = user_of(request)
    async with county_tx(readonly=True):
        found = await rows(PROVIDERS, me.id)
        ended = await rows(ENDED)
        own = await AccountRow.select(AccountRow.provider).where(AccountRow.id == me.id).first()
    realm = realm_of(request)
    context = {
        "providers": [each for each in found if each["enabled"]],
        "versions": {
            each["id"]: version_of_provider(each, tried_of(found))
            for each in found
            if each["enabled"]
        },
        "tried": [each for each in found if not each["enabled"]],
        "ended": ended,
        "own": own and own["provider"],
        "ways": WAYS,
        "callback": callback_address(realm),
        "keys": f"{settings.base_url}{realm}/jwks.json",
        "home": f"{settings.base_url}{realm}/",
    }
    return Template("people/providers.html", context=context)


def tried_of(found: Iterable[Any]) -> list[int]:
    return [each["id"] for each in found if not each["enabled"]]


@change("/providers", may(Act.PEOPLE), page=HERE, before=issuer_there)
async def propose(request: AnyRequest, form: ProviderForm) -> Done:
    """One at a time is tried. A secret that is not typed is the old one's."""
    found = await rows(f"{PROVIDERS} FOR UPDATE", user_of(request).id)
    old = next((each for each in found if each["enabled"] and each["id"] == form.instead_of), None)
    if old is None:
        raise NotFoundException(_("没有这个登录方式。"))
    if form.version != version_of_provider(old, tried_of(found)):
        raise Overtaken(OVERTAKEN)
    secret = form.client_secret.strip() or old["client_secret"]
    issuer, client_id = form.issuer.strip(), form.client_id.strip()
    wrong = check_client(client_id, secret, form.way)
    if not issuer:
        wrong.append(Refused(_("请填写身份服务的地址。"), "issuer"))
    refuse_all(wrong)
    await Provider.update({Provider.instead_of: None}).where(
        (Provider.enabled == False) & Provider.instead_of.is_not_null()  # noqa: E712
    )
    tried = Provider(
        name=old["name"],
        issuer=issuer,
        client_id=client_id,
        client_secret="" if form.way in SECRETLESS else secret,
        way=form.way,
        enabled=False,
        instead_of=form.instead_of,
        writer=user_of(request).id,
    )
    await Provider.insert(tried)
    return Done(HERE, sentence(_("已记下。现在请试着登录一次：成功了才会换过去，以前的照旧能用。")))


@get("/providers/{provider_id:int}/trial", guards=[may(Act.PEOPLE), spends("login")])
async def trial(request: AnyRequest, provider_id: FromPath[int]) -> Response[Any]:
    realm = realm_of(request)
    client = await client_called(provider_id, tried=True)
    try:
        address, saved = await oidc.begin(client, realm, callback_address(realm))
    except LoginFailed as failure:
        return failed(request, client, failure, back=f"{realm}{HERE}")
    saved |= {"back": f"{realm}{HERE}", "trial": user_of(request).id}
    sealed = seal(PURPOSE, saved, seconds=KNOWN_FOR)
    named = login_cookie(login_name(realm, saved["state"]), sealed)
    return Redirect(address, status_code=303, cookies=[named])


@change("/providers/{provider_id:int}/end", may(Act.PEOPLE), page=HERE)
async def end_provider(request: AnyRequest, form: Fields, provider_id: int) -> Done:  # noqa: ARG001
    """Not the one by which whoever asks signs in: so that somebody of the office still can."""
    mine = AccountRow.id == user_of(request).id
    own = await AccountRow.select(AccountRow.provider).where(mine).first()
    if own is None or own["provider"] == provider_id:
        raise Refused(_("您自己就是这样登录的。请先用另一种方式登录，再停用这一种。"))
    ended = (
        await Provider.update({Provider.enabled: False})
        .where((Provider.id == provider_id) & (Provider.enabled == True))  # noqa: E712
        .returning(Provider.issuer)
    )
    if not ended:
        raise NotFoundException(_("没有这个登录方式。"))
    await keep_somebody()
    off = {"state": "disabled", "issuer": ended[0]["issuer"]}
    await note(Noted.PROVIDER, HERE, {"state": "enabled"}, off)
    return Done(HERE, sentence(_("已停用，用它登录着的都已退出。")))


@dataclass
class ReturnForm:
    reason: str = ""


@change("/providers/{provider_id:int}/taking-up", may(Act.PEOPLE), page=HERE)
async def take_up(request: AnyRequest, form: ReturnForm, provider_id: int) -> Done:  # noqa: ARG001
    """It was ended by mistake: its accounts are known by no other."""
    found = next((each for each in await rows(ENDED) if each["id"] == provider_id), None)
    if found is None:
        raise NotFoundException(_("没有这个登录方式。"))
    if not form.reason.strip():
        raise Refused(_("请写明恢复的缘由。"), "reason")
    await Provider.update({Provider.enabled: True}).where(Provider.id == provider_id)
    on = {"state": "enabled", "issuer": found["issuer"], "reason": form.reason.strip()}
    await note(Noted.PROVIDER, HERE, {"state": "disabled"}, on)
    return Done(HERE, sentence(_("已恢复，原来的账号又能用它登录。")))


handlers = [providers, propose, trial, end_provider, take_up]
