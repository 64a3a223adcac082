"""One worker of the program with the demo's records, and what the kernel knows about it."""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from app.demonstration import DATABASE, filled, surroundings
from app.migrate import create
from app.processes.postgres import Server
from app.processes.supervisor import Program
from tests.ports import free_port
from tests.program import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


class Measured(NamedTuple):
    """The server under measurement."""

    port: int
    worker: int  # process id
    database: Server
    environment: dict[str, str]

    def get(self, path: str, cookie: str = "", times: int = 1) -> bytes:
        """The last answer's body. Over one connection."""
        body = b""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"cookie": cookie} if cookie else {}
        for _ in range(times):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
        connection.close()
        return body

    def cpu(self) -> float:
        """Seconds of processor time so far, of all threads."""
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak(self) -> float:
        """The most memory it ever had, in MB."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def bytes_passed(self) -> int:
        """Read and written, to files and sockets alike."""
        io = dict(
            line.split(": ")
            for line in Path(f"/proc/{self.worker}/io").read_text().split("\n")
            if line
        )
        return int(io["rchar"]) + int(io["wchar"])


@contextmanager
def measured(folder: Path, **more: str) -> Iterator[Measured]:
    port = free_port()
    with Server(folder / "postgres") as database:
        asyncio.run(create(DATABASE, database))
        environment = os.environ | surroundings(database, folder, port) | more
        environment["HOSTS"] = "test"  # by which this process itself asks (tests/conftest.py)
        filled(environment | {"OWNER_DATABASE_URL": database.url(DATABASE, "app_owner")})
        with serving(environment, port) as program:
            yield Measured(port, worker_of(program), database, environment)


@contextmanager
def serving(
    environment: dict[str, str], port: int, application: str = "reference:app"
) -> Iterator[Program]:
    options = ["--interface=asgi", f"--port={port}", "--workers=1", "--loop=uvloop", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "--log-level=warning"]
    # Not as tests.bench.reference: importing tests/ sets the settings of the tests.
    found = {"PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    program = Program("bench", [*command, application], environment | found)
    try:
        program.start()
        wait(port)
        yield program
    finally:
        program.stop()


def wait(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.02)
    raise RuntimeError("The server does not answer.")


def worker_of(program: Program) -> int:
    assert program.process is not None
    children: Any = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children")
    found = [int(each) for each in children.read_text().split()]
    named = [each for each in found if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    return named[-1] if named else found[-1]
