"""A sign-up's identity provider is tried by a real sign-in before the sign-up is sent, at the very
address to which the county's people will come back. It opens nothing and leaves no row: that it
worked is sealed into the browser, for an hour.
"""

import hmac
import logging
from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get
from litestar.response import Template

from app.access.cookies import cookie, cookie_key
from app.access.sealed import seal, unseal
from app.accounts import oidc
from app.accounts.client_ways import Client
from app.accounts.discovery import LoginFailed
from app.accounts.pages import KNOWN_FOR, callback_address, login_cookie, login_name
from app.accounts.rules import SECRETLESS
from app.accounts.trying import check_client
from app.config import settings
from app.i18n import _, translated
from app.refusal import Refused, refuse_all
from app.web.onward import ways_on
from app.web.rate_limit import spends
from app.web.requests import AnyRequest

log = logging.getLogger("app")

PURPOSE, WORKED = "a provider that is tried", "a provider that was tried"
REALM = "/signup"
NAME = "tried"
KEEPER = _("管身份服务的人")  # of a county that is not there yet
UNTRIED = _("请先按「试着登录」真正登录一次，成功了再提交；改了地址、客户端或密钥要重试。")


@dataclass
class TrialForm:
    """Of the sign-up's form what the provider is asked with."""

    code: str = ""
    slug: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    way: str = ""
    kept: str = field(default="", repr=False)


async def begun(form: TrialForm, secret: str) -> Template:
    client = Client(
        0,
        form.issuer.strip(),
        form.client_id.strip(),
        "" if form.way in SECRETLESS else secret,
        form.way,
        int(form.code),
    )
    wrong = check_client(client.client_id, secret, form.way)
    if not client.issuer:
        wrong.append(Refused(_("请填写身份服务的地址。"), "issuer"))
    refuse_all(wrong)
    try:
        there, saved = await oidc.begin(client, REALM, callback_address(f"/{form.slug}"))
    except LoginFailed as failure:
        more = {"office": translated(KEEPER), **failure.more}
        raise Refused(failure.shown, "issuer", **more) from failure
    saved |= {"client": list(client), "slug": form.slug}
    sealed = seal(PURPOSE, saved, seconds=KNOWN_FOR)
    named = login_cookie(login_name(REALM, saved["state"]), sealed)
    return Template("counties/trial.html", context={"there": there}, cookies=[named])


@get("/signup/callback", guards=[spends("login")])
async def tried(request: AnyRequest) -> Response[Any] | Template:
    """Where /<slug>/callback leads as long as there is no such county."""
    answer = {key: str(value) for key, value in request.query_params.items()}
    name = login_name(REALM, answer.get("state", ""))
    saved = unseal(PURPOSE, request.cookies.get(cookie_key(name), ""))
    try:
        oidc.check_state(saved, answer, REALM)
        saved = saved or {}
        client = Client(*saved["client"])
        callback = callback_address(f"/{saved['slug']}")
        identity = await oidc.finish(client, saved, answer, callback)
    except LoginFailed as failure:
        log.info("A sign-up's provider did not work: %s", failure)
        why = translated(failure.shown, office=translated(KEEPER), **failure.more)
        return Template(
            "counties/tried.html",
            context={"why": why, "ways": ways_on(request, 400)},
            status_code=400,
        )
    worked = cookie(NAME, seal(WORKED, proof_of(client), seconds=KNOWN_FOR), seconds=KNOWN_FOR)
    context = {"why": "", "identity": identity}
    over = login_cookie(name, "")
    return Template("counties/tried.html", context=context, cookies=[worked, over])


def proof_of(client: Client) -> dict[str, Any]:
    """Nothing secret: of the secret a keyed hash."""
    secret = hmac.new(settings.secret.encode(), client.client_secret.encode(), "sha256")
    return {
        "issuer": client.issuer,
        "client_id": client.client_id,
        "way": client.way,
        "secret": secret.hexdigest(),
        "code": client.realm,
    }


def untried(request: AnyRequest, client: Client) -> list[Refused]:
    found = unseal(WORKED, request.cookies.get(cookie_key(NAME), ""))
    return [] if found == proof_of(client) else [Refused(UNTRIED, "issuer")]
