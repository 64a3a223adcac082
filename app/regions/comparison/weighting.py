"""A sum of several indicators by the region's own weights; tried first, beside what it was."""

import json
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Stream, Template
from msgspec import Struct
from msgspec.json import decode, encode

from app.access.roles import Act, may
from app.audit.exporting import as_noted_file
from app.dates import today
from app.db import county_tx, rows, value
from app.i18n import _, translated
from app.refusal import Refused, refuse_all
from app.regions import queries
from app.regions.comparison.address import last_four
from app.regions.comparison.cache import Query, State, kept, looked, now, part, reading
from app.regions.comparison.weighted_ranking import Weighed, percentiles, weighed
from app.regions.dictionary import DICTIONARY, FIRST_SHOWN, GROUPS
from app.regions.quarters import span
from app.regions.wording import said
from app.text import fold
from app.web.forms.fields import NO_SUCH, id_asked, id_in
from app.web.frame import Done, Fields, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, is_htmx, user_of

PAGE = 200  # of a ranking
MOST_WEIGHT, LONGEST_NAME = 100, 40
SAVED = """
    SELECT "id", "name", "weights", "saved_by", "saved_at" FROM "weighting"
    WHERE "weighting"."county" = $1 ORDER BY "id" DESC
"""
SAVE = """
    INSERT INTO "weighting" ("county", "name", "weights", "saved_by")
    VALUES ($1, $2, $3, $4) RETURNING "id"
"""
# Of what may be weighed: plain numbers would only say how large a county is.
WEIGHABLE = [each for each in DICTIONARY if each.better and each.way != "number"]
USUAL = dict.fromkeys(FIRST_SHOWN, 10.0)


class Parts(Struct):
    """`named`: of the counties."""

    named: dict[int, str]
    by_indicator: dict[str, dict[int, float]]


class Move(NamedTuple):
    county: int
    name: str
    new: Weighed
    old: Weighed | None

    @property
    def places(self) -> int:
        """Up, or below zero down."""
        return (self.old.rank or 0) - (self.new.rank or 0) if self.old and self.old.rank else 0


@get("/weights", guards=[may(Act.COMPARE)])
async def weights_page(request: AnyRequest, like: FromQuery[str] = "") -> Template:
    """`like`: the id of weights that were saved; else those saved last."""
    saved = await saved_ones()
    one = like_asked(saved, like) or (saved[0] if saved else None)
    weights = one["weights"] if one else USUAL
    parts, state = await parts_now(weights)
    await looked(state, user_of(request).name, translated(_("综合排名")))
    moves = moved(parts, weights, weights)
    context = {"saved": saved, "one": one, **shown(weights, moves)}
    return Template("regions/weights.html", context=context)


def like_asked(saved: list[dict[str, Any]], like: str) -> dict[str, Any] | None:
    """Pure."""
    chosen = id_asked(like)
    one = next((each for each in saved if each["id"] == chosen), None)
    if chosen is not None and one is None:
        raise NotFoundException(NO_SUCH)
    return one


def shown(weights: Mapping[str, float], moves: list[Move]) -> dict[str, Any]:
    time = last_four(today())
    return {
        "weights": weights,
        "moves": moves[:PAGE],
        "groups": [
            (called, [each for each in WEIGHABLE if each.group == group])
            for group, called in GROUPS.items()
        ],
        "said": said,
        "times": span(time.first, time.last),
        "whole": sum(weights.values()),
    }


async def saved_ones() -> list[dict[str, Any]]:
    async with county_tx(readonly=True):
        found = await rows(SAVED)
    return [
        {**each, "weights": {k: float(w) for k, w in json.loads(each["weights"]).items()}}
        for each in found
    ]


async def parts_now(used: Collection[str] = ()) -> tuple[Parts, State]:
    """How far each county is ahead, by indicator, over the last year. `used`: only by these, a
    third of the work; none: by all, of which whoever tries weights may name any.
    """
    about = f"weights?day={today()}&of={'.'.join(sorted(used))}"
    state = await now(about)
    return decode(await kept(state, about), type=Parts), state


@part("weights")
async def parts_anew(query: Query) -> str:
    used = frozenset(filter(None, query.get("of", "").split(".")))
    asked = [each for each in WEIGHABLE if not used or each.key in used]
    measures = {name for each in asked for name in each.measures}
    async with reading():
        found = await queries.load(last_four(today()), await queries.counties(), measures)
    by_indicator = {each.key: percentiles(found.values(each), each.better) for each in asked}
    return encode(Parts({each.id: each.name for each in found.counties}, by_indicator)).decode()


def moved(parts: Parts, old: Mapping[str, float], new: Mapping[str, float]) -> list[Move]:
    """In the new order. Pure."""
    after = weighed(parts.by_indicator, new)
    then = after if old == new else weighed(parts.by_indicator, old)
    before = {each.county: each for each in then}
    return [
        Move(each.county, parts.named[each.county], each, before.get(each.county)) for each in after
    ]


PAGE_OF_FORM = "/weights?like={beside}"


@change("/weights/trial", may(Act.COMPARE), page=PAGE_OF_FORM, within=nullcontext, repeats=True)
async def look(request: AnyRequest, form: Fields) -> Template:
    """Nothing is written. `beside`: the id of the weights that are compared with."""
    weights, wrong = typed(form)
    refuse_all(wrong)
    saved, chosen = await saved_ones(), id_in(form.get("beside"))
    one = next((each for each in saved if each["id"] == chosen), None)
    parts, _state = await parts_now()
    moves = moved(parts, one["weights"] if one else USUAL, weights)
    context = {"saved": saved, "one": one, **shown(weights, moves)}
    name = "_weighed" if is_htmx(request) else "weights"
    return Template(f"regions/{name}.html", context=context)


@change("/weights", may(Act.COMPARE), page=PAGE_OF_FORM)
async def save(request: AnyRequest, form: Fields) -> Done:
    weights, wrong = typed(form)
    name = form.get("name").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        wrong.append(Refused(_("请起个名字，不超过 %(n)s 字。"), "name", n=LONGEST_NAME))
    refuse_all(wrong)
    number = await value(SAVE, name, json.dumps(weights), user_of(request).name)
    return Done(f"/weights?like={number}", sentence(_("权重已保存。")))


def typed(form: Fields) -> tuple[dict[str, float], list[Refused]]:
    """Pure. Empty is none; at least one must be above zero."""
    wrong: list[Refused] = []
    weights: dict[str, float] = {}
    for each in WEIGHABLE:
        text = fold(form.get(f"w.{each.key}"))
        try:
            weight = float(text) if text else 0.0
        except ValueError:
            weight = -1.0
        if not 0 <= weight <= MOST_WEIGHT:
            wrong.append(
                Refused(
                    _("「%(name)s」的权重在 0 到 %(n)s 之间。"), f"w.{each.key}",
                    name=said(each.name), n=MOST_WEIGHT,
                )
            )  # fmt: skip
        elif weight:
            weights[each.key] = weight
    if not weights and not wrong:
        wrong.append(Refused(_("至少给一项权重。")))
    return weights, wrong


@get("/weights.xlsx", guards=[may(Act.COMPARE), spends("export")])
async def export(request: AnyRequest, like: FromQuery[str] = "") -> Stream:
    """The ranking by weights that were saved, or the usual ones, and what each part is worth."""
    one = like_asked(await saved_ones(), like)
    weights = one["weights"] if one else USUAL
    (parts, state), named = await parts_now(weights), translated(_("综合排名"))
    await looked(state, user_of(request).name, translated(_("导出：%(what)s"), what=named))
    heads = [translated(each) for each in (_("位次"), _("县（市、区）"), _("代码"), _("得分"))]
    used = [each for each in WEIGHABLE if each.key in weights]
    lines: list[list[Any]] = [
        [f"{named} {one['name'] if one else ''}".strip()],
        [*heads, *(f"{said(each.name)} × {weights[each.key]:g}" for each in used)],
    ]
    for each in weighed(parts.by_indicator, weights):
        ahead = [parts.by_indicator[key.key].get(each.county) for key in used]
        lines.append(
            [each.rank, parts.named[each.county], each.county, round(each.points, 1)]
            + [None if part is None else round(100 * part, 1) for part in ahead]
        )
    return await as_noted_file("/weights", f"{named}.xlsx", [(named, lines)])


handlers: list[Any] = [weights_page, look, save, export]
