"""What a county may configure. The shape only; what must hold across it is in rules.py.

Keys (`key`) are the county's own and stay in records; names are what people read. Everything
that is compared across counties is one of the fixed meanings below, never a name.
"""

from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field

from app.charter.rings import AGENDA as AGENDA
from app.charter.rings import RingKind as RingKind
from app.charter.sheets import Scoring


class Level(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    UNIT = "unit"
    AREA = "area"


class Conclusion(StrEnum):
    CONSENSUS = "consensus"
    PARTIAL = "partial"
    NONE = "none"  # goes on: another round
    HARD = "hard"  # to the Party committee and government, as reference


class Need(StrEnum):
    """What a ring can require before it is left. With `:n` where a number belongs to it."""

    OPINION = "opinion"
    ADMISSION = "admission"  # every group of the admission checklist has what it demands
    RESEARCH_REPORT = "research_report"
    RESEARCH_CHECK = "research_check"  # the same of the research checklist
    VISITS = "visits"  # :n
    COMPOSITION = "composition"  # every group of the circle has its minimum
    MEMBER_PRESENT = "member_present"
    PHOTOS = "photos"  # :n
    MINUTES = "minutes"
    DEPARTMENT_ANSWER = "department_answer"
    APPROVAL_DOCUMENT = "approval_document"
    SATISFACTION = "satisfaction"  # :n per cent


NUMBERED = frozenset({Need.VISITS, Need.PHOTOS, Need.SATISFACTION})


class Names(Struct, forbid_unknown_fields=True):
    """What the county calls things. Each field is the name of one word of the glossary."""

    platform: str  # what the county calls the whole
    slogan: str
    station: str
    topic: str
    consultation: str
    minutes: str
    outcome: str
    commitment: str
    department: str
    member: str
    convener: str
    circle: str
    answer: str
    rating: str
    case: str
    screening: str
    theme: str = ""


class Choice(Struct, forbid_unknown_fields=True):
    key: str
    name: str
    note: str = ""


class SittingForm(Struct, forbid_unknown_fields=True):
    """How people talk a matter over. What an old document does not say is as in one room."""

    key: str
    name: str
    note: str = ""
    fewest: int = 2  # who took part, before it can be filed
    place: bool = True  # there is one; a letter and a chat have none
    # Where the charter or a ring asks for it, this form is asked for it too.
    photo: bool = True  # of a letter there are none
    member: bool = True  # a member took part
    answer: bool = True  # a department answered
    circle: bool = True  # every group has its minimum; a letter is answered by one

    @property
    def gathers(self) -> bool:
        """People come together, in a room or in a chat, so that each says that they are there. A
        letter and a talk at somebody's door are told by whoever keeps the record.
        """
        return self.place or (self.member and self.circle)

    @property
    def not_asked(self) -> frozenset[Need]:
        """What rings require of other forms."""
        asked = {
            Need.PHOTOS: self.photo,
            Need.MEMBER_PRESENT: self.member,
            Need.DEPARTMENT_ANSWER: self.answer,
            Need.COMPOSITION: self.circle,
        }
        return frozenset(what for what, still in asked.items() if not still)


class StationKind(Struct, forbid_unknown_fields=True):
    key: str
    level: Level
    name: str
    suffix: str = ""  # after the division's name: 某村 + 议事堂
    proposed: bool = False  # sign-up proposes one for each division of this level …
    ends: list[str] = field(default_factory=list)  # … whose name ends so (街道); empty: the others


class StandardItem(Struct, forbid_unknown_fields=True):
    key: str
    name: str
    photo: bool = False  # verified by one
    counts: str = ""  # a ledger kind that must have been posted …
    at_least: int = 0
    every: str = ""  # … so often in this period


class Standard(Struct, forbid_unknown_fields=True):
    name: str  # 五有
    kinds: list[str]  # station kinds that it is for; empty: all
    items: list[StandardItem]


class Stations(Struct, forbid_unknown_fields=True):
    kinds: list[StationKind]
    standards: list[Standard] = field(default_factory=list)
    unified: list[str] = field(default_factory=list)  # 三统一


class Range(Struct, forbid_unknown_fields=True):
    min: int
    max: int


class Covering(Struct, forbid_unknown_fields=True):
    """Who looks after what: 主席、副主席、秘书长 each two towns."""

    who: str
    level: Level
    each: int
    note: str = ""


class Placement(Struct, forbid_unknown_fields=True):
    modes: list[Choice]
    principles: list[str] = field(default_factory=list)
    members_per_station: Range | None = None
    facilitators_per_station: Range | None = None
    covering: list[Covering] = field(default_factory=list)


class Group(Struct, forbid_unknown_fields=True):
    key: str
    name: str
    min: int = 0
    max: int | None = None
    counts_as: str = "citizen"  # member, department, convener, citizen, expert: fixed meanings


class Composition(Struct, forbid_unknown_fields=True):
    name: str  # 1+6+X
    groups: list[Group]
    member_required: bool = False


class CheckItem(Struct, forbid_unknown_fields=True):
    key: str
    text: str


class CheckGroup(Struct, forbid_unknown_fields=True):
    """六议: at least one of them holds; 六不议: none of them does. Items say what is, never what is
    not, so that nobody has to agree to a negation.
    """

    key: str
    name: str
    at_least: int  # of the items; 0: none of them
    items: list[CheckItem]


class Checklist(Struct, forbid_unknown_fields=True):
    name: str  # 六议六不议
    groups: list[CheckGroup]
    example: bool = False  # ours, not the county's: whoever writes the rules is told so


class Theme(Struct, forbid_unknown_fields=True):
    name: str  # 示范区建设
    share_target: int = 0  # per cent of the year's topics


class Topics(Struct, forbid_unknown_fields=True):
    categories: list[Choice]
    admission: Checklist
    decline_reasons: list[Choice]
    theme: Theme | None = None


class Ring(Struct, forbid_unknown_fields=True):
    """`group` draws neighbours as one: 三级会审 is three reviews. `of`: what an approval is of."""

    kind: RingKind
    name: str
    by: list[str]  # roles of app/access/roles.py; at `propose` also citizen
    days: int | None = None  # limit, in working days
    requires: list[str] = field(default_factory=list)
    group: str = ""
    of: str = ""  # topic, scheme, result, conversion
    level: Level | None = None  # of a review: whose level decides


class Step(Struct, forbid_unknown_fields=True):
    name: str
    rings: list[Ring]


class Flow(Struct, forbid_unknown_fields=True):
    """`reference`: the road of what is too hard to agree on: sent to the Party committee and
    government, received, replied to. Without it, as in every older document, such a matter is
    answered by who gives the county's answers, and what is sent is not recorded here.
    """

    draw: str  # "steps" or "rings": what the topic page draws at its top
    steps: list[Step]
    name: str = ""  # 四步九环
    reference: list[Ring] = field(default_factory=list)


class Consultations(Struct, forbid_unknown_fields=True):
    forms: list[SittingForm]
    conclusions: dict[Conclusion, str]  # each of the four, in the county's words
    research: Checklist | None = None  # 五要五不
    sections: list[Choice] = field(default_factory=list)  # of the minutes; none: they are one text


class Outcomes(Struct, forbid_unknown_fields=True):
    kinds: list[Choice]
    follow_up_days: list[int] = field(default_factory=list)  # look-backs, days after completion
    branches: dict[Conclusion, str] = field(default_factory=dict)  # what follows each conclusion


class Duty(Struct, forbid_unknown_fields=True):
    key: str
    name: str
    of: str  # station, member, convener, county …
    every: str  # day, month, quarter, year
    at_least: int = 1
    day: int | None = None  # of the month: 25
    counts: str = ""  # a ledger kind


class ActivityKind(Struct, forbid_unknown_fields=True):
    """What can be reported besides consultations: 提案, 培训, 全会出席 …"""

    key: str
    name: str
    levels: list[str] = field(default_factory=list)  # how high it can reach: 区级, 市级 …
    together: bool = False  # several members may share one, in their order
    unit: str = ""  # of the quantity: 件, 半天 …
    note: str = ""


class Publicity(Struct, forbid_unknown_fields=True):
    topics_from: str  # stage from which strangers see a topic: accepted or closed
    mask_names: bool = True
    faces: bool = False  # of members, at their station
    channels: list[str] = field(default_factory=list)


class Host(Struct, forbid_unknown_fields=True):
    """Who runs the platform, at the foot of every page and on the front page; an empty one is not
    shown. What the lack of it means: nobody is named.
    """

    name: str = ""  # 主办单位
    phone: str = ""
    address: str = ""
    filing: str = ""  # 网站备案号
    privacy: str = ""  # what people are told of what is kept about them, in a sentence


class SigningIn(Struct, forbid_unknown_fields=True):
    """Minutes without a click, by role, after which one has to sign in again; of several roles the
    shortest counts. What the lack of it means: staff at shared machines thirty minutes, members
    and conveners a working day, everybody twelve hours at most.
    """

    member: int = 480
    convener: int = 480
    township: int = 30
    committee: int = 30
    leadership: int = 30
    party: int = 30
    department: int = 30
    office: int = 30
    hours: int = 12  # from signing in, whatever one does


class Personal(Struct, forbid_unknown_fields=True):
    """How long personal data are kept (app/persons/columns.py). What the lack of it means: an
    answer within fifteen working days; whoever raised a matter for a year after its end, guests of
    its sittings three; who left office two; a person's wish and its answer three.
    """

    answer_days: int = 15  # working days to answer a person's wish: the law names none
    raiser_months: int = 12
    guests_months: int = 36
    left_months: int = 24
    wish_months: int = 36


class Charter(Struct, forbid_unknown_fields=True, dict=True):
    schema: int
    title: str  # of the preset, as sign-up shows it
    names: Names
    stations: Stations
    placement: Placement
    composition: Composition
    topics: Topics
    flow: Flow
    consultations: Consultations
    outcomes: Outcomes
    publicity: Publicity
    duties: list[Duty] = field(default_factory=list)
    activities: list[ActivityKind] = field(default_factory=list)
    scoring: Scoring = field(default_factory=Scoring)
    signing_in: SigningIn = field(default_factory=SigningIn)
    personal: Personal = field(default_factory=Personal)
    host: Host = field(default_factory=Host)
    # What its names are in English, where they are not to be as app/locale/names.toml has them.
    english: dict[str, str] = field(default_factory=dict)

    @cached_property
    def rings(self) -> list[Ring]:
        """All rings in order, those of the road aside at the end; a topic's `ring` is a place in
        it.
        """
        road = [ring for step in self.flow.steps for ring in step.rings]
        return [*road, *self.flow.reference]

    @cached_property
    def marks(self) -> list[tuple[str, int, int]]:
        """What the topic page draws: name, first ring, last ring (both included)."""
        drawn: list[tuple[str, int, int]] = []
        place = 0
        for step in self.flow.steps:
            for number, ring in enumerate(step.rings):
                name = step.name if self.flow.draw == "steps" else ring.group or ring.name
                joins = number > 0 and bool(drawn) and drawn[-1][0] == name
                drawn[-1:] = (
                    [(name, drawn[-1][1], place)] if joins else [*drawn[-1:], (name, place, place)]
                )
                place += 1
        return drawn

    @cached_property
    def marks_aside(self) -> list[tuple[str, int, int]]:
        """The same for what was too hard to agree on: as far as it was talked over, and then on
        the road aside.
        """
        talked = max(place for place, ring in enumerate(self.rings) if ring.kind in AGENDA)
        begins = len(self.rings) - len(self.flow.reference)
        aside = [(ring.name, n, n) for n, ring in enumerate(self.flow.reference, start=begins)]
        return [*(mark for mark in self.marks if mark[1] <= talked), *aside]

    @cached_property
    def station_kinds(self) -> dict[str, StationKind]:
        return {kind.key: kind for kind in self.stations.kinds}

    def kind_for(self, level: Level, division: str) -> StationKind | None:
        """Which kind of station a division gets proposed; a kind that names endings goes first."""
        kinds = [kind for kind in self.stations.kinds if kind.proposed and kind.level == level]
        named = [kind for kind in kinds if division.endswith(tuple(kind.ends))]
        return next(iter([*named, *(kind for kind in kinds if not kind.ends)]), None)

    @cached_property
    def groups(self) -> dict[str, Group]:
        return {group.key: group for group in self.composition.groups}

    @cached_property
    def categories(self) -> dict[str, str]:
        return {choice.key: choice.name for choice in self.topics.categories}

    @cached_property
    def forms(self) -> dict[str, str]:
        return {form.key: form.name for form in self.consultations.forms}

    def form(self, key: str) -> SittingForm:
        """One that the county no longer has: as in one room."""
        found = (form for form in self.consultations.forms if form.key == key)
        return next(found, SittingForm(key, key))

    @cached_property
    def outcome_kinds(self) -> dict[str, str]:
        return {choice.key: choice.name for choice in self.outcomes.kinds}

    @cached_property
    def activity_kinds(self) -> dict[str, ActivityKind]:
        return {kind.key: kind for kind in self.activities}

    @cached_property
    def decline_reasons(self) -> dict[str, str]:
        return {choice.key: choice.name for choice in self.topics.decline_reasons}


def need(text: str) -> tuple[Need, int]:
    """'photos:2' → (Need.PHOTOS, 2). ValueError if it is none of the fixed meanings."""
    word, _, number = text.partition(":")
    found = Need(word)
    if (found in NUMBERED) != number.isdigit():
        raise ValueError(text)
    return found, int(number or 0)
