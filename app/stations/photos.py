"""Photos and files of a station, which all see, and of what shows that it meets its standard."""

from app.access.roles import Account, Act
from app.charter import store
from app.evidence.rights import Rights, rights_of, sends_at
from app.evidence.subjects import Subject
from app.stations import checks
from app.stations.queries import find


@rights_of(Subject.STATION)
async def of_station(account: Account | None, station_id: int) -> Rights:
    station = await find(station_id)
    adds = account is not None and sends_at(account, station["lineage"])
    inside = account is not None and account.may_at(Act.SEE, station["lineage"])
    return Rights(sees=True, adds=adds and station["closed_on"] is None, inside=inside)


@rights_of(Subject.STANDARD_CHECK)
async def of_check(account: Account | None, check_id: int) -> Rights:
    check, (_number, charter) = await checks.one(check_id), await store.in_force()
    if check is None or charter is None:
        return Rights()
    held = checks.rights(account, charter, check)
    return Rights(held["inside"] or check["state"] == "verified", held["shows"])
