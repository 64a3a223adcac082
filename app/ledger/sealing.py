"""Sealing into the hash chain, apart from posting, so that writers never wait for one another; and
verifying (`ledger verify`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from asyncpg.exceptions import LockNotAvailableError

from app.bulk import moved
from app.db import bound_to, bulk_limits, county_tx, execute, row, rows, tx
from app.divisions.search import regions
from app.i18n import _
from app.ledger.rules import BEGINNING, SEALED, first_bad, link
from app.refusal import Refused
from app.tenancy.numbers import NATION, OPERATOR
from app.tenancy.tables import County

BATCH = 2000


@dataclass(frozen=True)
class Chain:
    """What is sealed: a table, its links, what of it waits, and the columns that a hash covers. A
    trigger notes each entry as it is posted: ids are only the order within a batch, for they hang
    on a clock, and clocks err.
    """

    table: str
    seal: str
    unsealed: str
    sealed: tuple[str, ...]

    @property
    def head(self) -> str:
        return f"""
            SELECT "position", "hash" FROM "{self.seal}"
            WHERE "{self.seal}"."county" = $1 ORDER BY "position" DESC LIMIT 1
        """  # noqa: S608

    @property
    def columns(self) -> str:
        return ", ".join(f'"{self.table}"."{name}"' for name in self.sealed)

    @property
    def waiting(self) -> str:
        return f"""
            SELECT {self.columns} FROM "{self.unsealed}"
            JOIN "{self.table}" ON "{self.table}"."county" = $1
             AND "{self.table}"."id" = "{self.unsealed}"."entry"
            WHERE "{self.unsealed}"."county" = $1
            ORDER BY "{self.unsealed}"."entry" LIMIT {BATCH}
        """  # noqa: S608

    @property
    def no_longer(self) -> str:
        return f"""
            DELETE FROM "{self.unsealed}"
            WHERE "{self.unsealed}"."county" = $1 AND "entry" = ANY($2::bigint[])
        """  # noqa: S608

    @property
    def insert(self) -> str:
        return f"""
            INSERT INTO "{self.seal}" ("county", "position", "entry", "hash")
            VALUES ($1, $2, $3, $4)
        """  # noqa: S608

    @property
    def links(self) -> str:
        return f"""
            SELECT "position", "hash", "entry", {self.columns} FROM "{self.seal}"
            LEFT JOIN "{self.table}" ON "{self.table}"."county" = $1
             AND "{self.table}"."id" = "{self.seal}"."entry"
            WHERE "{self.seal}"."county" = $1 AND "position" > $2
            ORDER BY "position" LIMIT {BATCH}
        """  # noqa: S608

    @property
    def forgotten(self) -> str:
        return f"""
            SELECT "id" FROM "{self.table}" WHERE "{self.table}"."county" = $1
              AND NOT EXISTS (SELECT FROM "{self.seal}" WHERE "{self.seal}"."county" = $1
                                AND "{self.seal}"."entry" = "{self.table}"."id")
              AND NOT EXISTS (SELECT FROM "{self.unsealed}" WHERE "{self.unsealed}"."county" = $1
                                AND "{self.unsealed}"."entry" = "{self.table}"."id")
            ORDER BY "id" LIMIT 1
        """  # noqa: S608


LEDGER = Chain("ledger", "seal", "unsealed", SEALED)
# Each row of app/audit/: who did what. In the order in which they are sealed.
AUDIT = Chain(
    "audit",
    "audit_seal",
    "audit_unsealed",
    ("county", "id", "act", "actor", "person", "address", "about", "at", "before", "after"),
)
CHAINS = (LEDGER, AUDIT)

ONE_KEEPER = "SELECT pg_try_advisory_xact_lock(20091, $1)"


async def alone() -> bool:
    """Within a transaction: nobody else seals or recounts this county until it ends."""
    bound = tx()
    return bool(await bound.connection.fetchval(ONE_KEEPER, bound.county))


WAITED_FOR = "SELECT pg_advisory_xact_lock(20091, $1)"


async def wait_alone() -> None:
    """As `alone`, once whoever does so has ended. Before rows are locked that they may wait for. As
    long as any lock is waited for (app/db/engine.py), which a batch of theirs hardly ever takes.
    """
    bound = tx()
    try:
        await bound.connection.execute(WAITED_FOR, bound.county)
    except LockNotAvailableError as error:
        raise Refused(_("这里的数字正在汇总，请过几秒再提交一次。")) from error


def by_one(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """What is done from time to time for the county that is bound: of two workers at once one does
    it.
    """

    @wraps(work)
    async def done_alone() -> None:
        async with county_tx():
            if await alone():
                await work()

    return done_alone


async def seal_some() -> bool:
    """Within a transaction, `alone`. Seals a batch of what waits, of each chain. → was one full?"""
    return any([await seal_some_of(chain) for chain in CHAINS])


async def seal_some_of(chain: Chain) -> bool:
    entries = await rows(chain.waiting)
    if not entries:
        return False
    head = await row(chain.head)
    position, last = (head["position"], head["hash"]) if head else (0, BEGINNING)
    links = []
    for place, entry in enumerate(entries, start=position + 1):
        last = link(last, entry, chain.sealed)
        links.append((tx().county, place, entry["id"], last))
    await tx().connection.executemany(chain.insert, links)
    await execute(chain.no_longer, [each["id"] for each in entries])
    moved(len(links))
    return len(links) == BATCH


async def seal() -> None:
    """Everything that is committed and not sealed yet, of the county that is bound."""
    full = True
    while full:
        async with county_tx():
            full = await alone() and await seal_some()


@dataclass(frozen=True)
class Bad:
    """The first place where records and chain disagree. `position` None: it neither is sealed nor
    waits for it. `of`: the table.
    """

    slug: str
    entry: int
    position: int | None
    of: str = LEDGER.table


async def verify(county: int, slug: str = "") -> Bad | None:
    """Reads all that is sealed of the county, ledger and audit log, against its chain."""
    with bound_to(county), bulk_limits():
        async with county_tx(readonly=True):
            bad = await checked(slug)
        return bad  # noqa: RET504  (mypy: the transaction might swallow the error)


async def checked(slug: str) -> Bad | None:
    for chain in CHAINS:
        if bad := await checked_of(chain, slug):
            return bad
    return None


async def checked_of(chain: Chain, slug: str) -> Bad | None:
    position, previous = 0, BEGINNING
    while links := await rows(chain.links, position):
        if bad := first_bad(position, previous, links, chain.sealed):
            return Bad(slug, bad["entry"], bad["position"], chain.table)
        position, previous = links[-1]["position"], links[-1]["hash"]
    forgotten: Any = await row(chain.forgotten)
    return Bad(slug, forgotten["id"], None, chain.table) if forgotten else None


async def verify_all(slug: str | None = None) -> list[Bad]:
    """Of every realm, or of one, called as a bad one is: where its chain breaks. Empty: it holds.

    Raises LookupError where none has that slug.
    """
    counties = await County.select(County.id, County.slug).order_by(County.id)
    # the operator's and the regions' have an audit log
    realms = {
        OPERATOR: "operator",
        **{code: f"regions/{code}" for code in [NATION, *await regions()]},
    }
    realms |= {each["id"]: each["slug"] for each in counties}
    if slug is not None and slug not in realms.values():  # nothing is a name, too, and a wrong one
        raise LookupError(f"There is no county {slug!r}.")
    wanted = [realm for realm, called in realms.items() if slug in {None, called}]
    bad = [await verify(realm, realms[realm]) for realm in wanted]
    return [each for each in bad if each]
