# Stand-in while hints are being written by a colleague: overwrite this file.
from collections import defaultdict

PARTS = defaultdict(str)
RARE = frozenset()


def hint(part: str, name: str) -> str:
    return ""
