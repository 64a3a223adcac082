"""A form on a consultation's page (app/web/frame.py), and what HTMX gets after it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.response import Template
from litestar.types import Guard

from app.consultations.queries import everything
from app.db import county_tx
from app.web.forms.validation import MOST_FIELDS, Fields
from app.web.frame import Done, Handler, change, sentence
from app.web.requests import AnyRequest


def step(
    path: str,
    *guards: Guard,
    part: str = "",
    most: int = MOST_FIELDS,
    left: Callable[[AnyRequest, Fields], Awaitable[None]] | None = None,
) -> Callable[[Handler], Any]:
    """`part`: the section that HTMX puts in place of the old one; '' reloads the page. `left`:
    keeps what could not be saved; the page is then shown as it is saved, to be filled in once.
    """
    return change(
        f"/{{consultation_id:int}}{path}",
        *guards,
        page="/consultations/{consultation_id}" + ("?saved=1" if left else ""),
        part=renewed(part) if part else None,
        most=most,
        left=left,
    )


def renewed(part: str) -> Callable[..., Awaitable[Template]]:
    """The section that changed, and what is still lacking."""

    async def shown(request: AnyRequest, consultation_id: int) -> Template:
        async with county_tx(readonly=True):
            context = await everything(consultation_id, request.user)
        return Template(f"consultations/_{part}.html", context=context | {"swapped": True})

    return shown


def done(consultation_id: int, said: str, **values: Any) -> Done:
    return Done(f"/consultations/{consultation_id}", sentence(said, **values))
