"""Which county is a request for, and how a county's tables are held to it."""

import re
from collections.abc import Sequence
from typing import Any, Self

from litestar.types import ASGIApp, Receive, Send
from piccolo.columns import BigSerial, Column, ForeignKey, Integer
from piccolo.query.methods import Count, Delete, Exists, Insert, Objects, Select, Update
from piccolo.querystring import Selectable
from piccolo.table import Table

from app.counties.tables import County
from app.db import DB, bound_to, county_in_tx

# Realms that are no county: accounts and sessions are rows under their numbers, as a county's are
# under its six digits. A region's is its code: a province has two digits, a prefecture four.
OPERATOR = 1
REGION = re.compile(r"/regions/([1-9]\d|[1-9]\d{3})(?=/|$)")

# First parts of paths that no county may have. What is not a county lies outside of all of them.
OUTSIDE = frozenset(
    {
        "", "about", "admin", "api", "app", "assets", "blob", "callback", "counties", "demo-idp",
        "divisions", "en", "favicon.ico", "healthz", "help", "locale", "login", "logout",
        "metrics", "operator", "regions", "robots.txt", "signup", "static", "terms", "www", "zh",
    }
)  # fmt: skip

JOIN = re.compile(r'(JOIN "(\w+)" ("[\w$]+") ON \()("[\w$]+")')


class CountyFromPath:
    """/xinjiang/topics/7 is /topics/7 of Xinjiang, /regions/51/ is / of Sichuan's own office, and
    /regions/51/api/ what its programs read; /, /signup and /operator are of none.

    Wraps the applications, because Litestar routes first and runs its own middleware after.
    What lies outside is the operator's realm: sign-ups, its accounts and sessions are its rows.
    """

    def __init__(
        self, inside: ASGIApp, regions: ASGIApp, outside: ASGIApp, for_programs: ASGIApp
    ) -> None:
        self.inside, self.regions, self.outside = inside, regions, outside
        self.for_programs = for_programs

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.inside(scope, receive, send)
            return
        slug = scope["path"].split("/")[1]
        if region := REGION.match(scope["path"]):
            county, app = int(region[1]), self.regions
            scope["realm_path"] = scope["root_path"] = region[0]
            if scope["path"].startswith(f"{region[0]}/api/"):
                app = self.for_programs
        elif slug in OUTSIDE:
            county, app, scope["realm_path"] = OPERATOR, self.outside, "/operator"
        else:
            county, app = await county_called(slug) or 0, self.inside
            scope["realm_path"] = scope["root_path"] = f"/{slug}"  # Litestar cuts it off
        if not county:
            scope["root_path"], scope["realm_path"] = "", "/operator"
            scope["path"], app, county = "/no-such-county", self.outside, OPERATOR
        with bound_to(county):
            await app(scope, receive, send)


SLUG = re.compile(r"[a-z0-9-]{1,40}")
known: dict[str, int] = {}


async def county_called(slug: str) -> int | None:
    """Hits are kept, for a slug never changes hands; misses are not, so that sign-up shows."""
    if slug not in known:
        if not SLUG.fullmatch(slug):  # no county is called so, and PostgreSQL takes no NUL
            return None
        row = await County.select(County.id).where(County.slug == slug).first()
        if row is None:
            return None
        known[slug] = row["id"]
    return known[slug]


async def realm_called(path: str) -> int | None:
    """/operator, /regions/51, /xinjiang → the number under which its rows are."""
    if path == "/operator":
        return OPERATOR
    if region := REGION.fullmatch(path):
        return int(region[1])
    return await county_called(path.removeprefix("/"))


def is_county(realm: int) -> bool:
    return realm > 99_999


class CountyTable(Table, db=DB):
    """Base of a county's tables. No query mentions the county: it is added here, once.

    Row policies would hide other counties' rows without this; the filter is what lets
    PostgreSQL use the key's index, and Citus find the one shard. Raw SQL writes it by hand.
    """

    county = Integer(default=0)  # nobody's; insert() fills it
    id = BigSerial(primary_key=True)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**{"db": DB, **options})

    @classmethod
    def select(cls, *columns: Selectable | str, exclude_secrets: bool = False) -> Select[Self]:
        chosen = cls._process_column_args(*columns)
        return CountySelect(cls, chosen, exclude_secrets).where(cls.county == county_in_tx())

    @classmethod
    def objects(cls, *prefetch: ForeignKey[Any] | list[ForeignKey[Any]]) -> Objects[Self]:
        return super().objects(*prefetch).where(cls.county == county_in_tx())

    @classmethod
    def count(cls, column: Column | None = None, distinct: Sequence[Column] | None = None) -> Count:
        return super().count(column, distinct).where(cls.county == county_in_tx())

    @classmethod
    def exists(cls) -> Exists[Self]:
        return super().exists().where(cls.county == county_in_tx())

    @classmethod
    def insert(cls, *rows: Self) -> Insert[Self]:
        for row in rows:
            row.county = county_in_tx()
        return super().insert(*rows)

    @classmethod
    def update(
        cls,
        values: dict[Column | str, Any] | None = None,
        force: bool = False,
        use_auto_update: bool = True,
        **more: Any,
    ) -> Update[Self]:
        chosen: dict[Any, Any] = {**(values or {}), **more}
        if use_auto_update:
            chosen |= cls._meta.get_auto_update_values()
        return CountyUpdate(cls, force).values(chosen)

    @classmethod
    def delete(cls, force: bool = False) -> Delete:
        return CountyDelete(cls, force)


class CountySelect(Select[Any]):
    def _get_joins(self, columns: Sequence[Selectable]) -> list[str]:
        return [JOIN.sub(within_county, join) for join in super()._get_joins(columns)]


def within_county(found: re.Match[str]) -> str:
    """Piccolo joins by id alone; a county's rows are joined by county and id, as their keys are."""
    start, table, right, left = found.groups()
    of_county = table in {each._meta.tablename for each in CountyTable.__subclasses__()}
    return f'{start}{left}."county" = {right}."county" AND {left}' if of_county else found[0]


# Piccolo refuses to update or delete without a condition. The county must not count as one, so
# that it is added after the check.


class CountyUpdate(Update[Any]):
    def _validate(self) -> None:
        super()._validate()  # type: ignore[no-untyped-call]
        self.where(self.table.county == county_in_tx())


class CountyDelete(Delete):
    def _validate(self) -> None:
        super()._validate()  # type: ignore[no-untyped-call]
        self.where(self.table.county == county_in_tx())
