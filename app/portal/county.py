"""All that waits in the county, for its office and leaders: with nobody who may do it, overdue, due
soon, longest. For the office: asking for it (a reminder, 催办); and the roles that nobody holds.
"""

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app import ledger
from app.access.roles import Act, may
from app.charter import store
from app.dates import today
from app.db import county_tx
from app.i18n import _
from app.ledger import Kind
from app.portal.under_way import LISTS, PAGE, counts, listed
from app.topics import transitions
from app.topics.entries import about
from app.topics.hands import check_nudge, in_hand
from app.topics.queries import with_ring
from app.topics.tables import Topic
from app.topics.vacancies import vacancies
from app.web.forms.fields import place, place_asked, start_asked, word_asked
from app.web.frame import Done, Fields, change, sentence
from app.web.requests import AnyRequest, charter_of, user_of

HERE = "/desk/county"


@get("/desk/county", guards=[may(Act.OVERVIEW)])
async def waiting(shown: FromQuery[str] = "", after: FromQuery[str] = "") -> Template:
    chosen = word_asked(shown, LISTS) or "all"
    async with county_tx(readonly=True):
        found = await listed(chosen, place_asked(after))
        charters = await store.versions({each["charter"] for each in found})
        context = {
            "topics": [with_ring(each, charters[each["charter"]]) for each in found[:PAGE]],
            "next_page": place(found[PAGE - 1]["ring_since"], found[PAGE - 1]["id"])
            if len(found) > PAGE
            else None,
            "counts": await counts(),
            "lists": LISTS,
            "shown": chosen,
            "today": today(),
        }
    return Template("portal/county.html", context=context)


@change("/desk/county/{topic_id:int}/nudge", may(Act.NUDGE), page=HERE)
async def nudge(request: AnyRequest, form: Fields, topic_id: int) -> Done:  # noqa: ARG001
    """Whoever has it sees it on their desk and on the matter's page; the ledger keeps it."""
    topic = await transitions.load(topic_id, lock=True)
    check_nudge(in_hand(topic), topic["nudged_on"], today())
    await Topic.update({Topic.nudged_on: today()}).where(Topic.id == topic_id)
    await ledger.post(about(topic, Kind.TOPIC_NUDGED, actor=user_of(request).id))
    return Done(HERE, sentence(_("已催办，经办人的工作台上可以看到。")))


@get("/desk/vacancies", guards=[may(Act.NUDGE)])
async def unheld(request: AnyRequest, after: FromQuery[int] = 0) -> Template:
    async with county_tx(readonly=True):
        found = await vacancies(charter_of(request).rings)
    first = min(start_asked(after), len(found))
    context = {
        "vacancies": found[first : first + PAGE],
        "total": len(found),
        "next_page": first + PAGE if len(found) > first + PAGE else None,
    }
    return Template("portal/vacancies.html", context=context)


handlers = [waiting, nudge, unheld]
