"""Keys for a region's own systems: made, shown once, ended. What they open is pulling.py."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.config import settings
from app.db import county_tx, current_county, row, rows, tx
from app.i18n import _
from app.refusal import Refused
from app.web.idempotency import once, seen_before
from app.web.requests import AnyRequest, form_post, to, user_of

LIMIT = 60  # requests a minute, for each key
LONGEST_NAME, MOST_KEYS = 40, 20
KEYS = """
    SELECT "id", "name", "made_by", "made_at", "ended_at", "used_at" FROM "api_key"
    WHERE "api_key"."county" = $1 ORDER BY "ended_at" IS NOT NULL, "id" DESC LIMIT 50
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


async def use(key: str) -> Any:
    """→ name, used, wait (seconds until the minute is over); None: there is no such key here."""
    async with county_tx():
        return await row(USE, hashed(key))


@get("/keys", guards=[may(Act.COMPARE)])
async def show() -> Template:
    return await page()


async def page(made: str = "") -> Template:
    async with county_tx(readonly=True):
        found = await rows(KEYS)
    context = {
        "keys": found,
        "made": made,
        "once": once(),
        "limit": LIMIT,
        "address": f"{settings.base_url}/regions/{current_county.get()}/api",
    }
    return Template("regions/keys.html", context=context)


@form_post("/keys", guards=[may(Act.COMPARE)])
async def make(request: AnyRequest) -> Any:
    """The key itself stands in this answer and nowhere else."""
    form = await request.form()
    name = str(form.get("name", "")).strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(_("请写明给哪个系统用，不超过 %(n)s 字。"), "name", n=LONGEST_NAME)
    key = token_urlsafe(32)
    async with county_tx():
        if led := await seen_before(str(form.get("once", "")), "/keys"):
            return to(request, led)
        if (await row(OPEN_ONES))["n"] >= MOST_KEYS:
            raise Refused(_("钥匙太多了，请先停用不用的。"))
        bound = tx()
        await bound.connection.execute(MAKE, bound.county, name, hashed(key), user_of(request).name)
    return await page(key)


@form_post("/keys/{key_id:int}/ending", guards=[may(Act.COMPARE)])
async def end(request: AnyRequest, key_id: FromPath[int]) -> Any:
    async with county_tx():
        bound = tx()
        if await bound.connection.execute(END, bound.county, key_id) == "UPDATE 0":
            raise NotFoundException
    return to(request, "/keys")


handlers: list[Any] = [show, make, end]
