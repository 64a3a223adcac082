"""The overview as addresses: on a sheet, on a wall, and each figure's list."""

from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, Role, may
from app.charter import store
from app.charter.model import Charter
from app.charter.stages import STAGE_NAMES, Stage
from app.dates import now, today
from app.db import county_tx
from app.i18n import _, translated
from app.ledger.figures import made_anew
from app.ledger.kinds import Kind
from app.numbers.labels import kind_called, label
from app.numbers.records import entries_of
from app.portal.overview import queries, rules
from app.portal.under_way import PAGE, Waiting, counts, told
from app.portal.unheld import MOST
from app.regions.quarters import in_words, quarter_in, written
from app.stations.queries import find
from app.topics.queries import with_ring
from app.web.forms.fields import id_asked, place, place_asked, word_asked
from app.web.requests import AnyRequest, charter_of, user_of

FEW = 8  # holders on the sheet; all of them on a page of their own
QUARTERS = rules.FLOWS.keys() | {"quiet"}


@get("/overview", guards=[may(Act.OVERVIEW)])
async def overview(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        context = await at_a_glance(charter_of(request))
        holders, owing = await queries.holders(), await queries.owing_late()
    context |= {"holders": holders[:FEW], "owing": owing[:FEW]}
    return Template("portal/overview/sheet.html", context=context)


@get("/overview/wall", guards=[may(Act.OVERVIEW)], wall=True)
async def wall(request: AnyRequest) -> Template:
    """For all in the room: without names and numbers of people."""
    async with county_tx(readonly=True):
        context = await at_a_glance(charter_of(request))
    return Template("portal/overview/wall.html", context=context)


async def at_a_glance(charter: Charter) -> dict[str, Any]:
    """Within the caller's transaction."""
    this, last = rules.both(today())
    found = await queries.quarterly(this, last)
    stages = await queries.stages()
    rated = {quarter: rules.rated(found, quarter) for quarter in (this, last)}
    flows = rules.flows(found, this, last) | rules.ratings(rated[this], rated[last])
    return {
        "this": this,
        "last": last,
        "in_words": in_words,
        "written": written,
        "at": now(),
        "flows": flows,
        "called": {name: called(name, charter) for name in rules.FLOWS},
        "share": rules.share,
        "rated": rated,
        "quiet": {quarter: await queries.quiet(found, quarter) for quarter in (this, last)},
        "stages": [(each["stage"], told(each["n"])) for each in stages],
        "waiting": await counts(),
        "anew": await made_anew(),
    }


# What the numbers page calls the same; the rest by its kind.
LABELS = {
    "raised": "topics-raised",
    "accepted": "topics",
    "consultations": "consultations",
    "settled": "settled",
    "answered": "answered",
    "solved": "solved",
}


def called(name: str, charter: Charter) -> str:
    """In the county's words."""
    if name == "unsolved":
        return translated(_("评价说没有解决"))
    if name in LABELS:
        return label(LABELS[name], charter)
    return kind_called(str(rules.FLOWS[name].kind), charter.names)


@get("/overview/holders", guards=[may(Act.OVERVIEW)])
async def holders() -> Template:
    async with county_tx(readonly=True):
        found = await queries.holders()
        context = {
            "holders": found,
            "cut": sum(each["n"] for each in found) > MOST,
            "owing": await queries.owing_late(),
            "most": MOST,
        }
    return Template("portal/overview/holders.html", context=context)


@get("/overview/stages/{stage:str}", guards=[may(Act.OVERVIEW)])
async def at_stage(stage: FromPath[str], after: FromQuery[str] = "") -> Template:
    if stage not in queries.OPEN_STAGES:
        raise NotFoundException(_("没有这个页面。"))
    async with county_tx(readonly=True):
        found = await queries.at_stage(Stage(stage), place_asked(after))
        return await listed(STAGE_NAMES[Stage(stage)], found, f"/overview/stages/{stage}?")


@get("/overview/late", guards=[may(Act.OVERVIEW)])
async def late(
    roles: FromQuery[str] = "", station: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    """Of one holder."""
    at = id_asked(station)
    for each in roles.split(",") if roles else ():
        word_asked(each, set(Role))
    async with county_tx(readonly=True):
        if at is not None:
            await find(at)
        found = await queries.late_of(roles, at, place_asked(after))
        address = f"/overview/late?roles={roles}&station={at or ''}&"
        return await listed(_("已逾期"), found, address)


async def listed(title: str, found: list[Waiting], address: str) -> Template:
    """`address`: of the list, to which the next page's place is added."""
    charters = await store.versions({each["charter"] for each in found})
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "title": title,
        "topics": [with_ring(each, charters[each["charter"]]) for each in found[:PAGE]],
        "next_page": f"{address}after={place(last['ring_since'], last['id'])}" if last else None,
        "today": today(),
    }
    return Template("portal/overview/matters.html", context=context)


@get("/overview/{name:str}/{quarter:str}", guards=[may(Act.OVERVIEW)])
async def records(
    request: AnyRequest, name: FromPath[str], quarter: FromPath[str], before: FromQuery[str] = ""
) -> Template:
    """Of one quarter: the entries that a figure adds up; or the stations where nothing was."""
    begins = rules.quarter_asked(quarter_in(quarter), today())
    if begins is None or name not in QUARTERS:
        raise NotFoundException(_("没有这个页面。"))
    context: dict[str, Any] = {"quarter": in_words(begins), "this": f"{name}/{written(begins)}"}
    async with county_tx(readonly=True):
        counted = await queries.quarterly(begins, begins)
        if name == "quiet":
            found = await queries.quiet_ones(begins, id_asked(before))
            context |= {
                "stations": found[:PAGE],
                "quantity": (await queries.quiet(counted, begins))["n"],
                "next": found[PAGE - 1]["id"] if len(found) > PAGE else None,
            }
            return Template("portal/overview/quiet.html", context=context)
        flow = rules.FLOWS[name]
        span = begins, rules.last_day(begins)
        entries, more = await entries_of(
            user_of(request), flow.kind, flow.narrowed, span, place_asked(before)
        )
    flows = rules.flows(counted, begins, begins)
    rated = rules.rated(counted, begins)
    context |= {
        "entries": entries,
        "next": more,
        "label": called(name, charter_of(request)),
        "quantity": (flows | rules.ratings(rated, rated))[name].now,
        "stars": flow.kind is Kind.RATING_GIVEN,
    }
    return Template("portal/overview/records.html", context=context)


handlers = [overview, wall, holders, at_stage, late, records]
