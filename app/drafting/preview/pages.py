"""How a county would look under a draft of its charter: its real pages, over an example.

The example is really there, made under the draft in a transaction that is always taken back. So
the pages are loaded by what loads them every day, and nothing remains.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.access.roles import Account, Act, Grant, Role, may
from app.charter import rules, shape, store
from app.charter.english import spoken
from app.charter.model import Charter
from app.charter.problems import Problem
from app.consultations import queries as consultations
from app.dates import today
from app.db import county_in_tx, county_tx
from app.drafting import drafts, versions
from app.drafting.preview.breaking import would_break
from app.drafting.preview.example import Example, made
from app.tenancy.tables import County
from app.web.forms.fields import word_asked
from app.web.requests import AnyRequest, charter_of, user_of
from app.workflow import topic_page
from app.workflow.raising import pages as raising

LOOKS = {
    "topic": "topics/show.html",
    "raise": "topics/raise.html",
    "consultation": "consultations/show.html",
    "paper": "charter/look_paper.html",
}


class TakenBack(Exception):
    """Ends the transaction of `nothing_kept`."""


@asynccontextmanager
async def nothing_kept() -> AsyncIterator[None]:
    """A county_tx() that writes, and is rolled back however it ends."""
    with suppress(TakenBack):
        async with county_tx():
            yield
            raise TakenBack


async def look_of(charter: Charter, look: str, viewer: Account) -> dict[str, Any]:
    """The context of the page LOOKS[look], as whoever has the topic's turn would get it."""
    async with nothing_kept():
        version = await store.save(
            store.write(charter), author=viewer.name, note="-", effective_on=today()
        )
        try:
            return await loaded(look, charter, await made(version, charter, viewer.id), viewer)
        finally:
            store.parsed.pop((county_in_tx(), version), None)


async def loaded(look: str, charter: Charter, example: Example, viewer: Account) -> dict[str, Any]:
    if look == "raise":
        return await raising.raise_context(charter, example.code)
    roles = {Role.OFFICE, *map(Role, example.ring.by)}
    handler = viewer._replace(grants=tuple(Grant(role) for role in sorted(roles)))
    if look == "topic":
        return await topic_page.everything(example.topic, handler)
    context = await consultations.everything(example.consultation, handler)
    county = await County.select(County.name).where(County.id == county_in_tx()).first()
    named = county["name"] if county else ""
    return context | {"photos": [], "files_here": None, "county_name": named}


def read(data: dict[str, Any]) -> tuple[Charter, list[Problem]]:
    """A draft's charter, and what is wrong with it; then it is not to be shown."""
    charter = shape.readable(data)
    misshapen = shape.misshapen_data(data)
    return charter, misshapen + versions.beside(misshapen, rules.check(charter))


@get("/drafts/{draft_id:int}/preview", guards=[may(Act.CHARTER)])
async def preview(
    request: AnyRequest, draft_id: FromPath[int], look: FromQuery[str] = ""
) -> Template:
    """`look`: one of LOOKS; else what is under way and would break a new rule."""
    async with county_tx(readonly=True):
        draft = await drafts.find(draft_id)
        data = drafts.data_of(draft)
        charter, wrong = read(data)
        asked = word_asked(look, LOOKS)
        found = []
        if not wrong and not asked:
            found = await would_break(spoken(charter), charter_of(request))
    context = {
        "draft": draft,
        "drafted": spoken(charter),
        "wrong_lines": [each.said(data) for each in wrong],
        "look": asked,
        "breaking": found,
    }
    if wrong or not asked:
        return Template("charter/look_breaking.html", context=context)
    page = await look_of(spoken(charter), asked, user_of(request))
    request.scope["charter"] = charter  # type: ignore[typeddict-unknown-key]  # templates: names()
    return Template("charter/look.html", context=page | context | {"page": LOOKS[asked]})


handlers = [preview]
