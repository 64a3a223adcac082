"""Scores: ranking, a subject's sheet, the records behind each point, and where a record counted."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Account, Act
from app.charter import store, wording
from app.dates import today
from app.db import county_tx, rows
from app.i18n import _, translated
from app.numbers.labels import kind_called
from app.scoring import rules
from app.scoring.assessment import rules as assessment
from app.scoring.charts import bars
from app.scoring.counts.history import mixed_in
from app.scoring.counts.records import behind
from app.scoring.counts.subjects import all_subjects, as_listed
from app.scoring.headings import heading, heading_of
from app.scoring.order import page_of, part_at, places_before
from app.scoring.periods import Period, between, called, next_after, period_of
from app.scoring.points.methods import Facts, Measure, measure
from app.scoring.results import Standing, counted, earlier, followed
from app.scoring.rights import (
    check_seen,
    check_subject,
    closed,
    open_to,
    own_of,
    own_subjects,
    settled_in,
    shown_to,
)
from app.scoring.telling import WHY, before_told, check_told, told_before, untold
from app.web.forms.fields import day_asked, start_asked, word_asked
from app.web.requests import AnyRequest, charter_of

PAGE = 50
MOST = 10**6  # nobody stands further down
LATEST = """
    SELECT "assessment".*,
           (SELECT count(*) FROM "appeal" WHERE "appeal"."county" = $1
            AND "appeal"."assessment" = "assessment"."id" AND "answered_at" IS NULL) AS unanswered
    FROM "assessment" WHERE "assessment"."county" = $1
      AND ($2 OR ("stage" IN ('notice', 'approved', 'locked') AND "withdrawn_at" IS NULL))
    ORDER BY "begins" DESC, "id" DESC
"""

REASONS = """
    SELECT "indicator", "reason" FROM "mark" WHERE "mark"."county" = $1
      AND "assessment" = $2 AND "subject" = $3 AND "verified" IS NOT NULL
"""


@get("/")
async def index(request: AnyRequest) -> Template:
    account: Account | None = request.user
    sheets = {each.key: each for each in charter_of(request).scoring.sheets}
    sees_all = account is not None and account.may(Act.SCORE)
    async with county_tx(readonly=True):
        opened = await rows(LATEST, sees_all)
        mine = await own_of(account)
        await store.versions({each["charter"] for each in opened})  # at once
        heads = [await heading_of(each) for each in opened]
        seen = [each for each in heads if shown_to(account, each)]
        opens = {each.opened["id"] for each in seen} - await closed(account, settled_in(seen))
        there = {kind: await all_subjects(kind, own) for kind, own in mine.items() if own}
    this = charter_of(request).scoring.year_begins
    context = {
        "opens": opens,
        "sheets": sheets,
        "opened": opened,
        "own": {
            each.key: [
                one
                for one in as_listed(there.get(each.subject, []))
                if one.there(period_of(each.period, today(), this))
            ]
            for each in sheets.values()
        },
        "sees_all": sees_all,
        "in_words": wording,
        "stages": assessment.NAMES,
        "called": lambda begins, ends: called(between(begins, ends)),
    }
    return Template("scoring/index.html", context=context)


def following(found: Standing) -> Period | None:
    """The period after, once it has begun."""
    after = next_after(found.period, found.year_begins)
    return after if after.begins <= today() else None


def beside(found: Standing) -> list[Period]:
    return [each for each in (found.last, following(found)) if each]


def shown(found: Standing, **more: Any) -> dict[str, Any]:
    """What all pages about a sheet of a period draw."""
    return {
        "found": found,
        "sheet": found.sheet,
        "period": found.period,
        "last": found.last,
        "following": following(found),
        "in_words": wording,
        "kind_called": kind_called,
        "called": called,
        "said": lambda text, values: translated(text, **values) if text else "",
        "stages": assessment.NAMES,
        "MIXED": rules.MIXED,
        "LATE": rules.LATE,
        **more,
    }


@get("/{sheet:str}")
async def ranking_page(
    request: AnyRequest, sheet: FromPath[str], on: FromQuery[str] = "", start: FromQuery[int] = 0
) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        head = await heading(sheet, day_asked(on))
        await check_seen(account, head)
        first = min(start_asked(start), MOST)
        order = await part_at(head, first, PAGE)
        found = await page_of(head, order)
        own = await own_subjects(account, found.sheet)
        opens = await open_to(account, found.sheet, beside(found))
        before = await places_before(found) if before_told(account, found, opens) else {}
        kept_back = await untold(account, head)
    context = {
        "opens": opens,
        "untold": kept_back,
        "page": found.scores,
        "top": order.all.top,
        "more": first + PAGE if len(order.all.totals) > first + PAGE else None,
        "moves": moves(found, before),
        "own": own,
    }
    return Template("scoring/ranking.html", context=shown(found, **context))


def moves(found: Standing, before: Mapping[str, int]) -> dict[str, int]:
    """By how many places somebody rose (or fell, below zero) since the period before. Pure."""
    return {
        each.subject: last - each.rank
        for each in found.scores
        if each.rank and (last := before.get(each.subject))
    }


@get("/{sheet:str}/{subject:str}")
async def one(
    request: AnyRequest, sheet: FromPath[str], subject: FromPath[str], on: FromQuery[str] = ""
) -> Template:
    account: Account | None = request.user
    async with county_tx(readonly=True):
        head = await heading(sheet, day_asked(on))
        await check_subject(account, head, subject)
        found = (await part_at(head, 0, 0)).placing(await counted(head, [subject]))
        score = found.of(subject)
        past = await told_before(account, found, await earlier(found, only=[subject]), subject)
        graded = await told_before(account, found, await followed(found, score), subject)
        own = subject in await own_subjects(account, found.sheet)
        given = await rows(REASONS, found.assessment["id"], subject) if found.assessment else []
        opens = await open_to(account, found.sheet, beside(found), subject)
        within = await begun(found)
        parts_open = await open_to(account, found.mixed or found.sheet, within, subject)
        kept_back = await untold(account, head, subject)
    trend = [(period, each[subject].total) for period, each in past if subject in each]
    named = [*trend, (found.period, score.total)]
    drawn = bars([(f"{p.begins.year}.{p.begins.month}", called(p), n) for p, n in named])
    context = shown(
        found,
        score=score,
        own=own,
        bars=drawn,
        opens=opens,
        within=within,
        parts_open=parts_open,
        explained=[] if kept_back else rules.explained(found.sheet, score),
        untold=kept_back,
        WHY_UNTOLD=WHY,
        reasons={each["indicator"]: each["reason"] for each in given},
        in_a_row=in_a_row(score.grade, [grade for _period, grade in graded]),
        activities=charter_of(request).activity_kinds,
    )
    return Template("scoring/sheet.html", context=context)


def in_a_row(grade: str, earlier: Sequence[str]) -> int:
    """In how many periods on end before this one the grade was the same. Pure. `earlier`: of the
    settled periods in which the subject was there, the newest first. This one is of them once it
    is settled: until then nobody knows its grade, and on its first day all have the lowest.
    """
    return sum(1 for _each in takewhile(lambda each: each == grade, earlier))


async def begun(found: Standing) -> list[Period]:
    """The quarters whose average a year's sheet mixes in."""
    if found.mixed is None:
        return []
    return await mixed_in(found.mixed, found.period, found.year_begins)


@get("/{sheet:str}/{subject:str}/{indicator:str}")
async def records(
    request: AnyRequest,
    sheet: FromPath[str],
    subject: FromPath[str],
    indicator: FromPath[str],
    *,
    on: FromQuery[str] = "",
    of: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
) -> Template:
    """`of=over`: what a ratio is divided by."""
    account: Account | None = request.user
    word_asked(of, {"over"})
    async with county_tx(readonly=True):
        head = await heading(sheet, day_asked(on))
        await check_subject(account, head, subject)
        await check_told(account, head, subject)
        known = next((each for each in head.sheet.indicators if each.key == indicator), None)
        if known is None or not (known.over if of == "over" else known.counts):
            raise NotFoundException(_("这一项没有可以打开的记录。"))
        found = await counted(head, [subject])
        score = found.of(subject)
        part = next(each for each in score.parts if each.indicator.key == indicator)
        asked = Measure(part.indicator.over) if of == "over" else measure(part.indicator)
        entries = await behind(
            found.sheet,
            subject,
            asked,
            found.within,
            before,
            back=found.back,
            settled=found.assessment["id"] if found.assessment and found.settled else None,
            account=account,
        )
    more = entries[PAGE - 1]["id"] if len(entries) > PAGE else None
    context = {"part": part, "score": score, "entries": entries[:PAGE], "more": more, "of": of}
    context |= {"asked": asked, "counted": found.facts.get(subject, Facts()).of(asked)}
    return Template("scoring/records.html", context=shown(found, **context))


handlers = [index, ranking_page, one, records]
