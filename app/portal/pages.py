"""The county's front page: what was solved lately, raise a matter, the numbers."""

from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.response import Template

from app import evidence
from app.access.visibility import PUBLISHED
from app.db import county_tx, rows
from app.numbers.figures import headline
from app.portal import county
from app.portal.desk import desk, next_task
from app.topics.queries import newest
from app.veiling.queries import as_read

# Solved, and not reopened since: the newest first, one row a topic.
SOLVED = f"""
    SELECT "topic"."id", "topic"."title", "station"."name" AS station_name,
           "ledger"."happened_on", "answer"."text" AS answer, "last"."id" AS consultation
    FROM "ledger"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "ledger"."topic"
    JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    LEFT JOIN LATERAL (SELECT "text" FROM "answer"
                       WHERE "answer"."county" = $1 AND "answer"."topic" = "topic"."id"
                       ORDER BY "answer"."id" DESC LIMIT 1) AS answer ON true
    LEFT JOIN LATERAL (SELECT "id" FROM "consultation"
                       WHERE "consultation"."county" = $1 AND "consultation"."topic" = "topic"."id"
                         AND "consultation"."state" = 'filed'
                       ORDER BY "consultation"."round" DESC LIMIT 1) AS last ON true
    WHERE "ledger"."county" = $1 AND "ledger"."kind" = 'topic.solved'
      AND "ledger"."reverses" IS NULL AND {PUBLISHED}
      AND NOT EXISTS (SELECT FROM "ledger" AS "back"
                      WHERE "back"."county" = $1 AND "back"."reverses" = "ledger"."id")
      AND "topic"."stage" IN ('answered', 'closed', 'settled')
    ORDER BY "ledger"."happened_on" DESC, "ledger"."id" DESC LIMIT 6
"""  # noqa: S608

PICTURES = 5  # each is a request of a first visit, of which there are eight at most
UNDER_WAY = 5


@get("/")
async def home() -> Template:
    async with county_tx(readonly=True):
        context = await front()
    return Template("portal/home.html", context=context)


async def front() -> dict[str, Any]:
    """The same for all readers: what strangers read."""
    solved = await as_read(None, await rows(SOLVED), "title", "answer", topic="id")
    under_way = await newest(None, shown="open", most=UNDER_WAY)
    return {
        "figures": await headline(),
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


router = Router("/", route_handlers=[home, desk, next_task, *county.handlers, nothing])
