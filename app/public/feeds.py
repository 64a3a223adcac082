"""Feeds: what is new in the county, at a station, with one matter, for whoever subscribes."""

from datetime import date

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.access.visibility import visible
from app.charter.model import Charter
from app.consultations.rounds import rounds_of
from app.db import county_tx
from app.i18n import _, translated
from app.ledger.kinds import Kind
from app.numbers.records import Seen, told
from app.outcomes.queries import outcomes_of
from app.public.atom import ATOM, Told, feed
from app.public.data import base_of
from app.stations.queries import find
from app.topics.transitions import charter_of as rules_of
from app.topics.transitions import load
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of, realm_of

RAISED, HELD, ANSWERED = _("提出：%(title)s"), _("商量过：%(title)s"), _("答复了：%(title)s")
REPORTED = _("报送了%(kind)s")
NEW = {
    Kind.TOPIC_RAISED: RAISED,
    Kind.CONSULTATION_FILED: HELD,
    Kind.TOPIC_ANSWERED: ANSWERED,
}


async def news(station: int | None = None) -> list[Told]:
    """Within the caller's transaction."""
    return [entry_of(kind, each) for kind, each in await told(NEW, date.min, date.max, station)]


def entry_of(kind: Kind, entry: Seen) -> Told:
    """Pure."""
    held = kind is Kind.CONSULTATION_FILED and entry["consultation"]
    title = entry["consultation_title"] if held else entry["topic_title"]
    path = f"/consultations/{entry['consultation']}" if held else f"/topics/{entry['topic']}"
    text = translated(NEW[kind], title=title or "")
    return Told(path, str(entry["id"]), text, entry["happened_on"], entry["station_name"])


def answered(
    request: AnyRequest, charter: Charter, path: str, title: str, found: list[Told]
) -> Response[bytes]:
    of = f"{title} · {charter.names.platform}"
    return Response(feed(base_of(realm_of(request)), path, of, found), media_type=ATOM)


@get("/feed.atom", guards=[spends("export")])
async def of_county(request: AnyRequest) -> Response[bytes]:
    async with county_tx(readonly=True):
        found = await news()
    name = str(request.scope.get("county_name", ""))
    return answered(request, charter_of(request), "/", name, found)


@get("/stations/{station_id:int}/feed.atom", guards=[spends("export")])
async def of_station(request: AnyRequest, station_id: FromPath[int]) -> Response[bytes]:
    async with county_tx(readonly=True):
        station = await find(station_id)
        found = await news(station_id)
    return answered(request, charter_of(request), f"/stations/{station_id}", station["name"], found)


@get("/topics/{topic_id:int}/feed.atom", guards=[spends("export")])
async def of_topic(request: AnyRequest, topic_id: FromPath[int]) -> Response[bytes]:
    """As strangers read it, whoever asks."""
    path = f"/topics/{topic_id}"
    async with county_tx(readonly=True):
        topic = await load(topic_id)
        if not visible(topic, None):
            raise NotFoundException
        hidden = await hidden_of(None, topic_id)
        (topic,) = as_told([topic], hidden, "title")
        came = await outcomes_of(topic_id, hidden)
        rounds = await rounds_of(topic_id, hidden)
        kinds = (await rules_of(topic)).outcome_kinds
    found = [Told(path, "raised", translated(RAISED, title=topic["title"]), topic["raised_on"])]
    found += [
        Told(
            f"/consultations/{each['id']}",
            f"held-{each['id']}",
            translated(HELD, title=each["title"]),
            each["held_on"],
        )
        for each in rounds
        if each["state"] == "filed"
    ]
    for each in came["outcomes"]:
        said = translated(REPORTED, kind=kinds.get(each["kind"], each["kind"]))
        found.append(Told(path, f"reported-{each['id']}", said, each["reported_on"], each["text"]))
    for answer in came["answers"]:
        said = translated(ANSWERED, title=topic["title"])
        mark = f"answered-{answer['id']}"
        found.append(Told(path, mark, said, answer["happened_on"], answer["text"]))
    return answered(request, charter_of(request), path, topic["title"], found)


handlers = [of_county, of_station, of_topic]
