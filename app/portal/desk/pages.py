"""My desk, a dashboard: figures, each of which opens what it counts; what waits, oldest first, each
matter once with what there is to do; and what others have now.
"""

from typing import Any, NamedTuple

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.holding import ToMark
from app.access.roles import Account, Act, may
from app.activities.waiting import figures
from app.charter import store
from app.charter.model import Charter
from app.consultations import unsaved
from app.dates import today
from app.db import county_tx
from app.outcomes.queries import with_light
from app.persons import wishes
from app.persons.retention import begins_on
from app.persons.rules import WANTS
from app.portal import first_day, under_way
from app.portal.desk import due, rules
from app.portal.desk.held import DUE, HeldTopic, topics_of
from app.portal.desk.next_task import next_task
from app.portal.desk.published import published
from app.portal.desk.queries import (
    PAGE,
    SOON,
    appeals_for,
    asked_of,
    owed_by,
    raised_by,
    sittings_of,
    to_verify_by,
)
from app.portal.under_way import told
from app.scoring.assessment import waiting as marks
from app.stations import standing
from app.topics.queries import with_ring
from app.web.forms import expired
from app.web.forms.fields import place, word_asked
from app.web.requests import AnyRequest, charter_of, user_of

FEW = 5  # of persons' wishes; the figure above leads to all


# Of a page that shows one thing alone.
NOTHING: dict[str, Any] = {
    "figures": [], "wishes": None, "raised": [], "sittings": [], "appeals": [], "to_approve": [],
    "also": {}, "rest": {},
}  # fmt: skip


class Asked(NamedTuple):
    """`shown`: a key of SHOWN, `kind`: of KINDS; empty: all. `after`: where a page before ended."""

    shown: str
    kind: str
    after: str

    def wants(self, kind: str, *, due: bool = False) -> bool:
        """`due`: of a kind whose rows are due some day; of others none is asked for by that."""
        wanted = "topics" if self.after else self.kind
        return wanted in {"", kind} and (not self.shown or due)


@get("/desk", guards=[may(Act.DESK)])
async def desk(
    request: AnyRequest,
    after: FromQuery[str] = "",
    shown: FromQuery[str] = "",
    kind: FromQuery[str] = "",
) -> Template:
    me, charter = user_of(request), charter_of(request)
    asked = Asked(word_asked(shown, rules.SHOWN), word_asked(kind, rules.KINDS), after)
    async with county_tx(readonly=True):
        if asked.shown == "others":
            context = await of_others(me, after)
        else:
            context = await waiting(me, charter, asked)
            context |= await beside(me, charter) if asked == Asked("", "", "") else {}
    context |= {"asked": asked, "SHOWN": rules.SHOWN, "KINDS": rules.KINDS, "today": today()}
    name = "desk_others" if asked.shown == "others" else "desk"
    return Template(f"portal/{name}.html", context=context)


async def of_others(me: Account, after: str) -> dict[str, Any]:
    found = await due.with_others(me, after)
    return {"topics": await ringed(found[: under_way.PAGE]), "next_page": following(found)}


async def waiting(me: Account, charter: Charter, asked: Asked) -> dict[str, Any]:
    """What has rows of its own. Behind the first page there are the matters alone."""
    first = [] if asked.after else await due.first_of(me)
    wanted = asked.wants("topics", due=True)
    shown_first = first[: PAGE + 1] if wanted else []
    found = await topics_due(me, asked) if wanted and (asked.shown or asked.after) else shown_first
    topics = await ringed(found[:PAGE])
    context: dict[str, Any] = {**NOTHING, "topics": topics, "next_page": following(found)}
    if asked.after:
        return context
    day = today()
    owed = [with_light(each) for each in await owed_by(me)]
    asks = await asked_of(me)
    verify = [with_light(each) for each in await to_verify_by(me)]
    raised, appeals = await raised_by(me), await appeals_for(me, PAGE)
    sittings, approve = await sittings_of(me, day + SOON), await marks.to_approve(me)
    context["figures"] = await figures_of(me, due.counts(first), {
        "raised": raised, "sittings": sittings, "asked": asks, "owed": owed, "verify": verify,
        "appeals": appeals, "approve": approve,
    })  # fmt: skip
    owed_now = rules.owed_when(owed, asked.shown, day) if asked.wants("owed", due=True) else []
    asked_now = asks if asked.wants("asked") else []
    verify_now = verify if asked.wants("verify") else []
    held = rules.sittings_when(sittings, asked.shown, day)
    context |= {
        "raised": (mine := raised if asked.wants("raised") else []),
        "sittings": held if asked.wants("sittings", due=True) else [],
        "appeals": appeals if asked.wants("appeals") else [],
        "to_approve": approve if asked.wants("approve") else [],
        "sheets": {each.key: each.name for each in charter.scoring.sheets},
        "verb_of": rules.verb_of,
        "VERBS": rules.VERBS,
    }
    there = {each["id"] for each in (*mine, *topics)}
    steps = {"asked": asked_now, "owed": owed_now, "verify": verify_now}
    return context | rules.by_matter(steps, there)._asdict()


async def topics_due(me: Account, asked: Asked) -> list[HeldTopic]:
    if asked.shown:
        return await due.topics_due(me, asked.shown, asked.after, PAGE + 1)
    return await topics_of(me, asked.after, PAGE + 1)


async def figures_of(
    me: Account, counts: due.Counts, those: dict[str, list[Any]]
) -> list[tuple[str, str, str]]:
    """→ (key of SHOWN or KINDS, which of both, how many), in their order; of kinds those of which
    there are some.
    """
    day = today()
    by_kind = {kind: str(len(found)) for kind, found in those.items() if found}
    if counts["all"]:
        by_kind["topics"] = told(counts["all"])
    when = {
        shown: told(
            counts[shown]  # type: ignore[literal-required]
            + len(rules.owed_when(those["owed"], shown, day))
            + len(rules.sittings_when(those["sittings"], shown, day))
        )
        for shown in DUE
    } | {"others": await due.how_many_with_others(me)}
    if not by_kind and set(when.values()) == {"0"}:
        return []
    kinds = [("kind", kind, by_kind[kind]) for kind in rules.KINDS if kind in by_kind]
    return [("shown", shown, when[shown]) for shown in rules.SHOWN] + kinds


async def beside(me: Account, charter: Charter) -> dict[str, Any]:
    """What has lists of its own; of the office what is new or was left."""
    return {
        "activities": await figures(me),  # that wait for a verification
        "wishes": await wishes.waiting(FEW) if me.may(Act.WISHES) else None,
        "erases_from": await begins_on() if me.may(Act.WISHES) else None,
        "wishes_waiting": await wishes.how_many_wait() if me.may(Act.WISHES) else 0,
        "WANTS": WANTS,
        "standards": await standing.items_waiting(charter, me)
        if me.may(Act.MARK)
        else ToMark(mine=0, nobody=0),
        "marks": await marks.claimed(me),  # likewise, by assessment
        "unsaved": await unsaved.waiting(me.id),
        "kept": await expired.waiting(me.id),
        "first_day": await first_day.on_desk() if me.may(Act.CHARTER) else [],
        "counts": await under_way.counts() if me.may(Act.NUDGE) else None,
        "COUNTY_LISTS": under_way.LISTS,
        "published": await published() if me.may(Act.CHARTER) else None,
    }


async def ringed(found: list[Any]) -> list[Any]:
    charters = await store.versions({each["charter"] for each in found})
    return [with_ring(each, charters[each["charter"]]) for each in found]


def following(found: list[Any]) -> str | None:
    """Of one more than a page: where the next one begins."""
    return (
        place(found[PAGE - 1]["ring_since"], found[PAGE - 1]["id"]) if len(found) > PAGE else None
    )


handlers = [desk, next_task]
