"""Scores as they stand, not yet settled: ranking, a subject's sheet, the records behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.accounts.roles import Act, may
from app.charter import store, wording
from app.charter.sheets import Sheet
from app.dates import today
from app.db import county_tx
from app.scoring import counting, rules
from app.scoring.methods import Facts, Measure, measure
from app.scoring.periods import Period, before, parts, period_of
from app.web import AnyRequest, charter_of, day_in
from app.words import _, translated

PAGE = 50


@dataclass
class Ranking:
    sheet: Sheet
    period: Period
    version: int
    scores: list[rules.Score]
    names: dict[str, str]
    facts: dict[str, Facts]

    def of(self, subject: str) -> rules.Score:
        found = next((each for each in self.scores if each.subject == subject), None)
        if found is None:
            raise NotFoundException(_("这张表里没有这个对象。"))
        return found


@get("/", guards=[may(Act.SCORE)])
async def index(request: AnyRequest) -> Template:
    sheets = charter_of(request).scoring.sheets
    return Template("scoring/index.html", context={"sheets": sheets, "in_words": wording})


async def ranking(sheet_key: str, day: date) -> Ranking:
    """Within the caller's transaction. By the rules that were in force on the period's last day,
    or are today where it is not over.
    """
    found = await sheet_in_force(sheet_key, day)
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    sheet, version, begins, sheets = found
    period = period_of(sheet.period, day, begins)
    named = await counting.subjects(sheet, period)
    facts = await counting.facts_of(sheet, period)
    averages = await averages_of(sheet, sheets, period, begins)
    scores = [
        rules.score(sheet, each.key, facts.get(each.key, Facts()), averages.get(each.key))
        for each in named
    ]
    names = {each.key: each.name for each in named}
    excluded = {each.key for each in named if each.name in sheet.excluded}
    ranked = rules.ranked(sheet, scores, facts, excluded)
    return Ranking(sheet, period, version, ranked, names, facts)


async def sheet_in_force(key: str, day: date) -> tuple[Sheet, int, int, dict[str, Sheet]] | None:
    """→ the sheet, its version's id, the month its years begin, all sheets beside it."""
    now = await counting.version_for(min(day, today()))
    if now is None:
        return None
    scoring = (await store.version(now)).scoring
    sheets = {each.key: each for each in scoring.sheets}
    if key not in sheets or not counting.countable(sheets[key]):
        return None
    last = period_of(sheets[key].period, day, scoring.year_begins).ends
    settled = await counting.version_for(min(last, today())) or now
    later = {each.key: each for each in (await store.version(settled)).scoring.sheets}
    return later.get(key, sheets[key]), settled, scoring.year_begins, sheets | later


async def averages_of(
    sheet: Sheet, sheets: dict[str, Sheet], period: Period, begins: int
) -> dict[str, Decimal]:
    """Of the periods of the other sheet that have begun."""
    other = sheets.get(sheet.mix.of) if sheet.mix else None
    if other is None:
        return {}
    begun = [each for each in parts(period, other.period, begins) if each.begins <= today()]
    totals: dict[str, list[Decimal]] = {}
    for each in begun:  # four at most
        named = await counting.subjects(other, each)
        facts = await counting.facts_of(other, each)
        for subject in named:
            one = rules.score(other, subject.key, facts.get(subject.key, Facts()))
            totals.setdefault(subject.key, []).append(one.total)
    return {subject: sum(found, Decimal(0)) / len(found) for subject, found in totals.items()}


def shown(found: Ranking, request: AnyRequest, **more: Any) -> dict[str, Any]:
    begins = charter_of(request).scoring.year_begins
    return {
        "found": found,
        "sheet": found.sheet,
        "period": found.period,
        "last": before(found.period, begins),
        "in_words": wording,
        "said": lambda text, values: translated(text, **values) if text else "",
        "MIXED": rules.MIXED,
        **more,
    }


@get("/{sheet:str}", guards=[may(Act.SCORE)])
async def show(
    request: AnyRequest, sheet: FromPath[str], on: FromQuery[str] = "", start: FromQuery[int] = 0
) -> Template:
    async with county_tx(readonly=True):
        found = await ranking(sheet, day_in(on) or today())
    first = max(start, 0)
    page = found.scores[first : first + PAGE]
    more = first + PAGE if len(found.scores) > first + PAGE else None
    return Template("scoring/ranking.html", context=shown(found, request, page=page, more=more))


@get("/{sheet:str}/{subject:str}", guards=[may(Act.SCORE)])
async def one(
    request: AnyRequest, sheet: FromPath[str], subject: FromPath[str], on: FromQuery[str] = ""
) -> Template:
    async with county_tx(readonly=True):
        found = await ranking(sheet, day_in(on) or today())
    return Template("scoring/sheet.html", context=shown(found, request, score=found.of(subject)))


@get("/{sheet:str}/{subject:str}/{indicator:str}", guards=[may(Act.SCORE)])
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
    async with county_tx(readonly=True):
        found = await ranking(sheet, day_in(on) or today())
        score = found.of(subject)
        part = next((each for each in score.parts if each.indicator.key == indicator), None)
        if part is None or not part.indicator.counts:
            raise NotFoundException(_("这一项没有可以打开的记录。"))
        asked = Measure(part.indicator.over) if of == "over" else measure(part.indicator)
        entries = await counting.behind(found.sheet, subject, asked, found.period, before)
    more = entries[PAGE - 1]["id"] if len(entries) > PAGE else None
    context = {"part": part, "score": score, "entries": entries[:PAGE], "more": more, "of": of}
    counted = found.facts.get(subject, Facts()).of(asked)
    return Template(
        "scoring/records.html",
        context=shown(found, request, **context, asked=asked, counted=counted),
    )


router = Router("/scores", route_handlers=[index, show, one, records])
