"""A draft held against all rules: what is wrong with it, and where that is mended."""

from dataclasses import dataclass
from typing import Any

from app.charter.model import Charter
from app.charter.problems import Problem
from app.charter.shape import misshapen_data
from app.drafting import versions
from app.drafting.forms.fields import PARTS, Drawing
from app.drafting.forms.inputs import anchor, inputs
from app.web.requests import AnyRequest, charter_of


@dataclass
class Checked:
    problems: list[Problem]
    charter: Charter  # with stand-ins where it cannot be read
    data: dict[str, Any]

    def of(self, part: str) -> int:
        return sum(page_of(each) == part for each in self.problems)

    def lines(self) -> list[dict[str, str]]:
        """For the list of what is wrong: what to say, and where to mend it."""
        drawing, parts = Drawing(self.data, []), {page_of(each) for each in self.problems}
        places = {part: set(inputs(drawing.page(part))) for part in parts}
        return [
            {
                "text": each.said(self.data),
                "says": each.says(),
                "part": (part := page_of(each)),
                "field": (name := nearest(each.place, places[part])),
                "anchor": anchor(name),
            }
            for each in self.problems
        ]


def page_of(problem: Problem) -> str:
    first = problem.place[0] if problem.place else ""
    return next((part for part, names in PARTS.items() if first in names), "names")


def nearest(place: tuple[str | int, ...], known: set[str]) -> str:
    for end in range(len(place), 0, -1):
        if (name := ".".join(map(str, place[:end]))) in known:
            return name
    return ""


async def checked(request: AnyRequest, data: dict[str, Any]) -> Checked:
    """Within the caller's transaction."""
    found, charter = await versions.everything_wrong(
        misshapen_data(data), data, charter_of(request)
    )
    return Checked(found, charter, data)
