"""How a name may be written within a text, by people and by those who would have it read although
it is veiled: set apart, in brackets, over two lines, in the letters of before the reform. Pure.
"""

import re
from unicodedata import category

from app.text import BLANK, CLOSING, DOT, OPENING, normalise
from app.text.search import whichever

_dot, _set_apart = re.compile(f"[{DOT}]+"), re.compile(f"[{DOT}{BLANK}]+")
_BRACKETS = f"{OPENING}{CLOSING}()（）[]"

# What ends a clause: 老王，平时不在 and 老王（平时不在家） are no 王平.
_CLAUSE = "。，、；：！？!?;,:…⋯﹐﹑﹔﹕﹖﹗｡､"
_QUOTE = "\"'＂＇“”‘’"
_OPEN, _CLOSE = rf"{OPENING}(（\[\{{｛﹙｟<＜{_QUOTE}", rf"{CLOSING})）\]\}}｝﹚｠>＞{_QUOTE}"
# Letters that show nothing, and those that look like a dash, a dot or a bar.
_DRAWN = r"_\u115F\u1160\u3164\uFFA0\u30FC\uFF70\uA78F\u1427\u318D\u119E丶丨"
_APART = rf"(?:[^\w\n{_CLAUSE}{_OPEN}{_CLOSE}]|[{_DRAWN}])*"
# A line may end within a name; after two blanks, or an empty line, begins another paragraph.
_NEAR = rf"{_APART}(?:\n[ \u00A0\u3000]?(?![{BLANK}]))?"
_ANYTHING = rf"(?:(?!\n\s*\n)[\W{_DRAWN}])*"
_ONE_BY_ONE = rf"{_APART}(?P<sign>[{_CLAUSE}{_QUOTE}]){_NEAR}"
_AGAIN = rf"{_APART}(?P=sign){_NEAR}"
_NAMED = "(?:单?名字?(?:叫做?|是|为|一个|一)?)"  # 姓王，名芳
FEWEST = 2  # letters of a name: one is a word
LONG = 4  # letters by which a name is known whatever stands between them


def mention_pattern(name: str) -> str:
    """As Python reads it. Within a line, or over the end of one: 王　芳, 王_芳, 王（芳）; in a long
    name, and between the parts of one, whatever stands there: 阿依古丽。买买提.
    """
    if name.isascii():
        return _NEAR.join(_letters(_set_apart.sub("", name) or name))
    bare = (_set_apart.sub("", each) for each in _dot.split(normalise(name)))
    parts = [found for each in bare if (found := _letters(each, marks=False))]
    letters = [letter for part in parts for letter in part]
    if len(letters) < FEWEST:
        return _NEAR.join(_letters(name))
    if len(letters) >= LONG:
        return _with_its_marks(name, _ANYTHING.join(letters))
    if len(parts) > 1 and len(letters) > FEWEST:
        return _with_its_marks(name, _ANYTHING.join(map(_NEAR.join, parts)))
    ways = [_NEAR.join(f"(?:{each}|[{_OPEN}]{_NEAR}{each}{_NEAR}[{_CLOSE}])" for each in letters)]
    ways.append(rf"姓\W*{letters[0]}\W*{_NAMED}\W*{_NEAR.join(letters[1:])}")
    if len(letters) == FEWEST:
        ways.append(f"{_APART}、{_APART}".join(letters))
    if len(letters) == 3:
        first, second, third = letters
        ways += [
            f"{first}{_ONE_BY_ONE}{second}{_AGAIN}{third}",
            f"{first}{_APART}[{_OPEN}]{_NEAR.join((second, third))}{_APART}[{_CLOSE}]",
            f"[{_OPEN}]{_NEAR.join((first, second))}{_APART}[{_CLOSE}]{_APART}{third}",
        ]
    return _with_its_marks(name, f"(?:{'|'.join(ways)})")


def _with_its_marks(name: str, pattern: str) -> str:
    """（村民）周桂枝 goes with its bracket, and 芳 with all of &#33459;."""
    before = name[: len(name) - len(name.lstrip(_BRACKETS))]
    after = name[len(name.rstrip(_BRACKETS)) :]
    return rf"(?:{re.escape(before)})?{pattern}(?:{re.escape(after)})?\u200b*"


def _letters(part: str, *, marks: bool = True) -> list[str]:
    """`marks`: those between too, but for what belongs to a letter, as the vowels of Tibetan do."""
    those = part if marks else (each for each in part if category(each)[0] in "LNM")
    return [found for letter in those if (found := whichever(letter))]
