"""What the template draws of one field, or piece, of a part of the charter. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.charter.methods import unused
from app.charter.wording import joined


class Control(StrEnum):
    TEXT = "text"
    LINES = "lines"  # list of texts or numbers, one a line
    NUMBER = "number"
    TICK = "tick"
    ONE = "one"  # of several
    SEVERAL = "several"
    NEEDS = "needs"  # several, some with a number
    PART = "part"  # fields of one piece
    MAYBE = "maybe"  # a piece that may be missing
    PIECES = "pieces"  # a list of pieces
    PAIRS = "pairs"  # a list of two values each
    WORDS = "words"  # a text for each of some fixed keys


LONG = (Control.PART, Control.MAYBE, Control.PIECES, Control.PAIRS, Control.WORDS)


@dataclass
class Input:
    """What the template draws. `value` is what is shown: texts, or for ticks what is ticked."""

    name: str
    control: Control
    label: str
    hint: str
    value: Any = ""
    carried: bool = False  # not shown: a code, or what the method does not use; it travels along
    redraws: bool = False  # what is chosen here decides which fields there are
    looked_for: str = ""  # its lines are subjects of this kind, looked for while they are typed
    required: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)
    inner: list["Input"] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # its pieces are a table with these columns
    cells: list["Input"] = field(default_factory=list)  # of such a piece
    folded: str = ""  # a mark of what it holds, which stands on the page in its place

    @property
    def amiss(self) -> bool:
        return bool(self.wrong) or any(each.amiss for each in self.inner)

    @property
    def small(self) -> bool:
        """Drawn in one row, not folded."""
        simple = (Control.TEXT, Control.NUMBER, Control.TICK, Control.ONE)
        return len(self.inner) <= 4 and all(each.control in simple for each in self.inner)

    @property
    def outline(self) -> bool:
        """Few pieces that have pieces of their own: they stand open, so that what is in them is
        seen, and reached, at once.
        """
        held = (inner.control for each in self.inner for inner in each.inner)
        return len(self.inner) <= 6 and any(control is Control.PIECES for control in held)

    @property
    def gist(self) -> str:
        """What a folded piece says of itself: what was chosen in it."""
        shown = (each for each in self.inner if not each.carried and each not in self.cells)
        return " · ".join(text for each in shown if (text := each.chosen))

    @property
    def hidden(self) -> bool:
        """What is wrong is always seen."""
        return self.carried and not self.amiss

    @property
    def cell(self) -> str:
        return self.chosen if self.options else str(self.value)

    @property
    def chosen(self) -> str:
        if self.control is Control.NUMBER and self.value:
            return f"{self.label} {self.value}"
        picked = self.value if isinstance(self.value, list | dict) else [self.value]
        return joined(text for key, text in self.options if key in picked)

    @property
    def anchor(self) -> str:
        return anchor(self.name)


def anchor(name: str) -> str:
    return f"at-{name.replace('.', '-')}"


def by_method(indicator: Input, known: dict[str, Any]) -> None:
    """Its fields are those of its method; the most telling ones are a row of the sheet's table."""
    given = [name for name, value in known.items() if value is not None]
    fields = {each.name.rpartition(".")[2]: each for each in indicator.inner}
    for name in unused(str(known.get("method")), given):
        fields[name].carried = True
    fields["method"].redraws = True
    indicator.cells = [fields[name] for name in ("marks", "method", "counts", "kind")]


def inputs(drawn: list[Input]) -> dict[str, Input]:
    found: dict[str, Input] = {}
    for each in drawn:
        found |= {each.name: each} | inputs(each.inner)
    return found
