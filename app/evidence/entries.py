"""A photo or file that is ready to be looked at, as the ledger has it. Plain values in, an entry
out.
"""

from datetime import date

from app.dates import today
from app.evidence.sorts import Sort
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
