"""What a part of an office file does, in the words of its own format. It is read as the program
that opens it reads it: letters written as numbers, sections, comments and quotes hide nothing.
"""

import re
from collections.abc import Mapping
from typing import IO
from xml.parsers import expat

from app.evidence.decoding.harm import DDE, Automatic, Bomb, Damaged, Program

PIECE = 2**20
# Elements and attributes that matter: names are never written as numbers. What has none of them
# need not be read; most parts, and all large ones, have none.
NAMES = re.compile(
    rb"Relationship\b|instrText|\binstr\s*=|ddeLink|refreshOnLoad|\bEvent\s*=|macrosheet"
    rb"|hlinkMouseOver|<!ENTITY"
)
LONGEST = 32  # of these
# What an office program fetches from elsewhere and opens, as soon as the file is opened. A template
# that lies on the writer's own machine is in many honest ones.
FETCHED = frozenset({
    "attachedtemplate", "oleobject", "frame", "subdocument", "afchunk", "mailmergesource",
    "mailmergeheadersource",
})  # fmt: skip
MACROS = frozenset({"xlmacrosheet", "xlintlmacrosheet", "vbaproject"})
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # of two letters: C: is none
HERE = "//localhost/"
# Pointed at, and not clicked: another page of the same presentation, or a sound.
HOVERED = tuple(
    f"ppaction://{each}" for each in ("hlinkshowjump", "hlinksldjump", "customshow", "media", "no")
)
REFRESHED = frozenset({"connection", "queryTable"})
OPENING = frozenset({"DO", "PO"})  # of OFD: the document, a page
ELSEWHERE = frozenset({"URI", "GotoA"})


def check_markup(file: IO[bytes], *, wide: bool = False, wholly: bool = False) -> None:
    """`wide`: two bytes a letter; `wholly`: whatever stands in it. What its own program would not
    read is damaged.
    """
    if not (wide or wholly or has_names(file)):
        return
    file.seek(0)
    part = Part()
    try:
        while piece := file.read(PIECE):
            part.parser.Parse(piece)
        part.parser.Parse(b"", True)
    except expat.ExpatError:
        if part.begun:
            raise Damaged from None
    part.check_said()


def has_names(file: IO[bytes]) -> bool:
    window = b""
    while piece := file.read(PIECE):
        window = window[-LONGEST:] + piece
        if NAMES.search(window):
            return True
    return False


def local(name: str) -> str:
    return name.rpartition(":")[2]


class Part:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.entity
        self.begun = False
        self.said: list[str] = []  # of Word: a field's instruction, which may lie in several pieces
        self.saying = False
        self.event: str | None = None  # of OFD

    def start(self, name: str, found: Mapping[str, str]) -> None:
        self.begun = True
        kind = local(name)
        has = {local(each): value for each, value in found.items()}
        check_element(kind, has)
        if kind == "Action":
            self.event = has.get("Event")
        elif kind in ELSEWHERE and self.event in OPENING:
            raise Automatic
        elif kind == "instrText":
            self.saying = True
        elif kind == "fldChar":
            self.said.append(" ")
        self.said.append(has.get("instr", ""))

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "Action":
            self.event = None
        elif kind == "instrText":
            self.saying = False

    def text(self, data: str) -> None:
        if self.saying:
            self.said.append(data)

    def entity(self, *_declared: object) -> None:
        """One that unpacks when it is read."""
        raise Bomb

    def check_said(self) -> None:
        if DDE.search("".join(self.said)):
            raise Automatic


def check_element(kind: str, has: Mapping[str, str]) -> None:
    """Of those that say all themselves."""
    if "/relationships/" in has.get("Type", ""):
        check_relation(has)
    if kind == "macrosheet":
        raise Program
    refreshed = kind in REFRESHED and has.get("refreshOnLoad", "").strip().lower() in {"1", "true"}
    if kind == "ddeLink" or refreshed or (kind == "hlinkMouseOver" and leads_away(has)):
        raise Automatic


def leads_away(has: Mapping[str, str]) -> bool:
    action = has.get("action", "").strip().lower()
    return bool(action or has.get("id")) and not action.startswith(HOVERED)


def check_relation(has: Mapping[str, str]) -> None:
    kind = has["Type"].strip().rpartition("/")[2].lower()
    if kind in MACROS:
        raise Program
    if kind in FETCHED and is_elsewhere(has.get("Target", "")):
        raise Automatic


def is_elsewhere(target: str) -> bool:
    """Not in the file, and not on the machine of whoever wrote it."""
    place = "".join(target.split()).replace("\\", "/")
    scheme = SCHEME.match(place)
    if not scheme:
        return place.startswith("//")
    if scheme[0].lower() != "file:":
        return True
    path = place.removeprefix(scheme[0])
    if path.lower().startswith(HERE):
        path = "//" + path[len(HERE) - 1 :]
    return path[2:].startswith("//") if path.startswith("///") else path.startswith("//")
