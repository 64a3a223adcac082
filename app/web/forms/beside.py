"""What was typed for other buttons of a page that is one form, where there are no scripts: it is
kept for an hour, as with an expired sign-in, and stands on the page again. With scripts only the
part that changed comes anew, and static/typed.js leaves the rest as it is.
"""

from typing import Any

from litestar import Response
from litestar.response import Template

from app.db import county_tx, execute
from app.i18n import _, translated
from app.refusal import Overtaken
from app.text.limits import is_text
from app.web.forms import expired, tokens
from app.web.forms.idempotency import Done
from app.web.forms.refill import BESIDE, NOT_TYPED, differs, refilled
from app.web.forms.refused import page_at, words_of
from app.web.forms.validation import Fields
from app.web.requests import AnyRequest, user_of


async def led_past(  # noqa: PLR0917
    request: AnyRequest,
    page: str,
    left: Fields,
    typed: Fields,
    before: str,
    came: Done | Template,
) -> Done | Response[Any]:
    """To where what is `left` stands again, if anything is. `before`: where it stood until now. A
    preview, which asks for more first, takes along where that is, and nothing else. What cannot be
    kept any more stands in the answer itself.
    """
    texts = {name for name in left.names() if is_text(request.scope["path_template"], name)}
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    if texts:
        shown = came.to if isinstance(came, Done) else page
        stands = await page_at(request, shown) or ""
        lost = differs(stands, request.url.path, left, texts)
        number = await kept_anew(request, shown, left, number, lost=lost)
        if lost and number is None:
            again = left if isinstance(came, Done) else typed  # a preview has done nothing yet
            words = words_of(Overtaken.status)._replace(title=translated(NOT_KEPT, n=expired.MOST))
            text = refilled(stands, request.url.path, again, [], words, all_of_it=True)
            return Response(text, media_type="text/html")
    if number is None:
        return came
    if isinstance(came, Done):
        return came._replace(to=f"/kept/{number}")
    came.context[BESIDE] = number
    return came


NOT_KEPT = _(
    "别处填写的内容还没有保存，也不能再替您保留（一小时最多 %(n)s 份）。都在下面，请马上保存。"
)


async def kept_anew(
    request: AnyRequest, shown: str, left: Fields, before: int | None, *, lost: bool
) -> int | None:
    """In the place of what was kept `before`. None: nothing is lost, or no more can be kept."""
    me = user_of(request)
    async with county_tx():
        if before is not None:
            await execute(expired.TAKEN, before, me.id, tokens.browser.get().key)
        return await expired.keep(me.id, request.url.path, shown, left) if lost else None


def left_of(typed: Fields, done: set[str], by: str) -> Fields:
    """Without what the handler read, and what the page itself has put there. Pure."""
    return typed.without(*done, *NOT_TYPED, by)
