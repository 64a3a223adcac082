"""The indicators by which counties are compared: on fixed meanings, so that a station is one under
any name. Pure.
"""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from app.ledger.kinds import Kind
from app.words import _

Sums = Mapping[tuple[str, str], tuple[int, int]]  # (kind, result) → (entries, quantity)


class Part(NamedTuple):
    """One sum: of a kind, perhaps of one result only. `entries`: how many, not how much."""

    kind: Kind
    result: str = ""
    entries: bool = False

    def of(self, sums: Sums) -> int:
        return sum(
            found[0 if self.entries else 1]
            for (kind, result), found in sums.items()
            if kind == self.kind and self.result in ("", result)
        )


class Compared(NamedTuple):
    """`over` None: a plain number. `rate`: what is counted is a part of what it is divided by, so
    that an interval can be given.
    """

    key: str
    name: str
    meaning: str
    item: str
    counted: Part
    over: Part | None = None
    rate: bool = False


ITEMS: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "coverage": (_("%(station)s"), (Kind.STATION_OPENED,)),
    "activity": (_("%(topic)s、%(consultation)s的数量"), (
        Kind.TOPIC_RAISED, Kind.TOPIC_ACCEPTED, Kind.CONSULTATION_FILED,
    )),
    "people": (_("参加的人数"), (Kind.ATTENDANCE_MEMBER, Kind.ATTENDANCE_CITIZEN)),
    "results": (_("%(outcome)s和落实"), (
        Kind.OUTCOME_REPORTED, Kind.OUTCOME_ADOPTED, Kind.COMMITMENT_MADE, Kind.COMMITMENT_DONE,
        Kind.COMMITMENT_DONE_ON_TIME, Kind.TOPIC_SOLVED, Kind.TOPIC_REOPENED,
    )),
    "satisfaction": (_("群众满意度"), (Kind.RATING_GIVEN,)),
}  # fmt: skip

DICTIONARY = (
    Compared("stations", _("阵地数"), _("在这段时间末还在的协商阵地。"), "coverage",
             Part(Kind.STATION_OPENED)),
    Compared("consultations", _("协商场次"), _("归档的协商。"), "activity",
             Part(Kind.CONSULTATION_FILED)),
    Compared("per-station", _("每个阵地场次"), _("归档的协商 ÷ 阵地数。"), "activity",
             Part(Kind.CONSULTATION_FILED), Part(Kind.STATION_OPENED)),
    Compared("accepted", _("立项率"), _("立项 ÷ 提出。"), "activity",
             Part(Kind.TOPIC_ACCEPTED), Part(Kind.TOPIC_RAISED), rate=True),
    Compared("citizens", _("每场群众"), _("群众参加人次 ÷ 归档的协商。"), "people",
             Part(Kind.ATTENDANCE_CITIZEN), Part(Kind.CONSULTATION_FILED)),
    Compared("adopted", _("采纳率"), _("被采纳的成果 ÷ 报送的成果。"), "results",
             Part(Kind.OUTCOME_ADOPTED), Part(Kind.OUTCOME_REPORTED), rate=True),
    Compared("on-time", _("按期办结率"), _("按期办结的落实事项 ÷ 办结的落实事项。"), "results",
             Part(Kind.COMMITMENT_DONE_ON_TIME), Part(Kind.COMMITMENT_DONE), rate=True),
    Compared("solved", _("满意率"), _("评价为“已解决”的 ÷ 全部评价。"), "satisfaction",
             Part(Kind.RATING_GIVEN, "solved", entries=True),
             Part(Kind.RATING_GIVEN, entries=True), rate=True),
    Compared("reopened", _("反弹率"), _("重新办理的 ÷ 解决的问题。"), "results",
             Part(Kind.TOPIC_REOPENED), Part(Kind.TOPIC_SOLVED)),
)  # fmt: skip
BY_KEY = {each.key: each for each in DICTIONARY}
KINDS_SHARED = {item: [str(kind) for kind in kinds] for item, (_name, kinds) in ITEMS.items()}
FEWEST = 5  # of what is divided by: below, a rate is shown and not ranked
Z = 1.96  # 95 %


class Value(NamedTuple):
    """`low`, `high`: the 95 % interval of a rate; `ranks`: there is enough to be ranked."""

    n: int
    over: int | None
    number: float | None
    low: float | None = None
    high: float | None = None
    ranks: bool = True


def value(compared: Compared, sums: Sums) -> Value:
    count = compared.counted.of(sums)
    if compared.over is None:
        return Value(count, None, float(count))
    over = compared.over.of(sums)
    if over <= 0:
        return Value(count, over, None, ranks=False)
    if not compared.rate:
        return Value(count, over, count / over)
    share = min(max(count, 0), over)
    low, high = wilson(share, over)
    return Value(count, over, share / over, low, high, over >= FEWEST)


def wilson(successes: int, of: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): holds for few and for extreme shares too."""
    share, z2 = successes / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return (middle - half if successes else 0.0), (middle + half if successes < of else 1.0)


def order_of(found: Value) -> tuple[bool, float]:
    """Best first, so that one quick success does not lead: rates by the lower end of their
    interval; what has too little comes last.
    """
    worth = found.low if found.low is not None else found.number
    return (not found.ranks or worth is None, -(worth or 0.0))
