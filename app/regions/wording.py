"""The dictionary's words: in a region the plain ones, in a county its own."""

from functools import lru_cache
from typing import Any

from msgspec import structs

from app.i18n import _, language, translated

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
    """In English as plurals, which is how the dictionary's texts use them."""
    ending = "s" if language.get() == "en" else ""
    return {key: f"{translated(word)}{ending}" for key, word in PLAIN.items()}


@lru_cache(1024)
def plainly(text: str, _language: str) -> str:
    return translated(text, **plain())


def said(text: str, names: Any = None) -> str:
    """In the reader's language. `names`: of the county whose page it is."""
    if names is None:
        return plainly(text, language.get())
    return translated(text, **structs.asdict(names))
