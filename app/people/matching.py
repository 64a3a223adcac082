"""Names typed or pasted as a list: who is meant, and what is decided of the others."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.choosing.asking import Labelled
from app.choosing.rules import Choice, labels, meant, names_in, nearly
from app.text import PRIVATE

LEFT_OUT = "-"


@dataclass(frozen=True)
class Line:
    """One name. `found`: members who may be meant. `chosen`: one of them by number, LEFT_OUT or
    one of the caller's own ways for strangers; "": nobody has said yet. `again`: who was chosen
    here stands in another line already.
    """

    typed: str
    found: list[Labelled]
    chosen: str
    again: bool = False

    @property
    def sure(self) -> bool:
        """Nothing is to be asked: who is called just so, or was chosen."""
        return not self.doubtful and [each.value for each in self.found] == [self.chosen]

    @property
    def doubtful(self) -> bool:
        """Letters of an office's own: of another machine they may be others, and who is found by
        them somebody else.
        """
        return PRIVATE.search(self.typed) is not None


def matched(
    text: str, known: Sequence[Choice], chosen: Iterable[str], strangers: Collection[str] = ()
) -> list[Line]:
    """Pure. `chosen`: as the preview sends it, each with the name that it is said of: `12 张三`.
    李娜、李娜 are two, where two are called so, and in the order of their lines it is said of each.
    """
    label = labels(known)
    said: dict[str, list[str]] = {}
    for value, _, typed in (each.partition(" ") for each in chosen):
        said.setdefault(typed, []).append(value)
    lines = [
        line_of(name, known, label, "".join(said.get(name, [])[n : n + 1]), strangers)
        for name, times in Counter(names_in(text, known)).items()
        for n in range(min(times, max(len(meant(name, known)), 1)))
    ]
    return apart(lines)


def apart(lines: Iterable[Line]) -> list[Line]:
    """Nobody of several is chosen twice; whoever is meant alone may be written twice."""
    found, taken = list[Line](), set[str]()
    for line in lines:
        again = len(line.found) > 1 and line.chosen in taken & {each.value for each in line.found}
        found.append(replace(line, chosen="", again=True) if again else line)
        taken.add(line.chosen)
    return found


def line_of(
    name: str,
    known: Sequence[Choice],
    label: Mapping[str, str],
    said: str,
    strangers: Collection[str],
) -> Line:
    """Who is nearly called so is offered, and not chosen."""
    found = meant(name, known)
    one = found[0].value if len(found) == 1 and not PRIVATE.search(name) else ""
    found = found or nearly(name, known)
    fitting = {*(each.value for each in found), *strangers, LEFT_OUT}
    return Line(
        name,
        [Labelled(each.value, label[each.value], each.note) for each in found],
        said if said in fitting else one,
    )


def decided(lines: Iterable[Line]) -> bool:
    return all(line.chosen for line in lines)


def members_of(lines: Iterable[Line]) -> list[int]:
    """In the order of the text, each once."""
    found = (
        int(line.chosen) for line in lines if line.chosen in {each.value for each in line.found}
    )
    return list(dict.fromkeys(found))
