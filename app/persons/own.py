"""What is kept about oneself, signed in: the file, at once; a wish, and what was answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import get
from litestar.response import Stream, Template

from app.access.roles import signed_in
from app.accounts.own import in_county, prefix_of
from app.charter.model import Personal
from app.db import county_tx
from app.i18n import _
from app.persons import exporting, wishes
from app.persons.exporting import Whose
from app.persons.rules import WANTS
from app.persons.wishes import About
from app.web.frame import Done, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, charter_of, user_of

HERE = "/account/data"


@dataclass
class WishForm:
    kind: str = ""
    words: str = ""


def personal_of(request: AnyRequest) -> Personal:
    """A region and the operator have no charter: theirs is what a charter begins with."""
    return charter_of(request).personal if in_county(request) else Personal()


def context_of(request: AnyRequest, found: list[wishes.LoadedWish]) -> dict[str, Any]:
    """Of persons/_mine.html."""
    return {
        "wishes": [wishes.lit(each) for each in found],
        "fetchable": wishes.may_fetch(found),
        "WANTS": WANTS,
        "answer_days": personal_of(request).answer_days,
    }


async def data(request: AnyRequest) -> Template:
    async with county_tx(readonly=True):
        found = await wishes.of_account(user_of(request).id)
    return Template("persons/mine.html", context=context_of(request, found))


async def ask(request: AnyRequest, form: WishForm) -> Done:
    me = user_of(request).id
    personal = personal_of(request)
    await wishes.ask(About(account=me), form.kind, form.words, "account", personal, me)
    return Done(f"{prefix_of(request)}{HERE}", sentence(ASKED if in_county(request) else GIVEN))


ASKED = _("请求已交给办公室，办理结果在这里可以看到。")
GIVEN = _("请求已交给本机构的其他工作人员，办理结果在这里可以看到。")


async def file(request: AnyRequest) -> Stream:
    me = user_of(request)
    async with county_tx(readonly=True):
        lines = await exporting.lines_about(Whose(account=me.id, member=me.member))
    return await exporting.file_of(HERE, lines)


def handlers(path: str) -> list[Callable[..., Any]]:
    """`path`: / or /operator."""
    return [
        get(HERE, guards=[signed_in])(data),
        get(f"{HERE}.xlsx", guards=[signed_in, spends("export")])(file),
        change(HERE, signed_in, page=f"{path.rstrip('/')}{HERE}")(ask),
    ]
