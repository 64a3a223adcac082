"""Searching without a program: what a phone reads of a county to find by words, by pinyin and by
its initials. Pure.

Records lie in parts of a group: those of a month in their year. Of each group is said in which of
its parts a sign stands, and two letters with which a syllable or its initials begin. So a phone
reads the latest year's keys and the parts that have what was typed, and older years where that is
not enough; what is new changes its own part and the keys of its year.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.text import fold

SYLLABLES = Path(__file__).with_name("syllables.txt")
WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff\U00020000-\U0003ffff]")


class Found(NamedTuple):
    """A record that is found by its title; `beside`: what stands beside it."""

    path: str
    title: str
    beside: str


@cache
def readings() -> Mapping[str, str]:
    """Of the 6,763 letters of GB 2312, one each: a letter of several is found by its first one."""
    lines = (line.split() for line in SYLLABLES.read_text("utf-8").splitlines())
    return {letter: syllable for syllable, letters in lines for letter in letters}


def spelt(text: str) -> list[str]:
    """`老年食堂` → lao, nian, shi, tang; what has no reading stands as it is."""
    known = readings()
    return [known.get(each, each) for each in WORD.findall(fold(text).lower())]


def keys_of(title: str) -> set[str]:
    """By what it is looked up: signs, and two letters from each syllable and each initial on."""
    syllables = spelt(title)
    whole, initials = "".join(syllables), "".join(each[0] for each in syllables)
    starts = [sum(map(len, syllables[:place])) for place in range(len(syllables))]
    two = {whole[at : at + 2] for at in starts} | {
        initials[at : at + 2] for at in range(len(initials))
    }
    signs = {each for each in WORD.findall(fold(title).lower()) if not each.isascii()}
    return signs | {each for each in two if len(each) == 2 and each.isascii()}


def block(records: Iterable[Found]) -> str:
    return dumped([[each.path, each.title, each.beside, " ".join(spelt(each.title))]
                   for each in records])  # fmt: skip


def keys(parts: Mapping[str, Iterable[Found]]) -> str:
    """`parts`: by name, in the order in which they are read."""
    where: defaultdict[str, list[str]] = defaultdict(list)
    for name, records in parts.items():
        for key in {key for each in records for key in keys_of(each.title)}:
            where[key].append(name)
    return dumped(dict(sorted(where.items())))


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
