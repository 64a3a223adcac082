"""`python -m app serve`: web workers and jobs worker, watched over. For production and the demo.

Nothing it does is needed for a request: where it is killed, the web workers go on for a while, and
its successor takes over from them. SIGUSR2 makes it its own successor, from the files as they are
by then: a new release, and nobody is refused.
"""

import asyncio
import os
import signal
import subprocess
import sys
from typing import Any

from app.processes.groups import still_there, written
from app.processes.supervisor import Overlapping, Program, end_on_signals, running, say, watch

OUTLIVED = 90.0  # seconds: longer than a start takes where much else is going on
ITSELF = [sys.executable, "-m", "app"]


def run() -> None:
    from app.config import settings  # says what is missing, before anything starts
    from app.preflight import Awaited, Verdict
    from app.preflight.places import holding

    end_on_signals(hangup=False)
    renewing = False

    def renew(*_signal: object) -> None:
        nonlocal renewing
        renewing = True

    signal.signal(signal.SIGUSR2, renew)
    server, jobs = programs(dict(os.environ), outlives=OUTLIVED)
    parts: list[Overlapping | Program] = [server, jobs, *publisher(dict(os.environ))]
    try:
        with holding(settings.data) as note:
            server.before.waiting = still_there(note.read())
            found = looked(settings, outlived=bool(server.before.waiting))
            for each in found:
                if each.verdict is not Verdict.FINE:
                    say(str(each))
            with Awaited(settings, found, say) as came, running(parts):
                say(f"Serving {settings.base_url}")
                noted: list[int] = []

                def each_time() -> None:
                    nonlocal noted, renewing
                    came()
                    groups = [group for part in parts for group in part.groups()]
                    if groups != noted:
                        note.rewrite(written(groups))
                        noted = groups
                    if renewing:
                        renewing = False
                        become_the_next()

                watch(parts, each_time)
    except KeyboardInterrupt:
        say("Stopped.")


def looked(settings: Any, *, outlived: bool) -> list[Any]:
    """Raises StartError. `outlived`: what a predecessor left answers, and has the port. It goes on
    whatever is found, for its while (OUTLIVED): what is wrong at this moment may be right in the
    next.
    """
    from app.preflight import look, refuse

    found = asyncio.run(look(settings, running=outlived))
    refuse(found)
    return found


def become_the_next() -> None:
    """In the same process, so that whoever watches over it sees none end."""
    if subprocess.run([*ITSELF, "doctor"], check=False).returncode:  # noqa: S603
        say("What is said above has to be put right first; nothing was changed.")
        return
    say("Taking over from itself.")
    os.execv(ITSELF[0], [*ITSELF, "serve"])  # noqa: S606


def programs(environment: dict[str, str], *, outlives: float = 0.0) -> tuple[Overlapping, Program]:
    python = [sys.executable, "-m"]
    web = [
        "granian",
        "--interface=asgi",
        f"--host={environment.get('HOST', '127.0.0.1')}",
        f"--port={environment.get('PORT', '8000')}",
        f"--workers={environment.get('WORKERS', '2')}",
        "--respawn-failed-workers",  # granian's default: one dead worker ends the server
        "--workers-kill-timeout=10",
        # Of one that is told to begin anew (SIGHUP): until then the next one is there, on a slow
        # machine, too. One that died is followed at once.
        "--respawn-interval=20",
        "--loop=uvloop",
        "--no-ws",
        "--http=1",  # else a connection that says nothing is waited for without an end
        "--http1-header-read-timeout=15000",
        "--log-level=warning",
        "app.main:app",
    ]
    return (
        Overlapping("The server", [*python, *web], environment, outlives=outlives),
        Program("The jobs worker", [*python, "app.worker"], environment),
    )


def publisher(environment: dict[str, str]) -> list[Program]:
    """None where nothing is published."""
    if not environment.get("PUBLISH_TO"):
        return []
    command = [sys.executable, "-m", "app.publishing"]
    return [Program("The publisher", command, environment)]
