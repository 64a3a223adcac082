"""A sheet as a workbook: the ranking, and how each point came about."""

import asyncio
from io import BytesIO
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from app.dates import today
from app.db import county_tx
from app.scoring import life
from app.scoring.loading import Standing, standing
from app.scoring.rights import check_seen
from app.web import AnyRequest, day_in
from app.words import _, translated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Text stays text, whatever it begins with: nobody's name or reason becomes a formula or a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEADS = (_("名次"), _("对象"), _("得分"), _("等次"), _("基本分"), _("加分"), _("扣分"), _("奖励"))
STEPS = (_("对象"), _("指标"), _("分值"), _("怎样得来"), _("得分"), _("备注"))
WIDEST = 60


@get("/{sheet:str}/export.xlsx")
async def export(
    request: AnyRequest, sheet: FromPath[str], on: FromQuery[str] = ""
) -> Response[bytes]:
    async with county_tx(readonly=True):
        found = await standing(sheet, day_in(on) or today())
        await check_seen(request.user, found)
    data = await asyncio.to_thread(workbook, tables(found))
    name = f"{found.sheet.name} {found.period.begins}.xlsx"
    return Response(
        data,
        media_type=XLSX,
        headers={
            "content-disposition": "attachment; filename=\"scores.xlsx\"; filename*=UTF-8''"
            + quote(name, safe="")
        },
    )


def tables(found: Standing) -> list[tuple[str, list[list[Any]]]]:
    """In the reader's language: (name of a sheet, its rows; the first two are what it is, and its
    heads).
    """
    stage = translated(life.NAMES[found.stage])
    title = f"{found.sheet.name} {found.period.begins} – {found.period.ends} {stage}"
    indicators = found.sheet.indicators
    heads = [*(translated(each) for each in HEADS), *(each.name for each in indicators)]
    ranking: list[list[Any]] = [[title], heads]
    steps: list[list[Any]] = [[title], [translated(each) for each in STEPS]]
    for score in found.scores:
        name = found.names[score.subject]
        reward = found.sheet.reward
        ranking.append(
            [score.rank, name, score.total, score.grade, score.base, score.bonus, score.penalty]
            + [reward.name if reward and score.rewarded else ""]
            + [part.result.points for part in score.parts]
        )
        steps += [
            [
                name,
                part.indicator.name,
                part.indicator.marks,
                translated(part.result.text, **part.result.values),
                part.result.points,
                translated(part.result.note) if part.result.note else "",
            ]
            for part in score.parts
        ]
    return [(translated(_("排名")), ranking), (translated(_("计分过程")), steps)]


def workbook(sheets: list[tuple[str, list[list[Any]]]]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415  (memory that few workers ever need)

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, bold if number < 2 else None)
            sheet.freeze_panes(2, 0)
            for column in range(len(rows[1])):
                longest = max(width(row[column]) for row in rows[1:])
                sheet.set_column(column, column, min(longest + 2, WIDEST))
    return file.getvalue()


def width(cell: Any) -> int:
    """In columns: a Chinese character takes two."""
    text = "" if cell is None else str(cell)
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text)


handlers = [export]
