"""Process groups that another took the place of: asked to end, made to after a while, forgotten."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from app.processes.parent_death import TO_END

BOOT = Path("/proc/sys/kernel/random/boot_id")


class Groups:
    """By the process ids of their leaders. An id is not given anew while its group is there."""

    def __init__(self) -> None:
        self.waiting: set[int] = set()
        self.ending: dict[int, float] = {}

    def end(self) -> None:
        for group in self.waiting:
            send(group, signal.SIGTERM)
            self.ending[group] = time.monotonic()
        self.waiting.clear()

    def look(self) -> None:
        for group, since in [*self.ending.items()]:
            reap(group)
            over = time.monotonic() - since > TO_END
            if not send(group, signal.SIGKILL if over else 0) or over:
                del self.ending[group]

    def kill(self) -> None:
        for group in (*self.waiting, *self.ending):
            send(group, signal.SIGKILL)
            reap(group)
        self.waiting.clear()
        self.ending.clear()


def send(group: int, number: int) -> bool:
    """False: nobody is left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def reap(group: int) -> None:
    """Children that a program had which gave its process to this one (exec)."""
    with suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass


def written(groups: list[int]) -> str:
    """For a successor."""
    return " ".join([BOOT.read_text().strip(), *map(str, groups)])


def still_there(text: str) -> set[int]:
    """Of what a predecessor has written."""
    boot, *groups = text.split() or [""]
    if boot != BOOT.read_text().strip():
        return set()
    return {int(each) for each in groups if send(int(each), 0)}
