"""The county's front page: what was solved lately, raise a matter, the numbers."""

from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.response import Template

from app import evidence
from app.access.visibility import PUBLISHED, is_stranger
from app.db import county_tx, rows
from app.numbers.figures import headline
from app.portal import county, first_day, near, searching
from app.portal.calendar import pages as calendar
from app.portal.desk import pages as desk
from app.portal.overview import pages as overview
from app.topics.queries import newest
from app.veiling.queries import as_read
from app.web.requests import AnyRequest

# Solved, and not reopened since: the newest first, one row a topic. What belongs to each is looked
# up for it alone.
SOLVED = f"""
    WITH "latest" AS MATERIALIZED (
        SELECT "its"."id", "its"."title", "its"."station", "ledger"."happened_on",
               "ledger"."id" AS entry
        FROM "ledger" CROSS JOIN LATERAL (
            SELECT "topic"."id", "topic"."title", "topic"."station" FROM "topic"
            WHERE "topic"."county" = $1 AND "topic"."id" = "ledger"."topic" AND {PUBLISHED}
              AND "topic"."stage" IN ('answered', 'closed', 'settled') LIMIT 1) AS "its"
        WHERE "ledger"."county" = $1 AND "ledger"."kind" = 'topic.solved'
          AND "ledger"."reverses" IS NULL AND NOT coalesce((
              SELECT true FROM "ledger" AS "back" WHERE "back"."county" = $1
                AND "back"."reverses" = "ledger"."id" LIMIT 1), false)
        ORDER BY "ledger"."happened_on" DESC, "ledger"."id" DESC LIMIT 6)
    SELECT "latest"."id", "latest"."title", "latest"."happened_on",
           (SELECT "name" FROM "station" WHERE "station"."county" = $1
              AND "station"."id" = "latest"."station") AS station_name,
           (SELECT "text" FROM "answer"
            WHERE "answer"."county" = $1 AND "answer"."topic" = "latest"."id"
            ORDER BY "answer"."id" DESC LIMIT 1) AS answer,
           (SELECT "consultation"."id" FROM "consultation" WHERE "consultation"."county" = $1
              AND "consultation"."topic" = "latest"."id" AND "consultation"."state" = 'filed'
            ORDER BY "consultation"."round" DESC LIMIT 1) AS consultation
    FROM "latest" ORDER BY "latest"."happened_on" DESC, "latest".entry DESC
"""  # noqa: S608

PICTURES = 5  # each is a request of a first visit, of which there are eight at most
UNDER_WAY = 5


@get("/", again="strangers")
async def home(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        context = await front(stranger=is_stranger(request.user))
    return Template("portal/home.html", context=context)


async def front(*, stranger: bool = True) -> dict[str, Any]:
    """The same for all readers, but for figures about persons: they are those of the lists that
    they open.
    """
    solved = await as_read(None, await rows(SOLVED), "title", "answer", topic="id")
    under_way = await newest(None, shown="open", most=UNDER_WAY)
    return {
        "figures": await headline(stranger=stranger),
        "solved": solved,
        "pictures": await pictures(solved[:PICTURES]),
        "topics": under_way["topics"],
    }


async def pictures(solved: list[Any]) -> dict[int, Any]:
    """One each, by topic: of its last consultation, or of what was settled without any."""
    held = {each["consultation"]: each["id"] for each in solved if each["consultation"]}
    settled = [each["id"] for each in solved if not each["consultation"]]
    photos = await evidence.photos_of(None, "topic", settled, public=True)
    sat = await evidence.photos_of(None, "consultation", list(held), public=True)
    photos |= {held[each]: found for each, found in sat.items()}
    return {topic: found[0] for topic, found in photos.items()}


@get("/{rest:path}")
async def nothing() -> None:
    """What no other route takes: not found, but on a page that knows the county and the reader."""
    raise NotFoundException


router = Router(
    "/",
    route_handlers=[
        home, *desk.handlers, *county.handlers, *overview.handlers, *first_day.handlers,
        *calendar.handlers, *searching.handlers, *near.handlers, nothing,
    ],
)  # fmt: skip
