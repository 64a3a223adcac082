"""The charter as who reads English reads it: everything that the county named, in English.

What it gave itself (`english`), else what `locale/names.toml` has, else what the thing is called
in all counties; else it stays Chinese. Keys, and what is stored or found by its name, stay as they
are; pages say these by `i18n.named`. What a change writes is never translated (`as_written`).
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import msgspec

from app import i18n
from app.charter import wording
from app.charter.model import Charter
from app.text.marking import is_chinese

# While a form is carried out: what is read is what will be written.
as_written: ContextVar[bool] = ContextVar("as_written", default=False)
TEXTS = frozenset({
    "name", "text", "note", "who", "principles", "unified", "group", "title", "channels", "unit",
    "address", "privacy",
})  # fmt: skip
WORDS = frozenset({"names", "conclusions", "branches", "follows"})  # each value of them is a text
STAYS = frozenset({"excluded", "english"})  # found by their names


def heard(charter: Charter) -> Charter:
    """What a handler works with: in the reader's language where it only reads."""
    return charter if as_written.get() else spoken(charter)


def spoken(charter: Charter) -> Charter:
    """In the reader's language; made once of each version."""
    if i18n.language.get() == "zh" or "written" in charter.__dict__:
        return charter
    found: Charter | None = charter.__dict__.get("spoken")
    if found is None:
        found = in_english(charter)
        found.__dict__["written"] = charter
        charter.__dict__["spoken"] = found
    return found


def original(charter: Charter) -> Charter:
    """As it was signed."""
    found: Charter = charter.__dict__.get("written", charter)
    return found


def in_english(charter: Charter) -> Charter:
    say = Saying(charter.english)
    told = say.of(msgspec.to_builtins(charter))
    return msgspec.convert(told, Charter)


class Saying:
    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given

    def text(self, text: str, otherwise: str = "") -> str:
        found = self.given.get(text) or i18n.shipped().get(text)
        if found or not otherwise:
            return found or text
        return i18n.in_language(otherwise, "en")

    def of(self, piece: Any, field: str = "") -> Any:
        if field in STAYS:
            return piece
        if isinstance(piece, dict):
            return self.of_dict(piece, field)
        if isinstance(piece, list):
            return [self.of(each, field) for each in piece]
        return self.text(piece) if isinstance(piece, str) and field in TEXTS else piece

    def of_dict(self, piece: dict[str, Any], field: str) -> dict[str, Any]:
        if field in WORDS:
            common = COMMON.get(field, {})
            return {
                key: self.text(each, common.get(key, "")) if isinstance(each, str) else each
                for key, each in piece.items()
            }
        if field == "part":
            return piece | {"of": self.text(str(piece.get("of", "")))}
        if field == "standards":  # what is checked of a station is kept under its name
            return piece | {"items": self.of(piece.get("items", []), "items")}
        found = {key: self.of(each, key) for key, each in piece.items()}
        if "by" in piece and isinstance(name := piece.get("name"), str):  # a ring
            found["name"] = self.text(name, wording.RINGS.get(str(piece.get("kind")), ""))
        return found


# What each is called in all counties.
COMMON: dict[str, Mapping[str, str]] = {
    "names": wording.FIELDS["Names"] | {"platform": "", "slogan": ""},
    "conclusions": wording.CONCLUSIONS,
}


def texts_of(data: Any) -> list[str]:
    """All that the county named, each once, in the order of its rules. `data`: a charter's, in
    whatever state it is.
    """
    found: dict[str, None] = {}
    Listening(found).of(data)
    return list(found)


def without_english(data: dict[str, Any]) -> list[str]:
    """What of it stays Chinese on English pages."""
    given = data.get("english")
    known = i18n.shipped().keys() | (given.keys() if isinstance(given, dict) else set())
    return [text for text in texts_of(data) if text not in known and is_chinese(text)]


class Listening(Saying):
    def __init__(self, found: dict[str, None]) -> None:
        super().__init__({})
        self.found = found

    def text(self, text: str, _otherwise: str = "") -> str:
        if not text.isascii():
            self.found[text] = None
        return text
