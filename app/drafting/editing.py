"""The office writes a draft: part by part in forms, kept at every change, checked as a whole."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

import tomli_w
from litestar import get
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
from app.web.fields import id_in
from app.web.forms import Fields
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, is_htmx, user_of

DRAFTS = "/charter/drafts"
PAGE = 50
MOST_FIELDS, LARGEST = 20_000, 2**20  # a part of a charter: all its fields, and bytes


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
        drawing, parts = Drawing(self.data, []), {page_of(each) for each in self.problems}
        places = {part: set(inputs(drawing.page(part))) for part in parts}
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
    }
    return Template("charter/drafts.html", context=context)


@dataclass
class BeginForm:
    title: str = ""
    start: str = "now"


def page_of_beginning(_parameters: dict[str, Any], fields: Fields) -> str:
    """Where one begins: the list of drafts, or another county's published rules."""
    kind, _colon, which = fields.get("start").partition(":")
    return f"/charter/published/{id_in(which) or 0}" if kind == "county" else DRAFTS


@change("/drafts", may(Act.CHARTER), page=page_of_beginning)
async def begin(request: AnyRequest, form: BeginForm) -> Done:
    """`start`: now, blank, preset:<slug>, version:<id>, county:<its code>."""
    title = form.title.strip()
    data = await start(form.start, charter_of(request))
    if len(title) > 60 or not title or not title.isprintable():
        raise Refused(_("给草稿起个名字，不超过 60 字。"), "title")
    begun = await drafts.begin(data, title, user_of(request).name)
    return Done(f"{DRAFTS}/{begun}", sentence(drafts.BEGUN))


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
async def draft_page(request: AnyRequest, draft_id: FromPath[int]) -> Template:
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
        "form": versions.Proposal(effective_on=str(today())),
    }
    return Template("charter/draft.html", context=context)


@get("/drafts/{draft_id:int}/{part:str}", guards=[may(Act.CHARTER)])
async def edit(request: AnyRequest, draft_id: FromPath[int], part: FromPath[str]) -> Template:
    known(part)
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        found = await checked(request, drafts.data_of(draft))
    seen = drafts.mark(draft["document"], part)
    return page(request, draft, part, found, seen=seen, tab=token_urlsafe(9))


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
        return Template("charter/_kept.html", context=context)
    if theirs is None and (do == "done" or not is_htmx(request)):
        where = f"#{anchor(focus)}" if focus else ""
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
    return Done(f"{DRAFTS}/{draft_id}/scoring", sentence(_("考核表已添进草稿。")))


@change("/drafts/{draft_id:int}/signing", may(Act.CHARTER), page="/charter/drafts/{draft_id}")
async def sign(request: AnyRequest, form: versions.VersionForm, draft_id: int) -> Done | Template:
    """First shown, then saved: as what is imported (versions.py)."""
    draft = await drafts.find(draft_id)
    found = versions.proposal(form)
    found.document = tomli_w.dumps(drafts.data_of(draft))
    found.made_against = found.made_against or draft["made_against"]
    found.draft, found.sent_to = draft_id, f"{DRAFTS}/{draft_id}/signing"
    return await versions.proposed(request, found)


@change("/drafts/{draft_id:int}/dropping", may(Act.CHARTER), page="/charter/drafts/{draft_id}")
async def drop(request: AnyRequest, form: Fields, draft_id: int) -> Done:  # noqa: ARG001
    await drafts.find(draft_id)
    await drafts.end(draft_id, user_of(request).name)
    return Done(DRAFTS, sentence(_("草稿已放下，现行的规则不变。")))


handlers = [index, begin, draft_page, edit, write, undo, take_sheet, sign, drop]
