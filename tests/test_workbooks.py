"""What a cell cannot hold is cut with a word; the rest of its row is there."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET  # of our own making

import pytest

from app.workbooks import MOST, Parts, Table, fitting, units, written
from tests.sheets import words

PECULIAR = "\ue000\uf8ff\U000f0000𠮷\U0010fffd_x0041_"
TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}is"


def workbook(tables: Sequence[Table | Parts]) -> bytes:
    with asyncio.run(written(tables)) as file:
        file.seek(0)
        return file.read()


def strings(book: bytes) -> list[str]:
    tree = ET.fromstring(words(book))  # noqa: S314
    return ["".join(each.itertext()) for each in tree.iter(TEXT)]


def test_a_long_cell_is_cut_and_its_row_goes_on() -> None:
    rows = [["表"], ["一", "二", "三"], ["甲", "长" * (MOST + 1), "丙"]]
    found = strings(workbook([("表", rows)]))
    cut = next(each for each in found if each.startswith("长"))
    assert len(cut) == 32_767
    assert cut.endswith("长……（内容过长，这一格只显示到这里）")
    assert {"甲", "丙"} <= set(found)


def test_what_just_fits_stays_as_it_is() -> None:
    assert fitting("长" * 32_767) == "长" * 32_767
    assert fitting(3.5) == 3.5


def test_rare_characters_count_two_and_are_never_halved() -> None:
    text = "x" + "𠮷" * 16_383  # 32,767 of Excel's
    assert fitting(text) == text
    cut = fitting("𠮷" * 16_384)
    assert units(cut) <= 32_767
    assert cut.startswith("𠮷𠮷")
    assert cut.encode("utf-16-le").decode("utf-16-le") == cut


def test_private_use_and_planes_beyond_stand_in_a_workbook() -> None:
    found = strings(workbook([("表", [["表"], ["名"], [PECULIAR]])]))
    assert any(each.startswith("\ue000\uf8ff\U000f0000𠮷\U0010fffd") for each in found)


async def parts(n: int) -> AsyncIterator[list[list[object]]]:
    for part in range(n):
        yield [[f"{part}", "长" * 400, 1.5] for _row in range(100)]


def test_of_a_long_table_no_more_than_a_part_is_held() -> None:
    """40 MB of text, of which each part has 0.1."""
    heads = [["表"], ["一", "二", "三"]]
    tracemalloc.start()
    with asyncio.run(written([Parts("表", heads, parts(300))])) as file:
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        file.seek(0)
        told = strings(file.read())
    assert peak < 8_000_000
    assert len(told) == 4 + 60_000
    assert told[:6] == ["表", "一", "二", "三", "0", "长" * 400]
    assert told[-2] == "299"


def test_nothing_is_left_of_what_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def files() -> list[Path]:
        return [each for each in tmp_path.rglob("*") if each.is_file()]

    async def broken() -> AsyncIterator[list[list[object]]]:
        yield [["甲"]]
        assert files()
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        workbook([Parts("表", [["表"], ["名"]], broken())])
    assert [*tmp_path.iterdir()] == []
    workbook([("表", [["表"], ["名"]])])
    assert [*tmp_path.iterdir()] == []
