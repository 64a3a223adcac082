"""`python -m app serve`: web workers and jobs worker, watched over. For production and the demo."""

import asyncio
import os
import sys
from collections.abc import Sequence

from app.processes.supervisor import Program, end_on_signals, running, say, watch


def run() -> None:
    from app.config import settings  # says what is missing, before anything starts
    from app.preflight import Awaited, Verdict, look, refuse
    from app.preflight.places import holding

    end_on_signals(hangup=False)
    parts = programs(dict(os.environ))
    try:
        with holding(settings.data):
            found = asyncio.run(look(settings))
            refuse(found)
            for each in found:
                if each.verdict is not Verdict.FINE:
                    say(str(each))
            with Awaited(settings, found, say) as came, running(parts):
                say(f"Serving {settings.base_url}")
                watch(parts, came)
    except KeyboardInterrupt:
        say("Stopped.")


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
