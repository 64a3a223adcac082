"""The queue lies in the same database, so that a job is kept or lost together with its data."""

import json
from collections.abc import Awaitable, Callable

from app.db import bound_to, execute, tx
from app.jobs.turns import PLACE

Handler = Callable[..., Awaitable[None]]

# As pgqueuer writes it (tests/jobs): who only asks for a job does without all that does them.
ASKED = f"""
    WITH asked AS (
        INSERT INTO jobs.pgqueuer (priority, entrypoint, payload, headers, status)
        SELECT ({PLACE}), $2, $3, jsonb_build_object('county', $1::bigint::text), 'queued'
        RETURNING id, entrypoint, priority
    )
    INSERT INTO jobs.pgqueuer_log (job_id, status, entrypoint, priority)
    SELECT id, 'queued', entrypoint, priority FROM asked
"""  # noqa: S608

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
    await execute(ASKED, name, payload)


async def perform(name: str, payload: bytes) -> None:
    asked = json.loads(payload)
    with bound_to(asked["county"]):
        await registry[name](**asked["ids"])
