"""Ports for what a test starts later.

None of those the system gives to outgoing connections (32768 and up on Linux): between choosing
such a port and listening at it, any connection may get it; a program that tries it in the meantime
may even be connected with itself. So they are below, and whoever chose one has it until its
process ends, against other test runs too (a name in the system, gone with the process).
"""

import socket
from itertools import chain
from secrets import randbelow

FIRST, LAST = 10_000, 20_000
TWIN = 10_000  # SeaweedFS listens at this distance above each of its ports, too

_claims: list[socket.socket] = []


def free_port() -> int:
    begin = FIRST + randbelow(LAST - FIRST)
    for port in chain(range(begin, LAST), range(FIRST, begin)):
        if claimed(port):
            return port
    raise RuntimeError("No free ports.")


def claimed(port: int) -> bool:
    """With its twin; tried as a server would bind it."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0shangliang-test-port-{port}")
        for each in (port, port + TWIN):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", each))
    except OSError:
        claim.close()
        return False
    _claims.append(claim)
    return True
