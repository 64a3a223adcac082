"""The words that templates/README.md asks to avoid are in no text of the program."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from app.i18n import CATALOGUE

LIST = Path("templates/README.md").read_text("utf-8")
ROW = re.compile(r"^\| (?P<avoid>[^|]*[\u4e00-\u9fff][^|]*) \| [^|]+ \| [^|]*\|$", re.MULTILINE)
AVOIDED = [each for row in ROW.finditer(LIST) for each in row["avoid"].split(", ")]


def said_with(word: str, texts: list[str]) -> list[str]:
    return [each for each in texts if word in each]


def test_the_list_is_read() -> None:
    assert {"捡回", "看看", "字段", "您好，请"} <= set(AVOIDED)
    assert len(AVOIDED) == 29


def test_no_text_of_the_program_has_a_word_to_avoid() -> None:
    with CATALOGUE.open("rb") as file:
        texts = [str(each.id) for each in read_po(file) if each.id]
    assert len(texts) > 2000
    found = {word: said for word in AVOIDED if (said := said_with(word, texts))}
    assert found == {}
