"""What persons want done with what is kept about them, for whoever carries it out: a county's
office, and of a region's or the operator's own accounts another of the same. The list, one of them
with all that carries it out, and a form for somebody who came or called.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Stream, Template

from app.access.holding import APPOINTED, WHO, somebody
from app.access.own import Record, check_other
from app.access.roles import MAY, Act, may
from app.accounts.own import in_county, prefix_of
from app.audit import note_seen
from app.db import county_tx, rows, value
from app.evidence import erasing
from app.i18n import _
from app.people import queries as accounts_of
from app.persons import deciding, exporting, guests, others, own, wishes
from app.persons.own import personal_of
from app.persons.rules import WANTS, Want
from app.persons.wishes import About, LoadedWish
from app.refusal import Refused
from app.web.forms.fields import id_in, place, place_asked, word_asked
from app.web.frame import Done, change, sentence
from app.web.rate_limit import spends
from app.web.requests import AnyRequest, user_of

PAGE = 50
HERE = "/wishes"
NONE = _("没有这个请求。")


async def index(  # noqa: PLR0917  (Litestar's)
    request: AnyRequest,
    shown: FromQuery[str] = "",
    after: FromQuery[str] = "",
    before: FromQuery[int | None] = None,
    q: FromQuery[str] = "",
    people_before: FromQuery[int | None] = None,
) -> Template:
    """A county's accounts have pages; a region's and the operator's stand here."""
    decided = word_asked(shown, {"decided"}) != ""
    accounts: list[accounts_of.ListedAccount] = []
    older, end = None, place_asked(after)
    async with county_tx(readonly=True):
        if decided:
            found = await wishes.decided(PAGE + 1, before)
        else:
            found = await wishes.waiting(PAGE + 1, end or (date.min, 0))
        waiting = await wishes.how_many_wait()
        if not in_county(request):
            accounts, older = await accounts_of.accounts(q, people_before)
    more = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "wishes": found[:PAGE],
        "next_page": more and (str(more["id"]) if decided else place(more["due_on"], more["id"])),
        "decided": decided,
        "waiting": waiting,
        "WANTS": WANTS,
        "accounts": accounts,
        "older": older,
        "q": q,
    }
    return Template("persons/index.html", context=context)


@dataclass
class NewForm:
    of: str = ""
    number: str = ""
    person: str = ""
    kind: str = ""
    words: str = ""


async def new_context(of: str, number: int | None) -> dict[str, Any]:
    """404, unless there is such a matter, account or member. Within the caller's transaction."""
    called = await deciding.called(of, number) if of in deciding.THERE else None
    if called is None or number is None:
        raise NotFoundException(NONE)
    people = await people_of(of, number)
    return {
        "of": of,
        "number": number,
        "called": called,
        "people": people,
        "WANTS": WANTS,
    }


async def people_of(of: str, number: int) -> list[str]:
    """Whose data stand there and who have no account: to be chosen from."""
    if of == "activity":
        return await guests.named(number)
    return await deciding.people_of(number) if of == "topic" else []


async def new(of: FromQuery[str] = "", number: FromQuery[str] = "") -> Template:
    async with county_tx(readonly=True):
        context = await new_context(of, id_in(number))
    return Template("persons/new.html", context=context)


async def record(request: AnyRequest, form: NewForm) -> Done:
    """For somebody who came or called."""
    found = await new_context(form.of, id_in(form.number))
    person = form.person if form.person in found["people"] else ""
    if found["of"] == "activity" and not person:
        raise Refused(_("请选一项。"), "person")
    about = About(**{found["of"]: found["number"]}, person=person)
    personal = personal_of(request)
    wish = await wishes.ask(about, form.kind, form.words, "office", personal, user_of(request).id)
    return Done(f"{prefix_of(request)}{HERE}/{wish}", sentence(_("请求已登记。")))


async def one(wish_id: FromPath[int]) -> Template:
    async with county_tx(readonly=True):
        wish = await there(wish_id)
        shown = await shown_of(wish)
        same_person = await others.others(wish)
        nobody = wish["state"] == "waiting" and await nobody_decides(wish)
    await note_seen(f"{HERE}/{wish_id}")
    context = {
        "wish": wishes.lit(wish),
        "WANTS": WANTS,
        "shown": shown,
        "others": same_person,
        "nobody_verifies": nobody,
    }
    return Template("persons/show.html", context=context)


async def shown_of(wish: LoadedWish) -> list[erasing.Choice]:
    """What may show or name whoever wishes to be erased; of other wishes nothing."""
    if wish["kind"] != Want.ERASURE or wish["state"] != "waiting":
        return []
    if wish["topic"] is not None:
        return await erasing.choices(wish["topic"])
    if wish["signup"] is not None:
        return []
    if wish["activity"] is not None:
        return await erasing.choices_of_activity(wish["activity"])
    found = await deciding.standing(wish)
    return await erasing.choices_of_person(found["account"], found["member"])


RAISERS = """
    SELECT "raiser" FROM "topic" WHERE "topic"."county" = $1 AND "id" = ANY($2::bigint[])
       AND "raiser" IS NOT NULL
"""
NOBODY = f"""
    SELECT NOT {somebody(MAY[Act.WISHES], f"{WHO} = ANY($2::bigint[])", [APPOINTED])}
"""


async def nobody_decides(wish: LoadedWish) -> bool:
    """Because it is of the only account that may."""
    authors = [each for each in (await record_of(wish)).authors if each is not None]
    return bool(await value(NOBODY, authors))


async def there(wish_id: int, *, lock: bool = False) -> LoadedWish:
    found = await wishes.load(wish_id, lock=lock)
    if found is None:
        raise NotFoundException(NONE)
    return found


async def file(wish_id: FromPath[int]) -> Stream:
    async with county_tx(readonly=True):
        lines = await exporting.lines_about(await exporting.whose(await there(wish_id)))
    return await exporting.file_of(f"{HERE}/{wish_id}", lines)


@dataclass
class DecisionForm:
    decision: str = ""
    answer: str = ""
    name: str = ""
    phone: str = ""
    also: str = ""
    gone: frozenset[str] = frozenset()
    others: str = ""
    matters: frozenset[str] = frozenset()


async def decide(request: AnyRequest, form: DecisionForm, wish_id: int) -> Done:
    wish, me = await there(wish_id, lock=True), user_of(request)
    included = others.chosen(await others.others(wish), form.matters)
    check_other(me, await record_of(wish, included), "decision")
    shown = await shown_of(wish)
    erases = wish["kind"] == Want.ERASURE and form.decision == "done"
    elsewhere = await erasing.named(form.others) if erases else []
    await deciding.decide(
        wish, form.decision, form.answer, form.name, form.phone, form.also, me.id, included
    )
    if erases:
        chosen = {*form.gone, *(f"{each['sort']}-{each['id']}" for each in elsewhere)}
        await erasing.erase([*shown, *elsewhere], chosen)
    return Done(f"{prefix_of(request)}{HERE}", sentence(_("已办理，答复本人可以看到。")))


async def record_of(wish: LoadedWish, included: Sequence[int] = ()) -> Record:
    """Whose it is: nobody decides about what is kept of themselves, also where that is who raised a
    matter.
    """
    if wish["topic"] is not None and not wish["person"]:
        raised = [wish["topic"], *included]
        return Record(authors=[each["raiser"] for each in await rows(RAISERS, raised)])
    if wish["account"] is None and wish["member"] is None:
        return Record()
    found = await deciding.standing(wish)
    members = [found["member"]] if found["member"] else []
    return Record(authors=[found["account"]], members=members)


def router(path: str) -> Router:
    """At / for a county's pages and a region's, at /operator for the operator's realm."""
    guard = may(Act.WISHES)
    page = f"{path.rstrip('/')}{HERE}"
    shown: dict[str, Callable[..., Any]] = {
        "": index,
        "/new": new,
        "/{wish_id:int}": one,
    }
    return Router(
        path,
        route_handlers=[
            *(get(HERE + each, guards=[guard])(handler) for each, handler in shown.items()),
            get(f"{HERE}/{{wish_id:int}}/file.xlsx", guards=[guard, spends("export")])(file),
            change(HERE, guard, page=f"{page}/new?of={{of}}&number={{number}}")(record),
            change(f"{HERE}/{{wish_id:int}}/decision", guard, page=f"{page}/{{wish_id}}")(decide),
            *own.handlers(path),
        ],
    )
