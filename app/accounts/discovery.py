"""What a provider says of itself, and its keys: kept for an hour, and longer while it is away."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.accounts.outgoing import OutgoingRefused, check_address, fetched
from app.i18n import _

FRESH = 3600.0
PAUSE = 60.0  # between attempts, after a failure or for the same key that nobody knows
BREATH = 3.0  # where nothing is known yet, and everybody waits
AWAY = _("身份服务暂时联系不上，请稍后再试。")
UNPROVED = _("身份服务的答复没有通过核对，所以没有让您登录。请再试一次；还不行，请告诉%(office)s。")

clock: Callable[[], float] = time.monotonic


class LoginFailed(Exception):
    """Signing in did not work. `why` is for the log, and never secret; `shown` for the person."""

    def __init__(
        self,
        why: str,
        shown: str = UNPROVED,
        *,
        account: int | None = None,
        name: str = "",
        **more: str,
    ) -> None:
        """`account`, `name`: whose it is, where that is known by then. `more`: for `shown`, where
        %(office)s is who looks after accounts there.
        """
        super().__init__(why)
        self.shown, self.more = shown, more
        self.account, self.name = account, name


@dataclass
class Kept:
    value: Any = None
    got: float = -FRESH
    tried: float = -PAUSE
    unknown: dict[str, float] = field(default_factory=dict)  # keys that were not among them


class Discovery:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Kept] = {}
        self.locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def metadata(self, issuer: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.get("metadata", issuer, lambda: read_metadata(issuer))
        return found

    async def keys(self, issuer: str, *, unknown: str | None = None) -> KeySet:
        """`unknown`: a key that is not among them. They are asked for again at once, and where they
        are, too; for the same one not again within a minute.
        """
        said = await self.get("metadata", issuer, lambda: read_metadata(issuer), unknown)
        address = said["jwks_uri"]
        found: KeySet = await self.get("keys", issuer, lambda: read_keys(address), unknown)
        return found

    async def anew(self, issuer: str) -> None:
        """Asked again, though it is known: it may have changed since. What is known stays where it
        does not answer; then LoginFailed.
        """
        fresh = Discovery()
        await fresh.metadata(issuer)
        self.kept |= fresh.kept

    def doubt(self, issuer: str) -> None:
        """It is not as it said: who signs in next has it asked anew."""
        if kept := self.kept.get(("metadata", issuer)):
            kept.got = -FRESH

    async def get(
        self, what: str, issuer: str, read: Callable[[], Any], unknown: str | None = None
    ) -> Any:
        slot = what, issuer
        async with self.locks.setdefault(slot, asyncio.Lock()):  # one asks, the others wait
            kept = self.kept.setdefault(slot, Kept())
            if unknown is not None and kept.value is not None:
                if not is_new(kept, unknown):
                    return kept.value
            elif clock() - kept.got < FRESH or (
                kept.value is not None and clock() - kept.tried < PAUSE
            ):
                return kept.value
            if kept.value is None and clock() - kept.tried < BREATH:
                raise LoginFailed(f"{what} of the provider: just failed", AWAY)
            kept.tried = clock()
            try:
                kept.value = await read()
                kept.got = clock()
            except (
                OutgoingRefused, httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError,
                AttributeError, TimeoutError,
            ) as wrong:  # fmt: skip
                kept.tried = clock()  # who waited meanwhile hears of it, and does not wait anew
                if kept.value is None:
                    why = f"{what} of the provider: {type(wrong).__name__}"
                    raise LoginFailed(why, AWAY) from wrong
            return kept.value


def is_new(kept: Kept, key: str) -> bool:
    kept.unknown = {name: at for name, at in kept.unknown.items() if clock() - at < PAUSE}
    if key in kept.unknown:
        return False
    kept.unknown[key] = clock()
    return True


async def read_metadata(issuer: str) -> dict[str, Any]:
    found: dict[str, Any] = await fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found["issuer"] != issuer:
        raise ValueError("another issuer")  # Authlib does not compare them
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        check_address(found[name])
    return found


async def read_keys(address: str) -> KeySet:
    return known_keys(await fetched(address))


def known_keys(found: dict[str, Any]) -> KeySet:
    """Pure. A provider may have others beside them, as of SM2, and one that nobody here can read
    keeps nobody out (RFC 7517, 5). Raises ValueError where none is left.
    """
    known: list[Any] = []
    for each in found["keys"]:
        with suppress(JoseError, ValueError, KeyError, TypeError, AttributeError):
            known += KeySet.import_key_set({"keys": [each]}).keys
    if not known:
        raise ValueError("no key that can be read")
    return KeySet(known)


discovery = Discovery()
