"""Programs that tests start: none outlives its test, and nothing is waited for without a limit.

Limits are generous, for a slow machine has other work beside: they are there for what never comes.
"""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGTERM, Signals
from typing import Any

LONG = 300.0  # seconds
TO_END = 60.0

Process = subprocess.Popen[bytes]


def launched(command: Sequence[str | Path], **more: Any) -> Process:
    """Whoever begins one ends it, in a `finally`; or see `running`."""
    return subprocess.Popen(command, **more)


def ended(process: Process, how: Signals = SIGTERM, seconds: float = TO_END) -> int:
    """→ what it returned. Asked to end; made to, where it does not listen."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(seconds)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    return process.returncode


@contextmanager
def running(command: Sequence[str | Path], **more: Any) -> Iterator[Process]:
    process = launched(command, **more)
    try:
        yield process
    finally:
        ended(process)


def line_of(process: Process, seconds: float = LONG) -> str:
    """The next line that it says on its pipe; "" where it has ended."""
    assert process.stdout is not None
    said, give_up = b"", time.monotonic() + seconds
    while not said.endswith(b"\n"):
        left = max(give_up - time.monotonic(), 0)
        ready, _, _ = select.select([process.stdout], [], [], left)
        assert ready, f"It said no line in {seconds} seconds, but {said!r}."
        more = os.read(process.stdout.fileno(), 1)
        if not more:
            break
        said += more
    return said.decode().strip()


def until(true: Callable[[], bool], *, seconds: float = LONG) -> bool:
    """False: it never came true."""
    give_up = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True
