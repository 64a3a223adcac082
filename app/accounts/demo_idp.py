"""A small but real OpenID Connect provider for the demo: who you are is a click. Never beside real
records: it is mounted in demo mode only, and says so in red. The counties use it as any other.

Workers share nothing but SECRET and the database: keys come from the one, and a code, which holds
all it stands for, is noted as used in the other.
"""

import base64
import hmac
import time
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypedDict
from urllib.parse import unquote, urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey
from litestar import Response, Router, get, post
from litestar.exceptions import ClientException
from litestar.response import Template

from app.access.sealed import seal, unseal
from app.config import settings
from app.db import bound_to, county_tx, rows
from app.i18n import _
from app.refusal import Refused
from app.tenancy.numbers import OPERATOR
from app.tenancy.realms import OUTSIDE, SLUG, realm_called
from app.web.forms import validation
from app.web.forms.idempotency import used_before
from app.web.forms.validation import Fields
from app.web.frame import Done, anybody, change
from app.web.requests import AnyRequest

CLIENT_ID = "shangliang"
CODE = "demo provider's code"
LONGEST_SUBJECT = 100
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

PEOPLE = """
    SELECT "account"."subject", "account"."name",
           ARRAY(SELECT DISTINCT "appointment"."role" FROM "appointment"
                 WHERE "appointment"."county" = $1 AND "account" = "account"."id"
                   AND "ended_at" IS NULL) AS roles,
           (SELECT min("station"."name") FROM "appointment"
            JOIN "station" ON "appointment"."county" = "station"."county" AND "station"."id"
                 = "appointment"."station"
            WHERE "appointment"."county" = $1 AND "account" = "account"."id"
              AND "ended_at" IS NULL) AS station
    FROM "account"
    JOIN "provider" ON "account"."county" = "provider"."county" AND "provider"."id"
         = "account"."provider"
    WHERE "account"."county" = $1 AND "issuer" = $2 AND "disabled_at" IS NULL
    ORDER BY "account"."id"
"""


def demo_provider() -> dict[str, str]:
    """Columns of a `provider` row: the same client for every realm."""
    return {
        "name": "演示身份服务",
        "issuer": issuer(),
        "client_id": CLIENT_ID,
        "client_secret": client_secret(),
    }


def issuer() -> str:
    return f"{settings.base_url}/demo-idp"


def client_secret() -> str:
    return hmac.digest(settings.secret.encode(), b"demo provider's client", "sha256").hex()


@cache
def key() -> ECKey:
    seed = hmac.digest(settings.secret.encode(), b"demo provider's key", "sha512")
    private = ec.derive_private_key(int.from_bytes(seed) % (P256_ORDER - 1) + 1, ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = ECKey.import_key(pem, {"use": "sig", "alg": "ES256"})
    made.ensure_kid()
    return made


@dataclass
class Asked:
    """What a client asks for at the authorization endpoint."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


@dataclass
class Chosen(Asked):
    subject: str = ""


@dataclass
class TokenForm:
    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    client_id: str = ""
    client_secret: str = ""


@get("/.well-known/openid-configuration")
async def metadata() -> dict[str, Any]:
    return {
        "issuer": issuer(),
        "authorization_endpoint": f"{issuer()}/authorize",
        "token_endpoint": f"{issuer()}/token",
        "jwks_uri": f"{issuer()}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "profile"],
        "claims_supported": ["sub", "name"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


@get("/jwks")
async def jwks() -> dict[str, Any]:
    return {"keys": [key().as_dict(private=False)]}


@get("/authorize")
async def choose(request: AnyRequest) -> Template:
    sent = request.query_params
    asked = Asked(**{each.name: sent.get(each.name, "") for each in fields(Asked)})
    county = await county_asking(asked)
    context = {"asked": asdict(asked), "people": await people_of(county)}
    return Template("accounts/demo_idp.html", context=context)


def page_of(_parameters: dict[str, Any], typed: Fields) -> str:
    asked = {each.name: typed.get(each.name) for each in fields(Asked)}
    return f"/demo-idp/authorize?{urlencode(asked)}"


@change("/authorize", anybody, page=page_of)
async def chosen(request: AnyRequest, form: Chosen) -> Done:  # noqa: ARG001
    """Leads back to the client, with a code that is good once."""
    county = await county_asking(form)
    if not 1 <= len(form.subject.strip()) <= LONGEST_SUBJECT:
        raise Refused(_("请填账号标识，不超过 %(most)s 个字。"), "subject", most=LONGEST_SUBJECT)
    held = {
        "id": token_urlsafe(12),
        "county": county,
        "subject": form.subject.strip(),
        "redirect_uri": form.redirect_uri,
        "nonce": form.nonce,
        "challenge": form.code_challenge,
    }
    answer = {"code": seal(CODE, held, seconds=60), "state": form.state, "iss": issuer()}
    return Done(f"{form.redirect_uri}?{urlencode(answer)}")


@post("/token", status_code=200, request_max_body_size=validation.LARGEST)
async def token(request: AnyRequest) -> Response[dict[str, Any]]:
    """A program's, not a browser's: outside of the frame. It proves itself by its secret, and a
    code is good once.
    """
    form, _wrong = validation.read(TokenForm, await validation.sent(request))
    if not client_proved(request, form):
        return refused("invalid_client", 401)
    held = unseal(CODE, form.code)
    if (
        held is None
        or form.grant_type != "authorization_code"
        or held["redirect_uri"] != form.redirect_uri
        or held["challenge"] != s256(form.code_verifier)
    ):
        return refused("invalid_grant")
    with bound_to(held["county"]):
        async with county_tx():
            if await used_before(f"demo code: {held['id']}"):
                return refused("invalid_grant")
        name = next(
            (each["name"] for each in await people_of(held["county"])
             if each["subject"] == held["subject"]),
            held["subject"],
        )  # fmt: skip
    claims = {
        "iss": issuer(),
        "sub": held["subject"],
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "exp": int(time.time()) + 300,
        "nonce": held["nonce"],
        "name": name,
    }
    answer = {
        "access_token": token_urlsafe(24),  # opens nothing: all there is to know is in the id_token
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": jwt.encode({"alg": "ES256", "kid": key().kid}, claims, key()),
    }
    return Response(answer, headers={"cache-control": "no-store"})


async def county_asking(asked: Asked) -> int:
    """The realm that the client's way back lies in; 400 for what no client of ours would send. A
    county that is signed up for is none yet: whoever tries its provider signs in as anybody.
    """
    start, _base, path = asked.redirect_uri.partition(settings.base_url + "/")
    realm, _slash, rest = path.rpartition("/")
    county = await realm_called(f"/{realm}")
    right = (
        asked.client_id == CLIENT_ID
        and asked.response_type == "code"
        and "openid" in asked.scope.split()
        and asked.code_challenge_method == "S256"
        and 43 <= len(asked.code_challenge) <= 128
        and not start
        and rest == "callback"
    )
    if county is None and SLUG.fullmatch(realm) and realm not in OUTSIDE:
        county = OPERATOR
    if not right or county is None:
        raise ClientException(_("地址或表单不完整，请返回重试。"))
    return county


class SignsIn(TypedDict):
    """`station`: the first by name of those where a role is held."""

    subject: str
    name: str
    roles: list[str]
    station: str | None


async def people_of(county: int) -> list[SignsIn]:
    with bound_to(county):
        async with county_tx(readonly=True):
            found = await rows(PEOPLE, issuer(), of=SignsIn)
    return found


def client_proved(request: AnyRequest, form: TokenForm) -> bool:
    scheme, _space, proof = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _colon, secret = base64.b64decode(proof).decode().partition(":")
        except ValueError:
            return False
        name, secret = unquote(name), unquote(secret)
    else:
        name, secret = form.client_id, form.client_secret
    same = hmac.compare_digest(secret.encode(), client_secret().encode())
    return same and name == CLIENT_ID


def s256(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def refused(error: str, status: int = 400) -> Response[dict[str, Any]]:
    return Response({"error": error}, status_code=status)


router = Router("/demo-idp", route_handlers=[metadata, jwks, choose, chosen, token])
