"""A form on a consultation's page (app/web/frame.py), and what HTMX gets after it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar.response import Template
from litestar.types import Guard

from app.consultations import unsaved
from app.consultations.queries import everything
from app.db import county_tx
from app.refusal import Refused
from app.web.forms.validation import Fields
from app.web.frame import Done, Handler, change, sentence
from app.web.requests import AnyRequest

MOST = 2000  # everybody's place, and whether it was ticked
LARGEST = 2**19  # bytes: all of a sitting's page at once


def step(
    path: str,
    *guards: Guard,
    part: str = "",
    by: str = "",
    before: Callable[[AnyRequest, Fields], Awaitable[list[Refused]]] | None = None,
    page: str = "/consultations/{consultation_id}?saved=1",
) -> Callable[[Handler], Any]:
    """`part`: the section that HTMX puts in place of the old one; '' reloads the page. The page is
    one form: what is typed in it and not meant by the button is kept (unsaved.py), and so is what
    could not be saved; the page is then shown as it is saved, to be filled in once.
    """
    return change(
        f"/{{consultation_id:int}}{path}",
        *guards,
        page=page,
        part=renewed(part, path, by) if part else None,
        most=MOST,
        largest=LARGEST,
        left=unsaved.keep,
        carries=unsaved.carry,
        by=by,
        before=before,
    )


def renewed(part: str, path: str, by: str) -> Callable[..., Awaitable[Template]]:
    """The section that changed, and what is still lacking. What is typed in it under other buttons
    than the `pressed` one stays (data-hx-preserve).
    """

    async def shown(request: AnyRequest, consultation_id: int) -> Template:
        async with county_tx(readonly=True):
            context = await everything(consultation_id, request.user)
        own = str(request.url.path).endswith(path)
        pressed = str((await request.form()).get(by, "")) if by and own else None
        more = {"swapped": True, "pressed": pressed}
        return Template(f"consultations/_{part}.html", context=context | more)

    return shown


def done(consultation_id: int, said: str, **values: Any) -> Done:
    return Done(f"/consultations/{consultation_id}", sentence(said, **values))
