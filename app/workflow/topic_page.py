"""Everything of one topic, for its page: the way so far, the talks, what came of them."""

from collections.abc import Callable
from typing import Any

from litestar.response import Template
from litestar.types import Guard

from app import evidence
from app.access.roles import Account
from app.access.visibility import held_at, may_reach
from app.charter import store
from app.charter.model import Charter
from app.charter.rings import ASIDE, RingKind
from app.charter.stages import BEFORE_ACCEPTANCE, OFF_THE_ROAD, Stage
from app.choosing.asking import offer
from app.choosing.kinds import What
from app.consultations import circle
from app.consultations.circle import COMPOSES, circle_context
from app.consultations.rounds import rounds_of
from app.db import county_tx
from app.evidence.files import shelf, shelves
from app.evidence.subjects import Subject
from app.outcomes.queries import CameOfIt, outcomes_of
from app.outcomes.rules import to_rate
from app.topics import enclosed, rules, transitions
from app.topics.briefing.known import known
from app.topics.briefing.passages import LoadedPassage, passages_of, readable
from app.topics.hands import in_hand, turn_of
from app.topics.judging import barred, rates_own
from app.topics.photos import of_approval
from app.topics.photos import of_loaded as rights_of_topic
from app.topics.queries import with_ring
from app.topics.tables import LoadedTopic
from app.veiling.asking import found_in, in_words
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told, may_tell
from app.web.forms import validation
from app.web.frame import Done, Handler, change, sentence
from app.web.requests import AnyRequest
from app.workflow import joined
from app.workflow.how_it_stands import how_it_stands
from app.workflow.merged import merged, others_in
from app.workflow.raising.brought import WAYS
from app.workflow.raising.placed import placed
from app.workflow.rating.back import offered


async def topic_part(request: AnyRequest, topic_id: int) -> Template:
    """After a step HTMX gets the topic anew."""
    async with county_tx(readonly=True):
        context = await everything(topic_id, request.user)
    return Template("topics/_topic.html", context=context)


def step(
    path: str, *guards: Guard, one: bool = False, by: str = "", alone: str = ""
) -> Callable[[Handler], Any]:
    """A form on a topic's page, or `one` with others (app/web/frame.py). `alone`: on a page of its
    own beneath the topic's, so that nothing else that is typed is left behind by it.
    """
    return change(
        f"/{{topic_id:int}}{path}",
        *guards,
        page=f"/topics/{{topic_id}}{alone}",
        part=None if alone else topic_part,
        most=circle.MOST_FIELDS if one else validation.MOST_FIELDS,
        one=one,
        by=by,
    )


def moved_on(topic_id: int, said: str) -> Done:
    return Done(f"/topics/{topic_id}", sentence(said))


WORDS_OF_OTHERS = (
    "reason",
    "taken_down_reason",
)  # whoever raised it reads their own as they wrote them
WORDS = ("title", "story", "spot", *WORDS_OF_OTHERS)


async def everything(
    topic_id: int, account: Account | None, *, by_code: bool = False
) -> dict[str, Any]:
    """The topic page's context. Loaded in the caller's read-only transaction. `by_code`: of whoever
    raised it without an account.
    """
    topic = await transitions.load(topic_id)
    charter = await transitions.charter_of(topic)
    held = held_at(topic, account) if account else []
    passages = await passages_of(topic_id)
    mine = by_code or (account is not None and account.id == topic["raiser"])
    hidden = await hidden_of(account, topic_id)
    (topic,) = as_told([topic], hidden, *(WORDS_OF_OTHERS if mine else WORDS))
    said = hidden if hidden is not None and may_tell(passages, hidden, "opinion") else None
    rounds = await rounds_of(topic_id, hidden)
    photos = await evidence.photos_of_topic("consultation", [each["id"] for each in rounds], hidden)
    outcomes = await outcomes_of(topic_id, hidden, passages)
    ring = charter.rings[topic["ring"]]
    hands = in_hand(topic)
    holds = bool({*topic["held_by"], *hands.roles} & set(held))
    not_mine = account is not None and holds and await barred(account, ring, topic)
    turn = "" if not_mine else turn_of(topic, charter, held)
    context = {
        "topic": with_ring(topic, charter),
        "flow": charter,
        "ring": ring,
        "marks": (way := marks(topic, charter)),
        "come": [each for each in way if each["state"] != "ahead"],
        "passages": [readable(each, held=held, mine=mine, hidden=said) for each in passages],
        "rounds": (seen := [each for each in rounds if held or each["state"] == "filed"]),
        "rounds_by": {each["id"]: each for each in seen},
        "photos": photos,
        "held": held,
        "hands": hands,
        "not_mine": not_mine,
        "turn": turn,
        "ways": WAYS,
        "turn_form": rules.form_of(ring, turn),
        "private": account is not None and may_reach(topic, account),
        "mine": mine,
        "by_code": by_code,
        "card": "",  # for strangers alone (pages.py)
        "to_rate": to_rate(topic["stage"], [each["stars"] for each in outcomes["answers"]])
        and not (mine and await rates_own(account, topic)),
        "rating_back": await offered(topic_id, passages) if mine else None,
        "merged": await merged(topic, charter, account, inside=mine or bool(held)),
        "withdraws": mine and topic["stage"] in BEFORE_ACCEPTANCE and not await others_in(topic_id),
        "brings_on": mine and topic["stage"] == Stage.WITHDRAWN,
        "met": joined.met((await joined.counts([topic_id])).get(topic_id, 0), exactly=bool(held)),
        **await files_of(account, topic, passages, outcomes),
        **await enclosed.context_of(account, topic, charter, held=held, by_code=by_code),
        **await store.standing(topic["charter"]),
        **outcomes,
        **await how_it_stands(topic, charter, outcomes, hidden, mine=mine, held=bool(held)),
    }
    context["phone_place"] = await placed(topic) if context["private"] else None
    if turn and account is not None:
        context["known"] = await known(
            account,
            context["topic"],
            charter,
            held=held,
            hidden=hidden,
            passages=context["passages"],
            photos=[*context["enclosed"], *context["before"], *context["after"]],
        )
    if turn == "review":
        context["written"] = in_words(found_in(topic["title"], topic["story"], topic["spot"]))
        context["mergeable"] = await offer(What.MERGEABLE, account, topic_id)
    if turn == "carry_out":
        context["departments"] = await offer(What.DEPARTMENT, account)
    shows_circle = bool(held) or topic["stage"] not in BEFORE_ACCEPTANCE
    composing = turn in COMPOSES
    context |= (
        await circle_context(topic, charter, account, composing=composing) if shows_circle else {}
    )
    return context


async def files_of(
    account: Account | None,
    topic: LoadedTopic,
    passages: list[LoadedPassage],
    outcomes: CameOfIt,
) -> dict[str, Any]:
    """The matter's own, those of each approval and of each outcome."""
    held = rights_of_topic(account, topic)
    approvals = {
        each["id"]: of_approval(account, topic, each["account"])
        for each in passages
        if each["kind"] == RingKind.APPROVE
    }
    reported = {each["id"]: held for each in outcomes["outcomes"]}
    return {
        "files_here": await shelf(account, Subject.TOPIC, topic["id"], held),
        "files_of_passage": await shelves(account, Subject.PASSAGE, approvals),
        "files_of_outcome": await shelves(account, Subject.OUTCOME, reported),
    }


def marks(topic: LoadedTopic, charter: Charter) -> list[dict[str, str]]:
    """The county's rings as drawn: done, now, ahead, or off when the topic left the road there."""
    aside = charter.rings[topic["ring"]].kind in ASIDE
    off = topic["stage"] in OFF_THE_ROAD
    closed = topic["stage"] == (Stage.REFERRED if aside else Stage.CLOSED)
    return [
        {"name": name, "state": state_of(first, last, topic["ring"], off=off, closed=closed)}
        for name, first, last in (charter.marks_aside if aside else charter.marks)
    ]


def state_of(first: int, last: int, place: int, *, off: bool, closed: bool) -> str:
    if closed or last < place:
        return "done"
    if first <= place <= last:
        return "off" if off else "now"
    return "ahead"
