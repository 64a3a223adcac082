"""Instead of raising a matter again: which may be the same, from the neighbourhood, and joining
it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict
from urllib.parse import quote

from litestar.response import Template

from app import ledger
from app.access.visibility import PUBLISHED
from app.charter.stages import OFF_THE_ROAD
from app.dates import today
from app.db import row, rows
from app.i18n import _
from app.ledger import Kind
from app.stations.queries import below
from app.text import compact
from app.text.alike import alike
from app.topics import transitions
from app.topics.entries import about
from app.veiling.queries import as_read
from app.web.forms.tokens import browser
from app.web.forms.validation import Fields
from app.web.frame import Done, anybody, change, sentence
from app.web.requests import AnyRequest
from app.workflow import joined
from app.workflow.following import codes_of, follow_cookie

NEAR = 5  # shown before anything is typed
LOOKED_AT = 10  # of the titles as they were written, before they are read as strangers read them
HERE = """
    SELECT "id", "level", "parent" FROM "station" WHERE "station"."county" = $1 AND "code" = $2
"""
# What ended long ago may have come back.
AROUND = f"""
    SELECT "topic"."id", "title", "stage", "raised_on", "closed_on" IS NULL AS open
    FROM "topic"
    WHERE "topic"."county" = $1 AND "topic"."station" = ANY(:places::bigint[]) AND {PUBLISHED}
      AND "stage" <> ALL(:off::text[]) AND ("closed_on" IS NULL OR "closed_on" > :since)
    ORDER BY "topic"."id" DESC LIMIT 300
"""  # noqa: S608
GONE_BY = timedelta(days=365)
ELSEWHERE = sorted(OFF_THE_ROAD - {"settled", "referred"})


class Near(TypedDict):
    id: int
    title: str
    stage: str
    raised_on: date
    open: bool


class Offered(Near):
    joined: int


@dataclass
class TitleForm:
    station: str = ""
    title: str = ""


async def around(station: str) -> list[Near]:
    """The public matters of the station's township, the newest first; of the county's own station
    its own. As they were written. Within the caller's transaction.
    """
    here = await row(HERE, compact(station))
    if here is None:
        return []
    above = here["parent"] if here["level"] == "village" and here["parent"] else here["id"]
    places = [here["id"]] if here["level"] == "county" else await below(above)
    since = today() - GONE_BY
    return await rows(AROUND, places=places, off=ELSEWHERE, since=since, of=Near)


async def offered(found: list[Near]) -> list[Offered]:
    n = await joined.counts([each["id"] for each in found])
    return [{**each, "joined": n.get(each["id"], 0)} for each in found]


async def nearby(station: str) -> list[Offered]:
    """What is under way around, for whoever has typed nothing yet, or types without scripts."""
    found = [each for each in await around(station) if each["open"]][:NEAR]
    return await offered(await as_read(None, found, "title", topic="id"))


async def like(station: str, title: str) -> list[Offered]:
    """By what a stranger reads of the titles: what is veiled there finds nothing."""
    found = await around(station)
    near = [found[place] for place in alike(title, [each["title"] for each in found], LOOKED_AT)]
    read = await as_read(None, near, "title", topic="id")
    return await offered([read[place] for place in alike(title, [one["title"] for one in read])])


@change("/raise/alike/look", anybody, page="/raise?station={station}", repeats=True)
async def look(_request: AnyRequest, form: TitleForm) -> Template:
    """While the title is being written."""
    found = await like(form.station, form.title)
    return Template("topics/_alike.html", context={"alike": found, "nearby": []})


def page_of(parameters: dict[str, Any], typed: Fields) -> str:
    if station := typed.get("station"):
        held = quote(typed.get("held"), safe="")
        return f"/raise?station={quote(station, safe='')}&held={held}"
    return f"/topics/{parameters['topic_id']}"


@change("/raise/joining/{topic_id:int}", anybody, page=page_of, cookie=follow_cookie, quota="raise")
async def join(request: AnyRequest, form: Fields, topic_id: int) -> Done:  # noqa: ARG001
    topic = await transitions.load(topic_id, lock=True)
    if topic["published_at"] is None:
        transitions.not_there()
    joined.check_joining(topic["stage"], topic["follow_code"], codes_of(request).all)
    code, new = await joined.join(topic_id, browser.get().key, today())
    if new:
        actor = request.user.id if request.user else None
        await ledger.post(about(topic, Kind.TOPIC_JOINED, actor=actor))
    return Done("/follow", sentence(_("已记下：这件事您也遇到。有了答复，在这里看得到。")), code)


handlers = [look, join]
