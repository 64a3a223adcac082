"""The dictionary's words: in a region the plain ones, in a county its own."""

from functools import lru_cache
from typing import Any

from msgspec import structs

from app.i18n import _, language, own_words, translated

PLAIN = {
    "station": _("阵地"),
    "topic": _("议题"),
    "consultation": _("协商"),
    "outcome": _("成果"),
    "commitment": _("落实事项"),
    "department": _("部门"),
    "member": _("委员"),
    "rating": _("群众评价"),
    "case": _("典型案例"),
}


def plain() -> dict[str, str]:
    """One of each, as a county's own are told."""
    words = {key: translated(word) for key, word in PLAIN.items()}
    return {key: word[0].upper() + word[1:] for key, word in words.items()}


@lru_cache(1024)
def plainly(text: str, _language: str) -> str:
    words = plain()
    before = own_words.set(words)
    try:
        return translated(text, **words)
    finally:
        own_words.reset(before)


def said(text: str, names: Any = None) -> str:
    """In the reader's language. `names`: of the county whose page it is."""
    if names is None:
        return plainly(text, language.get())
    return translated(text, **structs.asdict(names))
