"""What tenants/<slug>/ says for the demo: published figures (demo.toml), matters (matters.toml)."""

import tomllib
from datetime import date
from functools import cache

import msgspec
from msgspec import Struct, field

from app.charter.presets import FOLDER, slugs


class Home(Struct, forbid_unknown_fields=True):
    """Where those who sign in as township office, convener and member have their station, if it is
    there.
    """

    township: str
    village: str


class Habits(Struct, frozen=True, kw_only=True):
    """How a county works: shares of all, but for `slow`, `growth`, `coming` and `citizens`."""

    slow: float = 1.0  # in all that its offices do
    growth: float = 1.0  # how much more is raised in the end than in the beginning
    covered: float = 1.0  # townships that get a station
    pilot: float = 1.0  # stations that are there from the beginning
    met: float = 0.8  # stations that meet their standard
    placed: float = 1.0  # members
    rural: float | None = None  # of those placed; None: as the stations are
    elsewhere: float = 0.4  # other forms than the usual one
    spoken: float = 1.0  # sittings at which a department answers on the spot
    on_time: float = 0.85
    rated: float = 0.9  # answers
    reopened: float = 0.04  # of what is closed in the end
    coming: int = 2  # most members at a sitting
    citizens: int = 9  # at a sitting, on the average


class Figures(Struct, forbid_unknown_fields=True, rename="kebab"):
    """What an article reports (demo.toml: published), and what is made up beside it (plan): how
    many matters end in which way.
    """

    consultations: int | None = None
    typical: int = 0
    solved: int = 0
    member_attendances: int = 0
    citizens: int = 0
    topics: int | None = None  # that were accepted
    topics_on_theme: int = 0
    chosen_by_province: int = 0  # cases
    chosen_by_prefecture: int = 0
    referred: int = 0
    unadopted: int = 0
    settled: int = 0
    declined: int = 0
    alive: int = 0  # at each ring; none: what is under way at the end is
    stations: int = 0  # of a simulated county
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
    """A matter that an article tells of. `people`: in the room, round by round."""

    station: str  # a division's name
    title: str
    story: str
    category: str
    department: str
    task: str
    people: list[int]
    done: str = ""
    form: str = ""
    typical: bool = False
    on_theme: bool = False
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


class Demo(Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    slug: str = ""  # that of its folder
    preset: str = ""
    code: int
    name: str
    months: int
    ends: date | None = None  # nothing happens after it; and what is under way then stays so
    habits: Habits = Habits()
    home: Home
    seat: tuple[float, float] | None = None  # of the county, WGS-84; None: nobody stood anywhere
    reach: float = 20.0  # kilometres from there to the middle of the farthest town
    departments: list[str]
    sectors: list[str]
    members: int
    standing: int
    figures: Figures
    stations: list[Stations]
    levels: dict[str, int]  # how often a matter comes up where, as weights
    cases: list[Case] = field(default_factory=list)
    also: list[str] = field(default_factory=list)  # divisions that are none by their code, but are
    only_told: list[str] = field(default_factory=list)  # there, nothing beside the cases
    called: dict[str, str] = field(default_factory=dict)  # code: what it is called here

    @property
    def simulated(self) -> bool:
        """Its preset is another county's: of that it tells what may come up anywhere."""
        return self.preset != self.slug

    def here(self, department: str) -> str:
        """A preset's department by the name that it has in another county: 县住建局 is 区住建局 in
        a district.
        """
        ending = self.name[-1] if self.name[-1] in "县市区" else "县"
        if not self.simulated:
            return department
        if department.endswith("街道办事处"):
            return f"{ending}综合行政执法局"
        return ending + department[1:] if department[0] in "县市区" else department


@cache
def words(slug: str) -> list[Words]:
    text = (FOLDER / slug / "matters.toml").read_text("utf-8")
    return msgspec.toml.decode(text, type=dict[str, list[Words]])["matters"]


@cache
def demos() -> dict[str, Demo]:
    found = {}
    for slug in slugs():
        said = tomllib.loads((FOLDER / slug / "demo.toml").read_text("utf-8"))
        said["figures"] = said.pop("plan") | said.pop("published")
        found[slug] = msgspec.convert(said | {"slug": slug, "preset": slug}, type=Demo)
    return found
