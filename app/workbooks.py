"""Tables as .xlsx: text stays text, whatever it begins with. A row is written as soon as it is
known, and what is sent is read from a file: however long a table is, a part of it is held.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from io import SEEK_END
from typing import IO, Any, NamedTuple
from urllib.parse import quote

from litestar.response import Stream

from app.i18n import _, translated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nobody's name or reason becomes a formula or a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 60
MOST = 32_767  # characters that a cell takes
CUT = _("……（内容过长，这一格只显示到这里）")
A4 = 9
PIECE = 64 * 1024  # bytes that are read of a file and sent

Row = Sequence[Any]
Table = tuple[str, Iterable[Row]]  # name of a sheet, its rows: what it is, its heads, then data


class Parts(NamedTuple):
    """A table of which only some is known at a time."""

    name: str
    heads: list[list[Any]]  # what it is, and its heads
    further: AsyncIterable[Iterable[Row]]


async def as_file(name: str, tables: Sequence[Table | Parts]) -> Stream:
    """Made in threads, since it takes a while."""
    file = await written(tables)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return Stream(
        pieces(file),
        media_type=XLSX,
        headers={
            "content-length": str(size),
            "content-disposition": "attachment; filename=\"table.xlsx\"; filename*=UTF-8''"
            + quote(name, safe=""),
        },
    )


async def written(tables: Sequence[Table | Parts]) -> IO[bytes]:
    """It is for the caller to close."""
    book = await asyncio.to_thread(Book)
    try:
        for each in tables:
            if isinstance(each, Parts):
                sheet = await asyncio.to_thread(book.sheet, each.name, each.heads)
                async for part in each.further:
                    await asyncio.to_thread(sheet.write, part)
            else:
                await asyncio.to_thread(book.sheet, *each)
        await asyncio.to_thread(book.book.close)
    except BaseException:
        book.drop()
        raise
    book.folder.cleanup()
    return book.file


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


class Book:
    """A workbook that is being written, into a file without a name."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415  (memory that few workers ever need)

        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (read when it is whole)
        self.folder = tempfile.TemporaryDirectory()
        self.book: Any = Workbook(self.file, {**OPTIONS, "tmpdir": self.folder.name})
        self.bold = self.book.add_format({"bold": True})

    def sheet(self, name: str, rows: Iterable[Row]) -> "Sheet":
        return Sheet(self.book.add_worksheet(name), self.bold, rows)

    def drop(self) -> None:
        for each in self.book.worksheets():
            each._opt_close()
        self.file.close()
        self.folder.cleanup()


class Sheet:
    """The first two rows are what it is, and its heads."""

    def __init__(self, sheet: Any, bold: Any, rows: Iterable[Row]) -> None:
        self.sheet, self.bold, self.widths, self.number = sheet, bold, list[int](), 0
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)  # as wide as the paper, as long as it takes
        sheet.repeat_rows(0, 1)
        self.write(rows)

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            cells = [fitting(each) for each in row]
            self.sheet.write_row(self.number, 0, cells, self.bold if self.number < 2 else None)
            if self.number == 1:
                self.widths = [0] * len(row)
            self.widths = [max(each, width(row[at])) for at, each in enumerate(self.widths)]
            self.number += 1
        for column, longest in enumerate(self.widths):
            self.sheet.set_column(column, column, min(longest + 2, WIDEST))


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
