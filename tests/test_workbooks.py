"""What a cell cannot hold is cut with a word; the rest of its row is there."""

from io import BytesIO
from xml.etree import ElementTree as ET  # of our own making
from zipfile import ZipFile

from app.workbooks import MOST, fitting, units, workbook

PECULIAR = "\ue000\uf8ff\U000f0000𠮷\U0010fffd_x0041_"


def strings(book: bytes) -> list[str]:
    with ZipFile(BytesIO(book)) as file:
        tree = ET.fromstring(file.read("xl/sharedStrings.xml"))  # noqa: S314
    return ["".join(each.itertext()) for each in tree]


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
