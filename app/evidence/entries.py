"""A photo or file that is ready to be looked at, as the ledger has it. Plain values in, an entry
out.
"""

from dataclasses import replace
from datetime import date

from app.dates import today
from app.evidence.sorts import Sort
from app.evidence.subjects import Found, Subject
from app.ledger import Entry


def added(
    sort: Sort,
    sent: int,
    *,
    station: int,
    topic: int | None,
    consultation: int | None = None,
    commitment: int | None = None,
    actor: int | None,
    day: date | None = None,
) -> Entry:
    return Entry(
        kind=sort.about.added,
        station=station,
        topic=topic,
        consultation=consultation,
        commitment=commitment,
        actor=actor,
        happened_on=day or today(),
        attributes={str(sort): sent},
    )


def of_sent(
    sort: Sort, sent: int, of: Found, *, actor: int | None, reason: str = ""
) -> list[Entry]:
    """None of what has no station: evidence is not counted as a photo of the work."""
    if of["station"] is None:
        return []
    one = added(
        sort,
        sent,
        station=of["station"],
        topic=of["topic"],
        consultation=of["id"] if of["kind"] == Subject.CONSULTATION else None,
        commitment=of["id"] if of["kind"] == Subject.COMMITMENT else None,
        actor=actor,
    )
    return [replace(one, reason=reason)]
