"""A form that brings an assessment forward, or back."""

from collections.abc import Callable
from typing import Any

from app.access.roles import Act, may
from app.scoring.tables import Assessment
from app.web.flash import Sentence
from app.web.frame import Done, Handler, change

HERE = "/assessments"


def forward(path: str, act: Act, *, alone: bool = False) -> Callable[[Handler], Any]:
    """A form on the assessment's page; or `alone` on one of its own, so that no other button leaves
    behind what is typed.
    """
    page = f"{HERE}/{{assessment_id}}{path if alone else ''}"
    return change(f"/{{assessment_id:int}}{path}", may(act), page=page)


async def moved(assessment_id: int, changes: dict[Any, Any], said: Sentence) -> Done:
    await Assessment.update(changes).where(Assessment.id == assessment_id)
    return Done(f"{HERE}/{assessment_id}", said)
