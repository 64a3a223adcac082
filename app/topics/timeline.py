"""Who reads what was written at a step: one rule for the one timeline of a topic, which all see in
the same order. Pure.
"""

from app.charter.rings import OPEN_STEPS, RingKind
from app.charter.stages import Decision


def reads(kind: str, decision: str, *, handles: bool, raised: bool) -> bool:
    """`handles`: the reader holds a role at the topic's station; `raised`: it is their matter. They
    read what strangers read, and what concerns them: their own words, and why it does not go on.
    What a reviewer says of what passes is not for them, as the form promises, whatever they hold.
    """
    if raised and kind == RingKind.REVIEW and decision == Decision.PASS:
        return False
    if handles or kind in OPEN_STEPS:
        return True
    if kind == RingKind.REVIEW and decision == Decision.SETTLE:
        return True  # that is the answer
    return raised and kind in {RingKind.PROPOSE, RingKind.REVIEW}
