"""No process is left behind: whoever is killed takes its children with it (Linux). But web workers
outlive a supervisor that was killed by some seconds: its successor takes over without a gap.
"""

import asyncio
import ctypes
import os
import signal
import sys
from contextlib import suppress

SUPERVISOR = "SUPERVISOR"  # "<its process id> <seconds for which it is outlived>"
READY = "READY_TO"  # the pipe on which a worker says that it is there
TO_END = 15  # seconds; a worker finishes its requests, none of which takes as long


def die_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Asks the kernel for a signal when the parent dies. For workers that a supervisor starts."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, by)  # PR_SET_PDEATHSIG


async def serve_under_supervisor() -> None:
    """For web workers, at their start. Where granian's main process dies, they go on until the
    supervisor has another one; where the supervisor does, until its successor comes, or not.
    """
    if SUPERVISOR not in os.environ:
        die_with_parent()
        return
    pid, seconds = os.environ[SUPERVISOR].split()
    loop = asyncio.get_running_loop()
    try:
        alive = os.pidfd_open(int(pid))
    except ProcessLookupError:  # while this worker started: those beside it answer, and so does it
        loop.call_later(float(seconds), end)
        return

    def orphaned() -> None:
        loop.remove_reader(alive)
        loop.call_later(float(seconds), end)

    loop.add_reader(alive, orphaned)
    if READY in os.environ:
        with suppress(OSError):  # nobody waits for it any more
            os.write(int(os.environ[READY]), b"1")


def end() -> None:
    """Granian's main process at once: it has nothing to finish, and would start us again. Then
    oneself, and nobody else: handlers of granian's wait for ever where a second signal comes while
    they answer the first. Whoever does not end is ended by the kernel.
    """
    with suppress(ProcessLookupError):
        os.kill(os.getpgrp(), signal.SIGKILL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(TO_END)
    os.kill(os.getpid(), signal.SIGTERM)
