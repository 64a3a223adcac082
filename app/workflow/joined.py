"""Whoever meets the same matter joins it, without an account: counted once a browser, by the
ledger; with a code of their own by which they are told what came of it.
"""

import hmac
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from app.charter.stages import AFTER_THE_ANSWER, ENDED, Stage
from app.config import settings
from app.db import rows, value
from app.i18n import _
from app.ledger import Kind
from app.ledger.few import stepped
from app.refusal import Refused
from app.topics.codes import new_code
from app.topics.tables import Joined
from app.veiling.queries import as_read

ENDED_ALREADY = _("这件事已经有了结果，请点开查看。还没有解决的，可以另提一件。")
IS_ONES_OWN = _("这件事就是您提的，不用再记一次。")

# Both walk the index by what belongs to the matter.
COUNTS = f"""
    SELECT "topic", count(*) AS n FROM "ledger"
    WHERE "ledger"."county" = $1 AND "topic" = ANY($2::bigint[]) AND "kind" = '{Kind.TOPIC_JOINED}'
    GROUP BY 1
"""  # noqa: S608
BEHIND = """
    SELECT "topic" FROM "joined" WHERE "joined"."county" = $1 AND "code" = $2
"""
OF_BROWSER = """
    SELECT "code" FROM "joined"
    WHERE "joined"."county" = $1 AND "topic" = $2 AND "browser" = $3
"""
FOLLOWED = """
    SELECT "topic"."id" AS topic, "title", "code" AS follow_code, "stage" FROM "joined"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "joined"."topic"
    WHERE "joined"."county" = $1 AND "code" = ANY($2::text[]) AND "published_at" IS NOT NULL
    ORDER BY "joined"."id" DESC
"""


class Followed(TypedDict):
    topic: int
    title: str
    follow_code: str
    stage: str


def check_joining(stage: str, follow_code: str, codes: Sequence[str]) -> None:
    """Pure. `codes`: those that this browser holds."""
    if follow_code in codes:
        raise Refused(IS_ONES_OWN)
    if stage in ENDED:
        raise Refused(ENDED_ALREADY)


def is_told(stage: str) -> bool:
    """Pure. There is an answer, or what took its place."""
    return Stage(stage) in AFTER_THE_ANSWER | {Stage.REFERRED}


def mark_of(topic: int, browser: str) -> str:
    """Pure. Of this browser at this matter: at another it has another, and nobody leads back."""
    message = f"joined {topic} {browser}"
    return hmac.digest(settings.secret.encode(), message.encode(), "sha256").hex()[:32]


async def join(topic: int, browser: str, day: date) -> tuple[str, bool]:
    """→ the code, and whether it is new: of one that joined before the same. Of two at once one
    waits for the other. Within the caller's transaction, which has locked the matter.
    """
    mark = mark_of(topic, browser)
    if code := await value(OF_BROWSER, topic, mark):
        return str(code), False
    row = Joined(topic=topic, browser=mark, code=new_code(), joined_on=day)
    await Joined.insert(row)
    return str(row.code), True


async def counts(topics: Sequence[int]) -> dict[int, int]:
    found = await rows(COUNTS, list(topics)) if topics else []
    return {each["topic"]: each["n"] for each in found}


class Met(NamedTuple):
    """How many met it: `exactly` n, or n and more; 0: somebody did."""

    n: int
    exactly: bool


def met(n: int, *, exactly: bool = False) -> Met | None:
    """Pure. It is a count of persons: strangers are told none below five, and more in steps, so
    that whoever reads it every day never learns that one person came. None: nobody met it.
    """
    return Met(n if exactly else stepped(n), exactly) if n else None


async def behind(code: str) -> int | None:
    """The matter that was joined under this code."""
    found: int | None = await value(BEHIND, code)
    return found


async def followed(codes: Sequence[str]) -> list[Followed]:
    """Those of these codes whose matters are public, as strangers read them."""
    found = await rows(FOLLOWED, list(codes), of=Followed) if codes else []
    return await as_read(None, found, "title")
