"""Before anything starts: is all as it must be? One list of checks for serve, worker, commands and
`python -m app doctor`. What is wrong refuses; what is away is said, and taken up when it comes.
"""

from app.preflight.findings import Finding, Verdict, refuse
from app.preflight.looking import Awaited, look, wait_until_good

__all__ = ["Awaited", "Finding", "Verdict", "look", "refuse", "wait_until_good"]
