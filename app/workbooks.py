"""Tables as .xlsx: text stays text, whatever it begins with."""

import asyncio
from io import BytesIO
from typing import Any
from urllib.parse import quote

from litestar import Response

from app.i18n import _, translated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nobody's name or reason becomes a formula or a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 60
MOST = 32_767  # characters that a cell takes
CUT = _("……（内容过长，这一格只显示到这里）")
A4 = 9

Table = tuple[str, list[list[Any]]]  # name of a sheet, its rows: what it is, its heads, then data


async def as_file(name: str, tables: list[Table]) -> Response[bytes]:
    """Made in a thread, since it takes a while."""
    return Response(
        await asyncio.to_thread(workbook, tables),
        media_type=XLSX,
        headers={
            "content-disposition": "attachment; filename=\"table.xlsx\"; filename*=UTF-8''"
            + quote(name, safe="")
        },
    )


def workbook(tables: list[Table]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415  (memory that few workers ever need)

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for name, rows in tables:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                cells = [fitting(each) for each in row]
                sheet.write_row(number, 0, cells, bold if number < 2 else None)
            sheet.freeze_panes(2, 0)
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)  # as wide as the paper, as long as it takes
            sheet.repeat_rows(0, 1)
            for column in range(len(rows[1])):
                longest = max(width(row[column]) for row in rows[1:])
                sheet.set_column(column, column, min(longest + 2, WIDEST))
    return file.getvalue()


def fitting(cell: Any) -> Any:
    """As much of a text as a cell takes, with a word that it was cut; a row would end there."""
    if not isinstance(cell, str) or 2 * len(cell) <= MOST or units(cell) <= MOST:
        return cell
    word = translated(CUT)
    kept = cell.encode("utf-16-le")[: 2 * (MOST - units(word))]
    return kept.decode("utf-16-le", errors="ignore") + word  # half a character is none


def units(text: str) -> int:
    """As Excel counts: rare characters are two."""
    return len(text.encode("utf-16-le")) // 2


def width(cell: Any) -> int:
    """In columns: a Chinese character takes two."""
    text = "" if cell is None else str(cell)
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text)
