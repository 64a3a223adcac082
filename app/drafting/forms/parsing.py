"""What was typed into a part's form, as plain data; and its buttons: add, remove, move. Pure.

What cannot be what the field wants (a word for a number) is kept as it was typed, so that it is
shown again with what is wrong, never lost.
"""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any, get_args, get_origin

from msgspec import Struct

from app.charter.methods import unused
from app.charter.model import Charter
from app.charter.problems import bare, fields_of, is_struct
from app.charter.sheets import Indicator, Sheet
from app.drafting.forms.choices import Choices, Picking, pieces
from app.drafting.forms.fields import NUMBERED_NEEDS, PARTS, mark_of
from app.i18n import _
from app.refusal import Refused
from app.text import fold

Tree = dict[str, Any]  # by parts of the names; at the leaves the list of texts of that name
NEW = "+"  # begins the key of a piece that has just come
DEEPEST = 9


def tree_of(sent: Iterable[tuple[str, str]]) -> Tree:
    tree: Tree = {}
    for name, text in sent:
        *outer, last = name.split(".")[:DEEPEST]
        inside = reached(tree, outer)
        if inside is not None and not isinstance(inside.get(last), dict):
            inside.setdefault(last, []).append(text)
    return tree


def reached(tree: Tree, keys: Iterable[str]) -> Tree | None:
    """Makes what is missing on the way. None: something else stands there."""
    for key in keys:
        tree = tree.setdefault(key, {})
        if not isinstance(tree, dict):
            return None
    return tree


def applied(tree: Tree, do: str) -> str:
    """`add:flow.steps`, `put:topics.theme`, `remove:…`, `up:…`, `down:…`, `open:…`. → the name,
    after the pieces are counted anew, of what the eye should be on; "" if nothing was done.
    """
    action, _, name = do.partition(":")
    keys = name.split(".")[:DEEPEST]
    if action == "add" and (pieces := reached(tree, keys)) is not None:
        pieces[fresh(pieces)] = {}
        return counted(tree, [*keys, list(pieces)[-1]])
    if action == "open" or (action == "put" and reached(tree, keys) is not None):
        return counted(tree, keys)
    inside = reached(tree, keys[:-1])
    if inside is None or keys[-1] not in inside:
        return ""
    if action == "remove":
        place = list(inside).index(keys[-1])
        del inside[keys[-1]]
        left = list(inside)
        return counted(tree, [*keys[:-1], left[min(place, len(left) - 1)]] if left else keys[:-1])
    if action in ("up", "down"):
        return counted(tree, moved(tree, keys, -1 if action == "up" else 1))
    return ""


def fresh(pieces: Tree) -> str:
    return next(key for n in range(len(pieces) + 1) if (key := f"{NEW}{n}") not in pieces)


def moved(tree: Tree, keys: list[str], by: int) -> list[str]:
    """Within its list; at the end of it over to the list beside: a ring to the next step."""
    inside = reached(tree, keys[:-1]) or {}
    order = list(inside)
    place = order.index(keys[-1])
    if 0 <= place + by < len(order):
        order[place], order[place + by] = order[place + by], order[place]
        rearranged = {key: inside[key] for key in order}
        inside.clear()
        inside.update(rearranged)
        return keys
    beside = neighbour(tree, keys, by)
    other = reached(tree, beside) if beside else None
    if beside is None or other is None:
        return keys
    piece, key = inside.pop(keys[-1]), fresh(other)
    rest = dict(other)
    other.clear()
    other.update({key: piece} | rest if by > 0 else rest | {key: piece})
    return [*beside, key]


def neighbour(tree: Tree, keys: list[str], by: int) -> list[str] | None:
    """For `flow.steps.1.rings.0` the rings of the step before or after."""
    if len(keys) < 4 or not is_number(keys[-3]):
        return None
    steps = list(reached(tree, keys[:-3]) or {})
    place = steps.index(keys[-3]) + by
    return [*keys[:-3], steps[place], keys[-2]] if 0 <= place < len(steps) else None


def is_number(key: str) -> bool:
    return key.isdecimal() or key.startswith(NEW)


def counted(tree: Tree, keys: list[str]) -> str:
    names: list[str] = []
    for number, key in enumerate(keys):
        inside = reached(tree, keys[:number]) or {}
        names.append(str(list(inside).index(key)) if is_number(key) and key in inside else key)
    return ".".join(names)


def data_of(tree: Tree, part: str, old: dict[str, Any]) -> dict[str, Any]:
    """`old` with this page's parts as they were sent."""
    folded = {mark_of(each): each for each in pieces(old, "scoring", "sheets")}
    reader = Reader(Choices(old), folded)
    known = fields_of(Charter)
    new = {
        name: reader.value(known[name].type, tree.get(name), Charter, name) for name in PARTS[part]
    }
    return old | new


OLD = _("这一部分刚有别人改过。请重新打开这一页，再改一次。")


class Reader:
    """`folded`: by the mark that came in its place, a piece that nobody opened."""

    def __init__(self, choices: Choices, folded: dict[str, Any]) -> None:
        self.choices, self.folded = choices, folded

    def value(self, kind: Any, sent: Any, struct: type[Any], name: str, beside: Any = None) -> Any:
        """None: nothing stands there, and nothing is written."""
        optional, kind = bare(kind) is not kind, bare(kind)
        if is_struct(kind):
            return None if optional and sent is None else self.struct(kind, sent)
        if get_origin(kind) in (list, dict) and is_tree(kind, sent):
            return self.pieces(kind, sent or {}, self.choices.of(struct, name) is not None)
        texts = [each.strip() for each in sent] if isinstance(sent, list) else []
        if get_origin(kind) is list:
            return self.texts(kind, texts, name, beside or {}, self.choices.of(struct, name))
        if kind is bool:
            return bool(texts)
        found = number_or_text(first(texts), kind)
        return None if optional and found == "" else found

    def pieces(self, kind: Any, sent: Tree, fixed: bool) -> Any:
        """`fixed`: a dict whose keys are given; what is empty is left out."""
        item = get_args(kind)[-1]
        if is_struct(item):
            return with_keys([self.piece(item, each) for each in sent.values()])
        if get_origin(item) is tuple:
            return [pair(each, get_args(item)) for each in sent.values()]
        if not fixed:
            return as_dict([pair(each, get_args(kind)) for each in sent.values()])
        found = {key: first(each).strip() for key, each in sent.items()}
        return {key: text for key, text in found.items() if text}

    def piece(self, item: type[Struct], sent: Any) -> dict[str, Any]:
        """Raises Refused: what stood folded is no longer there."""
        if item is not Sheet or not isinstance(sent, list):
            return self.struct(item, sent)
        found = self.folded.get(first(sent))
        if not isinstance(found, dict):
            raise Refused(OLD)
        return found

    def texts(
        self, kind: Any, texts: list[str], name: str, beside: Tree, picking: Picking | None
    ) -> list[Any]:
        if picking and picking.needs:
            return [numbered_need(each, name, beside) for each in texts]
        if picking:
            return [each for each in texts if each]
        lines = [line.strip() for text in texts for line in text.splitlines()]
        if is_struct(get_args(kind)[0]):
            return [{"name": line} for line in lines if line]
        return [number_or_text(line, get_args(kind)[0]) for line in lines if line]

    def struct(self, kind: type[Struct], sent: Any) -> dict[str, Any]:
        inside = sent if isinstance(sent, dict) else {}
        if not inside:
            return {}  # it has just come: what is left out is as the model has it
        found = {
            each.name: self.value(each.type, inside.get(each.name), kind, each.name, inside)
            for each in fields_of(kind).values()
        }
        # What nobody was asked for, since the method does not use it, nobody has left open.
        defaults = {each.name: each.default for each in fields_of(kind).values()}
        unasked = unused(str(found.get("method")), ()) if kind is Indicator else ()
        return {
            name: value
            for name, value in found.items()
            if value is not None and not (name in unasked and value == "" != defaults[name])
        }


def is_tree(kind: Any, sent: Any) -> bool:
    """Lists of pieces, and dicts; lists of texts have one name, and no more parts."""
    item = get_args(kind)[-1]
    nested = is_struct(item) or get_origin(item) is tuple or get_origin(kind) is dict
    return nested and (sent is None or isinstance(sent, dict))


def first(texts: Any) -> str:
    return str(texts[0]) if isinstance(texts, list) and texts else ""


def number_or_text(text: str, kind: Any) -> Any:
    """None for an empty number: the field is left out."""
    if kind not in (int, float):
        return text
    if not text:
        return None
    try:
        number = kind(fold(text))
    except ValueError:
        return text
    return number if isfinite(number) and abs(number) < 10**15 else text


def pair(sent: Any, kinds: tuple[Any, ...]) -> list[Any]:
    inside = sent if isinstance(sent, dict) else {}
    texts = [first(inside.get(str(side))).strip() for side in range(len(kinds))]
    found = [number_or_text(text, kind) for text, kind in zip(texts, kinds, strict=True)]
    return ["" if each is None else each for each in found]


def as_dict(pairs: list[list[Any]]) -> Any:
    """The same name twice stays as it was typed, and is refused."""
    found = {str(name): value for name, value in pairs}
    return found if len(found) == len(pairs) else pairs


def numbered_need(text: str, name: str, beside: Tree) -> str:
    if text not in NUMBERED_NEEDS:
        return text
    return f"{text}:{first(beside.get(f'{name}#{text}')).strip()}"


def with_keys(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A piece that got a name and no key gets one from its name: 群众难点 → qunzhongnandian."""
    taken = {piece["key"] for piece in pieces if piece.get("key")}
    for piece in pieces:
        name = str(piece.get("name") or piece.get("text") or "")
        if piece.get("key") == "" and name:
            piece["key"] = key_for(name, taken)
            taken.add(piece["key"])
    return pieces


def key_for(name: str, taken: set[str]) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (55 MB that few workers ever need)

    spelt = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).lower()).lstrip("0123456789")
    stem = spelt[:30] or "key"
    numbers = range(2, len(taken) + 3)
    return next(key for key in (stem, *(f"{stem}-{n}" for n in numbers)) if key not in taken)
