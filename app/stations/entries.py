"""What happens to a station, as the ledger has it. Plain values in, an entry out."""

from datetime import date

from app.dates import today
from app.ledger import Entry, Kind


def opened(
    station: int, *, actor: int | None = None, day: date | None = None, reason: str = ""
) -> Entry:
    """`reason`: why it is opened again."""
    return Entry(
        kind=Kind.STATION_OPENED,
        station=station,
        actor=actor,
        happened_on=day or today(),
        reason=reason,
    )


def standard_met(station: int, *, actor: int | None = None, day: date | None = None) -> Entry:
    kind = Kind.STATION_STANDARD_MET
    return Entry(kind=kind, station=station, actor=actor, happened_on=day or today())
