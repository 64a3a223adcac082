"""The log as a county's office, a region's and the operator read it, each their own."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from litestar import Response, Router, get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import NAMES, Act, Role, may
from app.audit import abouts
from app.audit.exporting import as_noted_file
from app.audit.kinds import FIELDS, VALUES, Noted
from app.charter.model import Charter
from app.dates import in_words as day_in_words
from app.db import LARGEST_ID, county_tx, row, rows
from app.i18n import _, translated
from app.refusal import Refused
from app.text.search import search_pattern
from app.web.forms.fields import day_asked, word_asked
from app.web.rate_limit import spends
from app.web.requests import AnyRequest
from app.web.templates import moment

HEADS = (_("时间"), _("谁"), _("从哪里"), _("做了什么"), _("关于"), _("之前"), _("之后"))
PAGE, MOST = 50, 20_000  # rows of a page, and of a workbook
SHOWN = timedelta(days=183)  # looked through unless other days are asked for

REVERSED = _("起始日期（%(first)s）晚于截止日期（%(last)s），请改一个。")

LOOKED = 1_000  # entries that one page of a search looks through; then it says how far it came

# In the order of an index (audit_at, audit_act): another day to end at is no walk to get there.
RANGE = """
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "audit"
    WHERE "audit"."county" = $1
      AND "at" >= (:since::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND "at" < (:until::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' {narrowed}
    ORDER BY "at" DESC, "id" DESC LIMIT :looked
"""
OF_ACT = ' AND "act" = :act'
FURTHER = """ AND ("at", "id") < (
          (SELECT seen."at" FROM "audit" AS seen
           WHERE seen."county" = $1 AND seen."id" = :before), :before::bigint)"""
FITTING = """
    WITH "looked" AS MATERIALIZED ({within})
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "looked"
    WHERE "act" = ANY(:acts::text[]) OR "person" ~* :pattern OR "address" ~* :pattern
       OR "about" ~* :pattern OR "about" = ANY(:told::text[]) OR (:system AND "person" = '')
       OR "before"::text ~* :pattern OR "after"::text ~* :pattern
       OR "before"::text ~ :words OR "after"::text ~ :words
    ORDER BY "at" DESC, "id" DESC LIMIT :most
"""
ABOUTS = 'WITH "looked" AS MATERIALIZED ({within}) SELECT DISTINCT "about" FROM "looked"'
# How far a search came that has not seen all.
LAST = """
    WITH "looked" AS MATERIALIZED ({within})
    SELECT "id", "at" FROM "looked" OFFSET :looked - 1 LIMIT 1
"""


class Entry(TypedDict):
    id: int
    act: str
    actor: int | None
    person: str
    address: str
    about: str
    before: str  # JSON
    after: str
    at: datetime


class OfAbout(TypedDict):
    about: str


class LastLooked(TypedDict):
    id: int
    at: datetime


class Asked(TypedDict):
    """What is looked for, as the page's form has it."""

    q: str
    act: str
    since: date
    until: date


def asked(q: str, act: str, since: str, until: str) -> Asked:
    last = day_asked(until)
    first = day_asked(since) if since else last - SHOWN
    if first > last:
        raise Refused(REVERSED, "since", first=day_in_words(first), last=day_in_words(last))
    return {"q": q.strip()[:60], "act": word_asked(act, set(Noted)), "since": first,
            "until": last}  # fmt: skip


def within(wanted: Asked, before: int | None) -> str:
    """The statement's range, of the filters in use. Pure."""
    narrowed = (OF_ACT if wanted["act"] else "") + (FURTHER if before is not None else "")
    return RANGE.format(narrowed=narrowed)


async def entries(
    wanted: Asked,
    before: int | None,
    most: int,
    charter: Charter | None,
    looked: int = LARGEST_ID,
) -> list[Entry]:
    """`looked`: of so many at most those that fit what is searched for. `charter`: as of `told`."""
    pattern, sql = search_pattern(wanted["q"]), within(wanted, before)
    acts: list[str] = []
    words, about = "", list[str]()
    if pattern:
        acts, words = shown_as(pattern)
        ranged = ABOUTS.format(within=sql)
        there = await rows(ranged, **wanted, before=before, looked=looked, of=OfAbout)
        told = await abouts.told({each["about"] for each in there}, charter)
        about = [key for key, said in told.items() if found_in(pattern, said.words)]
        sql = FITTING.format(within=sql)
    else:
        looked = most
    return await rows(
        sql,
        **wanted,
        pattern=pattern,
        acts=acts,
        words=words,
        told=about,
        system=bool(pattern) and found_in(pattern, translated(NOBODY)),
        before=before,
        looked=looked,
        most=most,
        of=Entry,
    )


NOBODY = _("系统")  # did what stands there without a name
NOTHING = "$^"  # a pattern that finds nothing


def found_in(pattern: str, text: str) -> bool:
    """Pure."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def shown_as(pattern: str) -> tuple[list[str], str]:
    """What stands in words on the page, and otherwise in the log: the acts that are called so, and
    a pattern of the fields and values in `before` and `after`. Pure.
    """

    def called(of: Mapping[Any, str]) -> list[str]:
        return [str(key) for key, text in of.items() if found_in(pattern, translated(text))]

    keys = [f'"{each}": ' for each in called(FIELDS)]
    values = [f': "{each}"' for each in called({**NAMES, **VALUES})]
    acts = called({each: each.about for each in Noted})
    return acts, "|".join([*keys, *values]) or NOTHING


async def last_looked(wanted: Asked, before: int | None) -> LastLooked | None:
    """None: a page of the search has seen all that there is."""
    sql = LAST.format(within=within(wanted, before))
    return await row(sql, **wanted, before=before, looked=LOOKED, of=LastLooked)


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
) -> Response[bytes]:
    wanted = asked(q, act, since, until)
    async with county_tx(readonly=True):
        found = await entries(wanted, None, MOST + 1, charter_of(request))
        told = await abouts_of(request, found[:MOST])
    if len(found) > MOST:
        raise Refused(TOO_MANY, most=MOST)
    first, last = map(day_in_words, (wanted["since"], wanted["until"]))
    named = f"{translated(_('审计日志'))} {first} – {last}"
    table: list[list[Any]] = [[named], [translated(each) for each in HEADS]]
    table += [
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
    return await as_noted_file("/audit", f"{named}.xlsx", [(translated(_("审计日志")), table)])


def router(path: str) -> Router:
    """At / for a county's pages and a region's, at /operator for the operator's realm."""
    guards = [may(Act.AUDIT)]
    made: list[Callable[..., Any]] = [
        get("/audit", guards=guards)(index),
        get("/audit.xlsx", guards=[*guards, spends("export")])(export),
    ]
    return Router(path, route_handlers=made)
