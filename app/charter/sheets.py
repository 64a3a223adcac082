"""Score sheets as data: the charter's part on scoring. Computed by app/scoring/rules.py."""

from msgspec import Struct, field


class Indicator(Struct, forbid_unknown_fields=True):
    """One scored thing. `result`, `form`, `category` narrow what is counted, not what it is
    divided by.
    """

    key: str
    name: str
    marks: float
    method: str
    counts: str = ""
    result: str = ""
    form: str = ""
    category: str = ""
    over: str = ""
    points: float | None = None
    cap: float | None = None
    floor: float | None = None
    target: float | None = None
    empty: str = "zero"  # what a ratio of nothing is worth: zero or full
    steps: list[tuple[float, float]] = field(default_factory=list)
    options: dict[str, float] = field(default_factory=dict)
    among: list[str] = field(default_factory=list)  # best_of: keys; they count here only
    share: str = ""  # shared: first_half, equal or fixed
    other: float | None = None  # fixed: what those after the first get
    other_at_most: float | None = None  # … in all, over the period
    kind: str = "base"  # base, bonus, penalty
    note: str = ""


class Mix(Struct, forbid_unknown_fields=True):
    of: str
    average: float


class Part(Struct, forbid_unknown_fields=True):
    of: str
    weight: float


class Reward(Struct, forbid_unknown_fields=True):
    first: int
    name: str


class Excluded(Struct, forbid_unknown_fields=True):
    """A subject that is scored, but not ranked. `name`: as it was told apart from others when it
    was chosen. No `subject`: all that are called so, as documents before schema 4 meant it.
    """

    name: str
    subject: str = ""  # its id or key, as app/scoring/counts/subjects.py has it

    def is_of(self, subject: str, name: str) -> bool:
        return subject == self.subject if self.subject else name == self.name


class Sheet(Struct, forbid_unknown_fields=True):
    key: str
    name: str
    subject: str
    period: str
    full_marks: float = 100
    decimals: int = 1  # each indicator's points are rounded to so many, half up; sums are exact
    indicators: list[Indicator] = field(default_factory=list)
    mix: Mix | None = None
    part: Part | None = None
    reward: Reward | None = None
    bonus_cap: float | None = None
    penalty_cap: float | None = None
    grades: list[tuple[str, float]] = field(default_factory=list)
    follows: dict[str, str] = field(default_factory=dict)  # grade → what comes of it, in words
    sample: str = ""  # a ledger kind: with fewer of it than …
    sample_least: int = 0  # … these, a subject is scored but not ranked
    excluded: list[Excluded] = field(default_factory=list)
    closing_days: int | None = None  # after the period's end; None: whenever it is recorded
    late: str = "never"  # what is recorded after that: never, next (period) or penalty
    late_points: float | None = None  # penalty: so many for each late record, which counts


class Scoring(Struct, forbid_unknown_fields=True):
    sheets: list[Sheet] = field(default_factory=list)
    year_begins: int = 1  # month; from July on the year is called after the next one
