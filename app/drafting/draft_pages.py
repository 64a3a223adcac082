"""Drafts, from the list where one is begun to its signing or its end."""

from dataclasses import dataclass
from typing import Any

import tomli_w
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template
from msgspec import to_builtins
from msgspec.structs import replace

from app.access.roles import Act, may
from app.charter import presets, store
from app.charter.model import Charter, Host
from app.db import county_tx
from app.drafting import drafts, publishing, versions
from app.drafting.differences import Difference, differences
from app.drafting.editing import DRAFTS, words_of_parts
from app.drafting.forms.fields import PARTS
from app.drafting.validation import checked
from app.i18n import _, translated
from app.refusal import Refused, refuse_all
from app.topics.vacancies import vacancies
from app.web.forms.fields import id_in
from app.web.forms.validation import Fields
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

PAGE = 50
MOST_DROPPED = 10
MOST_SHOWN = 10  # stations at which somebody would be lacking


@get("/drafts", guards=[may(Act.CHARTER)])
async def index(before: FromQuery[int | None] = None) -> Template:
    async with county_tx(readonly=True):
        found = await drafts.listed(before)
        dropped = await drafts.dropped() if before is None else []
    context = {
        "drafts": found[:PAGE],
        "older": found[PAGE - 1]["id"] if len(found) > PAGE else None,
        "dropped": dropped[:MOST_DROPPED],
        "more_dropped": len(dropped) > MOST_DROPPED,
        "presets": presets.presets(),
    }
    return Template("charter/drafts.html", context=context)


@dataclass
class BeginForm:
    """`part`: of today's rules this alone is to be changed; the draft is called after it."""

    title: str = ""
    start: str = ""
    part: str = ""


def page_of_beginning(_parameters: dict[str, Any], fields: Fields) -> str:
    """Where one begins: the list of drafts, or another county's published rules."""
    kind, _colon, which = fields.get("start").partition(":")
    return f"/charter/published/{id_in(which) or 0}" if kind == "county" else DRAFTS


@change("/drafts", may(Act.CHARTER), page=page_of_beginning)
async def begin(request: AnyRequest, form: BeginForm) -> Done:
    """`start`: now, blank, preset:<slug>, version:<id>, county:<its code>."""
    part = form.part if form.part in PARTS else ""
    title = form.title.strip() or (called(part) if part else "")
    wrong = []
    if len(title) > 60 or not title or not title.isprintable():
        wrong.append(Refused(_("给草稿起个名字，不超过 60 字。"), "title"))
    if not form.start:
        wrong.append(Refused(_("请选从哪里开始。"), "start"))
    refuse_all(wrong)
    data = await start(form.start, charter_of(request))
    begun = await drafts.begin(data, title, user_of(request).name)
    at = f"{DRAFTS}/{begun}"
    return Done(f"{at}/{part}" if part else at, sentence(drafts.BEGUN))


def called(part: str) -> str:
    return translated(_("改%(part)s"), part=words_of_parts()["parts_said"][part])


async def start(named: str, now: Charter) -> dict[str, Any]:
    """Whatever rules it begins from: who runs this county stays who they are."""
    kind, _colon, which = named.partition(":")
    if kind == "blank":
        return drafts.blank() | ({"host": to_builtins(now.host)} if now.host != Host() else {})
    if kind == "preset" and which in presets.slugs():
        return drafts.from_charter(replace(presets.presets()[which], host=now.host))
    if kind == "version" and (version := id_in(which)):
        found = await store.versions_known({version})
        if version in found:
            return drafts.from_charter(found[version])
    if kind == "county" and (code := id_in(which)):
        return drafts.from_charter(replace(await publishing.beginning(code), host=now.host))
    if kind == "now":
        return drafts.from_charter(now)
    raise NotFoundException(_("没有这个起点。"))


@get("/drafts/{draft_id:int}", guards=[may(Act.CHARTER)])
async def draft_page(request: AnyRequest, draft_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        found = await checked(request, drafts.data_of(draft))
        newest = await versions.newest()
        empty = None if found.problems else await vacancies(found.charter.rings)
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
        "vacancies": empty.page[:MOST_SHOWN] if empty else [],
        "vacant": empty.total if empty else 0,
        "form": versions.Proposal(),
    }
    return Template("charter/draft.html", context=context)


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
    return Done(DRAFTS, sentence(_("草稿已搁置，现行的规则不变。")))


@change("/drafts/{draft_id:int}/taking-up", may(Act.CHARTER), page=DRAFTS)
async def take_up(request: AnyRequest, form: Fields, draft_id: int) -> Done:  # noqa: ARG001
    await drafts.take_up(draft_id, user_of(request).name)
    return Done(f"{DRAFTS}/{draft_id}", sentence(_("草稿已恢复，可以接着写。")))


handlers = [index, begin, draft_page, sign, drop, take_up]
