"""Keys for a region's own systems: made, shown once, ended. What they open is pulling.py."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypedDict

from litestar import get
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.response import Template

from app.access.cookies import cookie, cookie_key
from app.access.roles import Act, may
from app.access.sealed import seal, unseal
from app.audit import Noted, note
from app.config import settings
from app.db import county_tx, current_realm, row, rows, tx, value
from app.i18n import _
from app.refusal import Refused, refuse_all
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, user_of

LIMIT = 60  # requests a minute, for each key
LONGEST_NAME, MOST_KEYS = 40, 20
PURPOSE, SHOWN_FOR = "a key that was just made", 60  # seconds
KEYS = """
    SELECT "id", "name", "made_by", "made_at", "ended_at", "used_at" FROM "api_key"
    WHERE "api_key"."county" = $1 ORDER BY "ended_at" IS NOT NULL, "id" DESC
"""
OPEN_ONES = """
    SELECT count(*) AS n FROM "api_key" WHERE "api_key"."county" = $1 AND "ended_at" IS NULL
"""
MAKE = """
    INSERT INTO "api_key" ("county", "name", "hash", "made_by") VALUES ($1, $2, $3, $4)
"""
END = """
    UPDATE "api_key" SET "ended_at" = now()
    WHERE "api_key"."county" = $1 AND "id" = $2 AND "ended_at" IS NULL
    RETURNING "name"
"""
# One statement for all workers: whether the key is good, and how often it was used this minute.
USE = """
    UPDATE "api_key"
    SET "used" = CASE WHEN "minute" > now() - interval '1 minute' THEN "used" + 1 ELSE 1 END,
        "minute" = CASE WHEN "minute" > now() - interval '1 minute' THEN "minute" ELSE now() END,
        "used_at" = now()
    WHERE "api_key"."county" = $1 AND "hash" = $2 AND "ended_at" IS NULL
    RETURNING "name", "used",
        ceil(extract(epoch FROM "minute" + interval '1 minute' - now()))::int AS wait
"""


def hashed(key: str) -> str:
    """Of 256 random bits: no salt, no slow hash needed."""
    return sha256(key.encode()).hexdigest()


class Used(TypedDict):
    """`used`: how often within the minute; `wait`: seconds until it is over."""

    name: str
    used: int
    wait: int


async def use(key: str) -> Used | None:
    """None: there is no such key here."""
    async with county_tx():
        return await row(USE, hashed(key), of=Used)


def cookie_name() -> str:
    return f"key-{current_realm.get()}"


def made_cookie(_request: AnyRequest, sealed: str) -> Cookie:
    """The key is carried to the page that follows: sealed, and nobody can open it afterwards."""
    return cookie(cookie_name(), sealed, seconds=SHOWN_FOR)


@get("/keys", guards=[may(Act.COMPARE)])
async def keys_page(request: AnyRequest) -> Template:
    """A key that was just made stands here once and nowhere else."""
    made = unseal(PURPOSE, request.cookies.get(cookie_key(cookie_name()), ""))
    async with county_tx(readonly=True):
        found = await rows(KEYS)
    context = {
        "keys": found,
        "made": made["key"] if made else "",
        "limit": LIMIT,
        "address": f"{settings.base_url}/regions/{current_realm.get()}/api",
    }
    gone = [cookie(cookie_name(), "", seconds=0)] if made else []
    return Template("regions/keys.html", context=context, cookies=gone)


@dataclass
class KeyForm:
    name: str = ""


@change("/keys", may(Act.COMPARE), page="/keys", cookie=made_cookie)
async def make(request: AnyRequest, form: KeyForm) -> Done:
    name, wrong = form.name.strip(), []
    if not 0 < len(name) <= LONGEST_NAME:
        text = _("请写明给哪个系统用，不超过 %(n)s 字。")
        wrong.append(Refused(text, "name", n=LONGEST_NAME))
    if (await row(OPEN_ONES))["n"] >= MOST_KEYS:
        wrong.append(Refused(_("钥匙太多了，请先停用不用的。")))
    refuse_all(wrong)
    key, bound = token_urlsafe(32), tx()
    await bound.connection.execute(MAKE, bound.county, name, hashed(key), user_of(request).name)
    await note(Noted.KEY, "/keys", after={"title": name, "state": "made"})
    sealed = seal(PURPOSE, {"key": key}, seconds=SHOWN_FOR)
    return Done("/keys", sentence(_("钥匙已新建。")), sealed)


@change("/keys/{key_id:int}/ending", may(Act.COMPARE), page="/keys")
async def end(request: AnyRequest, form: Fields, key_id: int) -> Done:  # noqa: ARG001
    ended = await value(END, key_id)
    if ended is None:
        raise NotFoundException
    await note(Noted.KEY, "/keys", {"title": ended, "state": "made"}, {"state": "ended"})
    return Done("/keys", sentence(_("钥匙已停用。")))


handlers: list[Any] = [keys_page, make, end]
