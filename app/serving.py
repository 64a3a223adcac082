"""`python -m app serve`: web workers and jobs worker, watched over. For production and the demo."""

import asyncio
import os
import sys
from collections.abc import Sequence

from app.migrate import check_at
from app.processes.supervisor import Program, end_on_signals, running, say, watch


def run() -> None:
    from app.config import settings  # says what is missing, before anything starts

    end_on_signals()
    parts = programs(dict(os.environ))
    try:
        asyncio.run(check_at(settings.database_url))
        asyncio.run(prepare_store())
        with running(parts):
            say(f"Serving {settings.base_url}")
            watch(parts)
    except KeyboardInterrupt:
        say("Stopped.")


async def prepare_store() -> None:
    """A store that is away keeps nobody from raising a matter: only photos wait for it."""
    from app.evidence.stores import store

    try:
        await store().prepare()
    except Exception as error:  # noqa: BLE001  # whatever boto3 raises
        say(f"The object store cannot be prepared, photos will fail: {type(error).__name__}")


def programs(environment: dict[str, str]) -> Sequence[Program]:
    python = [sys.executable, "-m"]
    web = [
        "granian",
        "--interface=asgi",
        f"--host={environment.get('HOST', '127.0.0.1')}",
        f"--port={environment.get('PORT', '8000')}",
        f"--workers={environment.get('WORKERS', '2')}",
        "--respawn-failed-workers",  # granian's default: one dead worker ends the server
        "--workers-kill-timeout=10",
        "--loop=uvloop",
        "--no-ws",
        "--log-level=warning",
        "app.main:app",
    ]
    return (
        Program("The server", [*python, *web], environment),
        Program("The jobs worker", [*python, "app.worker"], environment),
    )
