"""Starts the program's parts, starts them again when they die, and ends them all with itself."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LIVED_WELL = 30.0  # seconds after which a death counts as the first again
LONGEST_PAUSE = 15.0


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

    def start(self, **options: int) -> None:
        self.sweep()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we end the parts in order
            **options,  # type: ignore[call-overload]
        )

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

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


def watch(parts: Sequence[Part]) -> None:
    """For ever. A part that dies is started again, at first at once, then with growing pauses."""
    started = {part.name: time.monotonic() for part in parts}
    pause = dict.fromkeys(started, 0.0)
    while True:
        for part in parts:
            lived = time.monotonic() - started[part.name]
            if part.alive():
                if lived > LIVED_WELL:
                    pause[part.name] = 0.0
                continue
            if lived < pause[part.name]:
                continue
            say(f"{part.name} has ended; starting it again.")
            pause[part.name] = min(LONGEST_PAUSE, pause[part.name] * 2 + 0.5)
            try:
                part.start()
            except RuntimeError as error:
                say(str(error))
            started[part.name] = time.monotonic()
        time.sleep(0.2)


def end_on_signals() -> None:
    """All three unwind us as Ctrl-C does. Set even where the shell had them ignored (`&`)."""
    for number in ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, signal.default_int_handler)


def say(text: str) -> None:
    with suppress(OSError):  # nobody reads any more: no reason to end
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
