"""What a sign-up must be, and which stations it proposes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from app.accounts.rules import SECRETLESS
from app.charter.model import Charter, Level, StationKind
from app.divisions.rules import is_oddity, short_name
from app.i18n import _
from app.refusal import Overtaken, Refused
from app.text import compact, fold
from app.text.limits import longest

SLUG = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){2,29}")
RESERVED = frozenset(
    {
        "account", "accounts", "beta", "blog", "cdn", "contact", "county", "dashboard", "demo",
        "desk", "docs", "download", "error", "follow", "ftp", "home", "info", "jobs", "mail",
        "news", "null", "numbers", "photos", "portal", "public", "raise", "root", "search",
        "session", "settings", "shangliang", "stations", "status", "support", "system", "test",
        "topics", "undefined", "user", "users", "view",
    }
)  # fmt: skip
NEEDED = {
    "admin_name": _("请填写首位管理员的姓名。"),
    "issuer": _("请填写身份服务的地址。"),
    "client_id": _("请填写客户端编号。"),
    "client_secret": _("请填写客户端密钥。"),
    "contact": _("请填写联系方式，运营方要能找到您。"),
}
LONGEST = {key: longest("/signup", key) for key in (*NEEDED, "admin_subject")}
LONGEST_WORD, LONGEST_SLOGAN = longest("/signup", "platform"), longest("/signup", "slogan")
UNFIT_ISSUER = _("身份服务的地址必须以 https:// 开头，且可以公开访问。")
HERE = _("%(name)s已经开通，不能再次申请。")
ANOTHER_WAITS = _("这个县或这个网址已有另一份核实过的申请，请先审核那一份。")
WAITING = _("%(name)s已经有一份申请，联系人已经核实，正在等运营方审核。")


@dataclass
class Words:
    """What the county calls things; empty: as its preset does. `at_…`: what stands after the name
    of a place for a station there.
    """

    platform: str = ""
    slogan: str = ""
    station: str = ""
    topic: str = ""
    consultation: str = ""
    minutes: str = ""
    outcome: str = ""
    commitment: str = ""
    department: str = ""
    member: str = ""
    convener: str = ""
    circle: str = ""
    answer: str = ""
    rating: str = ""
    case: str = ""
    screening: str = ""
    at_county: str = ""
    at_township: str = ""
    at_village: str = ""

    def own(self) -> dict[str, str]:
        """As the charter wants to know it (app/charter/naming.py)."""
        said = {each.name: getattr(self, each.name).strip() for each in fields(Words)}
        return {name.removeprefix("at_"): text for name, text in said.items() if text}


@dataclass
class Typed(Words):
    """The form's words; the secret stays out of every message about it."""

    code: str = ""
    slug: str = ""
    preset: str = ""
    admin_name: str = ""
    admin_subject: str = ""
    contact: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    way: str = ""


@dataclass
class Asked(Typed):
    """`ticked`: the last six digits (or three) of the places' codes."""

    ticked: frozenset[str] = frozenset()


@dataclass
class Known:
    """What the form is held against."""

    name: str | None  # of the county; None: no county has this code
    here: bool = False
    waiting: bool = False
    slug_taken: bool = False
    presets: Iterable[str] = ()
    reserved: frozenset[str] = frozenset()
    issuer_fits: bool = True
    places: Iterable[str] = field(default_factory=list)


def asked_in(form: Mapping[str, str], ticked: Iterable[str]) -> Asked:
    texts = {
        each.name: form.get(each.name, "").strip() for each in fields(Asked) if each.type is str
    }
    texts["slug"], texts["code"] = fold(texts["slug"]).lower(), compact(texts["code"])
    return Asked(**texts, ticked=frozenset(ticked))


def refusals(asked: Asked, known: Known) -> list[Refused]:
    """Everything that stands against it, at once. Empty: it may wait for the operator."""
    if wrong := about_county(known):
        return [wrong]
    return [
        *about_slug(asked.slug, known),
        *about_texts(asked, known),
        *about_choices(asked, known),
    ]


def about_county(known: Known) -> Refused | None:
    if known.name is None:
        return Refused(_("全国名录里没有这个县（市、区），请从查找开始。"), "code")
    if known.here:
        return Refused(HERE, "code", name=known.name)
    if known.waiting:
        return Refused(WAITING, "code", name=known.name)
    return None


def about_slug(slug: str, known: Known) -> list[Refused]:
    if not SLUG.fullmatch(slug):
        text = _("网址为 3 到 30 个小写字母、数字或短横线，以字母开头，不以短横线结尾。")
        return [Refused(text, "slug")]
    if slug in RESERVED or slug in known.reserved:
        return [Refused(_("“%(slug)s”是平台保留的网址，请换一个。"), "slug", slug=slug)]
    if known.slug_taken:
        return [Refused(_("“%(slug)s”已经有县在用或在申请，请换一个。"), "slug", slug=slug)]
    return []


def about_texts(asked: Asked, known: Known) -> list[Refused]:
    needed = NEEDED.keys() - ({"client_secret"} if asked.way in SECRETLESS else set())
    found = [
        Refused(text, key)
        for key, text in NEEDED.items()
        if key in needed and not getattr(asked, key)
    ]
    found += [
        Refused(_("这一项太长，最多 %(most)s 个字。"), key, most=most)
        for key, most in LONGEST.items()
        if len(getattr(asked, key)) > most
    ]
    for word in fields(Words):
        most = LONGEST_SLOGAN if word.name == "slogan" else LONGEST_WORD
        if len(getattr(asked, word.name)) > most:
            found.append(Refused(_("这一项太长，最多 %(most)s 个字。"), word.name, most=most))
    if asked.issuer and not known.issuer_fits:
        found.append(Refused(UNFIT_ISSUER, "issuer"))
    return found


def about_choices(asked: Asked, known: Known) -> list[Refused]:
    found = []
    if asked.preset not in known.presets:
        found.append(Refused(_("请选一套做法。"), "preset"))
    if not asked.ticked & set(known.places):
        found.append(Refused(_("至少勾选一个乡镇（街道）或村（社区）。"), "p"))
    return found


def check_decision(decision: str, reason: str, state: str) -> None:
    if state != "waiting":
        raise Overtaken(_("这份申请已经处理过，不能再处理。"))
    if decision not in {"approve", "refuse"}:
        raise Refused(_("请选择通过或不通过。"), "decision")
    if decision == "refuse" and not reason.strip():
        raise Refused(_("不通过要写明理由，申请单位会看到。"), "reason")


def check_reopening(state: str, reason: str, *, erased: bool, here: bool) -> None:
    """`erased`: whom to reach is no longer known; `here`: the county is at work meanwhile."""
    if state != "refused":
        raise Overtaken(_("这份申请不是未通过的，不用重新审核。"))
    if erased:
        raise Refused(_("申请人的信息已按期删除，请对方重新申请。"))
    if here:
        raise Refused(_("这个县已经开通，不用再审核。"))
    if not reason.strip():
        raise Refused(_("请写明为什么重新审核，申请单位会看到。"), "reason")


@dataclass
class Place:
    code: str
    name: str
    level: str
    parent: str


def short_code(code: str) -> str:
    """Within its county: 330421103201 → 103201."""
    return code[6:]


def expected(places: Iterable[Place]) -> frozenset[str]:
    """What is ticked before anybody looked: all but the oddities, and what lies under those."""
    odd: set[str] = set()
    for place in places:
        if place.parent in odd or is_oddity(place.code, place.name):
            odd.add(place.code)
    return frozenset(short_code(p.code) for p in places if p.code not in odd)


@dataclass
class Proposed:
    """A station to be opened. `above`: the divisions of those it lies under, from the top."""

    kind: str
    level: str
    name: str
    division: str
    above: tuple[str, ...]


def proposed(
    charter: Charter, county: str, name: str, places: Iterable[Place], unchecked: frozenset[str]
) -> list[Proposed]:
    """From the top down. What has no kind in the charter, and what was ticked off, is left out."""
    found: dict[str, Proposed] = {}
    if kind := kind_of(charter, Level.COUNTY, name):
        found[county] = Proposed(kind.key, kind.level, name + kind.suffix, county, ())
    for level in (Level.TOWNSHIP, Level.VILLAGE):
        for place in places:
            if place.level != level or place.code in unchecked:
                continue
            said = short_name(place.name)
            if kind := kind_of(charter, level, said):
                above = tuple(code for code in (county, place.parent) if code in found)
                above = tuple(dict.fromkeys(above))
                found[place.code] = Proposed(
                    kind.key, kind.level, said + kind.suffix, place.code, above
                )
    return list(found.values())


def kind_of(charter: Charter, level: Level, name: str) -> StationKind | None:
    """A county has its own station if there is a kind for it, proposed or not."""
    kinds = [kind for kind in charter.stations.kinds if kind.level == level]
    if level != Level.COUNTY:
        kinds = [kind for kind in kinds if kind.proposed]
    return charter.kind_for(level, name) or next(iter(kinds), None)
