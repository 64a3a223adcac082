"""What an entry of the log is about, in words: the log keeps an address, its readers read a name.
Every address that is noted is one of these; `note` refuses any other.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from app.charter.model import Charter
from app.db import LARGEST_ID, rows
from app.i18n import _, translated

OWN = 'SELECT "{table}"."id", {name} AS name FROM "{table}" WHERE "{table}"."county" = $1'
# Of all counties; a statement of these alone has to know what $1 is, too.
COUNTIES = """
    SELECT "county"."id"::bigint AS id, "county"."name" FROM "county" WHERE $1::int IS NOT NULL
"""
ASKING = """
    SELECT "signup"."id", coalesce("division"."name", "slug") AS name FROM "signup"
    LEFT JOIN "division" ON "division"."code" = "signup"."code"::text WHERE "signup"."county" = $1
"""


def own(table: str, name: str = "") -> str:
    """Pure. Of the reader's own realm; the row policies see to it once more."""
    return OWN.format(table=table, name=name or f'"{table}"."name"')


class Page(NamedTuple):
    """`address`: a pattern; its group is a number, or the key of a sheet. `named`: SQL of the ids
    and names, to which `AND id = ANY(…)` is added. `inside`: there is such a page in counties only.
    """

    address: str
    words: str
    named: str = ""
    inside: bool = True


NUMBER = r"(\d{1,19})"
PAGES = {
    "account": Page(f"/people/{NUMBER}", _("账号"), own("account")),
    "member": Page(f"/people/members/{NUMBER}", _("%(member)s"), own("member")),
    "face": Page(f"/members/{NUMBER}", _("%(member)s"), own("member")),
    "topic": Page(f"/topics/{NUMBER}", "", own("topic", '"topic"."title"')),
    "sitting": Page(
        f"/consultations/{NUMBER}",
        _("%(consultation)s"),
        own("consultation", '"consultation"."title"'),
    ),
    "activity": Page(f"/activities/{NUMBER}", _("活动"), own("activity", '"activity"."title"')),
    "station": Page(f"/stations/{NUMBER}", _("%(station)s"), own("station")),
    "nomination": Page(
        f"/cases/nominations/{NUMBER}",
        _("推荐的%(case)s"),
        own("nomination", '"nomination"."title"'),
    ),
    "file": Page(f"/files/{NUMBER}", _("文件"), own("file")),
    "assessment": Page(
        f"/assessments/{NUMBER}", _("考核"), own("assessment", '"assessment"."sheet"')
    ),
    "county": Page(f"/counties/{NUMBER}", _("县（市、区）"), COUNTIES, inside=False),
    "signup": Page(f"/signups/{NUMBER}", _("开通申请"), ASKING, inside=False),
    "choice": Page(rf"/cases/\d{{6}}/{NUMBER}", _("案例推荐"), inside=False),
    "case": Page(f"/cases/{NUMBER}", _("%(case)s")),
    "photo": Page(f"/photos/{NUMBER}", _("照片")),
    "commitment": Page(f"/commitments/{NUMBER}", _("%(commitment)s")),
    "mark": Page(f"/assessments/marks/{NUMBER}", _("考核评分")),
    "check": Page(f"/stations/checks/{NUMBER}", _("建站标准")),
    "wish": Page(f"/wishes/{NUMBER}", _("个人信息请求"), inside=False),
    "scores": Page(r"/scores/([^/]+)", _("考核表")),
    "providers": Page("/people/providers", _("登录方式")),
    "departments": Page("/people/departments", _("单位")),
    "finding": Page("/topics/finding", _("按姓名电话查找")),
    "follow": Page("/follow", _("查进度")),
    "data": Page("/account/data", _("本人的个人信息"), inside=False),
    "versions": Page("/charter/versions", _("各版规则")),
    "audit": Page("/audit", _("审计日志"), inside=False),
    "sharing": Page("/sharing", _("共享"), inside=False),
    "keys": Page("/keys", _("接口钥匙"), inside=False),
    "compare": Page("/compare", _("县际比较"), inside=False),
    "coverage": Page("/coverage", _("覆盖情况"), inside=False),
    "weights": Page("/weights", _("综合排序"), inside=False),
    "operator": Page("/operator", _("平台运营"), inside=False),
    "divisions": Page("/divisions", _("行政区划"), inside=False),
}
PATTERNS = {kind: re.compile(page.address) for kind, page in PAGES.items()}


class About(NamedTuple):
    words: str
    address: str = ""  # where it leads; empty: there is no such page here


def kind_of(address: str) -> tuple[str, str]:
    """Pure. → which of PAGES, and its number or key; ("", ""): none of them."""
    for kind, pattern in PATTERNS.items():
        if fits := pattern.fullmatch(address):
            return kind, fits[1] if pattern.groups else ""
    return "", ""


def known(address: str) -> bool:
    """Pure. There are words for it; what is no address is words already."""
    return not address.startswith("/") or bool(kind_of(address)[0])


async def told(addresses: Iterable[str], charter: Charter | None) -> dict[str, About]:
    """Within the caller's transaction; one statement. `charter`: of the county whose log it is."""
    kinds = {each: kind_of(each) for each in addresses}
    asked: dict[str, list[int]] = {}
    for kind, key in kinds.values():
        if kind and PAGES[kind].named and int(key) <= LARGEST_ID:
            asked.setdefault(kind, []).append(int(key))
    named = await names_of(asked) if asked else {}
    return {each: said(each, *kinds[each], named, charter) for each in kinds}


def said(
    address: str,
    kind: str,
    key: str,
    named: Mapping[tuple[str, int], str],
    charter: Charter | None,
) -> About:
    """Pure. Of what is no longer there, its number."""
    if not kind:
        return About(address)
    page = PAGES[kind]
    words = translated(page.words) if page.words else topic_called(charter)
    leads = address if charter is not None or not page.inside else ""
    leads = "/" if kind == "operator" else leads  # the realm's own front page
    if not key:
        return About(words, leads)
    name = key if kind == "scores" else named.get((kind, int(key)), "")
    if kind in {"scores", "assessment"} and charter is not None:
        sheets = {sheet.key: sheet.name for sheet in charter.scoring.sheets}
        name = sheets.get(name, name)
    return About(f"{words}「{name}」" if name else f"{words} {key}", leads)


def topic_called(charter: Charter | None) -> str:
    return charter.names.topic if charter is not None else translated(_("事项"))


async def names_of(asked: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    found = await rows(
        statement(frozenset(asked)),
        kinds=[kind for kind, ids in asked.items() for _id in ids],
        ids=[each for ids in asked.values() for each in ids],
    )
    return {(each["kind"], each["id"]): each["name"] for each in found}


@lru_cache(64)
def statement(kinds: frozenset[str]) -> str:
    """Pure."""
    each = [
        f"""SELECT '{kind}' AS kind, "of"."id", "of"."name" FROM ({PAGES[kind].named}) AS "of"
            WHERE "of"."id" IN (SELECT "id" FROM "asked" WHERE "kind" = '{kind}')"""  # noqa: S608
        for kind in sorted(kinds)
    ]
    return f"""
        WITH "asked" AS MATERIALIZED (
            SELECT * FROM unnest(:kinds::text[], :ids::bigint[]) AS "asked" ("kind", "id"))
        {" UNION ALL ".join(each)}
    """  # noqa: S608
