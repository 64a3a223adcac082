"""Portraits without a purpose, since the county's rules show no faces or the member has left: from
that moment nobody is shown them (photos.py), and here they are taken away, so that their bytes go
with the sweep after its usual days. Until then they come back when they are shown again.
"""

from app.access.hands import Hand
from app.charter import store
from app.db import county_tx, execute
from app.evidence.restoring import LONGEST
from app.evidence.tables import IS_READY

SHOWN = """$2 AND EXISTS (SELECT FROM "member" WHERE "member"."county" = $1
        AND "member"."id" = "photo"."member" AND "left_on" IS NULL)"""
TAKEN_AWAY = f"""
    UPDATE "photo" SET "removed_at" = now(), "removed_as" = '{Hand.RULES}'
    WHERE "photo"."county" = $1 AND "photo"."member" IS NOT NULL AND {IS_READY} AND NOT ({SHOWN})
"""  # noqa: S608
# The last one of each member, where none stands by now.
PUT_BACK = f"""
    UPDATE "photo" SET "removed_at" = NULL, "removed_as" = ''
    WHERE "photo"."county" = $1 AND {SHOWN} AND "photo"."id" IN (
        SELECT DISTINCT ON ("gone"."member") "gone"."id" FROM "photo" AS "gone"
        WHERE "gone"."county" = $1 AND "gone"."member" IS NOT NULL
          AND "gone"."removed_as" = '{Hand.RULES}' AND "gone"."erased_on" IS NULL
          AND "gone"."removed_at" > now() - $3::interval
          AND NOT EXISTS (SELECT FROM "photo" AS "other" WHERE "other"."county" = $1
              AND "other"."member" = "gone"."member" AND "other"."removed_at" IS NULL
              AND "other"."state" IN ('arrived', 'ready'))
        ORDER BY "gone"."member", "gone"."removed_at" DESC, "gone"."id" DESC)
"""  # noqa: S608


async def settle_faces() -> None:
    """Of the bound county; each hour, before the sweep."""
    async with county_tx():
        _number, charter = await store.in_force()
        shows = charter is not None and charter.publicity.faces
        await execute(TAKEN_AWAY, shows)
        await execute(PUT_BACK, shows, LONGEST)
