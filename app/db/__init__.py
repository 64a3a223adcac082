"""The database: one engine, and the tenant's transaction, the only way to a county's rows."""

from app.away import AWAY, is_away
from app.db.engine import DB, bulkhead
from app.db.hearing import Asked, Hearing
from app.db.pool import Own, connection_pool, leave_as_it_is, served_pool
from app.db.statements import (
    LARGEST_ID,
    execute,
    execute_many,
    in_batches,
    numbered,
    row,
    rows,
    typed,
    value,
)
from app.db.transactions import (
    Ahead,
    CountyTransaction,
    NoCountyError,
    RegionTransaction,
    ahead,
    as_region,
    bound_to,
    bulk_limits,
    county_in_tx,
    county_tx,
    current_realm,
    region_tx,
    tx,
)

__all__ = [
    "AWAY",
    "DB",
    "LARGEST_ID",
    "Ahead",
    "Asked",
    "CountyTransaction",
    "Hearing",
    "NoCountyError",
    "Own",
    "RegionTransaction",
    "ahead",
    "as_region",
    "bound_to",
    "bulk_limits",
    "bulkhead",
    "connection_pool",
    "county_in_tx",
    "county_tx",
    "current_realm",
    "execute",
    "execute_many",
    "in_batches",
    "is_away",
    "leave_as_it_is",
    "numbered",
    "region_tx",
    "row",
    "rows",
    "served_pool",
    "tx",
    "typed",
    "value",
]
