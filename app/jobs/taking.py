"""The queue by pgqueuer, for who does the jobs. Web workers only ask for them and do without: it is
a tenth of their memory, and of their start.
"""

from datetime import timedelta
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.composer import ComposedQuery
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings

from app.jobs.turns import AT_ONCE, TAKEN

SETTINGS = DBSettings(db_schema="jobs")  # tables that have no row policies


class ByTurns(QueryQueueBuilder):
    """pgqueuer's own takes the oldest, whoever's it is."""

    def build_dequeue_query(
        self,
        *,
        batch_size: int,
        entrypoints: list[Any],
        concurrency_limits: list[int],
        queue_manager_id: Any,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> ComposedQuery:
        if any(concurrency_limits):
            raise NotImplementedError("Limits are by county here.")
        at_once = global_concurrency_limit or AT_ONCE
        asked = (batch_size, list(entrypoints), queue_manager_id, heartbeat_timeout, at_once)
        return ComposedQuery(sql=TAKEN, args=asked)


BUILDERS = (
    QueryBuilderEnvironment(SETTINGS),
    ByTurns(SETTINGS),
    QuerySchedulerBuilder(SETTINGS),
)


def queries(connection: Any) -> Queries:
    return Queries(AsyncpgDriver(connection), *BUILDERS)
