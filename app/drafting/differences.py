"""Two charters compared in words, field by field; pieces of lists by what they are. Pure."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from app.charter.english import spoken
from app.charter.model import Charter
from app.charter.wording import VALUES, called, joined, label, said, shown
from app.i18n import _, translated

Path = tuple[str, ...]


class Difference(NamedTuple):
    """In the language of whoever asked. `old` or `new` empty: it is not there."""

    path: Path  # 流程 › 定题 › 镇街初筛
    what: str  # 时限
    old: str
    new: str

    @property
    def where(self) -> str:
        return " › ".join(each for each in self.path if each)

    @property
    def change(self) -> str:
        if not self.old:
            return translated(_("新增：%(what)s"), what=self.new)
        if not self.new:
            return translated(_("去掉：%(what)s"), what=self.old)
        return f"{self.old} → {self.new}"

    def said(self) -> str:
        return " ".join(each for each in (self.where, self.what, self.change) if each)


def differences(old: Charter, new: Charter) -> list[Difference]:
    """Empty: they say the same."""
    return list(of_structs((), spoken(old), spoken(new)))


def of_structs(path: Path, old: Struct, new: Struct) -> Iterator[Difference]:
    part = type(old).__name__
    for name in old.__struct_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from of_values(path, part, name, before, after)


def of_values(path: Path, part: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    inside = (*path, label(part, name))
    if isinstance(old, Struct) and isinstance(new, Struct):
        yield from of_structs(inside, old, new)
    elif isinstance(old, Struct) or isinstance(new, Struct):
        yield whole(inside, "", old, new)
    elif any(isinstance(each, Struct) for each in (*plain(old), *plain(new))):
        yield from of_lists(inside, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                what = said(VALUES.get((part, name), {}).get(str(key), str(key)))
                yield Difference(
                    inside, what, *(shown(part, name, each.get(key)) for each in (old, new))
                )
    elif (part, name) == ("Ring", "days") and old is not None and new is not None:
        yield Difference(path, inside[-1], str(old), shown(part, name, new))  # 3 → 5 个工作日
    else:
        yield Difference(path, inside[-1], shown(part, name, old), shown(part, name, new))


def plain(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def whole(path: Path, what: str, old: Any, new: Any) -> Difference:
    """A piece that came or went, with all that it says."""
    return Difference(path, what, *(shown("", "", each) if each else "" for each in (old, new)))


def of_lists(path: Path, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    before, after = told_apart(old), told_apart(new)
    renamed = same_but_renamed(before, after)
    after = {renamed.get(name, name): piece for name, piece in after.items()}
    for name, piece in before.items():
        if name not in after:
            yield whole(path, "", piece, None)
        elif piece != after[name]:
            yield from of_structs((*path, called(piece)), piece, after[name])
    for name, piece in after.items():
        if name not in before:
            yield whole(path, "", None, piece)
    orders = [
        [name for name in one if name in other] for one, other in ((before, after), (after, before))
    ]
    if orders[0] != orders[1]:
        was, now = (joined(called(before[name]) for name in order) for order in orders)
        yield Difference(path, translated(_("顺序")), was, now)


def told_apart(pieces: list[Any]) -> dict[tuple[str, int], Any]:
    """By key, or by name where there are no keys; the second of the same name is another one."""
    found: dict[tuple[str, int], Any] = {}
    for piece in pieces:
        name = getattr(piece, "key", "") or called(piece)
        again = sum(known == name for known, _times in found)
        found[name, again] = piece
    return found


def same_but_renamed(
    before: dict[tuple[str, int], Any], after: dict[tuple[str, int], Any]
) -> dict[tuple[str, int], tuple[str, int]]:
    """What has no key is known by its name; with another name it is the same if it is alike."""
    gone = [name for name in before if name not in after]
    found = {}
    for name in (each for each in after if each not in before):
        was = next((each for each in gone if alike(before[each], after[name])), None)
        if was is not None:
            gone.remove(was)
            found[name] = was
    return found


def alike(old: Any, new: Any) -> bool:
    if hasattr(old, "key"):
        return False
    if hasattr(old, "of"):  # a ring
        return bool(old.kind == new.kind and old.of == new.of)
    for name in ("rings", "items"):  # a step, a standard
        if hasattr(old, name):
            mine, theirs = (told_apart(getattr(each, name)) for each in (old, new))
            return not mine.keys().isdisjoint(theirs)
    return False
