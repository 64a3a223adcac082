"""A photo that is ready to be looked at, as the ledger has it. Plain values in, an entry out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.dates import today
from app.ledger import Entry, Kind


def added(
    photo: Mapping[str, Any], station: int, topic: int | None, *, day: date | None = None
) -> Entry:
    """`photo`: id, consultation, commitment, account."""
    return Entry(
        kind=Kind.PHOTO_ADDED,
        station=station,
        topic=topic,
        consultation=photo["consultation"],
        commitment=photo["commitment"],
        actor=photo["account"],
        happened_on=day or today(),
        attributes={"photo": photo["id"]},
    )
