"""Consultations as addresses: the list, one of them, and where the forms are."""

from collections.abc import Iterable
from typing import Any

from litestar import MediaType, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app import evidence
from app.access.roles import Account
from app.charter import store
from app.choosing.asking import filtered
from app.choosing.kinds import What
from app.consultations import circle, closing, planning, recording, unsaved
from app.consultations.minutes import correcting, keeping
from app.consultations.photos import of_loaded
from app.consultations.queries import everything
from app.consultations.rounds import ListedRound, newest
from app.consultations.rules import Came, State
from app.dates import has_begun, months_since, today
from app.db import county_tx
from app.evidence.files import shelf
from app.evidence.rights import of_account
from app.evidence.subjects import Subject
from app.i18n import _, translated
from app.refusal import Overtaken
from app.web.forms.fields import month_asked, place_asked, word_asked, year_asked
from app.web.forms.refill import Line, refilled
from app.web.forms.refused import page_at, words_of
from app.web.requests import AnyRequest, charter_of


@get("/", again="everybody")
async def index(  # noqa: PLR0917
    request: AnyRequest,
    before: FromQuery[str] = "",
    station: FromQuery[str] = "",
    form: FromQuery[str] = "",
    year: FromQuery[str] = "",
    month: FromQuery[str] = "",
    q: FromQuery[str] = "",
) -> Template:
    account: Account | None = request.scope.get("user")
    chosen, end, within = year_asked(year), place_asked(before), month_asked(month)
    async with county_tx(readonly=True):
        at, stations = await filtered(What.STATION, account, station)
        listed = await newest(
            account,
            before=end,
            station=at,
            form=form,
            year=chosen,
            words=q,
            month=within,
        )
        forms = {each["form"] for each in listed["consultations"]}
        known = await store.knowing(charter_of(request), forms=forms)
    if not listed["consultations"] and not (end or within):
        word_asked(form, charter_of(request).forms)  # one of before may have its records
    context = {
        **listed,
        "known": known,
        "begun": begun(listed["consultations"]),
        "stations": stations,
        "months": months_since(listed["first"]),
        "years": range(today().year, 2016, -1),
    }
    return Template("consultations/index.html", context=context)


def begun(consultations: Iterable[ListedRound]) -> tuple[int, ...]:
    """Which of those that are planned have had their hour. Pure, but for the clock."""
    return tuple(
        each["id"]
        for each in consultations
        if each["state"] == State.PLANNED and has_begun(each["held_on"], each["begins"])
    )


@get("/{consultation_id:int}", again="strangers")
async def consultation_page(
    request: AnyRequest, consultation_id: FromPath[int], saved: FromQuery[str] = ""
) -> Template | Response[str]:
    """`saved=1`: the record's form as it is saved, also for whoever typed what could not be."""
    account: Account | None = request.scope.get("user")
    word_asked(saved, {"1"})
    async with county_tx(readonly=True):
        try:
            context = await everything(consultation_id, account)
        except NotFoundException:
            mine = await unsaved.of(consultation_id, account.id) if account else []
            if not mine:
                raise
            lost = {"unsaved": mine, "c": {"id": consultation_id}, "differing": unsaved.differing}
            lost |= {"saved": {}, "heads": {}}
            return Template("consultations/lost.html", context=lost)
        ids = [consultation_id]
        if context["inside"]:
            photos = await evidence.photos_of(account, "consultation", ids)
        else:
            photos = await evidence.photos_of_topic("consultation", ids, context["hidden"])
        held = of_account(account, of_loaded(account, context["c"], context["people"]))
        files = await shelf(
            account,
            Subject.CONSULTATION,
            consultation_id,
            held,
            open_=context["c"]["state"] != State.CANCELLED,
        )
    context["photos"] = photos.get(consultation_id, [])
    context["files_here"] = files
    if context["speaking"] and context["unsaved"] and not saved:
        return await with_unsaved(request, context)
    return Template("consultations/show.html", context=context)


async def with_unsaved(request: AnyRequest, context: dict[str, Any]) -> Response[str]:
    """As after the refusal (app/web/forms/refused.py): typed, and beside it what was saved, where
    that is another by now.
    """
    c, fields = context["c"], context["unsaved"][0]["fields"]
    page, overtaken = f"/consultations/{c['id']}", fields.get("version") != str(c["version"])
    present = [each["id"] for each in context["people"] if each["state"] == Came.PRESENT]
    words = words_of(Overtaken.status)
    title = words.title if overtaken else translated(_("还有没保存的"))
    text = refilled(
        await page_at(request, f"{page}?saved=1") or "",
        f"{request.scope['root_path']}{page}/{'record' if context['recording'] else 'statements'}",
        unsaved.filled(fields, c, present),
        [Line(None, translated(unsaved.OPEN_AGAIN if overtaken else unsaved.CARRIED))],
        words._replace(title=title),
        overtaken=overtaken,
    )
    return Response(text, media_type=MediaType.HTML)


router = Router(
    "/consultations",
    route_handlers=[
        index,
        consultation_page,
        *recording.handlers,
        *keeping.handlers,
        *closing.handlers,
        *correcting.handlers,
    ],
)
routers = [router, Router("/topics", route_handlers=[*circle.handlers, *planning.handlers])]
