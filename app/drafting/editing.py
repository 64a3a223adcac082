"""The office writes a draft: part by part in forms, kept at every change, checked as a whole."""

from dataclasses import dataclass
from typing import Any

import tomli_w
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import presets, store
from app.charter.model import Charter
from app.charter.problems import Problem
from app.charter.shape import misshapen_data, readable
from app.charter.wording import label
from app.dates import today
from app.db import county_tx
from app.drafting import drafts, publishing, samples, versions
from app.drafting.differences import Difference, differences
from app.drafting.forms import parsing
from app.drafting.forms.fields import NUMBERED_NEEDS, PARTS, Drawing, Input, anchor, inputs
from app.drafting.forms.hints import PARTS as HINTS_OF_PARTS
from app.i18n import _, translated
from app.refusal import Refused
from app.text import is_line
from app.web.errors import in_words
from app.web.fields import id_in
from app.web.idempotency import once, remember, seen_before
from app.web.requests import AnyRequest, charter_of, form_post, is_htmx, to, user_of

DRAFTS = "/charter/drafts"
PAGE = 50


@dataclass
class Checked:
    """A draft held against all rules."""

    problems: list[Problem]
    charter: Charter  # with stand-ins where it cannot be read
    data: dict[str, Any]

    def of(self, part: str) -> int:
        return sum(page_of(each) == part for each in self.problems)

    def lines(self) -> list[dict[str, str]]:
        """For the list of what is wrong: what to say, and where to mend it."""
        places = {part: set(inputs(Drawing(self.data, []).page(part))) for part in PARTS}
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


@get("/drafts", guards=[may(Act.CHARTER)])
async def index(before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        found = await drafts.listed(before)
    context = {
        "drafts": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "presets": presets.presets(),
        "once": once(),
    }
    return Template("charter/drafts.html", context=context)


@form_post("/drafts", guards=[may(Act.CHARTER)])
async def begin(request: AnyRequest) -> Any:
    """`start`: now, blank, preset:<slug>, version:<id>, county:<its code>."""
    form = await request.form()
    title = str(form.get("title", "")).strip()
    async with county_tx():
        if len(title) > 60 or not title or not is_line(title):
            raise Refused(_("给草稿起个名字，不超过 60 字。"), "title")
        if before := await seen_before(token := str(form.get("once", "")), DRAFTS):
            return to(request, before)
        data = await start(str(form.get("start", "now")), charter_of(request))
        begun = await drafts.begin(data, title, user_of(request).name)
        await remember(token, f"{DRAFTS}/{begun}")
    return to(request, f"{DRAFTS}/{begun}")


async def start(named: str, now: Charter) -> dict[str, Any]:
    kind, _colon, which = named.partition(":")
    if kind == "blank":
        return drafts.blank()
    if kind == "preset" and which in presets.slugs():
        return drafts.from_charter(presets.presets()[which])
    if kind == "version" and (version := id_in(which)):
        found = await store.versions_known({version})
        if version in found:
            return drafts.from_charter(found[version])
    if kind == "county" and (code := id_in(which)):
        return drafts.from_charter(await publishing.beginning(code))
    if kind == "now":
        return drafts.from_charter(now)
    raise NotFoundException(_("没有这个起点。"))


@get("/drafts/{draft_id:int}", guards=[may(Act.CHARTER)])
async def show(request: AnyRequest, draft_id: FromPath[int]) -> Template:
    return await overview(request, draft_id, versions.Proposal(effective_on=str(today())), [])


async def overview(
    request: AnyRequest, draft_id: int, form: versions.Proposal, wrong: list[Any]
) -> Template:
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        found = await checked(request, drafts.data_of(draft))
        newest = await versions.newest()
    changes: list[Difference] = []
    if not found.problems:
        changes = differences(charter_of(request), found.charter)
    context = {
        "draft": draft,
        "parts": PARTS,
        **words_of_parts(),
        "checked": found,
        "problems": found.lines(),
        "differences": changes,
        "newest": newest,
        "form": form,
        "wrong": wrong,
        "once": once(),
    }
    return Template("charter/draft.html", context=context, status_code=422 if wrong else 200)


@get("/drafts/{draft_id:int}/{part:str}", guards=[may(Act.CHARTER)])
async def edit(request: AnyRequest, draft_id: FromPath[int], part: FromPath[str]) -> Template:
    known(part)
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        found = await checked(request, drafts.data_of(draft))
    seen = drafts.mark(draft["document"], part)
    return page(request, draft, part, found, seen=seen, tab=once())


def page(request: AnyRequest, draft: Any, part: str, found: Checked, **more: Any) -> Template:
    """`seen`, `tab`: app/drafting/drafts.py; `focus`: the name the eye should be on; `theirs`:
    what another wrote in the meantime.
    """
    drawn: list[Input] = Drawing(found.data, found.problems).page(part)
    context = {
        "draft": draft,
        "part": part,
        "parts": list(PARTS),
        "numbered_needs": NUMBERED_NEEDS,
        **words_of_parts(),
        "checked": found,
        "problems": found.lines(),
        "inputs": drawn,
        "focus": anchor(more.pop("focus", "")),
        "theirs": None,
        "samples": samples.samples() if part == "scoring" else {},
        "once": once(),
        **more,
    }
    name = "charter/_part.html" if is_htmx(request) else "charter/part.html"
    return Template(name, context=context, status_code=200)


def words_of_parts() -> dict[str, Any]:
    return {
        "parts_said": {part: label("Charter", part) for part in PARTS},
        "hints_of_parts": {part: translated(HINTS_OF_PARTS[part]) for part in PARTS},
    }


def known(part: str) -> None:
    if part not in PARTS:
        raise NotFoundException


@form_post("/drafts/{draft_id:int}/{part:str}", guards=[may(Act.CHARTER)])
async def change(request: AnyRequest, draft_id: FromPath[int], part: FromPath[str]) -> Any:
    """`do`: save, keep (while typing: only what is wrong comes back), or a button's doing."""
    known(part)
    form = await request.form()
    # Not multi_items(): that gives the names in no order.
    sent = [(name, text) for name, text in form.items() if isinstance(text, str)]
    fields = dict(sent)
    if fields.get("whole") != "yes":
        raise Refused(_("表单没有完整送到，什么都没有改。请再保存一次。"))
    tree = parsing.tree_of(sent)
    do, seen, tab = fields.get("do", "save"), fields.get("seen", ""), fields.get("tab", "")[:40]
    focus = parsing.applied(tree, do)
    async with county_tx():
        draft = await drafts.find(draft_id, lock=True)
        old = drafts.data_of(draft)
        data = parsing.data_of(tree, part, old)
        found = await checked(request, data)
        theirs = None
        if data != old and drafts.changed_elsewhere(draft, part, seen, tab):
            theirs = differences(readable(old), found.charter)
        elif data != old:
            await drafts.keep(draft_id, data, tab, user_of(request).name)
    seen = drafts.mark(draft["document"] if theirs is not None else drafts.text_of(data), part)
    if do == "keep":
        context = {"draft": draft, "part": part, "problems": found.lines(), "theirs": theirs}
        # A page that is behind stays so: only a full answer shows what the other wrote.
        context["seen"] = None if theirs is not None else seen
        return Template("charter/_kept.html", context=context, status_code=200)
    if theirs is None and not is_htmx(request):
        where = f"#{anchor(focus)}" if focus else ""
        after = DRAFTS + (f"/{draft_id}" if do == "done" else f"/{draft_id}/{part}{where}")
        return to(request, after)
    if theirs is None and do == "done":
        return to(request, f"{DRAFTS}/{draft_id}")
    return page(request, draft, part, found, seen=seen, tab=tab, focus=focus, theirs=theirs)


@form_post("/drafts/{draft_id:int}/undoing", guards=[may(Act.CHARTER)])
async def undo(request: AnyRequest, draft_id: FromPath[int]) -> Any:
    """One step back; a second time, forward again."""
    form = await request.form()
    part = str(form.get("part", ""))
    async with county_tx():
        draft = await drafts.find(draft_id, lock=True)
        if not await seen_before(str(form.get("once", ""))):
            earlier = drafts.data_of({"document": draft["previous"]})
            await drafts.keep(draft_id, earlier, "", user_of(request).name)
    return to(request, f"{DRAFTS}/{draft_id}{f'/{part}' if part in PARTS else ''}")


@form_post("/drafts/{draft_id:int}/sheets", guards=[may(Act.CHARTER)])
async def take_sheet(request: AnyRequest, draft_id: FromPath[int]) -> Any:
    """A ready-made score sheet, with the activities that it counts."""
    form = await request.form()
    sample = samples.samples().get(str(form.get("sample", "")))
    here = f"{DRAFTS}/{draft_id}/scoring"
    async with county_tx():
        draft = await drafts.find(draft_id, lock=True)
        if sample is None:
            raise Refused(_("请选一张表。"), "sample")
        if not await seen_before(str(form.get("once", "")), here):
            data = samples.taken(drafts.data_of(draft), sample)
            await drafts.keep(draft_id, data, "", user_of(request).name)
    return to(request, here)


@form_post("/drafts/{draft_id:int}/signing", guards=[may(Act.CHARTER)])
async def sign(request: AnyRequest, draft_id: FromPath[int]) -> Response[Any] | Template:
    """First shown, then saved: as what is imported (versions.py)."""
    form = await versions.typed(request)
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
    form.document = tomli_w.dumps(drafts.data_of(draft))
    form.made_against = form.made_against or draft["made_against"]
    form.draft, form.sent_to = draft_id, f"{DRAFTS}/{draft_id}/signing"

    async def refused(error: Refused) -> Template:
        return await overview(request, draft_id, form, in_words(error))

    return await versions.proposed(request, form, refused)


@post("/drafts/{draft_id:int}/dropping", guards=[may(Act.CHARTER)])
async def drop(request: AnyRequest, draft_id: FromPath[int]) -> Response[Any]:
    async with county_tx():
        await drafts.find(draft_id)
        await drafts.end(draft_id, user_of(request).name)
    return to(request, DRAFTS)


handlers = [index, begin, show, edit, change, undo, take_sheet, sign, drop]
