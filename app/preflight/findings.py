"""What a check found."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from app.processes.postgres import StartError


class Verdict(StrEnum):
    FINE = "fine"
    AWAY = "away"  # may come: the program starts without it
    HELD = "held"  # all but one thing works, until somebody decides: the program starts
    WRONG = "wrong"  # does not mend by itself: the program does not start


class Finding(NamedTuple):
    part: str
    verdict: Verdict
    text: str  # plain English for whoever runs the program; holds no secret

    def __str__(self) -> str:
        return f"{self.verdict:5}  {self.part}: {self.text}"


def fine(part: str, text: str) -> list[Finding]:
    return [Finding(part, Verdict.FINE, text)]


def away(part: str, text: str) -> list[Finding]:
    return [Finding(part, Verdict.AWAY, text)]


def held(part: str, text: str) -> list[Finding]:
    return [Finding(part, Verdict.HELD, text)]


def wrong(part: str, *texts: str) -> list[Finding]:
    return [Finding(part, Verdict.WRONG, text) for text in texts]


def refuse(found: Iterable[Finding]) -> None:
    """StartError: something is wrong; all that is, each on a line."""
    if lines := [str(each) for each in found if each.verdict is Verdict.WRONG]:
        raise StartError("\n".join(lines))
