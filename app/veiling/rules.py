"""What strangers read of people's words: names, numbers and stretches are veiled
(anonymised, masked). Pure.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from app.charter.model import Charter
from app.text.across import across
from app.text.digits import unmarked
from app.text.mentions import mention_pattern
from app.text.personal import enough, may_hold, strike_numbers, veil_numbers
from app.text.variants import same_as

T = TypeVar("T", bound=Mapping[str, Any])

# Whom the public sees by full name: they are there in office.
IN_OFFICE = frozenset({"member", "convener", "department"})
VEILED = "▇▇"
HAN = range(0x4E00, 0xA000)  # their only other ways to be written are in `same_as`


def masked_name(name: str) -> str:
    """张小三 → 张**, so that neighbours are not put on show. Who was erased has no letter left."""
    if name == VEILED:
        return name
    return name[:1] + "**" if len(name) > 1 else "**"


def shown_name(person: Mapping[str, Any], charter: Charter) -> str:
    """What strangers read in place of the name of somebody who sat down: `name`, `grp`, `member`.
    `grp` empty: of whoever raised the matter, which is told to nobody.
    """
    name: str = person["name"]
    if person["grp"]:
        group = charter.groups.get(person["grp"])
        in_office = group is not None and group.counts_as in IN_OFFICE
        if person["member"] is not None or in_office or not charter.publicity.mask_names:
            return veil_numbers(name)
    return masked_name(name)


def veiled(text: str, hidden: Mapping[str, str]) -> str:
    """`hidden`: what is not told → what is read there. Longer ones first, for one may contain
    another. A single letter is a word more often than a name.
    """
    return veil_numbers(renamed(text, hidden) if hidden else text)


BESIDE_IT = 12  # signs beside half a number by which it is known: 138 alone stands in many texts


def halves(*texts: str) -> dict[str, str]:
    """Of a number that begins in one text and ends in another read after it, its parts as they
    stand there, with some of what is beside them → the same without the number. As `veiled` takes
    it.
    """
    return {
        text[before:after]: f"{text[before:start]}{VEILED}{text[end:after]}"
        for _what, parts in across(*texts)
        for place, start, end in parts
        for text in [texts[place]]
        for before, after in [beside(unmarked(text), start, end)]
    }


def beside(looks: str, start: int, end: int) -> tuple[int, int]:
    """From where to where it is known, without cutting &#49; in two. `looks`: unmarked."""
    before, after = max(start - BESIDE_IT, 0), min(end + BESIDE_IT, len(looks))
    while before and looks[before] == "\u200b":
        before -= 1
    while looks[after : after + 1] == "\u200b":
        after += 1
    return before, after


def over_texts(
    title: str, story: str, spot: str, answers: Collection[str], *, ending: str | None = None
) -> dict[str, str]:
    """As `halves`, of a matter's texts as they are read one after the other: title, story, place;
    what it was answered after the story or, in lists, the title. `ending`: of the story, where that
    is not all of it.
    """
    if not (story or spot or answers):
        return {}
    whole = "\n".join((title, story, spot, ending or "", *answers))
    if "&" not in whole and not enough(whole):  # most have none, and one look tells
        return {}
    found = halves(title, story, spot)
    for answer in answers:
        for after in ((title, story, answer), (title, answer), (ending or story, answer)):
            found |= halves(*after)
    return found


def struck(text: str, told: Collection[str], halved: Mapping[str, str] | None = None) -> str:
    """What is left of a text when whoever it names is erased. `halved`: as `halves` says it."""
    gone = {**dict.fromkeys(told, VEILED), **(halved or {})}
    return strike_numbers(renamed(text, gone), VEILED)


def renamed(text: str, hidden: Mapping[str, str]) -> str:
    """As `veiled`, and numbers stay."""
    looks = unmarked(text)
    found: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for name in sorted(may_stand(looks, hidden)):
        shown = hidden[name.told]
        there_too = [each.span() for each in mention_of(name.told).finditer(looks)]
        if there_too and VEILED in shown and shown != VEILED:  # what is beside half a number
            rest = {told: instead for told, instead in hidden.items() if told != name.told}
            return renamed(_put(text, [(*each, shown) for each in there_too]), rest)
        for start, end in there_too:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                found.append((start, end, shown))
    return _put(text, found)


def _put(text: str, found: list[tuple[int, int, str]]) -> str:
    for start, end, shown in sorted(found, reverse=True):
        text = f"{text[:start]}{shown}{text[end:]}"
    return text


class Name(NamedTuple):
    """`place`: longer ones come first. `letters`: its letters of Chinese, each with those that
    count as it: all of them are there wherever the name is.
    """

    place: int
    told: str
    letters: tuple[frozenset[str], ...]


class LookedFor(NamedTuple):
    """`letters`: what finds those of all names. `begin`: with that letter; `always`: with another,
    they are looked for in every text. It spares most texts the search for any of them.
    """

    letters: re.Pattern[str]
    begin: dict[str, list[Name]]
    always: list[Name]


@lru_cache(1024)
def looked_for(told: tuple[str, ...]) -> LookedFor:
    begin, always, letters = dict[str, list[Name]](), list[Name](), set[str]()
    for place, each in enumerate(sorted(told, key=len, reverse=True)):
        if len(each) > 1 and worded(each):
            han = [letter for letter in each if ord(letter) in HAN]
            name = Name(place, each, tuple(frozenset(same_as(one)) for one in han))
            letters.update(*name.letters)
            if ord(each[0]) in HAN:
                for letter in name.letters[0]:
                    begin.setdefault(letter, []).append(name)
            else:
                always.append(name)
    found = re.compile(f"[{''.join(sorted(letters))}]" if letters else r"(?!)")
    return LookedFor(found, begin, always)


def may_stand(looks: str, hidden: Collection[str]) -> set["Name"]:
    """Those of them whose letters of Chinese are all there. `looks`: as it reads (`unmarked`), of
    several texts together what of any of them.
    """
    if not hidden:
        return set()
    looked = looked_for(tuple(hidden))
    there = {*looked.letters.findall(looks)}
    begun = [name for letter in there for name in looked.begin.get(letter, ())]
    return {
        name
        for name in (*begun, *looked.always)
        if not any(there.isdisjoint(each) for each in name.letters)
    }


def as_told(records: Iterable[T], hidden: Mapping[str, str] | None, *fields: str) -> list[T]:
    """Copies, with what these fields say (texts, or lists of them) as one reads them from whom this
    is hidden; None: from whom nothing is.
    """
    found = list(records)
    if hidden is None or (len(found) > 1 and not may_tell(found, hidden, *fields)):
        copies: Any = [dict(each) for each in found]
        told: list[T] = copies
        return told
    return [retold(each, hidden, *fields) for each in found]


def retold(record: T, hidden: Mapping[str, str] | None, *fields: str) -> T:
    """As `as_told`, of one."""
    shown: Any = dict(record)
    if hidden is not None and may_tell([record], hidden, *fields):
        texts = [field for field in fields if shown[field]]
        words = [field for field in texts if isinstance(shown[field], str)]
        found = across(*(shown[field] for field in words))
        parts = [part for each in found for part in each.parts]
        for place, start, end in sorted(parts, reverse=True):
            text = shown[words[place]]
            shown[words[place]] = f"{text[:start]}{VEILED}{text[end:]}"
        for field in texts:
            shown[field] = _told(shown[field], hidden)
    told: T = shown
    return told


def may_tell(records: Iterable[Mapping[str, Any]], hidden: Mapping[str, str], *fields: str) -> bool:
    """One look at all their texts, as they are read one after the other, for a number and for any
    of these names: most pages have neither.
    """
    texts = [each[field] for each in records for field in fields if each[field]]
    if not texts:
        return False
    lists = [line for text in texts if not isinstance(text, str) for line in text]
    words = [text for text in texts if isinstance(text, str)]
    whole = "\n".join([*words, *lists])
    return (tells if len(whole) > SEEN_AGAIN else tells_again)(whole, tuple(hidden))


# What is read on one page by one stranger after the other is looked through once: of so many texts
# of so many letters, as many as a page of a list has.
KEPT, SEEN_AGAIN = 256, 6000


def tells(text: str, told: tuple[str, ...]) -> bool:
    return may_hold(text) or bool(may_stand(unmarked(text), told))


tells_again = lru_cache(KEPT)(tells)


def _told(words: str | list[str], hidden: Mapping[str, str]) -> str | list[str]:
    if isinstance(words, str):
        return veiled(words, hidden)
    return [veiled(each, hidden) for each in words]


def worded(name: str) -> str:
    """A pattern; empty: nothing of it can be looked for. To compile it takes hundreds of times as
    long, and most names stand in no text.
    """
    return mention_pattern(unmarked(name).replace("\u200b", ""))


@lru_cache(4096)
def mention_of(name: str) -> re.Pattern[str]:
    """With other dots, blanks and widths, too: none of them shows who it is. As it looks."""
    return re.compile(worded(name), re.IGNORECASE)
