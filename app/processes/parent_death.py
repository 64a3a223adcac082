"""No process is left behind: whoever is killed takes its children with it (Linux)."""

import ctypes
import signal
import sys


def die_with_parent() -> None:
    """Asks the kernel for SIGTERM when the parent dies. For workers that a supervisor starts."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
