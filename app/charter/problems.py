"""How a charter's error is told: where it is, in words that people read, and how to mend it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.words import translated


class Problem(NamedTuple):
    path: tuple[str, ...]  # msgids and the county's own names: 流程 › 调研 › 商前调研
    text: str  # a msgid
    values: dict[str, Any]

    def said(self) -> str:
        where = " › ".join(translated(each) for each in self.path if each)
        return f"{where}: {translated(self.text, **self.values)}"


def at(*path: str) -> Callable[..., Problem]:
    """`at("流程", "调研")(_("…"), key=…)`"""

    def problem(text: str, **values: Any) -> Problem:
        return Problem(path, text, values)

    return problem
