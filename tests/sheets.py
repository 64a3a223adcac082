"""What stands in a workbook of ours, whose texts stand in their cells."""

from io import BytesIO
from zipfile import ZipFile


def words(book: bytes) -> str:
    """XML of all its sheets, in their order."""
    with ZipFile(BytesIO(book)) as file:
        sheets = sorted(each for each in file.namelist() if each.startswith("xl/worksheets/sheet"))
        return "".join(file.read(each).decode() for each in sheets)
