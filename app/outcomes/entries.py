"""What comes of the talk, as the ledger has it. `topic`: id, station, category; `commitment`: id,
due_on, done_on.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.dates import today
from app.ledger import Entry, Kind
from app.topics.entries import about

Row = Mapping[str, Any]
# All that is posted of one commitment.
OF_ONE = (
    Kind.COMMITMENT_MADE, Kind.COMMITMENT_DUE, Kind.COMMITMENT_DONE, Kind.COMMITMENT_DONE_ON_TIME,
    Kind.COMMITMENT_VERIFIED,
)  # fmt: skip


def reported(topic: Row, kind: str, *, actor: int | None, day: date | None = None) -> Entry:
    return about(topic, Kind.OUTCOME_REPORTED, actor=actor, day=day, result=kind)


def decided(topic: Row, *, adopted: bool, actor: int | None, day: date | None = None) -> Entry:
    kind = Kind.OUTCOME_ADOPTED if adopted else Kind.OUTCOME_NOT_ADOPTED
    return about(topic, kind, actor=actor, day=day)


def promised(topic: Row, commitment: Row, *, actor: int | None, day: date | None = None) -> Entry:
    return about(topic, Kind.COMMITMENT_MADE, actor=actor, day=day, commitment=commitment["id"])


def done(topic: Row, commitment: Row, *, actor: int | None, day: date | None = None) -> list[Entry]:
    """Beside that it came to its end (due.py)."""
    kinds = [Kind.COMMITMENT_DONE]
    if (day or today()) <= commitment["due_on"]:
        kinds.append(Kind.COMMITMENT_DONE_ON_TIME)
    return [about(topic, k, actor=actor, day=day, commitment=commitment["id"]) for k in kinds]


def ended(topic: Row, commitment: Row, day: date) -> list[Entry]:
    """By `day` it was done, or its day has passed: whichever was first. Neither: nothing."""
    end = min(commitment["due_on"], commitment["done_on"] or day)
    if commitment["done_on"] is None and commitment["due_on"] >= day:
        return []
    return [about(topic, Kind.COMMITMENT_DUE, day=end, commitment=commitment["id"])]


def verified(topic: Row, commitment: Row, *, actor: int | None, day: date | None = None) -> Entry:
    return about(topic, Kind.COMMITMENT_VERIFIED, actor=actor, day=day, commitment=commitment["id"])


def rated(
    topic: Row, stars: int, *, solved: bool, actor: int | None, day: date | None = None
) -> Entry:
    result = "solved" if solved else "not_solved"
    return about(topic, Kind.RATING_GIVEN, actor=actor, day=day, quantity=stars, result=result)
