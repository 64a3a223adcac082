"""What is kept about oneself, signed in: the file, at once; a wish, and what was answered."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router, get
from litestar.response import Template

from app.access.roles import signed_in
from app.db import county_tx
from app.i18n import _
from app.persons import exporting, wishes
from app.persons.exporting import Whose
from app.persons.rules import WANTS
from app.persons.wishes import About
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

HERE = "/account/data"


@dataclass
class WishForm:
    kind: str = ""
    words: str = ""


def context_of(found: list[wishes.LoadedWish]) -> dict[str, Any]:
    """Of persons/_mine.html."""
    return {
        "wishes": [wishes.lit(each) for each in found],
        "fetchable": wishes.may_fetch(found),
        "WANTS": WANTS,
    }


@get("/account/data", guards=[signed_in])
async def data(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        found = await wishes.of_account(user_of(request).id)
    return Template("persons/mine.html", context=context_of(found))


@change(HERE, signed_in, page=HERE)
async def ask(request: AnyRequest, form: WishForm) -> Done:
    me = user_of(request).id
    personal = charter_of(request).personal
    await wishes.ask(About(account=me), form.kind, form.words, "account", personal, me)
    return Done(HERE, sentence(ASKED))


ASKED = _("请求已交给办公室，办理结果在这里可以看到。")


@get("/account/data.xlsx", guards=[signed_in])
async def file(request: AnyRequest) -> Response[bytes]:
    me = user_of(request)
    async with county_tx(readonly=True):
        lines = await exporting.lines_about(Whose(account=me.id, member=me.member))
    return await exporting.file_of(HERE, lines)


router = Router("/", route_handlers=[data, ask, file])
