"""Translation, through gettext. Texts in code and templates are Chinese; `en` has all of them.

What a county calls things comes from its charter; what that is in English, from what the county
gave there, or else from `locale/names.toml` (`named`).
`python -m app.i18n check` fails on a text without English; `extract` brings the catalogue up to
date; catalogues are compiled in memory when the program starts.
"""

import gettext as standard
import io
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LANGUAGES = {"zh": "中文", "en": "English"}
ROOT = Path(__file__).parent.parent  # not from app.config: `check` needs no settings
CATALOGUE = ROOT / "app" / "locale" / "en.po"
NAMES = ROOT / "app" / "locale" / "names.toml"

NARROW = str.maketrans("（）", "()")

PLACES = re.compile(r"%\((\w+)\)s")
PLACE = re.compile(r"%(?:\((\w+)\)s|(%))")
PROPER = {"platform", "slogan"}  # of a county's words: no nouns
WISHES = 20  # of a browser's languages; more than anybody reads
language: ContextVar[str] = ContextVar("language", default="zh")
# What the county whose page it is calls things, by the words of its charter.
own_words: ContextVar[Mapping[str, str]] = ContextVar("own_words", default=MappingProxyType({}))
# The English that it gave itself for what it names, by the Chinese.
own_english: ContextVar[Mapping[str, str]] = ContextVar("own_english", default=MappingProxyType({}))


def _(text: str) -> str:
    """Marks a text for translation where it is written; `translated` puts it into a language."""
    return text


@lru_cache(256)
def preferred(header: str) -> str:
    """Of a browser's Accept-Language: which of ours its reader likes best; Chinese where none of
    them is named. Pure.
    """
    best, liked = "zh", 0.0
    for wish in header.split(",")[:WISHES]:
        tag, _semicolon, weight = wish.partition(";")
        spoken = tag.strip().lower().partition("-")[0]
        try:
            how_much = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if spoken in LANGUAGES and how_much > liked:  # of two alike the first
            best, liked = spoken, how_much
    return best


def in_language(text: str, chosen: str = "") -> str:
    """As it stands in the catalogue: templates put the values in themselves. `chosen`: not the
    reader's.
    """
    return text if (chosen or language.get()) == "zh" else translations().gettext(text)


def translated(text: str, **values: Any) -> str:
    """`%(topic)s` and the like are filled in with the county's own words, unless `values` do. A
    text without values whose places are none of these stays as it is: they are filled in later.
    """
    found, own = in_language(text), own_words.get()
    if language.get() == "zh":
        if values:
            return found % defaultdict(lambda: "…", {**own, **values})
        wanted = PLACES.findall(found) if "%(" in found else ()
        return found % own if wanted and own.keys() >= set(wanted) else found
    if values:
        told = {key: named(each) if type(each) is str else each for key, each in values.items()}
        return filled(found, {**own, **told})
    places = {key if key in own else key.removesuffix("s") for key in PLACES.findall(found)}
    return filled(found, own) if places and own.keys() >= places else found


def filled(text: str, values: Mapping[str, Any], say: Callable[[Any], Any] = str) -> str:
    """English with its values. A word of the county's is one noun: `%(topics)s` are several of it,
    and within a sentence it begins with a small letter.
    """

    def fill(place: re.Match[str]) -> str:
        if place[2]:
            return place[2]
        value = told(values, place[1])
        return str(say(midway(value) if is_midway(text, place.start()) else value))

    return PLACE.sub(fill, text)


def told(values: Mapping[str, Any], name: str) -> Any:
    if name in values:
        return values[name]
    one = values.get(name.removesuffix("s"), "…")
    return plural(one) if type(one) is str else one


def is_midway(text: str, at: int) -> bool:
    """What stands here goes on with a sentence."""
    return at > 1 and text[at - 1] == " " and (text[at - 2].isalnum() or text[at - 2] in ",;)”s")


def midway(value: Any) -> Any:
    """Deliberation hall → deliberation hall. Names of persons and the like stay as they are."""
    word = value if type(value) is str else ""
    if not word[1:2].islower():
        return value
    own = [each for key, each in own_words.get().items() if key not in PROPER]
    if word in own or word in map(plural, own):
        return word[0].lower() + word[1:]
    return value


def alone(text: Any) -> Any:
    """all or nothing → All or nothing, where it stands by itself and not within a sentence."""
    return text[:1].upper() + text[1:] if isinstance(text, str) and text[:1].isascii() else text


@cache
def plural(word: str) -> str:
    if not word[-1:].isascii() or word.endswith("s"):
        return word
    if word[-1:] == "y" and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"


def named(text: str) -> str:
    """What a county named, in the reader's language; what has no English stays as it is, and the
    page says that it is Chinese (app/text/marking.py).
    """
    if language.get() == "zh" or text.isascii():
        return text
    return own_english.get().get(text) or shipped().get(text, text)


@cache
def shipped() -> dict[str, str]:
    """Also of rules from when presets had narrow brackets."""
    found: dict[str, str] = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    return {text.translate(NARROW): each for text, each in found.items()} | found


@cache
def translations() -> standard.NullTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415  (of no use before somebody asks)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    with CATALOGUE.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en"))
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def found_in_source() -> "Catalog":
    from babel.messages.catalog import Catalog  # noqa: PLC0415
    from babel.messages.extract import extract_from_dir  # noqa: PLC0415

    catalogue = Catalog(locale="en", project="shangliang", charset="utf-8")
    methods = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "translated": None, "gettext": None, "Refused": None}
    options = {"templates/**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
    for file, _line, message, _comments, _context in extract_from_dir(
        ROOT, methods, options, keywords=keywords, directory_filter=worth_reading
    ):
        if any("\u4e00" <= letter <= "\u9fff" for letter in str(message)):
            catalogue.add(message, locations=[(file, 0)])
    return catalogue


def worth_reading(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in {"var", "tests", "tenants", "static"}


def extract() -> None:
    from babel.messages.pofile import read_po, write_po  # noqa: PLC0415

    with CATALOGUE.open("rb") as file:
        known = read_po(file, locale="en")
    known.update(found_in_source(), no_fuzzy_matching=True)
    known.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, known, width=100, sort_output=True, omit_header=True, no_location=True)


def missing() -> list[str]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with CATALOGUE.open("rb") as file:
        known = read_po(file, locale="en")
    return [
        str(message.id)
        for message in found_in_source()
        if message.id and not (known.get(message.id) and known[message.id].string)
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["extract"]:
        extract()
    if untranslated := missing():
        sys.stderr.write("No English for:\n" + "\n".join(untranslated) + "\n")
        sys.exit(1)
