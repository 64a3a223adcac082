"""What compiled templates call to say a value: as HTML, in the reader's language."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from app import i18n

markup = partial(str.__new__, Markup)  # past what Markup asks of a text first
# What `escape` does within, of a text and to a plain text: around it each would be made a Markup,
# and most hold nothing to escape and stay what they are.
escaped: Callable[[str], str] = _escape_inner


def said(value: Any) -> str:
    """As `escape`, and what needs none is spared it."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int or kind is date:
        return str(value)
    return escaped(value) if kind is str else escape(value)


def in_words(language: str, text: str, /, **values: Any) -> Markup:
    """What a template says by `_`: its text is HTML, its values are not. A text that the template
    does not name itself is found when it is shown.
    """
    if not values:
        return alone(language, text)
    found = i18n.in_language(text, language)
    if language != "zh":
        return Markup(i18n.filled(found, values, said))  # noqa: S704  # our own texts
    told = {name: said(each) for name, each in values.items()}
    return Markup(found % told)  # noqa: S704  # our own texts


@lru_cache(4096)
def alone(language: str, text: str) -> Markup:
    return Markup(i18n.in_language(text, language)) % {}  # noqa: S704  # our own texts
