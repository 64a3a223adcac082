"""A form counts once: its duplicate is answered as the first one was, and changes nothing. Another
form under the same token is neither dropped as a twin nor answered with somebody else's result.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from app.db import row, tx
from app.i18n import _
from app.refusal import Overtaken
from app.web.flash import NOTHING, Sentence
from app.web.forms.validation import Fields


class Done(NamedTuple):
    """What a change came to: where it led (a path in the realm), and what is said of it there.
    `kept`: what the answer's cookie carries.
    """

    to: str
    said: Sentence = NOTHING
    kept: str = ""


class OtherContent(Overtaken):
    """The same token came with something else before."""

    def __init__(self) -> None:
        super().__init__(_("这一页的表单已经提交过一次，内容与这次不同。请核对后再提交。"))


NEW = """
    INSERT INTO "submission" ("county", "token", "content", "led_to") VALUES ($1, $2, $3, '')
    ON CONFLICT DO NOTHING RETURNING true
"""
FIRST = """
    SELECT "content", "led_to", "said", "kept" FROM "submission"
    WHERE "submission"."county" = $1 AND "token" = $2
"""
DONE = """
    UPDATE "submission" SET "led_to" = $3, "said" = $4, "kept" = $5
    WHERE "submission"."county" = $1 AND "token" = $2
"""


GONE = 'DELETE FROM "submission" WHERE "submission"."county" = $1 AND "token" = $2'


async def first_of(token: str, address: str, content: str) -> Done | None:
    """Within the transaction of a change. None: the form is new, go on, then `remember`. Else what
    its first submit came to. A twin that is under way at this moment is waited for. Raises
    OtherContent.
    """
    key = key_of(token, address)
    if (await row(NEW, key, content)) is not None:
        return None
    found = await row(FIRST, key)
    if found["content"] != content:
        raise OtherContent
    return Done(found["led_to"], found["said"], found["kept"])


async def remember(token: str, address: str, done: Done) -> None:
    bound = tx()
    await bound.connection.execute(DONE, bound.county, key_of(token, address), *done)


async def used_before(what: str) -> bool:
    """For what is good once and is no form: the state of a sign-in, a code. Noted as used within
    the caller's transaction.
    """
    return await row(NEW, sha256(what.encode()).hexdigest(), "") is None


async def forget(token: str, address: str) -> None:
    """It was refused, though something was written: mended, it may come under the same token."""
    bound = tx()
    await bound.connection.execute(GONE, bound.county, key_of(token, address))


def key_of(token: str, address: str) -> str:
    return sha256(f"{address}\n{token}".encode()).hexdigest()


def content_of(fields: Fields, account: int | None) -> str:
    """Who sent what."""
    return sha256(json.dumps([account, fields.pairs]).encode()).hexdigest()
