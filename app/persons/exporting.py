"""What is kept about a person, as a workbook for them: their own data whole, of others nothing."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from litestar.response import Stream

from app.audit.exporting import as_noted_file
from app.charter.stages import STAGE_NAMES, Stage
from app.dates import due_in_words
from app.db import rows
from app.i18n import _, translated
from app.persons import erasing, guests, rules, wishes
from app.persons.deciding import standing
from app.persons.wishes import LoadedWish
from app.web.templates import day, moment

MATTERS = """
    SELECT "topic"."id", "topic"."title", "topic"."story", "topic"."spot", "topic"."raised_on",
           "topic"."raiser_name", "topic"."raiser_phone", "topic"."follow_code", "topic"."stage",
           "topic"."slip", "topic"."latitude", "topic"."longitude",
           "station"."name" AS station_name
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" = ANY(ARRAY(
        SELECT unnest($2::bigint[]) UNION SELECT its."id" FROM "topic" AS its
        WHERE its."county" = $1 AND its."raiser" = $3))
    ORDER BY "topic"."id"
"""
TOLD = """
    SELECT "happened_on", "opinion" AS text FROM "passage"
    WHERE "passage"."county" = $1 AND "topic" = ANY($2::bigint[]) AND "kind" = 'propose'
      AND "opinion" <> ''
    UNION ALL
    SELECT "happened_on", "stars"::text || ' ' || "comment" FROM "rating"
    WHERE "rating"."county" = $1 AND "topic" = ANY($2::bigint[])
    ORDER BY 1
"""
SAT = """
    SELECT "consultation"."title", "consultation"."held_on", "participant"."name",
           array(SELECT "text" FROM "statement" WHERE "statement"."county" = $1
                 AND "statement"."consultation" = "participant"."consultation"
                 AND "statement"."participant" = "participant"."id" ORDER BY "id") AS said
    FROM "participant"
    JOIN "consultation" ON "consultation"."county" = $1
     AND "consultation"."id" = "participant"."consultation"
    WHERE "participant"."county" = $1
      AND "participant"."id" = ANY(ARRAY(
          SELECT unnest($2::bigint[]) UNION SELECT own."id" FROM "participant" AS own
          WHERE own."county" = $1 AND own."member" = $3))
    ORDER BY "consultation"."held_on", "participant"."id"
"""
CIRCLES = """
    SELECT "topic"."title", "circle"."name" FROM "circle"
    JOIN "topic" ON "topic"."county" = $1 AND "topic"."id" = "circle"."topic"
    WHERE "circle"."county" = $1
      AND "circle"."id" = ANY(ARRAY(
          SELECT unnest($2::bigint[]) UNION SELECT own."id" FROM "circle" AS own
          WHERE own."county" = $1 AND own."member" = $3))
    ORDER BY "circle"."id"
"""
ACTIVITIES = """
    SELECT "happened_on", "title" FROM "activity"
    WHERE "activity"."county" = $1 AND "id" IN (
        SELECT "activity" FROM "activity_member"
        WHERE "activity_member"."county" = $1 AND "member" = $2)
    ORDER BY "happened_on", "id"
"""
SIGNUP = """
    SELECT "slug", "asked_at", "admin_name", "admin_subject", "contact" FROM "signup"
    WHERE "signup"."county" = $1 AND "id" = $2
"""
SCORES = """
    SELECT "begins", "ends", "name", "total" FROM "settled"
    JOIN "assessment" ON "assessment"."county" = $1 AND "assessment"."id" = "settled"."assessment"
    WHERE "settled"."county" = $1 AND "subject" = $2 ORDER BY "begins", "assessment"."id"
"""
ACCOUNT = """
    SELECT "account"."name", "account"."subject", "account"."phone", "account"."created_at",
           "provider"."name" AS provider
    FROM "account" JOIN "provider" ON "provider"."county" = $1
     AND "provider"."id" = "account"."provider"
    WHERE "account"."county" = $1 AND "account"."id" = $2
"""
MEMBER = """
    SELECT "name", "sector", "phone", "left_on", (
        SELECT '/photos/' || max("photo"."id") FROM "photo"
        WHERE "photo"."county" = $1 AND "photo"."member" = $2 AND "removed_at" IS NULL
          AND "state" = 'ready') AS portrait FROM "member"
    WHERE "member"."county" = $1 AND "id" = $2
"""
SESSIONS = """
    SELECT "started_at", "seen_at" FROM "session"
    WHERE "session"."county" = $1 AND "account" = $2 ORDER BY "id"
"""


Line = tuple[str, str]  # what it is, and what it says


class Whose(NamedTuple):
    """Whose data are gathered. `person`: who sat down about the matter, or took part in the
    activity; empty: who raised the matter.
    """

    topic: int | None = None
    person: str = ""
    account: int | None = None
    member: int | None = None
    activity: int | None = None
    signup: int | None = None
    included: Sequence[int] = ()  # other matters that they raised

    @property
    def topics(self) -> list[int]:
        return [] if self.topic is None else [self.topic, *self.included]


async def whose(wish: LoadedWish) -> Whose:
    if wish["topic"] is not None:
        included = wish["included"]
        return Whose(topic=wish["topic"], person=wish["person"], included=included)
    if wish["activity"] is not None:
        return Whose(activity=wish["activity"], person=wish["person"])
    if wish["signup"] is not None:
        return Whose(signup=wish["signup"])
    found = await standing(wish)
    return Whose(account=found["account"], member=found["member"])


async def lines_about(who: Whose) -> list[Line]:
    """Within the caller's transaction."""
    if who.signup is not None:
        found = [*await signup_lines(who.signup), *await wish_lines(who)]
        return [(translated(what), text) for what, text in found]
    found = [*await account_lines(who.account), *await member_lines(who.member)]
    sat, circles = list[int](), list[int]()
    matters: list[Any] = []
    if not who.person:
        matters = await rows(MATTERS, who.topics, who.account)
        found += [line for each in matters for line in matter_lines(each)]
        told = await rows(TOLD, [each["id"] for each in matters])
        found += [(_("您写的话"), f"{day(each['happened_on'])} {each['text']}") for each in told]
    if who.topic is not None:
        names = {each["id"]: each["raiser_name"] for each in matters}
        if who.person:
            names = {who.topic: who.person}
        there = await erasing.guests_called(list(names), names)
        sat = [each["id"] for each in there if each["of"] == "participant"]
        circles = [each["id"] for each in there if each["of"] == "circle"]
    for each in await rows(CIRCLES, circles, who.member):
        found.append((_("受邀参加"), f"{each['title']} {each['name']}"))
    for each in await rows(SAT, sat, who.member):
        found.append((_("参加"), f"{day(each['held_on'])} {each['title']} {each['name']}"))
        found += [(_("发言"), text) for text in each["said"]]
    for each in await rows(ACTIVITIES, who.member):
        found.append((_("履职活动"), f"{day(each['happened_on'])} {each['title']}"))
    for each in await rows(SCORES, str(who.member)):
        period = f"{day(each['begins'])} – {day(each['ends'])}"
        found.append((_("考核结果"), f"{period} {each['name']} {each['total'].normalize():f}"))
    if who.activity is not None:
        it = await guests.told(who.activity)
        found.append((_("参加"), f"{day(it['happened_on'])} {it['title']} {who.person}"))
    found += await wish_lines(who)
    return [(translated(what), text) for what, text in found]


async def wish_lines(who: Whose) -> list[Line]:
    """What they wanted before, and by when it is answered."""
    asked = [] if who.account is None else await wishes.of_account(who.account)
    if who.topic is not None and not who.person:
        asked += await wishes.of_matter(who.topic)
    if who.signup is not None:
        asked += await wishes.of_signup(who.signup)
    found: list[Line] = []
    for each in asked:
        said = f"{translated(rules.WANTS[rules.Want(each['kind'])])} {each['words']}".strip()
        found += [
            (_("个人信息请求"), f"{day(each['asked_on'])} {said}"),
            (_("答复期限"), due_in_words(each["due_on"])),
        ]
        if each["answer"]:
            found.append((_("答复"), each["answer"]))
        found += [(_("一并办理的事"), title) for title in each["titles"]]
    return found


def phone_place(matter: Any) -> list[Line]:
    if matter["latitude"] is None:
        return []
    return [(_("提出时手机的位置"), f"{matter['latitude']:.6f}, {matter['longitude']:.6f}")]


def matter_lines(matter: Any) -> list[Line]:
    return [
        (_("提出的事"), matter["title"]),
        (_("经过"), matter["story"]),
        (_("具体位置"), matter["spot"]),
        *phone_place(matter),
        (_("在哪里提出"), matter["station_name"]),
        (_("提出日期"), day(matter["raised_on"])),
        (_("办到哪一步"), translated(STAGE_NAMES[Stage(matter["stage"])])),
        (_("姓名"), matter["raiser_name"]),
        (_("电话"), matter["raiser_phone"]),
        *([(_("单号"), matter["slip"])] if matter["slip"] else []),
        (_("查询码"), matter["follow_code"]),
    ]


async def account_lines(account: int | None) -> list[Line]:
    found: list[Line] = []
    for each in await rows(ACCOUNT, account):
        found += [
            (_("姓名"), each["name"]),
            (_("登录方式"), each["provider"]),
            (_("账号标识"), each["subject"]),
            (_("办公电话"), each["phone"]),
            (_("添加于"), moment(each["created_at"])),
        ]
    for each in await rows(SESSIONS, account):
        found.append((_("登录的设备"), f"{moment(each['started_at'])} – {moment(each['seen_at'])}"))
    return found


async def signup_lines(signup: int) -> list[Line]:
    return [
        line
        for each in await rows(SIGNUP, signup)
        for line in (
            (_("申请的网址"), f"/{each['slug']}/"),
            (_("提交时间"), moment(each["asked_at"])),
            (_("首位管理员"), each["admin_name"]),
            (_("账号标识"), each["admin_subject"]),
            (_("联系方式"), each["contact"]),
        )
    ]


async def member_lines(member: int | None) -> list[Line]:
    return [
        line
        for each in await rows(MEMBER, member)
        for line in (
            (_("姓名"), each["name"]),
            (_("界别"), each["sector"]),
            (_("电话"), each["phone"]),
            (_("离任"), day(each["left_on"])),
            (_("照片"), each["portrait"] or ""),
        )
    ]


async def file_of(path: str, lines: list[Line]) -> Stream:
    """Outside of any transaction. The file's name tells nobody whose it is."""
    called = translated(_("个人信息"))
    heads = [translated(_("项目")), translated(_("内容"))]
    table = chain(([called], heads), lines)
    return await as_noted_file(path, f"{called}.xlsx", [(called, table)], personal=True)
