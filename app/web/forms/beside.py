"""What was typed for other buttons of a page that is one form, where there are no scripts: it is
kept for an hour, as with an expired sign-in, and stands on the page again. With scripts only the
part that changed comes anew, and static/typed.js leaves the rest as it is.
"""

from litestar.response import Template

from app.db import county_tx, execute
from app.text.limits import is_text
from app.web.forms import expired, tokens
from app.web.forms.idempotency import Done
from app.web.forms.refill import BESIDE, NOT_TYPED, differs
from app.web.forms.refused import page_at
from app.web.forms.validation import Fields
from app.web.requests import AnyRequest, user_of

TAKEN = """
    DELETE FROM "kept_form" WHERE "kept_form"."county" = $1 AND "id" = $2 AND "account" = $3
      AND "browser" = $4
"""


async def led_past(
    request: AnyRequest, page: str, left: Fields, before: str, came: Done | Template
) -> Done | Template:
    """To where what is `left` stands again, if anything is. `before`: where it stood until now. A
    preview, which asks for more first, takes along where that is, and nothing else.
    """
    texts = {name for name in left.names() if is_text(request.scope["path_template"], name)}
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    if texts:
        number = await kept_anew(request, page, left, texts, number, came)
    if number is None:
        return came
    if isinstance(came, Done):
        return came._replace(to=f"/kept/{number}")
    came.context[BESIDE] = number
    return came


async def kept_anew(  # noqa: PLR0917
    request: AnyRequest,
    page: str,
    left: Fields,
    texts: set[str],
    before: int | None,
    came: Done | Template,
) -> int | None:
    """In the place of what was kept `before`; None: the page that comes shows all of it."""
    shown, address, me = (
        came.to if isinstance(came, Done) else page,
        request.url.path,
        user_of(request),
    )
    stands = await page_at(request, shown)
    lost = differs(stands or "", address, left, texts)
    async with county_tx():
        if before is not None:
            await execute(TAKEN, before, me.id, tokens.browser.get().key)
        return await expired.keep(me.id, address, shown, left) if lost else None


def left_of(typed: Fields, done: set[str], by: str) -> Fields:
    """Without what the handler read, and what the page itself has put there. Pure."""
    return typed.without(*done, *NOT_TYPED, by)
