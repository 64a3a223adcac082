"""The log as a county's office, a region's and the operator read it, each their own."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Stream, Template

from app.access.roles import NAMES, Act, Role, may
from app.audit import abouts
from app.audit.exporting import as_noted_file
from app.audit.kinds import FIELDS, VALUES, Noted
from app.audit.searching import LOOKED, NOBODY, Asked, Entry, entries, ids, last_looked, those
from app.bulk import batches
from app.charter.model import Charter
from app.dates import in_words as day_in_words
from app.db import county_tx
from app.i18n import _, translated
from app.refusal import Refused
from app.text.search import search_pattern
from app.web.forms.fields import day_asked, word_asked
from app.web.rate_limit import spends
from app.web.requests import AnyRequest
from app.web.templates import moment
from app.workbooks import Parts

HEADS = (_("时间"), _("谁"), _("从哪里"), _("做了什么"), _("关于"), _("之前"), _("之后"))
PAGE, MOST = 50, 20_000  # rows of a page, and of a workbook
BATCH = 500  # of a workbook at a time
SHOWN = timedelta(days=183)  # looked through unless other days are asked for

REVERSED = _("起始日期（%(first)s）晚于截止日期（%(last)s），请改一个。")


def asked(q: str, act: str, since: str, until: str) -> Asked:
    last = day_asked(until)
    first = day_asked(since) if since else last - SHOWN
    if first > last:
        raise Refused(REVERSED, "since", first=day_in_words(first), last=day_in_words(last))
    return {"q": q.strip()[:60], "act": word_asked(act, set(Noted)), "since": first,
            "until": last}  # fmt: skip


def lines(values: str) -> list[str]:
    """`before` or `after`, in words. Pure."""
    found: dict[str, Any] = json.loads(values)
    return [
        f"{translated(FIELDS[key])}: {in_words(key, said)}"
        for key, said in sorted(found.items())
        if said not in {None, ""}
    ]


def in_words(field: str, said: Any) -> str:
    if field == "role":
        return translated(NAMES[Role(said)])
    if field in {"state", "decision", "wish"}:
        return translated(VALUES[said])
    return day_in_words(date.fromisoformat(said)) if field == "effective_on" else str(said)


async def index(
    request: AnyRequest,
    *,
    q: FromQuery[str] = "",
    act: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Template:
    wanted = asked(q, act, since, until)
    async with county_tx(readonly=True):
        found = await entries(wanted, before, PAGE + 1, charter_of(request), LOOKED)
        searched = bool(search_pattern(wanted["q"])) and len(found) <= PAGE
        last = await last_looked(wanted, before) if searched else None
        told = await abouts_of(request, found)
    context = {
        "abouts": told,
        "entries": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else last and last["id"],
        "last": last,
        "looked": LOOKED,
        "called": {each: each.about for each in Noted},
        "lines": lines,
        "heads": HEADS,
        "nobody": NOBODY,
        "asked": wanted,
    }
    return Template("audit/index.html", context=context)


async def abouts_of(request: AnyRequest, found: list[Entry]) -> dict[str, abouts.About]:
    return await abouts.told({each["about"] for each in found}, charter_of(request))


def charter_of(request: AnyRequest) -> Charter | None:
    found: Charter | None = request.scope["charter"]  # type: ignore[typeddict-item]
    return found


TOO_MANY = _("超过 %(most)s 条，请缩短起讫日期，分几次导出。")


async def export(
    request: AnyRequest,
    q: FromQuery[str] = "",
    act: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
) -> Stream:
    wanted = asked(q, act, since, until)
    async with county_tx(readonly=True):
        found = await ids(wanted, MOST + 1, charter_of(request))
    if len(found) > MOST:
        raise Refused(TOO_MANY, most=MOST)
    first, last = map(day_in_words, (wanted["since"], wanted["until"]))
    named = f"{translated(_('审计日志'))} {first} – {last}"
    heads = [[named], [translated(each) for each in HEADS]]
    table = Parts(translated(_("审计日志")), heads, as_rows(request, found))
    return await as_noted_file("/audit", f"{named}.xlsx", [table])


async def as_rows(request: AnyRequest, these: list[int]) -> AsyncIterator[list[list[Any]]]:
    """A part at a time, each in a transaction of its own: to write them takes a while."""
    for part in batches(these, BATCH):
        async with county_tx(readonly=True):
            found = await those(part)
            told = await abouts_of(request, found)
        yield [
            [
                moment(each["at"]),
                each["person"],
                each["address"],
                translated(Noted(each["act"]).about),
                told[each["about"]].words,
                "; ".join(lines(each["before"])),
                "; ".join(lines(each["after"])),
            ]
            for each in found
        ]


def router(path: str) -> Router:
    """At / for a county's pages and a region's, at /operator for the operator's realm."""
    guards = [may(Act.AUDIT)]
    made: list[Callable[..., Any]] = [
        get("/audit", guards=guards)(index),
        get("/audit.xlsx", guards=[*guards, spends("export")])(export),
    ]
    return Router(path, route_handlers=made)
