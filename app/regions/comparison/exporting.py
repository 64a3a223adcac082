"""A view of the comparison as a workbook: the same counties and indicators, with what they are made
of.
"""

from datetime import date
from typing import Any

from litestar import get
from litestar.response import Stream

from app.access.roles import Act, may
from app.audit.exporting import as_noted_file
from app.db import region_tx
from app.i18n import _, translated
from app.regions import quarters, queries
from app.regions.comparison.address import Chosen, chosen
from app.regions.comparison.cache import looked, now
from app.regions.comparison.definitions import BETTER, in_words, way_of
from app.regions.comparison.pages import loaded, table, title
from app.regions.dictionary import FUNNEL
from app.regions.quarters import QUARTERS, quarter_after
from app.regions.queries import Loaded, at_work
from app.regions.rules import NOTHING, ByMeasure, Value, values
from app.regions.wording import said
from app.web.rate_limit import spends
from app.web.requests import AnyRequest
from app.workbooks import Table


@get("/compare.xlsx", guards=[may(Act.COMPARE), spends("export")])
async def export(request: AnyRequest) -> Stream:
    asked = chosen(request.query_params)
    async with region_tx(readonly=True):
        counties = await queries.counties()
        found = await loaded(asked, counties)
        first = quarter_after(asked.time.last, 1 - QUARTERS)
        trend = await queries.by_quarter(counties, asked.indicator, first, asked.time.last)
    named = title(asked)
    await looked(await now(), request.user.name, translated(_("导出：%(what)s"), what=named))
    return await as_noted_file("/compare", f"{named}.xlsx", tables(found, asked, trend))


def tables(found: Loaded, asked: Chosen, trend: dict[date, ByMeasure]) -> list[Table]:
    """Pure but for the reader's language."""
    who = [translated(_("县（市、区）")), translated(_("代码"))]
    return [
        (translated(_("各县比较")), ranking(found, asked, who)),
        (translated(_("逐季")), quarterly(found, asked, trend, who)),
        (translated(_("转化")), stages(found, who)),
        (translated(_("指标")), dictionary(asked)),
    ]


PARTS = (_("值"), _("分子"), _("分母"), _("下限"), _("上限"))


def ranking(found: Loaded, asked: Chosen, who: list[str]) -> list[list[Any]]:
    shown = table(found, asked)
    heads = [translated(_("位次")), *who]
    for column in shown["columns"]:
        name = said(column.indicator.name)
        unit = said(column.indicator.unit)
        heads += [f"{name} {translated(part)}" for part in PARTS]
        heads[-len(PARTS)] += f"（{unit}）"
    rows: list[list[Any]] = [[title(asked)], heads]
    known = [(column.indicator.way, found.values(column.indicator)) for column in shown["columns"]]
    for each in shown["rows"]:
        line = [each.rank, each.county.name, each.county.id]
        for way, by_county in known:
            line += parts_of(by_county.get(each.county.id, NOTHING), way)
        rows.append(line)
    return rows


def parts_of(value: Value, way: str) -> list[Any]:
    """Shares as per cent, as their unit says."""
    times = 100 if way == "share" else 1

    def of(number: float | None) -> float | None:
        return None if number is None else round(number * times, 4)

    return [of(value.number), value.n, value.over, of(value.low), of(value.high)]


def quarterly(
    found: Loaded, asked: Chosen, trend: dict[date, ByMeasure], who: list[str]
) -> list[list[Any]]:
    indicator = asked.indicator
    rows: list[list[Any]] = [
        [f"{said(indicator.name)}（{said(indicator.unit)}）"],
        [*who, *(quarters.in_words(each) for each in trend)],
    ]
    by_quarter = [values(indicator, own, at_work(own), 1) for own in trend.values()]
    for each in found.counties:
        if each.shares(indicator):
            own = [known.get(each.id, NOTHING) for known in by_quarter]
            rows.append([each.name, each.id, *(parts_of(v, indicator.way)[0] for v in own)])
    return rows


def stages(found: Loaded, who: list[str]) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [translated(_("时段内提出的议题，到今天走到了哪里"))],
        [*who, *(said(called) for called in FUNNEL.values())],
    ]
    rows += [
        [each.name, each.id, *(found.n(step, each.id) for step in FUNNEL)]
        for each in found.counties
        if "results" in each.items
    ]
    return rows


def dictionary(asked: Chosen) -> list[list[Any]]:
    heads = (_("指标"), _("单位"), _("意思"), _("分子"), _("分母"), _("怎样看"), _("区间"))
    rows: list[list[Any]] = [[translated(_("指标"))], [translated(each) for each in heads]]
    rows += [
        [
            said(each.name),
            said(each.unit),
            said(each.meaning),
            in_words(each.counted),
            in_words(each.over),
            translated(BETTER[each.better]),
            way_of(each),
        ]
        for each in asked.indicators
    ]
    return rows


handlers: list[Any] = [export]
