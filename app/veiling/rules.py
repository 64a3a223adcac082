"""What strangers read of people's words: names, numbers and stretches are veiled. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from app.charter.model import Charter
from app.text.personal import strike_numbers, veil_numbers
from app.text.search import SAME, mention_pattern

T = TypeVar("T", bound=Mapping[str, Any])

# Whom the public sees by full name: they are there in office.
IN_OFFICE = frozenset({"member", "convener", "department"})
VEILED = "▇▇"
HAN = range(0x4E00, 0xA000)  # their only other ways to be written are in SAME


def masked_name(name: str) -> str:
    """张小三 → 张**, so that neighbours are not put on show. Who was erased has no letter left."""
    if name == VEILED:
        return name
    return name[:1] + "**" if len(name) > 1 else "**"


def shown_name(person: Mapping[str, Any], charter: Charter) -> str:
    """What strangers read in place of the name of somebody who sat down: `name`, `grp`, `member`.
    `grp` empty: of whoever raised the matter, which is told to nobody.
    """
    name: str = person["name"]
    if person["grp"]:
        group = charter.groups.get(person["grp"])
        in_office = group is not None and group.counts_as in IN_OFFICE
        if person["member"] is not None or in_office or not charter.publicity.mask_names:
            return name
    return masked_name(name)


def veiled(text: str, hidden: Mapping[str, str]) -> str:
    """`hidden`: what is not told → what is read there. Longer ones first, for one may contain
    another. A single letter is a word more often than a name.
    """
    return veil_numbers(renamed(text, hidden) if hidden else text)


def struck(text: str, told: Collection[str]) -> str:
    """What is left of a text when whoever it names is erased."""
    return strike_numbers(renamed(text, dict.fromkeys(told, VEILED)), VEILED)


def renamed(text: str, hidden: Mapping[str, str]) -> str:
    """As `veiled`, and numbers stay."""
    for told in sorted(hidden, key=len, reverse=True):
        if told and ord(told[0]) in HAN and not seen(told[0], text):
            continue
        if len(told) > 1 and (mention := mention_of(told)).pattern:
            text = mention.sub(hidden[told].replace("\\", r"\\"), text)
    return text


def seen(letter: str, text: str) -> bool:
    """Spares most names the search for the whole of them."""
    return letter in text or any(each in text for each in SAME.get(letter, ""))


def as_told(records: Iterable[T], hidden: Mapping[str, str] | None, *fields: str) -> list[T]:
    """Copies, with what these fields say (texts, or lists of them) as one reads them from whom this
    is hidden; None: from whom nothing is.
    """
    shown: list[Any] = [dict(each) for each in records]
    if hidden is not None:
        for each in shown:
            each |= {field: _told(each[field], hidden) for field in fields if each[field]}
    return shown


def _told(words: str | list[str], hidden: Mapping[str, str]) -> str | list[str]:
    if isinstance(words, str):
        return veiled(words, hidden)
    return [veiled(each, hidden) for each in words]


@lru_cache(4096)
def mention_of(name: str) -> re.Pattern[str]:
    """With other dots, blanks and widths, too: none of them shows who it is."""
    return re.compile(mention_pattern(name), re.IGNORECASE)
