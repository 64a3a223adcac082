"""The numbers of a county, public, each a link to the records that make it."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Account
from app.access.visibility import is_stranger
from app.charter import store
from app.charter.model import Charter
from app.dates import today
from app.db import county_tx, row
from app.i18n import _
from app.ledger.few import FEWEST
from app.ledger.figures import Count
from app.ledger.kinds import Kind
from app.numbers.figures import Figures, counted, gathered, meaning
from app.numbers.labels import label, labels, level_name
from app.numbers.records import records
from app.web.forms.fields import NO_SUCH, id_asked, place_asked, year_asked
from app.web.kept.drawn import Drawn
from app.web.requests import AnyRequest, charter_of
from app.web.templates import engine

SEALED = """
    SELECT "position", "hash", "sealed_at" FROM "seal" WHERE "seal"."county" = $1
    ORDER BY "position" DESC LIMIT 1
"""
STATION = """
    SELECT "id", "name" FROM "station" WHERE "station"."county" = $1 AND "id" = $2
"""
HIGH = 100  # of the chart, in its own units


@get("/", again="strangers")
async def numbers(request: AnyRequest, year: FromQuery[str] = "") -> Template:
    chosen, stranger = year_asked(year, today().year), is_stranger(request.user)
    async with county_tx(readonly=True):
        found = await counted(chosen, public=stranger)
        sealed = await row(SEALED)
        charter = await store.knowing(
            charter_of(request), **{what: of_part(found, by) for what, by in FORMER.items()}
        )
    values = chosen, stranger, tuple(tuple(each.values()) for each in found), sealed

    def draw() -> str:
        context = shown(found, chosen, charter, sealed, stranger=stranger)
        template = engine.get_template("ledger/_numbers.html")
        return template.render(request=request, **context)

    part = drawn.of(request.scope, values, draw)
    return Template("ledger/numbers.html", context={"part": part})


drawn = Drawn(64)
FORMER = {"forms": "form", "station_kinds": "station_kind"}  # what a figure is narrowed to


def of_part(counts: Sequence[Count], by: str) -> set[str]:
    return {str(each["part"]) for each in counts if each["by"] == by and each["part"]}


def shown(
    counts: Sequence[Count], year: int | None, charter: Charter, sealed: Any, *, stranger: bool
) -> dict[str, Any]:
    """Pure."""
    found = gathered(counts, year)
    called = labels(charter)
    return {
        "figures": found,
        "told": partial(found.told, stranger=stranger),
        "stranger": stranger,
        "fewest": FEWEST,
        "label": called,
        "levels": levels(found, charter, called),
        "forms": parts(found, "form", charter.forms),
        "conclusions": parts(found, "result", charter.consultations.conclusions),
        "where": [
            (f"consultations-level-{key}", level_name(key), quantity)
            for key, quantity in found.parts(Kind.CONSULTATION_FILED, "level").items()
        ],
        "chart": chart(found),
        "sealed": sealed,
    }


@get("/{name:str}")
async def opened(
    request: AnyRequest,
    name: FromPath[str],
    year: FromQuery[str] = "",
    before: FromQuery[str] = "",
    station: FromQuery[str] = "",
) -> Template:
    """`station`: what its page counts."""
    account: Account | None = request.scope.get("user")
    charter, chosen = charter_of(request), year_asked(year, today().year)
    at = id_asked(station)
    async with county_tx(readonly=True):
        place = await row(STATION, at) if at else None
        if at and place is None:
            raise NotFoundException(NO_SUCH)
        found = await records(name, chosen, place_asked(before), account, at)
        if found is None or not (named(name, charter) or found["ever"]):  # by words of before
            raise NotFoundException(_("没有这个页面。"))
        _kind, _column, part = meaning(name) or (None, None, "")
        charter = await store.knowing(charter, forms={part}, station_kinds={part})
    context = {
        "name": name,
        "label": label(name, charter),
        "year": chosen,
        "fewest": FEWEST,
        "station": place,
    }
    return Template("ledger/records.html", context={**context, "found": found, "station": place})


def named(name: str, charter: Charter) -> bool:
    """What it is narrowed to is one of the county's own words, or it is not narrowed. Pure."""
    _kind, column, part = meaning(name) or (None, None, "")
    kinds = charter.station_kinds
    words: dict[str | None, Collection[str]] = {
        None: {""},
        "level": {str(kind.level) for kind in kinds.values()},
        "station_kind": kinds,
        "form": charter.forms,
        "result": set(map(str, charter.consultations.conclusions)),
    }
    return part in words[column]


def levels(found: Figures, charter: Charter, called: Callable[[str], str]) -> list[dict[str, Any]]:
    """Stations by level, with the kinds under each; kinds that the charter dropped come last."""
    kinds = found.parts(Kind.STATION_OPENED, "station_kind")
    by_level = found.parts(Kind.STATION_OPENED, "level")
    known = charter.station_kinds
    of_level: list[dict[str, Any]] = [
        {
            "name": f"stations-{level}",
            "label": called(f"stations-{level}"),
            "quantity": by_level.get(level, 0),
            "kinds": [
                (f"stations-kind-{key}", known[key].name, quantity)
                for key, quantity in kinds.items()
                if key in known and known[key].level == level
            ],
        }
        for level in dict.fromkeys(str(kind.level) for kind in charter.stations.kinds)
    ]
    if others := [(f"stations-kind-{key}", key, n) for key, n in kinds.items() if key not in known]:
        of_level[-1]["kinds"] += others
    return of_level


def parts(found: Figures, column: str, called: dict[Any, str]) -> list[tuple[str, str, int]]:
    """Consultations by form or conclusion: the county's order, then what it no longer names."""
    own = found.parts(Kind.CONSULTATION_FILED, column)
    beginning = "consultations-" + {"form": "form", "result": "conclusion"}[column]
    order = [str(key) for key in called if key in own]
    order += [key for key in own if key not in called]
    return [(f"{beginning}-{key}", called.get(key) or key, own[key]) for key in order]


def chart(found: Figures) -> list[dict[str, Any]]:
    """Consultations by month of the year chosen, else by year: bars in the chart's own units."""
    if found.year is None:
        bars = sorted(found.by_year.get(Kind.CONSULTATION_FILED, {}).items())
    else:
        own = found.parts(Kind.CONSULTATION_FILED, "month")
        bars = [(month, own.get(month, 0)) for month in range(1, 13)]
    most = max((quantity for _key, quantity in bars), default=0)
    return [
        {
            "key": key,
            "quantity": quantity,
            "x": place * 40,
            "height": max(round(HIGH * quantity / most), 1) if quantity > 0 else 0,
        }
        for place, (key, quantity) in enumerate(bars)
    ]


router = Router("/numbers", route_handlers=[numbers, opened])
