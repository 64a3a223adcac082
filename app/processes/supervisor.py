"""Starts the program's parts, starts them again when they die, and ends them all with itself."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from app.processes.groups import Groups
from app.processes.parent_death import READY, SUPERVISOR
from app.processes.postgres import StartError

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LIVED_WELL = 30.0  # seconds after which a death counts as the first again
LONGEST_PAUSE = 15.0
MOST_DEATHS = 8  # one soon after the other, about a minute in all: it will not live


class Part(Protocol):
    name: str

    def start(self) -> None: ...
    def alive(self) -> bool: ...
    def stop(self) -> None: ...


class Program:
    """A child with children of its own: they share a process group, so that none is left over."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        self.name, self.command = name, [*dies_with_us(), *command]
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **options: Any) -> None:
        self.sweep()
        self.launch(self.environment, **options)

    def launch(self, environment: dict[str, str], **options: Any) -> None:
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we end the parts in order
            **options,
        )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def groups(self) -> list[int]:
        return [] if self.process is None else [self.process.pid]

    def stop(self) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=20)
        self.sweep()

    def sweep(self) -> None:
        """Whatever is left of the group. It has ended, or had its time."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Overlapping(Program):
    """Whose children go on where it dies, or its supervisor: they are ended when as many of the
    next one have said that they are there. `outlives`: seconds for which a supervisor is outlived.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: dict[str, str], *, outlives: float
    ) -> None:
        super().__init__(name, command, environment)
        self.command = list(command)
        self.outlives = outlives
        self.before = Groups()
        self.pipe, self.said = -1, 0

    def start(self, **options: Any) -> None:
        if self.process is not None:
            self.before.waiting.add(self.process.pid)
        if self.pipe >= 0:
            os.close(self.pipe)
        self.pipe, theirs = os.pipe()
        os.set_blocking(self.pipe, False)
        self.said = 0
        told = {SUPERVISOR: f"{os.getpid()} {self.outlives}", READY: str(theirs)}
        try:
            self.launch(self.environment | told, pass_fds=(theirs,), **options)
        finally:
            os.close(theirs)

    def alive(self) -> bool:
        if self.before.waiting:
            with suppress(BlockingIOError):
                self.said += len(os.read(self.pipe, 1024))
            if self.said >= int(self.environment.get("WORKERS", "2")):
                self.before.end()
        self.before.look()
        return super().alive()

    def groups(self) -> list[int]:
        return [*super().groups(), *self.before.waiting, *self.before.ending]

    def stop(self) -> None:
        self.before.end()
        super().stop()
        self.before.kill()


def dies_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig=TERM", "--"] if shutil.which("setpriv") else []


@contextmanager
def running(parts: Sequence[Part]) -> Iterator[None]:
    try:
        for part in parts:
            part.start()
        yield
    finally:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)  # once is enough; the end is under way
        for part in reversed(parts):
            part.stop()


class Lives:
    """Of one part: how often it died, one soon after the other."""

    def __init__(self, name: str, now: float) -> None:
        self.name, self.started, self.deaths = name, now, 0

    def lives(self, now: float) -> None:
        if now - self.started > LIVED_WELL:
            self.deaths = 0

    def may_begin_again(self, now: float) -> bool:
        """It is dead. StartError: it will not live."""
        if now - self.started < pause_after(self.deaths):
            return False
        self.deaths += 1
        if self.deaths > MOST_DEATHS:
            raise StartError(
                f"{self.name} has ended {self.deaths} times, one soon after the other."
                " What it said stands above."
            )
        return True


def watch(parts: Sequence[Part], each_time: Callable[[], None] = lambda: None) -> None:
    """For ever. A part that dies is started again, at first at once, then with growing pauses.
    StartError: it will not live. `each_time` is called all the while, and may raise as well.
    """
    known = [(part, Lives(part.name, time.monotonic())) for part in parts]
    while True:
        each_time()
        for part, lives in known:
            if part.alive():
                lives.lives(time.monotonic())
            elif lives.may_begin_again(time.monotonic()):
                say(f"{part.name} has ended; starting it again.")
                try:
                    part.start()
                except RuntimeError as error:
                    say(str(error))
                lives.started = time.monotonic()
        time.sleep(0.2)


def pause_after(deaths: int) -> float:
    """Seconds that a part has to be dead before it is started again: 0, 0.5, 1.5, 3.5 …"""
    return min(LONGEST_PAUSE, (2.0**deaths - 1) / 2)


def end_on_signals(*, hangup: bool) -> None:
    """Ctrl-C and SIGTERM unwind us. Set even where the shell had them ignored (`&`). `hangup`: so
    does a terminal that is closed, but for nohup; else that ends nothing.
    """
    held = hangup and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN
    signal.signal(signal.SIGHUP, signal.default_int_handler if held else signal.SIG_IGN)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def say(text: str) -> None:
    with suppress(OSError):  # nobody reads any more: no reason to end
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
