"""Which member a typed name means; several of one name have each a label of their own. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypedDict

from app.i18n import _, translated
from app.refusal import Refused
from app.text import BRACKETS, comparison_key

NOBODY = _("没有叫「%(name)s」的人。")
SEVERAL = _("叫「%(name)s」的有 %(n)s 位，请照其中一位写：%(labels)s。")


class Known(TypedDict):
    """A member who has not left."""

    id: int
    name: str
    sector: str
    station_name: str | None
    phone: str


# By what people of one name are told apart: the first that is another for each of them.
TELLING: tuple[Callable[[Known], str], ...] = (
    lambda one: one["sector"],
    lambda one: one["station_name"] or "",
    lambda one: f"{one['sector']}，{one['station_name']}" if one["station_name"] else "",
    lambda one: translated(_("尾号%(digits)s"), digits=one["phone"][-4:]) if one["phone"] else "",
    lambda one: translated(_("编号%(n)s"), n=one["id"]),
)


def labels(known: Iterable[Known]) -> dict[int, str]:
    """张三, where nobody else is called so; else 张三（农业界）, 张三（福贡站） or the like."""
    same: dict[str, list[Known]] = {}
    for one in known:
        same.setdefault(comparison_key(one["name"]), []).append(one)
    return {key: label for group in same.values() for key, label in told_apart(group)}


def told_apart(group: Sequence[Known]) -> Iterator[tuple[int, str]]:
    if len(group) == 1:
        yield group[0]["id"], group[0]["name"]
        return
    for telling in TELLING:
        said = [telling(one) for one in group]
        if all(said) and len(set(said)) == len(group):
            yield from (
                (one["id"], f"{one['name']}（{by}）") for one, by in zip(group, said, strict=True)
            )
            return


def bare(typed: str) -> str:
    """Without what tells them apart: 张三（农业界） → 张三."""
    return re.sub(
        r"\([^()]*\)\s*$", "", typed.translate(BRACKETS).replace("（", "(").replace("）", ")")
    )


def pieces(text: str) -> list[str]:
    """As they are separated; blanks may stand inside a name."""
    return [
        each.strip() for each in re.split(r"[、,;；，\n](?![^（(]*[）)])", text) if each.strip()
    ]


def possible(text: str) -> list[str]:
    """All names that may be meant: pieces, and where blanks stand in them, their parts."""
    found = [
        name
        for piece in pieces(text)
        for name in (piece, *([*piece.split(), "·".join(piece.split())] if " " in piece else []))
    ]
    return list(dict.fromkeys([*found, *map(bare, found)]))


def meant(typed: str, known: Sequence[Known]) -> list[Known]:
    """One: it is clear. A name alone means all who are called so."""
    key = _key(typed)
    called = [one for one in known if _key(one["name"]) == key]
    return called or [
        one
        for one in known
        if any(_key(f"{one['name']}（{by}）") == key for telling in TELLING if (by := telling(one)))
    ]


def _key(name: str) -> str:
    """A blank may stand for the dot of a name."""
    return comparison_key(name).replace("·", "")


def called(text: str, known: Sequence[Known], field: str) -> tuple[list[int], list[Refused]]:
    """In the order of the text; and of which there is nobody, or several."""
    ids, wrong, label = list[int](), list[Refused](), labels(known)
    for name in (each for piece in pieces(text) for each in names_of(piece, known)):
        found = meant(name, known)
        if len(found) == 1:
            ids.append(found[0]["id"])
        elif found:
            said = "、".join(label[each["id"]] for each in found)
            wrong.append(Refused(SEVERAL, field, name=name, n=len(found), labels=said))
        else:
            wrong.append(Refused(NOBODY, field, name=name))
    return ids, wrong


def names_of(piece: str, known: Sequence[Known]) -> list[str]:
    """阿依古丽 买买提 is one where somebody is called so; 张三 李四 are two."""
    return [piece] if meant(piece, known) else piece.split()
