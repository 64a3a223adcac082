"""Whose names strangers read in full, and what they read instead."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.charter.model import Charter
from app.consultations.rules import counts_as
from app.text.search import mention_pattern

# Whom the public sees by full name: they are there in office.
IN_OFFICE = frozenset({"member", "convener", "department"})


def masked_name(name: str) -> str:
    """张小三 → 张**, so that neighbours are not put on show."""
    return name[:1] + "**" if len(name) > 1 else "**"


def hidden_names(people: Sequence[Any], charter: Charter) -> dict[str, str]:
    """Full name → what strangers read. Empty where the charter masks nothing."""
    if not charter.publicity.mask_names:
        return {}
    return {
        each["name"]: masked_name(each["name"])
        for each in people
        if each["member"] is None and counts_as(each, charter.groups) not in IN_OFFICE
    }


def veiled(text: str, hidden: Mapping[str, str]) -> str:
    """Minutes and statements name people too; longer names first, for one may contain another."""
    for name in sorted(hidden, key=len, reverse=True):
        if len(name) > 1 and (mention := mention_of(name)).pattern:
            text = mention.sub(hidden[name].replace("\\", r"\\"), text)
    return text


@lru_cache(4096)
def mention_of(name: str) -> re.Pattern[str]:
    """With other dots, blanks and widths, too: none of them shows who it is."""
    return re.compile(mention_pattern(name), re.IGNORECASE)
