"""`python -m app demo`: all of it on a bare machine, with a database of its own under DATA."""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

from app.migrate import MadeBeforeError, create
from app.processes.postgres import Server, StartError
from app.processes.supervisor import Part, Program, end_on_signals, running, say, watch
from app.serving import programs, publisher

ROOT = Path(__file__).parent.parent
DATABASE = "shangliang"


class Database:
    """The embedded server as a part that is watched. `with Server` begins and ends it."""

    name = "The database"

    def __init__(self, server: Server) -> None:
        self.alive, self.start = server.alive, server.start

    def stop(self) -> None:
        """Last of all, by `with Server`."""


def run() -> None:
    end_on_signals(hangup=True)
    port = int(os.environ.get("PORT") or "8000")
    data = Path(os.environ.get("DATA") or "var").resolve()
    try:
        start(port, data)
    except KeyboardInterrupt:
        say("Stopped. `make demo` starts again with the records of before.")
    except StartError as error:
        sys.exit(str(error))


def start(port: int, data: Path) -> None:
    with reserved(port, patient=data.exists()):
        began = time.monotonic()
        if not (data / "postgres" / "data").exists():
            say(f"Making a database in {data} ...")
        data.mkdir(parents=True, exist_ok=True)
        with Server(data / "postgres") as server:
            with made_since_the_baseline(data):
                asyncio.run(create(DATABASE, server))
            environment = os.environ | surroundings(server, data, port)
            web, jobs = programs(environment)
            parts = [web, jobs, *publisher(environment)]
            with running(parts):
                table = set_up(environment, server.url(DATABASE, "app_owner"), data / "set-up")
                wait_for(environment["BASE_URL"], web)
                say(f"\n{table}")
                say(f"Up after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
                watch([Database(server), *parts])


@contextmanager
def made_since_the_baseline(data: Path) -> Iterator[None]:
    try:
        yield
    except MadeBeforeError:
        text = (
            f"The demo in {data} is too old for this program: remove that folder, then start again."
        )
        raise StartError(text) from None


def surroundings(server: Server, data: Path, port: int) -> dict[str, str]:
    return {
        "DATABASE_URL": server.url(DATABASE, "app_rw"),
        "SECRET": secret(data / "secret"),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PRIVATE_ISSUERS": f"http://127.0.0.1:{port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATA": str(data),
        "DEMO": "1",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def opened() -> Iterator[dict[str, str]]:
    """For commands on the demo's records: its database, whether the demo runs or not."""
    data = Path(os.environ.get("DATA") or "var").resolve()
    server = Server(data / "postgres")
    if not server.data.exists():
        raise StartError(f"There is no database in {data}. DATABASE_URL or DATA says where it is.")
    port = int(os.environ.get("PORT") or "8000")
    with made_since_the_baseline(data), nullcontext() if server.answers() else server:
        owner = server.url(DATABASE, "app_owner")
        yield surroundings(server, data, port) | {"OWNER_DATABASE_URL": owner}


def set_up(environment: dict[str, str], owner: str, note: Path) -> str:
    """→ the closing table. The note says under which circumstances all was found done."""
    counties = environment.get("DEMO_COUNTIES", "")
    now = f"{environment['BASE_URL']} {counties} {fingerprint()}\n"
    if note.exists() and (known := note.read_text()).startswith(now):
        return known.removeprefix(now)
    table = filled(environment | {"OWNER_DATABASE_URL": owner})
    unfinished = note.with_suffix(".unfinished")
    unfinished.write_text(now + table)
    unfinished.rename(note)
    return table


def fingerprint() -> str:
    """Of the program: another one may have more to set up."""
    files = sorted([*(ROOT / "app").rglob("*.*"), *(ROOT / "tenants").rglob("*.toml")])
    state = [f"{file}{file.stat().st_mtime_ns}" for file in files if file.suffix != ".pyc"]
    return sha256("".join(state).encode()).hexdigest()


def filled(environment: dict[str, str]) -> str:
    """In a process of its own, whose memory is free again afterwards."""
    program = Program("The set-up", [sys.executable, "-m", "app.setup"], environment)
    try:
        program.start(stdout=subprocess.PIPE)
        assert program.process is not None  # noqa: S101
        table, _ = program.process.communicate()
    finally:
        program.sweep()
    if program.process.returncode:
        said = table.decode().strip()
        raise StartError(said or "The set-up was ended. Start again: it goes on where it stopped.")
    return table.decode()


def wait_for(base_url: str, server: Part) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with suppress(OSError), urlopen(f"{base_url}/healthz", timeout=5):  # noqa: S310
            return
        if not server.alive():
            break
        time.sleep(0.1)
    raise StartError("The server does not answer; what it says stands above.")


def reserved(port: int, *, patient: bool) -> socket.socket:
    """The port is ours from now on: others fail to bind it, our server shares it (SO_REUSEPORT).
    Patient: a server that was killed a moment ago may still be closing.
    """
    give_up = time.monotonic() + (5 if patient else 0)
    while True:
        probe = socket.socket()
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise StartError(f"Port {port} may not be used here. Try another: PORT=8001") from None
        except OSError:
            if time.monotonic() > give_up:
                raise StartError(
                    f"Port {port} is taken by another program. Choose another: make demo PORT=8001"
                ) from None
            time.sleep(0.2)
            continue
        finally:
            probe.close()
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", port))
        return held


def secret(file: Path) -> str:
    """Made once: it signs links and opens sealed things, also after a new start."""
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.chmod(0o600)
        unfinished.write_text(secrets.token_urlsafe(32))
        unfinished.rename(file)
    return file.read_text()
