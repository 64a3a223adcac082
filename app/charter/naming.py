"""A preset in a county's own words: the names that it gave, wherever the preset says them. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from msgspec import structs

from app.charter.english import texts_of
from app.charter.model import Charter, Level, Names, StationKind

WORDS = tuple(name for name in Names.__struct_fields__ if name != "theme")
SUFFIXES = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)  # for these, stations are proposed
# Fields that hold what people read; all else are keys and fixed words.
TEXTS = frozenset(
    {"name", "text", "note", "suffix", "who", "principles", "unified", "group", "title"}
)
DISTINCT = 3  # characters; shorter ones are also parts of other words, as 委员 of 委员会
# These are no others' but where one of these letters follows: 工作站长期, 审议题目.
ALONE = ("convener", "topic")
GOES_ON = r"[\u671f\u6548\u8fdc\u5e74\u4e45\u76ee]"  # 期效远年久目


def renamed(charter: Charter, own: Mapping[str, str]) -> Charter:
    """`own`: by the word's name, or the level for what stands after a place's name; what is missing
    or empty stays. A word that the preset has in its texts is replaced there, if it can be this
    word and no other, or is all that stands there.
    """
    given = {word: own[word] for word in WORDS if own.get(word)}
    suffixes = {level: own[level] for level in SUFFIXES if own.get(level)}
    if not given and not suffixes:
        return charter
    # What keeps its name is known, too: 政协委员工作站 is not 政协委员 and 工作站.
    known = {getattr(charter.names, word): given.get(word, "") for word in WORDS}
    alone = {getattr(charter.names, word) for word in ALONE}
    retold = Retelling({old: new or old for old, new in known.items()}, alone)
    data = {
        name: value if name == "names" else retold.of(value, name)
        for name, value in msgspec.to_builtins(charter).items()
    }
    found = msgspec.convert(data, Charter)
    # What no level names follows where it is called as what one does: 事业单位协商议事室.
    proposed = [kind for kind in found.stations.kinds if kind.proposed]
    fresh = {kind.suffix: suffixes.get(kind.level, "") for kind in reversed(proposed)}
    kinds = [
        with_suffix(
            kind, suffixes.get(kind.level, "") if kind.proposed else fresh.get(kind.suffix, "")
        )
        for kind in found.stations.kinds
    ]
    stations = structs.replace(found.stations, kinds=kinds)
    names = structs.replace(charter.names, **given)
    named = structs.replace(found, names=names, stations=stations)
    still = texts_of(msgspec.to_builtins(named))  # another name has not the English of the old one
    english = {text: told for text, told in charter.english.items() if text in still}
    return structs.replace(named, english=english)


def with_suffix(kind: StationKind, suffix: str) -> StationKind:
    """Its own name follows where it ends so: 乡镇工作站 of 工作站."""
    if not suffix:
        return kind
    name = kind.name
    if kind.suffix and name.endswith(kind.suffix):
        name = name.removesuffix(kind.suffix) + suffix
    return structs.replace(kind, name=name, suffix=suffix)


class Retelling:
    def __init__(self, words: Mapping[str, str], alone: Collection[str] = ()) -> None:
        """`alone`: of the short ones those that stand for themselves."""
        self.words = words
        known = {each: re.escape(each) for each in words if len(each) >= DISTINCT}
        known |= {
            each: f"{re.escape(each)}(?!{GOES_ON})"
            for each in alone
            if len(each) == DISTINCT - 1 and each not in known
        }
        longest = sorted(known, key=len, reverse=True)
        self.long = re.compile("|".join(known[each] for each in longest) or "(?!)")

    def of(self, piece: Any, field: str = "") -> Any:
        """Of a dict the keys stay."""
        if isinstance(piece, dict):
            # The conclusions' words have no field name of their own.
            texts = "text" if field in {"conclusions", "branches"} else ""
            return {key: self.of(value, texts or key) for key, value in piece.items()}
        if isinstance(piece, list):
            return [self.of(each, field) for each in piece]
        if not isinstance(piece, str) or field not in TEXTS:
            return piece
        if piece in self.words:
            return self.words[piece]
        return self.long.sub(lambda found: self.words[found.group()], piece)
