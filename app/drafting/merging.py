"""Three charters made one: what a preset changed goes into a county's rules, except where the
county changed the same. Pure.
"""

from typing import Any

from msgspec import Struct

from app.charter.model import Charter
from app.drafting.differences import Difference, differences, same_but_renamed, told_apart

GONE = object()  # in place of what one of the three does not have
Named = dict[tuple[str, int], Any]


def merged(base: Charter, ours: Charter, theirs: Charter) -> Charter:
    """`base`: what both began from. Where both changed the same, ours stays."""
    made: Charter = Merge(theirs_wins=False).value(base, ours, theirs)
    return made


def kept_back(base: Charter, ours: Charter, theirs: Charter) -> list[Difference]:
    """Where ours stayed: what it says → what theirs would."""
    other: Charter = Merge(theirs_wins=True).value(base, ours, theirs)
    return differences(merged(base, ours, theirs), other)


class Merge:
    def __init__(self, *, theirs_wins: bool) -> None:
        self.theirs_wins = theirs_wins

    def value(self, base: Any, ours: Any, theirs: Any) -> Any:
        if theirs in (base, ours):
            return ours
        if ours == base:
            return theirs
        three = (base, ours, theirs)
        if all(isinstance(each, Struct) for each in three):
            return self.struct(*three)
        if all(isinstance(each, dict) for each in three):
            return self.named(*three)
        if all(isinstance(each, list) for each in three) and any(map(of_pieces, three)):
            return self.pieces(*three)
        return theirs if self.theirs_wins else ours

    def struct(self, base: Any, ours: Any, theirs: Any) -> Any:
        values = {
            name: self.value(*(getattr(side, name) for side in (base, ours, theirs)))
            for name in ours.__struct_fields__
        }
        return type(ours)(**values)

    def named(self, base: Any, ours: Any, theirs: Any) -> Any:
        """One by one under their names. What one side took away and the other left, is gone."""
        three = (base, ours, theirs)
        made = {
            name: self.value(*(each.get(name, GONE) for each in three))
            for name in {**ours, **theirs}
        }
        return {name: value for name, value in made.items() if value is not GONE}

    def pieces(self, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
        known = told_apart(base)
        own, new = (under_names_of(known, told_apart(each)) for each in (ours, theirs))
        made: Named = self.named(known, own, new)
        return [made[name] for name in self.order(list(known), list(own), list(new), made)]

    def order(self, base: list[Any], ours: list[Any], theirs: list[Any], made: Named) -> list[Any]:
        """Ours, unless only theirs was changed; what the other has besides follows what it followed
        there.
        """
        first, second = ours, theirs
        if not in_order(base, theirs) and (in_order(base, ours) or self.theirs_wins):
            first, second = theirs, ours
        found = [name for name in first if name in made]
        for place, name in enumerate(second):
            if name in made and name not in found:
                before = [each for each in second[:place] if each in found]
                found.insert(found.index(before[-1]) + 1 if before else 0, name)
        return found


def of_pieces(values: list[Any]) -> bool:
    return any(isinstance(each, Struct) for each in values)


def under_names_of(known: Named, named: Named) -> Named:
    """What was only renamed goes under its old name."""
    renamed = same_but_renamed(known, named)
    return {renamed.get(name, name): piece for name, piece in named.items()}


def in_order(one: list[Any], other: list[Any]) -> bool:
    """Do those that are in both follow each other in the same way?"""
    return [each for each in one if each in other] == [each for each in other if each in one]
