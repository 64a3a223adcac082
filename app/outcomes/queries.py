"""A topic's outcomes, commitments, answers and ratings, for the pages that show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, TypeVar

from app.dates import today
from app.db import rows
from app.lights import Light, light
from app.topics.back import Step, still_there
from app.veiling.rules import as_told

OUTCOMES = """
    SELECT "topic", "id", "kind", "text", "reported_to", "reported_on", "adopted", "reason",
           "decided_on"
    FROM "outcome" WHERE "outcome"."county" = $1 AND "topic" = ANY($2::bigint[]) ORDER BY "id"
"""
# Topic by topic (OFFSET 0 keeps it so): of several at once a planner that takes a county
# for few rows reads all that departments owe.
COMMITMENTS = """
    SELECT "commitment"."topic", "commitment"."id", "task", "due_on", "done_on",
           "done_note", "verified_on",
           "commitment"."department", "department"."name" AS department_name,
           "withdrawn_on", "withdrawn_reason",
           ARRAY(SELECT to_char("happened_on", 'YYYY-MM-DD') || ' ' || "text" FROM "progress"
                 WHERE "progress"."county" = $1 AND "progress"."commitment" = "commitment"."id"
                 ORDER BY "progress"."id") AS progress
    FROM unnest($2::bigint[]) AS its (topic) CROSS JOIN LATERAL (
        SELECT * FROM "commitment"
        WHERE "commitment"."county" = $1 AND "commitment"."topic" = its.topic OFFSET 0)
        AS "commitment"
    JOIN "department"
      ON "department"."county" = $1 AND "department"."id" = "commitment"."department"
    ORDER BY "commitment"."id"
"""
ANSWERS = """
    SELECT "answer"."topic", "answer"."id", "text", "answer"."happened_on", "solved", "stars",
           "comment",
           "rating"."happened_on" AS rated_on
    FROM "answer" LEFT JOIN "rating"
      ON "rating"."county" = $1 AND "rating"."answer" = "answer"."id"
     AND "rating"."withdrawn_at" IS NULL
    WHERE "answer"."county" = $1 AND "answer"."topic" = ANY($2::bigint[]) ORDER BY "answer"."id"
"""
STEPS = """
    SELECT "topic", "id", "decision" FROM "passage"
    WHERE "passage"."county" = $1 AND "topic" = ANY($2::bigint[]) ORDER BY "id"
"""
REPORTED = frozenset({"reported"})
ANSWERED = frozenset({"answered", "replied", "settle"})


WORDS = ("task", "done_note", "withdrawn_reason", "progress")


class Owing(TypedDict):
    """What `with_light` reads of a commitment, and what it puts in."""

    due_on: date
    done_on: date | None
    light: NotRequired[Light | None]


Owed = TypeVar("Owed", bound=Owing)
T = TypeVar("T", bound=Mapping[str, Any])


class OutcomeOf(TypedDict):
    """`adopted`: None until it is decided."""

    topic: int
    id: int
    kind: str
    text: str
    reported_to: str
    reported_on: date
    adopted: bool | None
    reason: str
    decided_on: date | None


class CommitmentOf(Owing):
    """`progress`: what was reported, as 2026-03-25 and the words."""

    topic: int
    id: int
    task: str
    done_note: str
    verified_on: date | None
    withdrawn_on: date | None
    withdrawn_reason: str
    department: int
    department_name: str
    progress: list[str]


class LoadedCommitment(Owing):
    """As app/outcomes/commitments.py finds it: all columns, and what shows who sees and reports.
    `title` to `published_at` are the topic's. Where one is loaded, `answer_for`: the department and
    whoever took over; `spoken_by`: who spoke for it when it was done; `carried`: the topic stands
    at the ring at which it is carried out.
    """

    county: int
    id: int
    topic: int
    department: int
    task: str
    done_note: str
    verified_on: date | None
    verified_by: int | None
    withdrawn_on: date | None
    withdrawn_reason: str
    withdrawn_as: str
    department_name: str
    title: str
    station: int
    category: str
    stage: str
    charter: int
    ring: int
    published_at: datetime | None
    lineage: list[int]
    station_name: str
    answer_for: NotRequired[list[int]]
    spoken_by: NotRequired[list[int]]
    carried: NotRequired[bool]


class AnswerOf(TypedDict):
    """The last four are of its rating; None: nobody has rated it."""

    topic: int
    id: int
    text: str
    happened_on: date
    solved: bool | None
    stars: int | None
    comment: str | None
    rated_on: date | None


class CameOfIt(TypedDict):
    outcomes: list[OutcomeOf]
    commitments: list[CommitmentOf]
    answers: list[AnswerOf]


async def outcomes_of(
    topic: int, hidden: Mapping[str, str] | None, steps: Sequence[Step] | None = None
) -> CameOfIt:
    """Within the caller's transaction. Commitments carry their light. `hidden`: from the reader, as
    app/veiling/queries.py finds it. What was reported or answered by mistake went back with its
    step: `steps`, the topic's passages in their order, where they are known already.
    """
    known = {} if steps is None else {topic: steps}
    return (await outcomes_of_all({topic: hidden}, known))[topic]


async def outcomes_of_all(
    hidden: Mapping[int, Mapping[str, str] | None],
    known: Mapping[int, Sequence[Step]] | None = None,
) -> dict[int, CameOfIt]:
    """As `outcomes_of`, of many, each with what is hidden of it: in four statements at most."""
    topics = list(hidden)
    steps = by_topic(await rows(STEPS, topics)) if not known else dict(known)
    outcomes = by_topic(await rows(OUTCOMES, topics, of=OutcomeOf))
    answers = by_topic(await rows(ANSWERS, topics, of=AnswerOf))
    owed = by_topic(await rows(COMMITMENTS, topics, of=CommitmentOf))
    found: dict[int, CameOfIt] = {}
    for topic, veil in hidden.items():
        way = steps.get(topic, [])
        reported = still_there(way, REPORTED, outcomes.get(topic, []))
        answered = still_there(way, ANSWERED, answers.get(topic, []))
        promised = as_told(owed.get(topic, []), veil, *WORDS)
        found[topic] = {
            "outcomes": as_told(reported, veil, "text", "reason", "reported_to"),
            "commitments": [with_light(each) for each in promised],
            "answers": as_told(answered, veil, "text", "comment"),
        }
    return found


def by_topic(records: Iterable[T]) -> dict[int, list[T]]:
    """Each in their order. Pure."""
    found: dict[int, list[T]] = {}
    for each in records:
        found.setdefault(each["topic"], []).append(each)
    return found


def with_light(commitment: Owed) -> Owed:
    """And the light it shows today."""
    commitment["light"] = light(commitment["due_on"], today(), commitment["done_on"])
    return commitment
