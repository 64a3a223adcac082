"""Minutes under heads that the charter names. They are one text, each section beneath its head, so
whatever reads, searches, veils, prints or erases minutes knows them too. Pure.

A line that is a head begins its section wherever it is typed: minutes that were written elsewhere
may be pasted whole.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.charter.model import Choice

FIELD = "sections."  # of the form, before the section's key
REST = ""  # the key of what stands under no head


def head(section: Choice) -> str:
    return f"【{section.name}】"


def parts(text: str, sections: Sequence[Choice], under: str = REST) -> dict[str, str]:
    """By the key of each section that has a text. `under`: where it begins."""
    known = {head(each): each.key for each in sections}
    lines: dict[str, list[str]] = {}
    for line in text.splitlines():
        if (found := known.get(line.strip())) is not None:
            under = found
            if under in lines:
                lines[under].append("")
        else:
            lines.setdefault(under, []).append(line)
    told = {key: "\n".join(each).strip() for key, each in lines.items()}
    return {key: each for key, each in told.items() if each}


def composed(typed: Mapping[str, str], sections: Sequence[Choice]) -> str:
    """`typed`: by key; what has a key of no section is kept under no head."""
    keys = {each.key for each in sections}
    found: dict[str, list[str]] = {}
    for key, text in typed.items():
        begins = key if key in keys else REST
        for under, told in parts(text, sections, begins).items():
            found.setdefault(under, []).append(told)
    whole = {key: "\n\n".join(each) for key, each in found.items()}
    blocks = [whole.get(REST, "")]
    blocks += [f"{head(each)}\n{whole[each.key]}" for each in sections if each.key in whole]
    return "\n\n".join(block for block in blocks if block)


def by_section(text: str, sections: Sequence[Choice]) -> dict[str, str]:
    """All of them, with those that have no text."""
    return {REST: ""} | {each.key: "" for each in sections} | parts(text, sections)


def fields_of(text: str, sections: Sequence[Choice]) -> dict[str, str]:
    """Under the names of the form."""
    told = by_section(text, sections)
    return {f"{FIELD}{key}" if key else "minutes": each for key, each in told.items()}


def first_field(sections: Sequence[Choice]) -> str:
    """Beside which it is said what is wrong with all of it."""
    return f"{FIELD}{sections[0].key}" if sections else "minutes"


def called(sections: Iterable[Choice]) -> dict[str, str]:
    return {f"{FIELD}{each.key}": each.name for each in sections}
