"""What tenants/<slug>/ says for the demo: published figures (demo.toml), matters (matters.toml)."""

from functools import cache

import msgspec
from msgspec import Struct, field

from app.charter.presets import FOLDER, slugs


class Home(Struct, forbid_unknown_fields=True):
    """Where those who sign in as township office, convener and member have their station."""

    township: str
    village: str


class Published(Struct, forbid_unknown_fields=True, rename="kebab"):
    """What an article reports. None: it does not say, and the plan makes it up."""

    consultations: int | None = None
    typical: int | None = None
    solved: int | None = None
    member_attendances: int | None = None
    citizens: int | None = None
    topics: int | None = None
    topics_on_theme: int | None = None
    chosen_by_province: int = 0  # cases
    chosen_by_prefecture: int = 0


class Plan(Struct, forbid_unknown_fields=True, rename="kebab"):
    """Made up. How many matters end in which way, beside those that are closed as solved."""

    solved: int = 0
    referred: int = 0
    unadopted: int = 0
    settled: int = 0
    declined: int = 0
    alive: int = 1  # at each ring
    typical: int = 0
    monthly: str = ""  # the form of a meeting that is held every month …
    meeting_villages: int = 0  # … at so many villages
    joint: str = ""  # and of one that is held every quarter at the county
    hard_share: int = 0  # of those, per cent that end without a way to agree


class Stations(Struct, forbid_unknown_fields=True, rename={"with_": "with"}):
    kind: str
    at: str = ""  # county, township or village of the national list; '': `names`
    names: list[str] = field(default_factory=list)
    under: str = ""  # of `names`: the division they lie in
    number: int | None = None  # that many, spread over the townships; None: all
    of: list[str] = field(default_factory=list)  # only in these townships
    ends: list[str] = field(default_factory=list)  # only those whose names end so
    with_: list[str] = field(default_factory=list)  # these in any case


class Case(Struct, forbid_unknown_fields=True):
    """A matter that an article tells of."""

    station: str  # a division's name
    title: str
    story: str
    category: str
    department: str
    task: str
    people: list[int]  # in the room, round by round
    done: str = ""
    form: str = ""
    typical: bool = False
    theme: bool = False
    stop: str = ""  # the kind of ring at which it stands now; '': closed


class Words(Struct, forbid_unknown_fields=True):
    """A matter that comes up here and there (matters.toml), with places for what differs: {place},
    {team}, {n} households, {m} metres, {y} years, {w} ten thousand yuan, {k} of something.
    """

    title: str
    category: str
    department: str
    story: list[str]
    task: str
    done: str
    ends: list[str] = field(default_factory=list)  # only where the place's name ends so
    levels: list[str] = field(default_factory=list)  # only at stations of these
    small: bool = False  # settled on the spot, if it goes well
    theme: bool = False
    general: bool = False  # may come up in any county


class Matters(Struct, forbid_unknown_fields=True):
    matters: list[Words]


class Demo(Struct, forbid_unknown_fields=True, rename="kebab"):
    code: int
    name: str
    months: int
    home: Home
    departments: list[str]
    sectors: list[str]
    members: int
    standing: int
    published: Published
    plan: Plan
    stations: list[Stations]
    levels: dict[str, int]  # how often a matter comes up where, as weights
    cases: list[Case] = field(default_factory=list)
    also: list[str] = field(default_factory=list)  # divisions that are none by their code, but are
    only_told: list[str] = field(default_factory=list)  # there, nothing beside the cases
    called: dict[str, str] = field(default_factory=dict)  # code: what it is called here


@cache
def words(slug: str) -> list[Words]:
    text = (FOLDER / slug / "matters.toml").read_text("utf-8")
    return msgspec.toml.decode(text, type=Matters).matters


@cache
def demos() -> dict[str, Demo]:
    return {
        slug: msgspec.toml.decode((FOLDER / slug / "demo.toml").read_text("utf-8"), type=Demo)
        for slug in slugs()
    }
