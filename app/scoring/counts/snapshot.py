"""What was counted for a subject, as text that is kept with a settled sheet. Pure."""

import json
from decimal import Decimal
from fractions import Fraction

from app.scoring.points.methods import Facts, Measure


def written(facts: Facts) -> str:
    kept = {
        "counts": [[*measure, n] for measure, n in sorted(facts.counts.items())],
        "parts": [[*measure, dict(parts)] for measure, parts in sorted(facts.parts.items())],
        "given": {key: str(mark) for key, mark in facts.given.items()},
        "late": facts.late,
        "back": [[*measure, n] for measure, n in sorted(facts.back.items())],
        "average": None if facts.average is None else str(facts.average),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Facts:
    kept = json.loads(text)
    return Facts(
        counts={Measure(*each[:-1]): each[-1] for each in kept["counts"]},
        parts={Measure(*each[:-1]): each[-1] for each in kept["parts"]},
        given={key: Decimal(mark) for key, mark in kept["given"].items()},
        late=kept["late"],
        back={Measure(*each[:-1]): each[-1] for each in kept["back"]},
        average=None if kept["average"] is None else Fraction(kept["average"]),
    )
