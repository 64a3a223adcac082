"""What programs are answered."""

from msgspec import Struct


class Problem(Struct):
    """Why there is no answer: `detail` says it in a sentence."""

    status: int
    detail: str


class Meaning(Struct):
    """What an indicator is. `way`: number, share (0 to 1), rate or mean; `better`: 1, -1 or 0."""

    key: str
    group: str
    name: str
    meaning: str
    unit: str
    way: str
    better: int
    numerator: list[str]  # measures; one that begins with - is taken off
    denominator: list[str]
    times: int  # what the quotient is multiplied with
    quarters: bool  # whether the denominator counts once for each quarter


class Figure(Struct):
    """`low`, `high`: a 95 % interval. `rank`: null where there is too little to be ranked; who
    cannot be told apart shares one. `withheld`: it is about one to four persons, or would tell by
    difference about so few; then what tells it is null, and it is not ranked. Persons are counted
    in steps of five, rounded down.
    """

    n: int | None
    over: int | None
    number: float | None
    low: float | None
    high: float | None
    rank: int | None
    withheld: bool


class CountyFigures(Struct):
    county: int  # division code
    name: str
    cohort: str
    figures: dict[str, Figure]  # by indicator; what a county does not share is not there


class Comparison(Struct):
    first: str  # quarters
    last: str
    counties: list[CountyFigures]


class Quarter(Struct):
    quarter: str
    figures: dict[int, Figure]  # by county; without ranks


class Trend(Struct):
    indicator: str
    quarters: list[Quarter]


class Township(Struct):
    code: str
    name: str
    stations: int  # of its own
    villages: int
    covered: int  # villages with a station


class Townships(Struct):
    townships: list[Township]
    after: str | None  # ask again with this to go on; null: that was all
