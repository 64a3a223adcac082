"""The program as in production: database, `python -m app serve`, store; and its processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.demonstration import DATABASE
from app.processes.postgres import Server
from tests.chaos.between import Between
from tests.processes import Process, ended, launched, running, until
from tests.program import ROOT
from tests.seaweed import seaweed_at

RESTART = 0.5  # seconds, as RestartSec of infra/systemd/shangliang.service
TIED = ["setpriv", "--pdeathsig=TERM", "--"]


def children(pid: int) -> list[int]:
    with suppress(OSError):
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(each) for each in found.split()]
    return []


def family(pid: int) -> list[int]:
    return [pid, *(each for child in children(pid) for each in family(child))]


def command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


class House:
    """`serve` is started again whenever it ends, as systemd does."""

    def __init__(self, folder: Path, environment: dict[str, str], database: Process) -> None:
        self.folder, self.environment, self.database = folder, environment, database
        self.port = int(environment["PORT"])
        self.server = Server(folder / "postgres")
        self.figures: dict[str, tuple[float, float, str]] = {}  # with their limits and units
        self.store: Process | None = None
        self.between: Between | None = None
        self.stop = threading.Event()
        self.process: Process | None = None
        self.keeper = threading.Thread(target=self.keep, daemon=True)

    def keep(self) -> None:
        with (self.folder / "said").open("ab") as log:
            while not self.stop.is_set():
                self.process = launched(
                    [sys.executable, "-m", "app", "serve"],
                    cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                )  # fmt: skip
                while self.process.poll() is None and not self.stop.wait(0.02):
                    pass
                self.stop.wait(RESTART)

    @contextmanager
    def served(self) -> Iterator[None]:
        self.stop.clear()
        self.keeper = threading.Thread(target=self.keep, daemon=True)
        self.keeper.start()
        try:
            yield
        finally:
            self.stop.set()
            self.keeper.join(60)
            if self.process is not None:
                ended(self.process)

    def supervisor(self) -> int:
        assert self.process is not None
        return self.process.pid

    def part(self, word: str) -> int:
        found = [each for each in children(self.supervisor()) if word in command(each)]
        return found[-1]

    def worker(self) -> int:
        return children(self.part("granian"))[-1]

    def sandbox(self) -> int:
        """A process in which the jobs worker decodes; there once something was."""
        return next(
            each for each in family(self.part("app.worker"))[1:] if "spawn_main" in command(each)
        )

    def postmaster(self) -> int:
        """Below setpriv or unshare, if they are there."""
        return next(
            each for each in family(self.database.pid) if "bin/postgres -D" in command(each)
        )

    def backend(self) -> int:
        return next(each for each in children(self.postmaster()) if "app_rw" in command(each))

    @contextmanager
    def stored(self, ports: list[int]) -> Iterator[None]:
        """With an S3 store beside it."""
        folder = self.folder / "s3"
        folder.mkdir(exist_ok=True)
        with seaweed_at(folder, ports) as (_endpoint, self.store):
            yield

    def url(self, role: str = "postgres") -> str:
        return self.server.url(DATABASE, role)


def send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    send(signal.SIGSTOP, pids)
    try:
        yield
    finally:
        send(signal.SIGCONT, pids)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A disk of its own, in memory. False: this account may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    umount = ["umount", "-l", str(folder)]
    may = subprocess.run(mount, check=False, capture_output=True, timeout=60).returncode == 0
    try:
        yield may
    finally:
        if may:
            subprocess.run(umount, check=False, capture_output=True, timeout=60)


@contextmanager
def filled_up(folder: Path) -> Iterator[None]:
    """Nothing more goes onto the disk of this folder."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(2**16))
        with ballast.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(512))
        yield
    finally:
        ballast.unlink(missing_ok=True)


@contextmanager
def database_in(folder: Path) -> Iterator[Process]:
    with (folder / "database-said").open("ab") as log:
        words = [*TIED, sys.executable, "-m", "tests.chaos.database", str(folder / "postgres")]
        with running(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=log) as process:
            server = Server(folder / "postgres")
            assert until(server.answers), "The database did not start."
            yield process


def waited(true: Any, seconds: float) -> float:
    """Seconds until it was true; `seconds` if never."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if true():
            return time.monotonic() - began
        time.sleep(0.02)
    return seconds
