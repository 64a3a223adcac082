"""Synthetic people: accounts for every role, departments, members at their stations."""

from dataclasses import dataclass, field
from random import Random

from app.access.roles import Role
from app.charter.model import Charter
from app.demo.county import Demo
from app.demo.places import At
from app.demo.rows import Rows

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = [
    "建国", "秀英", "志强", "桂兰", "海军", "玉梅", "永红", "淑珍", "新民",
    "春花", "国平", "丽华", "福生", "小燕", "文斌", "巧云", "全有", "爱萍",
    "保山", "翠莲", "振华", "雪梅", "德明", "彩霞", "长青", "金凤", "俊杰",
    "慧敏", "立新", "红霞", "光明", "素芳", "宏伟", "晓东", "兰英", "学文",
    "月琴", "成林", "美玲", "根生", "静", "勇", "涛", "敏", "超",
    "霞", "斌", "娟", "鹏", "莉", "刚", "芳", "磊", "婷",
    "宁", "琳",
]  # fmt: skip

# Who can sign in, and the name of the subject.
SIGN_IN = {
    "office": Role.OFFICE,
    "township": Role.TOWNSHIP,
    "member": Role.MEMBER,
    "convener": Role.CONVENER,
    "committee": Role.COMMITTEE,
    "leadership": Role.LEADERSHIP,
    "party": Role.PARTY,
    "department": Role.DEPARTMENT,
}


def somebody(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


@dataclass
class Member:
    id: int
    name: str
    account: int | None = None


@dataclass
class People:
    accounts: dict[tuple[str, int | None], int] = field(default_factory=dict)  # role, station
    signs_in: list[tuple[str, Role, str]] = field(default_factory=list)
    departments: dict[str, int] = field(default_factory=dict)
    members: dict[int, list[Member]] = field(default_factory=dict)  # by station
    everyone: list[Member] = field(default_factory=list)
    own_department: str = ""

    def who(self, by: list[str], at: At, rng: Random) -> tuple[str, int | None]:
        """Role and account of somebody who acts at a ring there."""
        role = rng.choice([each for each in by if each != "citizen"])
        lineage: list[int | None] = [None, *at.lineage]
        held = [(role, station) for station in lineage if (role, station) in self.accounts]
        return role, self.accounts[held[-1]] if held else None

    def near(self, at: At) -> list[Member]:
        """Placed there, else at a station above, else anybody."""
        for station in reversed(at.lineage):
            if found := self.members.get(station):
                return found
        return self.everyone


def settle_people(  # noqa: PLR0917
    slug: str,
    demo: Demo,
    charter: Charter,
    stations: list[At],
    rows: Rows,
    rng: Random,
    providers: tuple[int, int],
) -> People:
    """`providers`: of those who can sign in, and of those who only stand in the records."""
    people = People(own_department=demo.matters[0].department)
    for name in demo.departments:
        people.departments[name] = rows.next_id()
        rows.add("department", id=people.departments[name], name=name)
    town, village = home(demo, stations)
    limits = {"township": town.id, "convener": village.id}
    for word, role in SIGN_IN.items():
        name, subject = somebody(rng), f"{slug}-{word}"
        account = an_account(rows, providers[0], subject, name)
        department = people.departments[people.own_department] if word == "department" else None
        appoint(rows, account, role, limits.get(word), department)
        people.accounts[role, limits.get(word)] = account
        people.signs_in.append((subject, role, name))
    for number, at in enumerate(stations):
        inside_another = at.parent is not None and at.parent.level == "township"
        if at.level == "township" and not inside_another:
            local_staff(people, rows, providers[1], at, rng, f"{slug}-{number}")
    place_members(people, demo, charter, stations, rows, rng, village)
    return people


def home(demo: Demo, stations: list[At]) -> tuple[At, At]:
    town = next(at for at in stations if at.place == demo.home.township and at.level == "township")
    # Villages of the same name lie in other townships.
    village = next(at for at in stations if at.place == demo.home.village and town.id in at.lineage)
    return town, village


def an_account(rows: Rows, provider: int, subject: str, name: str) -> int:
    account = rows.next_id()
    rows.add("account", id=account, provider=provider, subject=subject, name=name)
    return account


def appoint(
    rows: Rows, account: int, role: Role, station: int | None, department: int | None = None
) -> None:
    rows.add("appointment", account=account, role=str(role), station=station, department=department)


def local_staff(  # noqa: PLR0917
    people: People, rows: Rows, provider: int, at: At, rng: Random, subject: str
) -> None:
    """A township's own clerk and convener, for what is recorded there; they cannot sign in."""
    for role in (Role.TOWNSHIP, Role.CONVENER):
        if (role, at.id) not in people.accounts:
            account = an_account(rows, provider, f"{subject}-{role}", somebody(rng))
            appoint(rows, account, role, at.id)
            people.accounts[role, at.id] = account


def place_members(  # noqa: PLR0917
    people: People,
    demo: Demo,
    charter: Charter,
    stations: list[At],
    rows: Rows,
    rng: Random,
    village: At,
) -> None:
    limits = charter.placement.members_per_station
    homes = members_live_at(stations)
    modes = [mode.key for mode in charter.placement.modes]
    own = people.accounts[Role.MEMBER, None]
    for number in range(demo.members):
        at = village if number == 0 else homes[(number - 1) % len(homes)]
        if limits and len(people.members.get(at.id, [])) >= limits.max:
            at = next(each for each in homes if len(people.members.get(each.id, [])) < limits.max)
        name = people.signs_in[2][2] if number == 0 else somebody(rng)
        member = Member(rows.next_id(), name, own if number == 0 else None)
        people.members.setdefault(at.id, []).append(member)
        people.everyone.append(member)
        rows.add(
            "member",
            id=member.id,
            name=member.name,
            sector=rng.choice(demo.sectors),
            standing=0 < number <= demo.standing,
            station=at.id,
            mode=modes[0] if number % 4 else modes[-1],
            account=member.account,
        )


def members_live_at(stations: list[At]) -> list[At]:
    """One each, then round again: every station has its members before any has more."""
    groups = [at for at in stations if at.kind == "group"]
    return groups or [at for at in stations if at.level in {"township", "village"}]
