"""The log as a county's office, a region's and the operator read it, each their own."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from litestar import Response, Router, get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import NAMES, Act, Role, may
from app.audit.exporting import as_noted_file
from app.audit.kinds import FIELDS, VALUES, Noted
from app.db import county_tx, rows
from app.i18n import _, translated
from app.refusal import Refused
from app.text.search import search_pattern
from app.web.forms.fields import day_asked
from app.web.requests import AnyRequest
from app.web.templates import moment

HEADS = (_("时间"), _("谁"), _("从哪里"), _("做了什么"), _("关于"), _("之前"), _("之后"))
PAGE, MOST = 50, 20_000  # rows of a page, and of a workbook
SHOWN = timedelta(days=183)  # looked through unless other days are asked for

ENTRIES = """
    SELECT "id", "act", "actor", "person", "address", "about", "before", "after", "at" FROM "audit"
    WHERE "audit"."county" = $1
      AND "at" >= (:since::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND "at" < (:until::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
      AND (:act = '' OR "act" = :act)
      AND (:q = '' OR "person" ~* :pattern OR "address" ~* :pattern OR "about" ~* :pattern
           OR "before"::text ~* :pattern OR "after"::text ~* :pattern)
      AND (:before::bigint IS NULL OR "id" < :before)
    ORDER BY "id" DESC LIMIT :most
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


class Asked(TypedDict):
    """What is looked for, as the page's form has it."""

    q: str
    act: str
    since: date
    until: date


def asked(q: str, act: str, since: str, until: str) -> Asked:
    last = day_asked(until)
    first = day_asked(since) if since else last - SHOWN
    return {"q": q.strip()[:60], "act": act if act in set(Noted) else "", "since": first,
            "until": last}  # fmt: skip


async def entries(wanted: Asked, before: int | None, most: int) -> list[Entry]:
    pattern = search_pattern(wanted["q"])
    return await rows(ENTRIES, **wanted, pattern=pattern, before=before, most=most, of=Entry)


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
    return translated(VALUES[said]) if field in {"state", "decision", "wish"} else str(said)


async def index(
    q: FromQuery[str] = "",
    act: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Template:
    wanted = asked(q, act, since, until)
    async with county_tx(readonly=True):
        found = await entries(wanted, before, PAGE + 1)
    context = {
        "entries": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "called": {each: each.about for each in Noted},
        "lines": lines,
        "heads": HEADS,
        "asked": wanted,
    }
    return Template("audit/index.html", context=context)


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
        found = await entries(wanted, None, MOST + 1)
    if len(found) > MOST:
        raise Refused(TOO_MANY, most=MOST)
    named = f"{translated(_('审计日志'))} {wanted['since']} – {wanted['until']}"
    table: list[list[Any]] = [[named], [translated(each) for each in HEADS]]
    table += [
        [
            moment(each["at"]),
            each["person"],
            each["address"],
            translated(Noted(each["act"]).about),
            each["about"],
            "; ".join(lines(each["before"])),
            "; ".join(lines(each["after"])),
        ]
        for each in found
    ]
    path = str(request.scope["path"]).removesuffix(".xlsx")
    return await as_noted_file(path, f"{named}.xlsx", [(translated(_("审计日志")), table)])


def router(path: str) -> Router:
    """At / for a county's pages and a region's, at /operator for the operator's realm."""
    guards = [may(Act.AUDIT)]
    made: list[Callable[..., Any]] = [
        get("/audit", guards=guards)(index),
        get("/audit.xlsx", guards=guards)(export),
    ]
    return Router(path, route_handlers=made)
