"""A provider is tried by a real sign-in before it takes another's place: the old one stays as it is
until the new one worked.
"""

import hmac
from collections.abc import Iterable
from typing import Any

from app.access.tables import AccountRow, Provider
from app.accounts.client_ways import WAYS, Client
from app.accounts.discovery import LoginFailed, discovery
from app.accounts.invitations import HandedOn, note_given
from app.accounts.oidc import LOST, Identity
from app.accounts.outgoing import OutgoingRefused, check_address
from app.accounts.rules import SECRETLESS
from app.audit import Noted, note
from app.config import settings
from app.db import row, rows, value
from app.i18n import _
from app.refusal import Refused
from app.web.forms.validation import Fields
from app.web.forms.versions import version_of
from app.web.requests import AnyRequest

NOT_THERE = _("在这个地址找不到身份服务，请核对；末尾有没有斜杠，要和身份服务自己说的一样。")
TRIED = """
    SELECT "id", "issuer", "client_id", "client_secret", "way", "county", "instead_of", "writer"
    FROM "provider"
    WHERE "provider"."county" = $1 AND "id" = $2 AND NOT "enabled" AND "instead_of" IS NOT NULL
"""
# Whoever writes it signs in there as another account; it may do what the first one may.
APPOINT = """
    INSERT INTO "appointment" ("county", "account", "role", "station", "department")
    SELECT $1, $3, "role", "station", "department" FROM "appointment"
    WHERE "appointment"."county" = $1 AND "account" = $2 AND "ended_at" IS NULL
    RETURNING "role", "station", "department"
"""


def version_of_provider(given: Any, tried: Iterable[int] = ()) -> str:
    """`given`: a row of "provider"; `tried`: those that are to take its place. Of its secret
    nothing is told but whether it is the same.
    """
    secret = hmac.digest(settings.secret.encode(), given["client_secret"].encode(), "sha256")
    shown = (given["id"], given["issuer"], given["client_id"], given["way"])
    return version_of(*shown, secret.hex(), sorted(tried))


async def found_there(issuer: str) -> list[Refused]:
    """A provider that does not answer is told at once."""
    try:
        check_address(issuer)
        await discovery.anew(issuer)
    except (LoginFailed, OutgoingRefused):
        return [Refused(NOT_THERE, "issuer")]
    return []


async def issuer_there(_request: AnyRequest, typed: Fields) -> list[Refused]:
    """Before a form about a provider is taken."""
    issuer = typed.get("issuer").strip()
    return await found_there(issuer) if issuer else []


def check_client(client_id: str, client_secret: str, way: str) -> list[Refused]:
    """Pure."""
    wrong = []
    if way not in WAYS:
        wrong.append(Refused(_("请选客户端的方式。"), "way"))
    if not client_id:
        wrong.append(Refused(_("请填写客户端编号。"), "client_id"))
    if not client_secret and way in WAYS.keys() - SECRETLESS:
        wrong.append(Refused(_("请填写客户端密钥。"), "client_secret"))
    return wrong


async def tried(me: int | None, client: Client, identity: Identity) -> bool:
    """In the caller's transaction, after the sign-in there worked. → whether it is the same
    directory: then the old one's accounts stay as they are, at the new address. Else both are
    there, and who tried it has an account at the new one too.
    """
    found = await row(f"{TRIED} FOR UPDATE", client.id)
    if found is None or me is None or found["writer"] != me or tuple(found)[:6] != tuple(client):
        raise LoginFailed("not what was to be tried", LOST)
    own = await AccountRow.select().where(AccountRow.id == me).first()
    old = await Provider.select().where(Provider.id == found["instead_of"]).first()
    if own is None or old is None:
        raise LoginFailed("not what was to be tried", LOST)
    same: bool = own["provider"] == old["id"] and own["subject"] == identity.subject
    if same:
        await put(old["id"], client)
        await Provider.update({Provider.instead_of: None}).where(Provider.id == client.id)
    else:
        await Provider.update({Provider.enabled: True, Provider.instead_of: None}).where(
            Provider.id == client.id
        )
        account = await account_at(client.id, identity)
        await note_given(account, await rows(APPOINT, me, account, of=HandedOn))
    before = {"issuer": old["issuer"], "state": "enabled"}
    await note(Noted.PROVIDER, "/people/providers", before, {"issuer": client.issuer})
    return same


async def account_at(provider: int, identity: Identity) -> int:
    return int(
        await value(
            'INSERT INTO "account" ("county", "provider", "subject", "name")'
            ' VALUES ($1, $2, $3, $4) RETURNING "id"',
            provider,
            identity.subject,
            identity.name,
        )
    )


async def put(provider: int, client: Client) -> None:
    changed: dict[Any, Any] = {
        Provider.issuer: client.issuer,
        Provider.client_id: client.client_id,
        Provider.client_secret: client.client_secret,
        Provider.way: client.way,
    }
    await Provider.update(changed).where(Provider.id == provider)
