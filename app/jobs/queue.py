"""The queue lies in the same database, so that a job is kept or lost together with its data."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings

from app.db import bound_to, tx, value
from app.jobs.turns import PLACE, ByTurns

Handler = Callable[..., Awaitable[None]]

SETTINGS = DBSettings(db_schema="jobs")  # tables that have no row policies
BUILDERS = (
    QueryBuilderEnvironment(SETTINGS),
    ByTurns(SETTINGS),
    QuerySchedulerBuilder(SETTINGS),
)

registry: dict[str, Handler] = {}


def job(name: str) -> Callable[[Handler], Handler]:
    """Registers a handler; its module belongs into handlers.py. It is called with the county bound
    and no transaction open. It may be called again after a crash: twice must be as good as once.
    """

    def register(handler: Handler) -> Handler:
        if registry.setdefault(name, handler) is not handler:
            raise ValueError(f"Two handlers for {name}")
        return handler

    return register


async def enqueue(name: str, **ids: int | str | None) -> None:
    """Within county_tx(). Ids only: the queue is shared by all counties, so nothing that belongs to
    one may lie in it.
    """
    bound = tx()
    payload = json.dumps({"county": bound.county, "ids": ids}).encode()
    place, headers = await value(PLACE), {"county": str(bound.county)}
    await queries(bound.connection).enqueue(name, payload, priority=place, headers=headers)


async def perform(name: str, payload: bytes) -> None:
    asked = json.loads(payload)
    with bound_to(asked["county"]):
        await registry[name](**asked["ids"])


def queries(connection: Any) -> Queries:
    return Queries(AsyncpgDriver(connection), *BUILDERS)
