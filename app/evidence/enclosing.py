"""Attachments of strangers: photos that whoever raises a matter encloses. They are held under a
secret of their page until the matter is sent, and gone if it never is. Nobody else adds to them,
takes them out, or sees them meanwhile.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TypedDict

from app.access.hands import Hand
from app.audit import Noted, note
from app.db import LARGEST_ID, county_tx, execute, row, rows, value
from app.evidence import uploads
from app.evidence.sorts import Sort
from app.evidence.subjects import Subject
from app.evidence.uploads import Announced
from app.i18n import _, translated
from app.refusal import Refused

HELD_FOR = timedelta(days=2)  # as long as a form that was sent is remembered
SECRET = re.compile(r"[\w-]{24}", re.ASCII)
NO_PAGE = _("这一页打开太久，或已经提交过。请刷新后重新选择照片。")

MADE = """
    INSERT INTO "enclosure" ("county", "held") VALUES ($1, $2) ON CONFLICT DO NOTHING
"""
UNSENT = """
    SELECT "id" FROM "enclosure"
    WHERE "enclosure"."county" = $1 AND "held" = $2 AND "topic" IS NULL
"""
SAME_PLACE = """
    SELECT "object" FROM "photo" WHERE "photo"."county" = $1 AND "enclosure" = $2 AND "id" = $3
      AND "state" = 'pending' AND "removed_at" IS NULL
"""
HELD = """
    SELECT "id", "object", "state", "refusal" FROM "photo"
    WHERE "photo"."county" = $1 AND "removed_at" IS NULL AND "state" <> 'pending'
      AND "enclosure" = (
          SELECT "id" FROM "enclosure"
          WHERE "enclosure"."county" = $1 AND "held" = $2 AND "topic" IS NULL)
    ORDER BY "id"
"""
ONE = """
    SELECT "photo"."id", "object", "state", "refusal" FROM "photo"
    JOIN "enclosure" ON "enclosure"."county" = $1 AND "enclosure"."id" = "photo"."enclosure"
    WHERE "photo"."county" = $1 AND "held" = $2 AND "photo"."id" = $3
      AND "enclosure"."topic" IS NULL
"""
UNSENT_PHOTO = """
    SELECT "photo"."id", "object", "state", "refusal" FROM "photo"
    JOIN "enclosure" ON "enclosure"."county" = $1 AND "enclosure"."id" = "photo"."enclosure"
    WHERE "photo"."county" = $1 AND "photo"."id" = $2 AND "photo"."removed_at" IS NULL
      AND "enclosure"."topic" IS NULL
"""
# The sweep takes bytes and row of what is refused (store/sweep.py).
TAKEN_OUT = """
    UPDATE "photo" SET "state" = 'refused', "removed_at" = now()
    WHERE "photo"."county" = $1 AND "id" = ANY($3::bigint[]) AND "removed_at" IS NULL
      AND "enclosure" = (
          SELECT "id" FROM "enclosure"
          WHERE "enclosure"."county" = $1 AND "held" = $2 AND "topic" IS NULL)
"""
SENT = """
    UPDATE "enclosure" SET "topic" = $3
    WHERE "enclosure"."county" = $1 AND "held" = $2 AND "topic" IS NULL
"""
# In this order, each hour (app/worker/periodic.py): the enclosure goes when its photos have gone.
NEVER_SENT = """
    UPDATE "photo" SET "state" = 'refused', "removed_at" = now()
    WHERE "photo"."county" = $1 AND "state" <> 'refused' AND "enclosure" IN (
        SELECT "id" FROM "enclosure"
        WHERE "enclosure"."county" = $1 AND "topic" IS NULL AND "made_at" < $2)
"""
EMPTY = """
    DELETE FROM "enclosure"
    WHERE "enclosure"."county" = $1 AND "topic" IS NULL AND "made_at" < $2
      AND NOT EXISTS (SELECT FROM "photo" WHERE "photo"."county" = $1
                      AND "photo"."enclosure" = "enclosure"."id")
"""
OF_TOPIC = """
    SELECT "enclosure"."id", "photo"."id" AS photo, "allowed_at" IS NOT NULL AS allowed,
           "photo"."state", "closed_as"
    FROM "enclosure"
    JOIN "photo" ON "photo"."county" = $1 AND "photo"."enclosure" = "enclosure"."id"
    WHERE "enclosure"."county" = $1 AND "enclosure"."topic" = $2 AND "removed_at" IS NULL
      AND "photo"."state" IN ('arrived', 'ready')
    ORDER BY "photo"."id"
"""
ALLOWED = """
    UPDATE "photo" SET "allowed_at" = CASE WHEN "id" = ANY($3::bigint[]) THEN now() END,
        "allowed_by" = CASE WHEN "id" = ANY($3::bigint[]) THEN $4::bigint END,
        "closed_as" = CASE WHEN "id" = ANY($3::bigint[]) THEN '' ELSE $5 END
    WHERE "photo"."county" = $1 AND "enclosure" = $2 AND "state" = 'ready'
      AND ("allowed_at" IS NOT NULL) <> ("id" = ANY($3::bigint[]))
    RETURNING "id", "allowed_at" IS NOT NULL AS allowed
"""


class Held(TypedDict):
    id: int
    object: str
    state: str
    refusal: str


class Enclosed(TypedDict):
    """`id`: of what encloses it. `closed_as`: empty: nobody closed it."""

    id: int
    photo: int
    allowed: bool
    state: str
    closed_as: str


def new_secret() -> str:
    return token_urlsafe(18)


def kept_as(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


async def announce(secret: str, size: int, again: int | None = None) -> Announced:
    """A place for a photo that is about to be sent. Within the caller's transaction."""
    if not SECRET.fullmatch(secret):
        raise Refused(NO_PAGE, "photo")
    await execute(MADE, kept_as(secret))
    enclosure = await value(UNSENT, kept_as(secret))
    if enclosure is None:
        raise Refused(NO_PAGE, "photo")
    there = await value(uploads.THERE[Sort.PHOTO, Subject.ENCLOSURE], enclosure)
    most = uploads.most_of(Sort.PHOTO, Subject.ENCLOSURE)
    uploads.check_announced(Sort.PHOTO, size, there, most)
    if again and (key := await value(SAME_PLACE, enclosure, again)):
        return Announced(again, key)
    return await uploads.a_place(Sort.PHOTO, Subject.ENCLOSURE, enclosure)


async def keep(secret: str, data: bytes) -> None:
    """Of a form without scripts."""
    async with county_tx():
        place = await announce(secret, len(data))
    await uploads.keep_form_upload(Sort.PHOTO, place, data)


async def one(secret: str, photo: int) -> Held | None:
    return await row(ONE, kept_as(secret), photo, of=Held)


async def not_sent_yet(photo: int) -> Held | None:
    """For whoever is known to have sent it here (app/workflow/raising/shown_back.py)."""
    return await row(UNSENT_PHOTO, photo, of=Held) if 0 < photo <= LARGEST_ID else None


async def held(secret: str) -> list[Held]:
    """All that arrived, and is not taken out. Within the caller's transaction."""
    found = await rows(HELD, kept_as(secret), of=Held) if SECRET.fullmatch(secret) else []
    return [{**each, "refusal": translated(each["refusal"])} for each in found]


async def take_out(secret: str, photos: Sequence[int]) -> None:
    if photos:
        await execute(TAKEN_OUT, kept_as(secret), list(photos))


async def send(secret: str, topic: int) -> None:
    """The matter is sent, and what is held belongs to it. In the transaction that raises it."""
    if SECRET.fullmatch(secret):
        await execute(SENT, kept_as(secret), topic)


async def enclosed(topic: int) -> list[Enclosed]:
    return await rows(OF_TOPIC, topic, of=Enclosed)


async def allow(enclosure: int, photos: Sequence[int], account: int, hand: Hand) -> None:
    """These are for whoever sees the matter, its others are not. `hand`: in whose right."""
    for each in await rows(ALLOWED, enclosure, list(photos), account, str(hand)):  # nine at most
        state = "shared" if each["allowed"] else "withdrawn"
        await note(Noted.FILE_PUBLISHED, f"/photos/{each['id']}", after={"state": state})
