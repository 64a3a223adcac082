"""All that waits in the county, for its office and leaders: with nobody who may do it, overdue, due
soon, longest; and the roles that nobody holds.
"""

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Act, may
from app.charter import store
from app.dates import today
from app.db import county_tx
from app.portal import nudging
from app.portal.under_way import LISTS, PAGE, listed
from app.portal.unheld import OLDEST
from app.topics.queries import with_ring
from app.topics.vacancies import vacancies
from app.web.forms.fields import id_asked, place, place_asked, word_asked
from app.web.requests import AnyRequest, charter_of


@get(nudging.HERE, guards=[may(Act.OVERVIEW)])
async def waiting(shown: FromQuery[str] = "", after: FromQuery[str] = "") -> Template:
    chosen = word_asked(shown, LISTS) or "all"
    async with county_tx(readonly=True):
        found, figures = await listed(chosen, place_asked(after))
        charters = await store.versions({each["charter"] for each in found})
        context = {
            "topics": [with_ring(each, charters[each["charter"]]) for each in found[:PAGE]],
            "next_page": place(found[PAGE - 1]["ring_since"], found[PAGE - 1]["id"])
            if len(found) > PAGE
            else None,
            "counts": figures,
            "lists": LISTS,
            "shown": chosen,
            "today": today(),
            "oldest": OLDEST,
        }
    return Template("portal/county.html", context=context)


@get("/desk/vacancies", guards=[may(Act.NUDGE)])
async def unheld(request: AnyRequest, after: FromQuery[str] = "") -> Template:
    """`after`: the station that the page before ended with."""
    behind = id_asked(after) or 0
    async with county_tx(readonly=True):
        found = await vacancies(charter_of(request).rings, behind)
    context = {
        "vacancies": found.page,
        "total": found.total,
        "kinds": found.kinds,
        "next_page": found.further,
    }
    return Template("portal/vacancies.html", context=context)


handlers = [waiting, *nudging.handlers, unheld]
