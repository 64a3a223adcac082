"""A part of the charter as a form, and the form read back: one mechanism for all parts. Pure.

Names of inputs are places: `flow.steps.2.rings.0.days`. Pieces of a list stand in the order in
which their inputs come, whatever their numbers, so that dragging needs no renumbering.
"""

from hashlib import sha256
from typing import Any, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from app.charter.english import without_english
from app.charter.model import NUMBERED, Charter
from app.charter.problems import Place, Problem, bare, fields_of, is_struct, named
from app.charter.scoring import SUBJECTS
from app.charter.sheets import Excluded, Indicator, Sheet
from app.charter.wording import PIECES, joined, label, said
from app.drafting.forms.choices import Choices, Picking
from app.drafting.forms.hints import RARE, hint
from app.drafting.forms.inputs import LONG, Control, Input, by_method
from app.i18n import _, translated

PARTS: dict[str, tuple[str, ...]] = {  # page of the editor → what stands on it
    "names": ("title", "names"),
    **{
        name: (name,) if name != "duties" else ("duties", "activities")
        for name in (
            *("stations", "placement", "composition", "topics", "flow"),
            *("consultations", "outcomes", "duties", "publicity", "scoring", "signing_in"),
            *("personal", "host", "english"),
        )
    },
}
SOME = 40  # names, of those that have no English
NUMBERED_NEEDS = {str(need) for need in NUMBERED}


def mark_of(piece: Any) -> str:
    """The same for the same content, wherever it stands in its list."""
    return "=" + sha256(msgspec.json.encode(piece, order="deterministic")).hexdigest()[:20]


class Drawing:
    """One drawing of a page: the data as it stands, and what is wrong with it. `focus`: the name
    of the piece that is worked on. Of several score sheets that one is drawn with its fields, and
    those with something wrong: each has a hundred and fifty, and all would travel at each change.
    """

    def __init__(self, data: dict[str, Any], problems: list[Problem], focus: str = "") -> None:
        self.focus = focus
        self.choices = Choices(data)
        self.data = data
        self.wrong: dict[Place, list[str]] = {}
        for each in problems:
            self.wrong.setdefault(each.place, []).append(each.says())

    def page(self, part: str) -> list[Input]:
        return [self.of_field(Charter, name, self.data.get(name), ()) for name in PARTS[part]]

    def of_field(
        self, struct: type[Struct], name: str, value: Any, outer: Place, *, new: bool = False
    ) -> Input:
        """`new`: of a piece that has just come: what is chosen in it is for its writer to say."""
        place = (*outer, name)
        known = fields_of(struct)[name]
        picking = self.choices.of(struct, name, place)
        decided = known.default is True or (picking and isinstance(known.default, str))
        if value is None and known.default is not NODEFAULT and not (new and decided):
            value = known.default
        drawn = self.drawn(bare(known.type), value, place, picking)
        drawn.label = label(struct.__name__, name) or said(PIECES.get((struct.__name__, name), ""))
        drawn.hint = hint(struct.__name__, name)
        if name == "english" and (lacking := without_english(self.data)):
            without = joined(lacking[:SOME])
            if len(lacking) > SOME:
                without += " " + translated(_("等 %(n)s 个"), n=len(lacking))
            drawn.hint += " " + translated(_("还没有英文的：%(names)s"), names=without)
        if bare(known.type) == list[Excluded]:
            drawn.looked_for = self.subject_of(outer)
        drawn.carried = (struct.__name__, name) in RARE
        if is_struct(bare(known.type)) and bare(known.type) is not known.type:
            drawn.control = Control.MAYBE
            drawn.inner = drawn.inner if isinstance(value, dict) else []
        drawn.required = known.default is NODEFAULT and known.default_factory is NODEFAULT
        return drawn

    def subject_of(self, sheet: Place) -> str:
        """What its subjects are, as far as that is said."""
        at: Any = self.data
        for step in sheet:
            at = at[int(step)] if isinstance(at, list) else at[step]
        subject = str(at.get("subject")) if isinstance(at, dict) else ""
        return subject if subject in SUBJECTS else ""

    def drawn(self, kind: Any, value: Any, place: Place, picking: Picking | None) -> Input:
        drawn = Input(".".join(map(str, place)), Control.TEXT, "", "", value)
        item = get_args(kind)[-1] if get_args(kind) else None
        if is_struct(kind):
            drawn.control = Control.PART
            known = value if isinstance(value, dict) else {}
            new = known == {} and isinstance(place[-1], int)
            inner = [
                self.of_field(kind, name, known.get(name), place, new=new)
                for name in fields_of(kind)
            ]
            drawn.inner = sorted(inner, key=lambda each: each.control in LONG)  # these come last
            if kind is Indicator:
                by_method(drawn, known)
        elif get_origin(kind) is list and item is Excluded:
            drawn.control = Control.LINES
            drawn.value = [named(each, number) for number, each in numbered(value)]
        elif get_origin(kind) is list and is_struct(item):
            drawn.control = Control.PIECES
            drawn.inner = [
                self.piece(item, each, (*place, number)) for number, each in numbered(value)
            ]
            drawn.heads = [each.label for each in drawn.inner[0].cells] if drawn.inner else []
            if item is Sheet and len(drawn.inner) > 1:
                self.fold(drawn.inner, value)
        elif get_origin(kind) is list and get_origin(item) is tuple:
            self.pairs(drawn, get_args(item), pairs_of(value), place)
        elif get_origin(kind) is dict and picking is None:
            self.pairs(drawn, get_args(kind), pairs_of(value), place)
        elif get_origin(kind) is dict and picking is not None:
            drawn.control = Control.WORDS
            known = value if isinstance(value, dict) else {}
            drawn.inner = [
                self.leaf((*place, key), name, known.get(key, "")) for key, name in picking.options
            ]
        else:
            self.simple(drawn, kind, value, picking)
        drawn.wrong = self.said_of(place, drawn)
        return drawn

    def simple(self, drawn: Input, kind: Any, value: Any, picking: Picking | None) -> None:
        if picking:
            drawn.options = picking.options + unknown(picking.options, value)
        if picking and picking.needs:
            drawn.control = Control.NEEDS
            drawn.value = dict(str(each).partition(":")[::2] for each in listed(value))
        elif get_origin(kind) is list:
            drawn.control = Control.SEVERAL if picking else Control.LINES
            drawn.value = [text_of(each) for each in listed(value)]
        elif kind is bool:
            drawn.control = Control.TICK
            drawn.value = value is True
        elif picking:
            drawn.control, drawn.value = Control.ONE, text_of(value)
        else:
            drawn.control = Control.NUMBER if kind in (int, float) else Control.TEXT
            drawn.value = text_of(value)

    def piece(self, kind: Any, value: Any, place: Place) -> Input:
        drawn = self.drawn(kind, value, place, None)
        drawn.label = named(value, int(place[-1]))
        return drawn

    def fold(self, pieces: list[Input], values: list[Any]) -> None:
        for piece, value in zip(pieces, values, strict=True):
            worked_on = f"{self.focus}.".startswith(f"{piece.name}.")
            if not worked_on and not piece.amiss and value:
                piece.folded = mark_of(value)

    def pairs(self, drawn: Input, kinds: tuple[Any, ...], value: Any, place: Place) -> None:
        drawn.control = Control.PAIRS
        for number, pair in enumerate(value):
            row = Input(f"{drawn.name}.{number}", Control.PART, str(number + 1), "")
            row.inner = [
                self.leaf((*place, number, side), "", each)
                for side, each in enumerate((*pair, "", "")[: len(kinds)])
            ]
            row.wrong = self.said_of((*place, number), row)
            drawn.inner.append(row)

    def leaf(self, place: Place, name: str, value: Any) -> Input:
        wrong = self.wrong.get(place, [])
        return Input(".".join(map(str, place)), Control.TEXT, name, "", text_of(value), wrong=wrong)

    def said_of(self, place: Place, drawn: Input) -> list[str]:
        """What has no input of its own is said at the nearest that has one."""
        deep = () if drawn.inner else self.wrong
        below = [
            text
            for other in deep
            if len(other) > len(place) and other[: len(place)] == place
            for text in self.wrong[other]
        ]
        return list(dict.fromkeys([*self.wrong.get(place, []), *below]))


def unknown(options: list[tuple[str, str]], value: Any) -> list[tuple[str, str]]:
    """What is chosen and no longer to be had is shown all the same."""
    known = {key for key, _name in options}
    chosen = [text_of(each).partition(":")[0] for each in (listed(value) or [value])]
    return [(each, each) for each in chosen if each and each not in known]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def numbered(value: Any) -> list[tuple[int, Any]]:
    return list(enumerate(listed(value)))


def pairs_of(value: Any) -> list[Any]:
    found = list(value.items()) if isinstance(value, dict) else listed(value)
    return [each if isinstance(each, list | tuple) else [each] for each in found]


def text_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
