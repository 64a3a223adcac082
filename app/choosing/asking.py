"""Which feature answers for what can be chosen; all within the caller's transaction."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from app.access.roles import Account
from app.choosing import rules
from app.choosing.kinds import What
from app.choosing.rules import Choice
from app.i18n import translated
from app.pieces.queries import Named, called
from app.refusal import Refused
from app.text import comparison_key
from app.text.search import name_pattern, search_pattern
from app.web.forms.fields import id_in

FEW = 50  # as many are all shown at once; of more some are looked for
PAGE = 20
NEVER = "$."  # fits no text
NEAR = 6


class Asked(NamedTuple):
    """`named`, `noted`: regular expressions for the name and for what stands beside it. Whoever
    fits one of them, or has just this `value`, is meant. `words`, `names`: from what `named` was
    made, a search's words or whole names, for what is looked up by pieces.
    """

    account: Account | None
    within: str = ""
    named: str = ""
    noted: str = NEVER
    value: str = ""
    most: int = 10**6
    words: str = ""
    names: tuple[str, ...] = ()


class Labelled(NamedTuple):
    """`label` is what a form sends back, and means this one alone."""

    value: str
    label: str
    note: str

    @property
    def beside(self) -> str:
        """The note, where the label does not say it already."""
        return "" if self.label.endswith(f"{self.note}）") else self.note


class Offer(NamedTuple):
    """What a form's field is drawn from. `few`: all there are; None: they are looked for. `typed`:
    what a filter was given that means none of them, with what is to be said of it.
    """

    what: What
    within: str
    few: list[Labelled] | None
    chosen: Labelled | None
    typed: str = ""
    said: str = ""


def fitting(asked: Asked, choices: Iterable[Choice]) -> list[Choice]:
    """For what is not asked of the database; PostgreSQL reads the expressions as Python does. One
    for whole names takes Python longer to read than all names to compare.
    """
    keys = frozenset(map(comparison_key, asked.names))

    def is_named(name: str) -> bool:
        if keys:
            return comparison_key(name) in keys
        return re.search(asked.named, name, re.IGNORECASE) is not None

    return [
        each
        for each in choices
        if each.value == asked.value
        or is_named(each.name)
        or re.search(asked.noted, each.note, re.IGNORECASE)
    ][: asked.most]


Answer = Callable[[Asked], Awaitable[list[Choice]]]
registry: dict[What, Answer] = {}


def choices_of(what: What) -> Callable[[Answer], Answer]:
    """Registers who answers."""

    def register(answer: Answer) -> Answer:
        if registry.setdefault(what, answer) is not answer:
            raise ValueError(f"Two answers for {what}")
        return answer

    return register


async def named_so(kind: Named, asked: Asked) -> list[int] | None:
    """Those of a kind who are meant by whole names, or by a value. None: that is not known yet."""
    found: list[int] | None = []
    if asked.named != NEVER:
        found = await called(kind, [each for each in (*asked.names, asked.value) if each])
    own = id_in(asked.value)
    return found if found is None or own is None else [*found, own]


async def of_names(what: What, asked: Asked, names: Sequence[str]) -> list[Choice]:
    """All who may be called so."""
    different = tuple(dict.fromkeys(names))
    pattern = "|".join(map(name_pattern, different)) or NEVER
    return await registry[what](asked._replace(named=pattern, noted=NEVER, names=different))


async def labelled(what: What, asked: Asked, choices: Sequence[Choice]) -> list[Labelled]:
    """Told apart from all others of their names, not from these alone."""
    same = await of_names(what, asked._replace(value=""), [each.name for each in choices])
    label = rules.labels(same)
    return [Labelled(each.value, label.get(each.value, each.name), each.note) for each in choices]


async def search(
    what: What, account: Account | None, typed: str, within: str = ""
) -> tuple[list[Labelled], bool]:
    """Some of them, and whether there are more."""
    pattern = search_pattern(typed)
    asked = Asked(account, within)
    found = await registry[what](
        asked._replace(named=pattern, noted=pattern, most=PAGE + 1, words=typed)
    )
    return await labelled(what, asked, found[:PAGE]), len(found) > PAGE


async def offer(
    what: What, account: Account | None, within: object = "", chosen: object = ""
) -> Offer:
    """`chosen`: the value of what stands there now."""
    asked, value = Asked(account, str(within or "")), str(chosen or "")
    found = await registry[what](asked._replace(most=FEW + 1))
    label = rules.labels(found)
    few = [Labelled(each.value, label[each.value], each.note) for each in found]
    if len(found) <= FEW:
        return Offer(
            what, asked.within, few, next((each for each in few if each.value == value), None)
        )
    now = await registry[what](asked._replace(named=NEVER, value=value)) if value else []
    return Offer(what, asked.within, None, next(iter(await labelled(what, asked, now)), None))


LONGEST = 300  # of a label; what is longer names nothing, and is not looked for letter by letter


async def chosen(
    what: What, account: Account | None, typed: str, field: str, within: object = ""
) -> tuple[str | None, list[Refused]]:
    """The value of the one that a field names; None: nothing was typed, or it is refused."""
    text = typed.strip()[:LONGEST]
    if not text:
        return None, []
    asked = Asked(account, str(within or ""), value=text)
    known = await of_names(what, asked, rules.readings(text))
    exact = [each for each in known if text in {each.value, *each.also}]
    found = exact or rules.meant(text, known)
    if len(found) == 1:
        return found[0].value, []
    near: list[Choice] = []
    if not found:
        pattern = search_pattern(text)
        near = await registry[what](asked._replace(named=pattern, value="", most=NEAR, words=text))
    return None, [rules.refused(text, found, field, near)]


async def number_chosen(
    what: What, account: Account | None, typed: str, field: str, within: object = ""
) -> tuple[int | None, list[Refused]]:
    """As `chosen`, of what has a number for its value."""
    value, wrong = await chosen(what, account, typed, field, within)
    return (int(value) if value else None), wrong


async def filtered(
    what: What, account: Account | None, typed: str, within: object = ""
) -> tuple[int | None, Offer]:
    """A list's filter: which one it is for, and its field."""
    number, wrong = await number_chosen(what, account, typed, "", within)
    field = await offer(what, account, within, number)
    said = "".join(translated(each.text, **each.values) for each in wrong)
    return number, field._replace(typed=typed if wrong else "", said=said)
