"""A new version: brought in as TOML or taken up from an old one, checked as a whole, shown, saved.

Nothing is saved before somebody has seen what it changes. The form says which version was the
newest when it was made; if there is a newer one, what differs from that is shown first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from asyncpg.exceptions import UniqueViolationError
from litestar import Response, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import rules, store
from app.charter.model import Charter
from app.charter.problems import Problem
from app.charter.shape import misshapen, plain, readable
from app.dates import today
from app.db import county_tx, row, value
from app.drafting import drafts, in_use
from app.drafting.differences import Difference, differences
from app.i18n import _
from app.refusal import Refused, RefusedAll
from app.text import normalise
from app.web.errors import in_words
from app.web.fields import day_in, number_in
from app.web.idempotency import once, seen_before
from app.web.requests import AnyRequest, charter_of, to, user_of

LIST = "/charter/versions"
NEWEST = """
    SELECT "id", "number", "author", "note" FROM "charter" WHERE "charter"."county" = $1
    ORDER BY "number" DESC LIMIT 1
"""


@dataclass
class Proposal:
    """What was typed, as it was typed."""

    document: str = ""
    note: str = ""
    effective_on: str = ""
    made_against: int = 0  # the number of the newest version that its author had seen
    confirmed: bool = False
    once: str = ""
    sent_to: str = LIST  # where the form on the preview goes
    draft: int | None = None


@dataclass
class Preview:
    differences: list[Difference]
    under_way: int
    effective_on: date
    newer: Any = None  # a version that was saved since; the differences are to it


async def newest() -> int:
    return int(
        await value('SELECT max("number") FROM "charter" WHERE "charter"."county" = $1') or 0
    )


@post("/versions", status_code=200, guards=[may(Act.CHARTER)])
async def bring_in(request: AnyRequest) -> Response[Any] | Template:
    return await proposed(request, await typed(request))


@post("/versions/{charter_id:int}/restoration", status_code=200, guards=[may(Act.CHARTER)])
async def restore(request: AnyRequest, charter_id: FromPath[int]) -> Response[Any] | Template:
    form = await typed(request)
    async with county_tx(readonly=True):
        form.document = await value(
            'SELECT "document" FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2',
            charter_id,
        )
    if form.document is None:
        raise NotFoundException(_("没有这一版规则。"))
    form.sent_to = f"{LIST}/{charter_id}/restoration"
    form.effective_on = form.effective_on or str(today())
    return await proposed(request, form)


async def typed(request: AnyRequest) -> Proposal:
    """A file goes before the text beside it, and is normalised as that is."""
    sent = await request.form()
    texts = {key: text for key, text in sent.multi_items() if isinstance(text, str)}
    document = texts.get("document", "")
    file = sent.get("file")
    if isinstance(file, UploadFile) and (found := await file.read()):
        document = normalise(found.decode(errors="replace"))
    return Proposal(
        document=document,
        note=texts.get("note", "").strip(),
        effective_on=texts.get("effective_on", "").strip(),
        made_against=number_in(texts.get("made_against", "")),
        confirmed=texts.get("confirmed", "") == "true",
        once=texts.get("once", ""),
    )


Refusing = Callable[[Refused], Awaitable[Template]]


async def proposed(
    request: AnyRequest, form: Proposal, refused: Refusing | None = None
) -> Response[Any] | Template:
    """`refused`: the page on which the form came, with what is wrong; else the import's."""
    try:
        preview = await saved_or_shown(request, form)
    except UniqueViolationError:  # another was saved at this very moment: now it can be seen
        preview = await saved_or_shown(request, form)
    except Refused as error:
        if refused:
            return await refused(error)
        context = {"form": form, "wrong": in_words(error)}
        return Template("charter/import.html", context=context, status_code=422)
    if preview is None:
        return to(request, LIST)
    form.once = once()
    context = {"form": form, "preview": preview}
    return Template("charter/preview.html", context=context, status_code=200)


async def saved_or_shown(request: AnyRequest, form: Proposal) -> Preview | None:
    """None: it is saved."""
    async with county_tx():
        charter = await checked(form, charter_of(request))
        last = await row(NEWEST)
        newer = last if last["number"] != form.made_against else None
        if form.confirmed and await seen_before(form.once, LIST):
            return None
        day = day_in(form.effective_on) or today()
        if form.confirmed and newer is None:
            author = user_of(request).name
            saved = await store.save(
                form.document,
                author=author,
                note=form.note,
                effective_on=day,
                after=form.made_against,
            )
            if form.draft:
                await drafts.end(form.draft, author, saved)
            return None
        against = await store.version(newer["id"]) if newer else charter_of(request)
        form.made_against = last["number"]
        changes = differences(against, charter)
        return Preview(changes, await in_use.under_way(), day, newer)


async def checked(form: Proposal, now: Charter) -> Charter:
    """RefusedAll names everything that is wrong, with the document and with what stands beside."""
    wrong = []
    if not form.note or len(form.note) > 200:
        wrong.append(Refused(_("请写明改了什么、为什么改，不超过 200 字。"), "note"))
    day = day_in(form.effective_on)
    if day is None or day < today():
        wrong.append(Refused(_("生效日期是今天或以后的一天。"), "effective_on"))
    found = plain(form.document)
    problems, charter = await everything_wrong(misshapen(form.document), found, now)
    if wrong := wrong + rules.refusals(problems, found):
        raise RefusedAll(wrong)
    return charter


async def everything_wrong(
    problems: list[Problem], found: dict[str, Any], now: Charter
) -> tuple[list[Problem], Charter]:
    """`problems`: of its shape. What holds across the document is checked, too, but for what
    these make unreadable. → all problems; the charter, with stand-ins in the places of `problems`.
    """
    charter = readable(found)
    further = rules.check(charter) + await in_use.missed(charter, now)
    return problems + beside(problems, further), charter


def beside(unread: list[Problem], further: list[Problem]) -> list[Problem]:
    """Those of `further` that do not come from a place that could not be read."""
    places = [each.place for each in unread]
    return [each for each in further if not any(each.place[: len(one)] == one for one in places)]


handlers = [bring_in, restore]
