"""One part of a draft in a form, kept at every change; and what else changes a draft."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.charter.shape import readable
from app.charter.wording import label
from app.db import county_tx
from app.drafting import drafts, excluding, samples
from app.drafting.differences import differences
from app.drafting.forms import parsing
from app.drafting.forms.fields import NUMBERED_NEEDS, PARTS, Drawing
from app.drafting.forms.hints import PARTS as HINTS_OF_PARTS
from app.drafting.forms.inputs import Input, anchor, inputs
from app.drafting.validation import Checked, checked
from app.i18n import _, translated
from app.refusal import Refused
from app.web.forms.fields import NO_SUCH
from app.web.forms.validation import Fields
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, is_htmx, user_of

DRAFTS = "/charter/drafts"
MOST_FIELDS, LARGEST = 20_000, 2**20  # a part of a charter: all its fields, and bytes


@get("/drafts/{draft_id:int}/{part:str}", guards=[may(Act.CHARTER)])
async def edit(
    request: AnyRequest,
    draft_id: FromPath[int],
    part: FromPath[str],
    on: FromQuery[str] = "",
) -> Template:
    """`on`: the name of the piece that is worked on."""
    known(part)
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        found = await checked(request, drafts.data_of(draft))
    if on and on not in inputs(Drawing(found.data, found.problems).page(part)):
        raise NotFoundException(NO_SUCH)
    seen = drafts.mark(draft["document"], part)
    return page(request, draft, part, found, seen=seen, tab=token_urlsafe(9), focus=on)


def page(request: AnyRequest, draft: Any, part: str, found: Checked, **more: Any) -> Template:
    """`seen`, `tab`: app/drafting/drafts.py; `focus`: the name the eye should be on; `theirs`:
    what another wrote in the meantime.
    """
    focus: str = more.pop("focus", "")
    drawn: list[Input] = Drawing(found.data, found.problems, focus).page(part)
    context = {
        "draft": draft,
        "part": part,
        "parts": list(PARTS),
        "numbered_needs": NUMBERED_NEEDS,
        **words_of_parts(),
        "checked": found,
        "problems": found.lines(),
        "inputs": drawn,
        "focus": anchor(focus),
        "theirs": None,
        "samples": samples.samples() if part == "scoring" else {},
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


@change(
    "/drafts/{draft_id:int}/{part:str}",
    may(Act.CHARTER),
    page="/charter/drafts/{draft_id}/{part}",
    most=MOST_FIELDS,
    largest=LARGEST,
    repeats=True,  # `seen` and `tab` tell who was first
)
async def write(request: AnyRequest, form: Fields, draft_id: int, part: str) -> Done | Template:
    """`do`: save, keep (while typing: only what is wrong comes back), or a button's doing."""
    known(part)
    if form.get("whole") != "yes":
        raise Refused(_("表单没有完整送到，什么都没有改。请再保存一次。"))
    tree = parsing.tree_of(form.pairs)
    do, seen, tab = form.get("do", "save"), form.get("seen"), form.get("tab")[:40]
    focus = parsing.applied(tree, do)
    draft = await drafts.find(draft_id, lock=True)
    old = drafts.data_of(draft)
    data = await excluding.chosen_in(parsing.data_of(tree, part, old), old, user_of(request))
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
        return Template("charter/_kept.html", context=context)
    if theirs is None and (do == "done" or not is_htmx(request)):
        where = f"?on={focus}#{anchor(focus)}" if focus else ""
        after = DRAFTS + (f"/{draft_id}" if do == "done" else f"/{draft_id}/{part}{where}")
        return Done(after, sentence(_("已存进草稿。")))
    return page(request, draft, part, found, seen=seen, tab=tab, focus=focus, theirs=theirs)


def page_of_undoing(parameters: dict[str, Any], fields: Fields) -> str:
    part = fields.get("part")
    return f"{DRAFTS}/{parameters['draft_id']}{f'/{part}' if part in PARTS else ''}"


@change("/drafts/{draft_id:int}/undoing", may(Act.CHARTER), page=page_of_undoing)
async def undo(request: AnyRequest, form: Fields, draft_id: int) -> Done:
    """One step back; a second time, forward again."""
    draft = await drafts.find(draft_id, lock=True)
    earlier = drafts.data_of({"document": draft["previous"]})
    await drafts.keep(draft_id, earlier, "", user_of(request).name)
    here = page_of_undoing({"draft_id": draft_id}, form)
    return Done(here, sentence(_("上一次改动已撤回；再撤回一次，就又改回来。")))


@dataclass
class SampleForm:
    sample: str = ""


@change(
    "/drafts/{draft_id:int}/sheets", may(Act.CHARTER), page="/charter/drafts/{draft_id}/scoring"
)
async def take_sheet(request: AnyRequest, form: SampleForm, draft_id: int) -> Done:
    """A ready-made score sheet, with the activities that it counts."""
    draft = await drafts.find(draft_id, lock=True)
    sample = samples.samples().get(form.sample)
    if sample is None:
        raise Refused(_("请选一张表。"), "sample")
    data = samples.taken(drafts.data_of(draft), sample)
    await drafts.keep(draft_id, data, "", user_of(request).name)
    focus = f"scoring.sheets.{len(data['scoring']['sheets']) - 1}"
    there = f"{DRAFTS}/{draft_id}/scoring?on={focus}#{anchor(focus)}"
    return Done(there, sentence(_("考核表已添进草稿。")))


handlers = [edit, write, undo, take_sheet]
