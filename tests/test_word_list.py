"""The words that templates/README.md asks to avoid are in no text of the program."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from app.charter.presets import FOLDER
from app.i18n import CATALOGUE, NAMES, shipped

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


# Of what is written for readers: a bracket beside a Chinese letter is as wide as the letter.
NARROW = re.compile(r"[\u4e00-\u9fff]\s*[()]|[()]\s*[\u4e00-\u9fff]")


def narrow(text: str) -> bool:
    return NARROW.search(re.sub(r"%\(\w+\)[sd]", "…", text)) is not None


def texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(key)
            yield from texts_in(value)
    elif isinstance(data, list):
        for each in data:
            yield from texts_in(each)


def test_brackets_among_chinese_letters_are_wide() -> None:
    assert narrow("乡镇(街道)经办")
    assert narrow("名称 (issuer)")
    assert not narrow("乡镇（街道）经办，%(n)s 件")
    with CATALOGUE.open("rb") as file:
        said = [str(each.id) for each in read_po(file) if each.id]
    presets = [*FOLDER.rglob("*.toml"), NAMES]
    assert len(presets) > 20
    for each in presets:
        read = tomllib.loads(each.read_text("utf-8"))
        said += list(texts_in(read if each != NAMES else list(read)))
    for page in Path("templates").rglob("*.html"):
        words = re.sub(r"\{[#%{].*?[#%}]\}", "", page.read_text("utf-8"), flags=re.DOTALL)
        said += words.splitlines()
    assert [each for each in said if narrow(each)] == []


def test_rules_with_narrow_brackets_keep_their_english() -> None:
    for text in ("村（社区）初审", "村(社区)初审"):
        assert shipped()[text] == "First review by the village"
