"""A new version: brought in as TOML or taken up from an old one, checked as a whole, shown, saved.

Nothing is saved before somebody has seen what it changes. The form says which version was the
newest when it was made; if there is a newer one, what differs from that is shown first. Where
points change it also says of which document its reader has seen who would move.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Template
from msgspec.structs import replace

from app.access.roles import Act, may
from app.audit import Noted, note
from app.charter import rules, store, wording
from app.charter.model import Charter
from app.charter.problems import Problem
from app.charter.published import without_own
from app.charter.shape import misshapen, plain, readable
from app.dates import in_words, today
from app.db import row, value
from app.drafting import drafts, excluding, in_use
from app.drafting.differences import Difference, differences
from app.drafting.what_if import signing
from app.i18n import _, translated
from app.refusal import Refused, RefusedAll
from app.stations import renaming
from app.web.forms.fields import day_in, number_in
from app.web.frame import Done, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

LIST = "/charter/versions"
NEWEST = """
    SELECT "id", "number", "author", "note" FROM "charter" WHERE "charter"."county" = $1
    ORDER BY "number" DESC LIMIT 1
"""


ONE_SAVER = "SELECT pg_advisory_xact_lock(20092, $1)"
DOCUMENT = 'SELECT "document" FROM "charter" WHERE "charter"."county" = $1 AND "id" = $2'
SAME = _("与第 %(n)s 版完全一样，没有什么可签发的。")
LARGEST = (
    2**22
)  # bytes: a pasted document is three times as long when it is sent, and a file that is
# too large is refused beside the rest of the form


@dataclass
class VersionForm:
    """What was typed, as it was typed."""

    document: str = ""
    note: str = ""
    effective_on: str = ""
    made_against: str = ""
    confirmed: str = ""
    seen: str = ""
    looked: str = ""
    sheet: str = ""
    theirs: str = ""


@dataclass
class Proposal:
    document: str = ""
    note: str = ""
    effective_on: str = ""
    made_against: int = 0  # the number of the newest version that its author had seen
    confirmed: bool = False
    sent_to: str = LIST  # where the form on the preview goes
    draft: int | None = None
    seen: str = ""  # which document was shown (signing.py), and …
    looked: list[str] = field(default_factory=list)  # … of which sheets who would move
    sheet: str = ""  # a large one that is asked for


@dataclass
class Preview:
    differences: list[Difference]
    under_way: int
    effective_on: date
    newer: Any = None  # a version that was saved since; the differences are to it
    same: str = ""  # why it cannot be signed: it says what the last one says
    trials: list[signing.Trial] = field(default_factory=list)
    other_host: str = ""  # who would run it from now on


async def newest() -> int:
    return int(
        await value('SELECT max("number") FROM "charter" WHERE "charter"."county" = $1') or 0
    )


@change("/versions", may(Act.CHARTER), page=LIST, file="document", largest=LARGEST)
async def bring_in(request: AnyRequest, form: VersionForm) -> Done | Template:
    """`theirs`: it is another county's file, of which what is that county's alone is left out."""
    found = proposal(form)
    if form.theirs and not misshapen(found.document):
        found.document = adapted(found.document, charter_of(request))
    return await proposed(request, found)


def adapted(document: str, now: Charter) -> str:
    """Pure. Who runs this county stays who they are."""
    return store.write(replace(without_own(store.read(document)), host=now.host))


@change(
    "/versions/{charter_id:int}/restoration",
    may(Act.CHARTER),
    page="/charter/versions/{charter_id}",
)
async def restore(request: AnyRequest, form: VersionForm, charter_id: int) -> Done | Template:
    found = proposal(form)
    found.document = await value(DOCUMENT, charter_id)
    if found.document is None:
        raise NotFoundException(_("没有这一版规则。"))
    found.sent_to = f"{LIST}/{charter_id}/restoration"
    return await proposed(request, found)


def proposal(form: VersionForm) -> Proposal:
    """Pure."""
    return Proposal(
        document=form.document,
        note=form.note.strip(),
        effective_on=form.effective_on.strip(),
        made_against=number_in(form.made_against),
        confirmed=form.confirmed == "true",
        seen=form.seen,
        looked=[each for each in form.looked.split(",") if each],
        sheet=form.sheet,
    )


async def proposed(request: AnyRequest, form: Proposal) -> Done | Template:
    """Within the caller's transaction: saved, or what it would change is shown first."""
    charter = await checked(form, charter_of(request))
    if form.confirmed:
        await value(ONE_SAVER)  # of two at this very moment the second sees what the first saved
    last = await row(NEWEST)
    newer = last if last["number"] != form.made_against else None
    same = charter == await store.version(last["id"])
    if form.confirmed and same and newer is None:
        raise Refused(SAME, n=last["number"])
    day = day_in(form.effective_on) or today()
    now, shown = charter_of(request), signing.digest(form.document)
    if form.seen != shown:
        form.looked = []
    if form.confirmed and newer is None and {*signing.needed(now, charter)} <= {*form.looked}:
        await save(form, user_of(request).name, day)
        if day <= today() and await renaming.due(charter):
            said = _("新的一版已存，%(day)s 起生效。下面这些还叫旧名，看过新名再一次改好。")
            return Done(renaming.HERE, sentence(said, day=in_words(day)))
        return Done(LIST, sentence(_("新的一版已存，%(day)s 起生效。"), day=in_words(day)))
    changes = differences(await store.version(newer["id"]) if newer else now, charter)
    version: int = request.scope["charter_id"]  # type: ignore[typeddict-item]
    tried = await signing.trials(now, version, charter, {*form.looked, form.sheet})
    form.made_against, form.seen = last["number"], shown
    form.looked = [each.key for each in tried if not each.waits]
    said = translated(SAME, n=last["number"]) if same else ""
    preview = Preview(
        changes, await in_use.under_way(), day, newer, said, tried, other_host(now, charter)
    )
    return Template(
        "charter/preview.html",
        context={
            "form": form,
            "preview": preview,
            "open": signing.OPEN,
            "most": signing.MOST_SHOWN,
            "in_words": wording,
        },
    )


def other_host(now: Charter, new: Charter) -> str:
    """Pure. Named where another body than until now, or one where there was none, would be."""
    return new.host.name if new.host.name != now.host.name else ""


async def save(form: Proposal, author: str, day: date) -> None:
    after: dict[str, str | int] = {
        "number": form.made_against + 1,
        "effective_on": str(day),
        "reason": form.note,
    }
    await note(Noted.RULES, "/charter/versions", {"number": form.made_against}, after)
    saved = await store.save(
        form.document, author=author, note=form.note, effective_on=day, after=form.made_against
    )
    if form.draft:
        await drafts.end(form.draft, author, saved)


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
    missed = [*await in_use.missed(charter, now), *await excluding.unclear(charter)]
    further = rules.check(charter) + missed
    return problems + beside(problems, further), charter


def beside(unread: list[Problem], further: list[Problem]) -> list[Problem]:
    """Those of `further` that do not come from a place that could not be read."""
    places = [each.place for each in unread]
    return [each for each in further if not any(each.place[: len(one)] == one for one in places)]


handlers = [bring_in, restore]
