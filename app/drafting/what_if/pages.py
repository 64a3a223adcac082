"""Rules tried on a period's real records before anybody signs them. Under other rules all subjects
are scored, twice, since each may end in any place; what is told of each, of the page's rows alone.
Until something is changed the kept order says where all stand.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from msgspec import structs

from app.access.roles import Act, may
from app.charter import wording
from app.charter.problems import Problem
from app.charter.sheets import Sheet
from app.dates import today
from app.db import county_tx
from app.drafting import drafts
from app.drafting.what_if import rules
from app.drafting.what_if.scored import under
from app.i18n import _, translated
from app.refusal import Refused, RefusedAll, refuse_all
from app.scoring import results
from app.scoring.counts.effective_rules import in_force
from app.scoring.order import part_of
from app.scoring.order_rules import Totals, of_scores
from app.scoring.pages import MOST, PAGE, shown
from app.scoring.periods import period_of
from app.scoring.points import noise
from app.web.errors import in_words
from app.web.forms.fields import day_asked, day_in, number_in, start_asked, word_asked
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, charter_of, is_htmx, user_of

OPEN = 10  # of whom anything changes, without unfolding
HERE = "/scores/{sheet}/what-if?on={on}"
MOST_FIELDS = 2000  # ten of each indicator


async def tried(key: str, on: str, form: dict[str, str], start: int) -> dict[str, Any]:
    """Within the caller's transaction. Both rankings from the records as they are today; of the new
    one a page.
    """
    found = await in_force(key, day_asked(on))
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    period = period_of(found.sheet.period, day_asked(on), found.year_begins)
    sheet, wrong = rules.changed(found.sheet, form)
    problems = rules.problems(sheet, set(found.sheets))
    first, part = min(start_asked(start), MOST), None
    if sheet == found.sheet:
        part = await part_of(found, period, first=first, most=PAGE)
    old = await results.live(
        found, period, only=[each.subject for each in part.stood] if part else None
    )
    old.last = await results.last_of(old)
    context = shown(old, new=sheet, wrong=in_words(RefusedAll(wrong)) if wrong else [])
    context |= {
        "problems": [said_of(each, sheet) for each in problems],
        "page": [],
        "spread": {},
        "moved": 0,
        "more": None,
        "redrawn": rules.redrawn(sheet, form),
        "open": OPEN,
        "further": first > 0,
    }
    unworkable = [each for each in problems if each.place and each.place[0] == "indicators"]
    if wrong or unworkable:  # weights that do not sum can still be looked at
        return context
    if part:
        moves = rules.moves(part.placing(old).scores, old.scores)
        return context | told(old, part.all, moves, first)
    if sheet == found.sheet:
        new = old
    else:
        new = await under(sheet, old, found, period)
    moves = rules.leading(rules.moves(old.scores, new.scores))
    context["moved"] = sum(each.moved for each in moves)
    return context | told(new, of_scores(new).all, moves[first : first + PAGE], first)


def told(
    new: results.Standing, totals: Totals, moves: Sequence[rules.Move], first: int
) -> dict[str, Any]:
    """Pure. Of a page's rows."""
    own = [each.new for each in moves]
    return {
        "page": moves,
        "more": first + PAGE if len(totals.totals) > first + PAGE else None,
        "spread": noise.spread(new.sheet, totals.place, new.facts, own),
    }


def said_of(problem: Problem, sheet: Sheet) -> str:
    """「协商活动」每件几分: …"""
    match problem.place:
        case ("indicators", int(number), str(name)):
            label = wording.label("Indicator", name)
            return f"「{sheet.indicators[number].name}」{label}: {problem.says()}"
    return problem.says()


def field_of(problem: Problem, sheet: Sheet) -> str | None:
    match problem.place:
        case ("indicators", int(number), str(name)):
            return f"{name}.{sheet.indicators[number].key}"
    return None


@get("/{sheet:str}/what-if", guards=[may(Act.CHARTER)])
async def what_if_page(
    sheet: FromPath[str],
    on: FromQuery[str] = "",
    start: FromQuery[int] = 0,
    methods: FromQuery[str] = "",
) -> Template:
    """`methods`: those that were chosen, as `filed:per,solved:ratio`; each has its own fields."""
    chosen = dict(each.partition(":")[::2] for each in methods.split(",") if methods)
    for method in chosen.values():
        word_asked(method or "-", wording.METHODS)
    form = {f"method.{key}": method for key, method in chosen.items()}
    async with county_tx(readonly=True):
        context = await tried(sheet, on, form, start)
    return page("scoring/what_if.html", context)


def page(name: str, context: dict[str, Any]) -> Template:
    context = {
        "again": False,
        **context,
        "methods": {key: wording.METHODS[key] for key in rules.TYPED},
        "all_methods": wording.METHODS,
        "table_of": rules.table_of,
        "asked": rules.asked,
        "kinds": wording.LEDGER,
        "named": translated,
    }
    return Template(name, context=context)


@change(
    "/{sheet:str}/what-if",
    may(Act.CHARTER),
    page=HERE,
    most=MOST_FIELDS,
    within=partial(county_tx, readonly=True),
    repeats=True,
)
async def look(request: AnyRequest, form: Fields, sheet: str) -> Template:
    """Nothing is written. `start`: from which place of the new ranking on."""
    start = number_in(form.get("start"))
    context = await tried(sheet, form.get("on"), typed(form), start)
    context["again"] = is_htmx(request)
    name = "_tried" if is_htmx(request) else "what_if"
    return page(f"scoring/{name}.html", context)


def typed(form: Fields) -> dict[str, str]:
    return {name: form.get(name) for name in form.names()}


def page_of_draft(parameters: dict[str, Any], fields: Fields) -> str:
    """With the fields that were typed into: each method has its own."""
    names = (each for each in fields.names() if each.startswith("method."))
    chosen = ",".join(f"{each.removeprefix('method.')}:{fields.get(each)}" for each in names)
    query = urlencode({"on": fields.get("on"), "methods": chosen})
    return f"/scores/{parameters['sheet']}/what-if?{query}"


@change("/{sheet:str}/what-if/draft", may(Act.CHARTER), page=page_of_draft, most=MOST_FIELDS)
async def draft(request: AnyRequest, form: Fields, sheet: str) -> Done:
    """As a draft of the charter, from today's; a sheet whose weights do not sum is refused."""
    found = await in_force(sheet, day_in(form.get("on")) or today())
    if found is None:
        raise NotFoundException(_("没有这张考核表，或者那时还没有。"))
    new, wrong = rules.changed(found.sheet, typed(form))
    refuse_all(wrong)
    wrong = [
        Refused("%(said)s", field_of(each, new), said=said_of(each, new))
        for each in rules.problems(new, set(found.sheets))
    ]
    refuse_all(wrong)
    charter = charter_of(request)
    sheets = with_sheet(charter.scoring.sheets, new)
    changed = structs.replace(charter, scoring=structs.replace(charter.scoring, sheets=sheets))
    title = translated(_("试改：%(name)s"), name=new.name)[:60]
    begun = await drafts.begin(drafts.from_charter(changed), title, user_of(request).name)
    return Done(f"/charter/drafts/{begun}", sentence(drafts.BEGUN))


def with_sheet(sheets: list[Sheet], new: Sheet) -> list[Sheet]:
    if new.key not in {each.key for each in sheets}:
        return [*sheets, new]
    return [new if each.key == new.key else each for each in sheets]


handlers = [what_if_page, look, draft]
