"""Whom a score sheet does not rank: typed in a draft as names, kept as what they name."""

from collections.abc import Callable, Iterator
from typing import Any

from app.access.roles import Account
from app.charter.model import Charter
from app.charter.problems import Problem, at
from app.charter.scoring import SUBJECTS
from app.choosing.asking import Asked, labelled, of_names
from app.choosing.kinds import What
from app.choosing.rules import Choice, meant, possible, refused
from app.drafting.forms.choices import pieces
from app.i18n import _
from app.scoring.counts.subjects import all_subjects

Data = dict[str, Any]


async def chosen_in(data: Data, old: Data, account: Account) -> Data:
    """A draft's data, in which each name that clearly means one has it as its subject. What stood
    there before keeps its own. Within the caller's transaction; three statements at most a kind.
    """
    known = {key: each["subject"] for key, each in said(old) if each.get("subject")}
    open_ones: dict[str, list[Data]] = {}
    for key, each in said(data):
        if subject := each.get("subject") or known.get(key):
            each["subject"] = subject
        else:
            open_ones.setdefault(key[1], []).append(each)
    for kind, waiting in open_ones.items():
        asked = Asked(account, kind)
        names = [name for each in waiting for name in possible(each["name"])]
        choices = await of_names(What.SUBJECT, asked, names)
        found = [(each, meant(each["name"], choices)) for each in waiting]
        clear = [(each, some[0]) for each, some in found if len(some) == 1]
        labels = await labelled(What.SUBJECT, asked, [one for _each, one in clear])
        for (each, one), shown in zip(clear, labels, strict=True):
            each["subject"], each["name"] = one.value, shown.label
    return data


def said(data: Data) -> Iterator[tuple[tuple[str, str, str], Data]]:
    """All of them that have the shape, by sheet, kind of subject and name."""
    for sheet in pieces(data, "scoring", "sheets"):
        kind = sheet.get("subject")
        for each in pieces(sheet, "excluded"):
            if kind in SUBJECTS and isinstance(each.get("name"), str):
                yield (str(sheet.get("key")), kind, each["name"]), each


async def unclear(charter: Charter) -> list[Problem]:
    """Each must be one that there is or was: a name alone says which only to whoever wrote it."""
    found: list[Problem] = []
    for kind in SUBJECTS:
        excluded = [
            (at("scoring", "sheets", number, "excluded", place), each)
            for number, sheet in enumerate(charter.scoring.sheets)
            if sheet.subject == kind
            for place, each in enumerate(sheet.excluded)
        ]
        if not excluded:
            continue
        known = {each.key for each in await all_subjects(kind)}
        names = [name for _at, each in excluded if not each.subject for name in possible(each.name)]
        choices = await of_names(What.SUBJECT, Asked(None, kind), names) if names else []
        for here, each in excluded:
            if each.subject and each.subject not in known:
                found.append(here(NOT_HERE, name=each.name))
            elif not each.subject:
                found.append(unsaid(here, each.name, meant(each.name, choices)))
    return found


def unsaid(here: Callable[..., Problem], name: str, some: list[Choice]) -> Problem:
    if len(some) == 1:
        return here(SAY_WHICH, name=name, subject=some[0].value)
    told = refused(name, some, "")
    return here(told.text, **told.values)


NOT_HERE = _("「%(name)s」在本地没有，请从列出的里再选。")
SAY_WHICH = _('「%(name)s」只写了名称：在这里保存一次就认准，文件里写 subject = "%(subject)s"。')
