"""Which of them a typed name means; several of one name have each a label of their own. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.charter import wording
from app.i18n import _, translated
from app.refusal import Refused
from app.text import BRACKETS, comparison_key
from app.text.variants import SAME_AS

NOBODY = _("没有叫「%(name)s」的。")
NEARLY = _("没有叫「%(name)s」的；相近的有：%(labels)s。")
GONE = _("选的这一项已经不在了，请再选一次。")
SEVERAL = _("叫「%(name)s」的有 %(n)s 个，请照其中一个写：%(labels)s。")
TOLD = 10  # of several or nearly so: as many as are named; a further one is told by “…”


class Choice(NamedTuple):
    """`apart`: by what those of one name are told apart, the best first; "" says nothing. `note`
    stands beside the name, too, where there is one of it. `also`: what means it to the letter.
    """

    value: str
    name: str
    apart: tuple[str, ...] = ()
    note: str = ""
    also: tuple[str, ...] = ()


def labels(choices: Iterable[Choice]) -> dict[str, str]:
    """By value: 张三, where nobody else is called so; else 张三（农业界） or the like."""
    same: dict[str, list[Choice]] = {}
    for one in choices:
        same.setdefault(comparison_key(one.name), []).append(one)
    return {value: label for group in same.values() for value, label in told_apart(group)}


def ways(one: Choice) -> tuple[str, ...]:
    return (*one.apart, translated(_("编号%(n)s"), n=one.value))


def told_apart(group: Sequence[Choice]) -> Iterator[tuple[str, str]]:
    """By the first way that gives each of them another."""
    if len(group) == 1:
        (one,) = group
        yield one.value, one.name
        return
    for said in zip(*map(ways, group), strict=True):
        if all(said) and len(set(said)) == len(group):
            yield from (
                (one.value, f"{one.name}（{by}）") for one, by in zip(group, said, strict=True)
            )
            return


def bare(typed: str) -> str:
    """Without what tells them apart: 张三（农业界） → 张三."""
    return re.sub(
        r"\([^()]*\)\s*$", "", typed.translate(BRACKETS).replace("（", "(").replace("）", ")")
    )


_TITLE = "副?(?:主席|秘书长|主任|书记)|常委|委员|站长|召集人|联络员|代表|同志|先生|女士|老师"
_BESIDE = re.compile(rf"^(?:{_TITLE})(?=..)|(?<=..)(?:等\d{{0,3}}[人位名]?|{_TITLE}|\d+)$")


def alone(typed: str) -> str:
    """Without brackets, titles, numbers and 等, which people write beside a name."""
    name = bare(typed).strip()
    return _BESIDE.sub("", _BESIDE.sub("", name, count=1), count=1).strip() or name


# What stands before a name in a list: 1. （2） ③ 4、 五、 （六） - • 7李四
_LISTED = re.compile(
    r"[（(](?:\d{1,3}|[一二三四五六七八九十百]{1,4})[)）]|[\u2460-\u249B\u3220-\u3229]"
    r"|(?<![\w.．])\d{1,3}(?:[.．)）]|、(?=\s*\D))|(?<=[一-龥])\d{1,3}[.．、](?=\s*[一-龥])"
    r"|(?:^|(?<=\s))\d{1,3}(?=[一-龥])|^\s*[一二三四五六七八九十百]{1,4}[、.．]"
    r"|^\s*[-*•●]\s",
    re.MULTILINE,
)
_APART = re.compile(r"[、,;；，\n\t|｜/\\﹑､。:：﹔﹐‚،؛…](?![^（(]*[）)])")
_AND = re.compile("([和及与])")
MOST_ANDS = 2  # of one name: 和及与
# A blank inside brackets parts no names, and what stands behind them is another one.
_BLANK = re.compile(r"\s+(?![^（(]*[）)])")
_BEHIND = re.compile(r"(?<=[）)])(?=[\u3400-\u9fff\U00020000-\U0003ffff])(?!等)")
_BETWEEN = re.compile(r"[-—–~～+＋&＆·]+")  # these may stand inside a name, too
_OPEN, _CLOSE = "\\[［【〔〖〈《<＜{｛「『“‘（(", "\\]］】〕〗〉》>＞}｝」』”’）)"
_ENCLOSED = re.compile(rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]+)[{_CLOSE}]\s*")
_ALL_ENCLOSED = re.compile(rf"(?:{_ENCLOSED.pattern})+")
_AROUND = " \u3000\"'“”‘’「」"


def pieces(text: str) -> list[str]:
    """As they are separated, or each in brackets: [王五][赵六]; blanks may stand inside a name."""
    found = [each.strip() for each in _APART.split(_LISTED.sub("\n", text))]
    bare = [
        name
        for each in found
        for whole in (_ENCLOSED.findall(each) if _ALL_ENCLOSED.fullmatch(each) else [each])
        for name in _APART.split(whole)
    ]
    return [piece for each in bare if (piece := each.strip().strip(_AROUND))]


def parts(piece: str) -> list[list[str]]:
    """Of a piece that is no name itself, ways to read it as several."""
    behind = _BEHIND.split(piece)
    ways = (_BLANK.split(piece), _AND.split(piece)[::2], _BETWEEN.split(piece), behind)
    return [found for found in ways if len(found) > 1]


def joined(piece: str) -> list[str]:
    """Of 王和平和张三: all that may be a name of it, with its 和 or without."""
    found = _AND.split(piece)
    places, span = range(0, len(found), 2), range(1, 2 * MOST_ANDS + 2, 2)
    names = ["".join(found[at : at + n]) for at in places for n in span if at + n <= len(found)]
    return names[:MOST_CUT] if len(found) > 1 else []


def between_ands(piece: str, known: Sequence[Choice]) -> list[str]:
    """王和平和张三 as two, where both are called so and no other way is."""
    found = _AND.split(piece)
    keys = {_key(one.name) for one in known}
    ways: dict[int, list[list[str]]] = {0: [[]]}
    for end in range(1, len(found) + 1, 2):
        ways[end + 1] = [
            [*way, name]
            for at in range(max(end - 1 - 2 * MOST_ANDS, 0), end, 2)
            for name in ["".join(found[at:end])]
            if name and _key(name) in keys
            for way in ways.get(at, [])
        ][:2]
    (one, *others) = ways[len(found) + 1] or [[]]
    return [] if others else one


_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_GLUED = re.compile(rf"[{_HAN}]{{4,24}}")  # two names at least
_SIZES = range(2, 5)  # letters of a Chinese name
MOST_CUT = 300  # of one text


def cuts(piece: str) -> list[str]:
    """All names that may stand in a piece where nothing is between them: what was is not seen, and
    went.
    """
    if not _GLUED.fullmatch(piece):
        return []
    places = range(len(piece))
    return [piece[at : at + n] for at in places for n in _SIZES if at + n <= len(piece)]


def unglued(piece: str, known: Sequence[Choice]) -> list[str]:
    """张三李四 as two, where both are called so and it can be cut in no other way."""
    keys, ways = {_key(one.name) for one in known}, {0: [list[str]()]}
    names = {name for name in cuts(piece) if _key(name) in keys}
    for end in range(1, len(piece) + 1):
        ways[end] = [
            [*way, piece[end - n : end]]
            for n in _SIZES
            if n <= end and piece[end - n : end] in names
            for way in ways[end - n]
        ][:2]
    (found, *others) = ways[len(piece)] or [[]]
    return [] if others else found


def possible(text: str) -> list[str]:
    """All names that may be meant: pieces, and their parts."""
    found = [
        name
        for piece in pieces(text)
        for name in (
            piece,
            *(part for way in parts(piece) for part in way if part),
            *joined(piece),
            *(["·".join(piece.split())] if " " in piece else []),
        )
    ]
    glued = [name for piece in pieces(text) for name in cuts(piece)][:MOST_CUT]
    return list(dict.fromkeys([*found, *map(bare, found), *map(alone, found), *glued]))


def readings(text: str) -> list[str]:
    """All names that a field for one may mean: above all what stands there, whole. Marks that part
    the names of a list stand in names of places and matters, too: 1号楼, 东关、西关.
    """
    name = text.strip()
    found = dict.fromkeys([name, bare(name).strip(), *possible(name)])
    return [each for each in found if each]


def meant(typed: str, known: Sequence[Choice]) -> list[Choice]:
    """One: it is clear. A name alone means all who are called so; a whole label means its own."""
    key, label = _key(typed), labels(known)
    for said in (str.strip, _key):
        exact = [one for one in known if said(label[one.value]) == said(typed)]
        if len(exact) == 1:
            return exact
    called = [one for one in known if _key(one.name) == key]
    return called or [
        one
        for one in known
        if any(_key(f"{one.name}（{by}）") == key for by in (*ways(one), one.note) if by)
    ]


def _key(name: str) -> str:
    """A blank may stand for the dot of a name."""
    return comparison_key(name).replace("·", "")


def names_in(text: str, known: Sequence[Choice]) -> list[str]:
    """阿依古丽 买买提 is one where somebody is called so; 张三 李四 are two, and so are 张三和李四
    where both are called so.
    """
    return [name for piece in pieces(text) for name in _names_of(piece, known)]


def _names_of(piece: str, known: Sequence[Choice]) -> list[str]:
    if not meant(piece, known):
        for way in parts(piece):
            if all(part and meant(part, known) for part in way):
                return way
        return (
            between_ands(piece, known)
            or unglued(piece, known)
            or [name for each in _BEHIND.split(piece) for name in _BLANK.split(each)]
        )
    return [piece]


def nearly(typed: str, known: Sequence[Choice]) -> list[Choice]:
    """Who is called so, but for what is no part of a name (李四（主席）, 李四主席, 李四等), or in
    letters that count as one: 呂芳 for 吕芳.
    """
    key = _near(typed)
    return [one for one in known if _near(one.name) == key]


def _near(name: str) -> str:
    return _key(alone(name)).translate(SAME_AS)


def told(choices: Sequence[Choice]) -> str:
    """Their labels in words."""
    label = labels(choices)
    said = wording.joined(label[each.value] for each in choices[:TOLD])
    return f"{said}…" if len(choices) > TOLD else said


def refused(name: str, found: Sequence[Choice], field: str, near: Sequence[Choice] = ()) -> Refused:
    """Where not exactly one is meant. `near`: who are called nearly so."""
    if found:
        return Refused(SEVERAL, field, name=name, n=len(found), labels=told(found))
    if near:
        return Refused(NEARLY, field, name=name, labels=told(near))
    if name.isascii() and name.isdigit():  # what a list sent that was there a while ago
        return Refused(GONE, field)
    return Refused(NOBODY, field, name=name)
