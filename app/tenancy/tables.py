"""The register of tenants, and the base of every table that belongs to one."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any, Self

from piccolo.columns import BigSerial, Column, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.column_types import DEFAULT
from piccolo.query.methods import Count, Delete, Exists, Insert, Objects, Select, Update
from piccolo.querystring import Selectable
from piccolo.table import Table
from piccolo.utils.sql_values import convert_to_sql_value

from app.db import DB, county_in_tx, tx

# Piccolo joins by id alone; a county's rows are joined by county and id, as their keys are.
NO_JOINS = "A join of a county's tables is written as SQL text."


class County(Table, db=DB):
    """Shared by all. `id` is the division code (GB/T 2260), `slug` the first part of the path."""

    id = Integer(primary_key=True, default=None)
    slug = Text(default=None)
    name = Text(default=None)
    opened_at = Timestamptz()
    suspended_at = Timestamptz(default=None, null=True)
    suspended_why = Text(default="")
    erases_from = Date(default=None, null=True)  # app/persons/retention.py; None: since it opened


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
        if prefetch:
            raise TypeError(NO_JOINS)
        return super().objects().where(cls.county == county_in_tx())

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
        return CountyInsert(cls).returning(cls._meta.primary_key).add(*rows)

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
        if joins := super()._get_joins(columns):
            raise TypeError(NO_JOINS)
        return joins


PLAIN = frozenset({str, int, bool, date, datetime, type(None)})


class CountyInsert(Insert[Any]):
    async def _run(self, node: str | None = None, in_pool: bool = True) -> Any:
        """Of one row: Piccolo would put the same statement together anew, of a dozen objects for
        each column.
        """
        if len(self.add_delegate._add) > 1:
            return await super()._run(node, in_pool)
        (made,) = self.add_delegate._add
        told = [(made[each._meta.name], each) for each in self.table._meta.columns]
        by_default = tuple(each is DEFAULT for each, _column in told)
        values = [
            each if type(each) in PLAIN else convert_to_sql_value(each, column)
            for each, column in told
            if each is not DEFAULT
        ]
        table: Any = self.table
        found = await tx().connection.fetch(insert_of_one(table, by_default), *values)
        self._raw_response_callback(found)
        return found


@lru_cache(1024)
def insert_of_one(table: type[Table], by_default: tuple[bool, ...]) -> str:
    """`by_default`: of which columns the database says the value. Pure."""
    names = [f'"{each._meta.db_column_name}"' for each in table._meta.columns]
    places = count(1)
    values = ["DEFAULT" if each else f"${next(places)}" for each in by_default]
    return (
        f"INSERT INTO {table._meta.get_formatted_tablename()} ({','.join(names)})"  # noqa: S608
        f" VALUES ({','.join(values)}) RETURNING {table._meta.primary_key._meta.db_column_name}"
    )


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
