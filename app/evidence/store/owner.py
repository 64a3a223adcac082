"""Which deployment may delete in the store: the one whose mark lies there. A database that was
restored from a dump, or copied, says of its rows what the original says, and may look into the same
bucket or folder. So whatever deletes asks the store whose it is, not the database. Others read and
add; what they have to delete waits.
"""

import json
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit
from weakref import WeakSet

from app.bulk import batches
from app.config import settings
from app.db import DB
from app.evidence.store.chosen import store
from app.evidence.store.storage import NOBODY_S, Missing, Store

MARK = f"{NOBODY_S}/store/owner.json"
AT_ONCE = 500  # are deleted after one look at the mark
DEMO = "demo"  # its database and its store lie in one folder; its port may be another each time

DATABASE = """
    SELECT datname::text AS name, oid::bigint AS oid,
           has_function_privilege('pg_control_system()', 'EXECUTE') AS told
    FROM pg_database WHERE datname = current_database()
"""
CLUSTER = "SELECT system_identifier::text FROM pg_control_system()"

looked_at: "WeakSet[Store]" = WeakSet()  # those at which this process has looked


class Deployment(NamedTuple):
    """What tells a deployment from its copies. A restored dump has another number in its server, or
    another server; a copy of the server's files is told by where it answers, or by where we do. No
    id that the database holds would do: it is copied, too.
    """

    origin: str  # where browsers reach us
    address: str  # of the database, as it was set
    database: str
    oid: int
    cluster: str  # PostgreSQL's own number of a server, made with its files; '' where it is kept

    def __str__(self) -> str:
        return f"{self.origin} (database {self.database} at {self.address})"


UNREADABLE = Deployment("?", "?", "?", 0, "?")


class Standing(NamedTuple):
    """`bearer`: whose mark lies there; None: nobody's any more."""

    we: Deployment
    bearer: Deployment | None

    @property
    def ours(self) -> bool:
        return self.bearer == self.we

    @property
    def told(self) -> str:
        """Of whom the operator is told; empty: the store is ours."""
        return "" if self.ours else str(self.bearer or "—")


def address_of(url: str) -> str:
    """As it is written, without who signs in. It may name several servers, or a folder."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    where = (text for name in ("host", "port", "service") for text in asked.get(name, []))
    return " ".join(filter(None, [parts.netloc.rpartition("@")[2], *where]))


async def ourselves(database: Any) -> Deployment:
    """`database`: a connection or a pool."""
    found = await database.fetchrow(DATABASE)
    cluster = await database.fetchval(CLUSTER) if found["told"] else ""
    origin, address = settings.base_url, address_of(settings.database_url)
    if settings.demo:
        origin = address = DEMO
    return Deployment(origin, address, found["name"], found["oid"], cluster)


async def bearer_of(where: Store) -> Deployment | None:
    try:
        data = await where.get(MARK)
    except Missing:
        return None
    try:
        return Deployment(**json.loads(data))
    except (ValueError, TypeError):
        return UNREADABLE


def written(deployment: Deployment) -> bytes:
    return json.dumps(deployment._asdict(), ensure_ascii=False, indent=1).encode()


async def standing() -> Standing:
    """Not within a transaction. A store without a mark is marked by a process's first look at it,
    and by none after that: who runs on must not take what has lost its mark meanwhile.
    """
    where, we = store(), await ourselves(DB.pool)
    bearer = await bearer_of(where)
    if bearer is None and where not in looked_at:
        await where.put_new(MARK, written(we), "application/json")
        bearer = await bearer_of(where)  # another may have been first
    looked_at.add(where)
    return Standing(we, bearer)


async def delete(keys: Collection[str]) -> bool:
    """The one way by which bytes of photos and files go. False: the rest stays, since the store is
    another's. Not within a transaction.
    """
    for part in batches(list(keys), AT_ONCE):
        if not (await standing()).ours:
            return False
        for key in part:
            await store().delete(key)
    return True


async def take_over(*, do: bool) -> list[str]:
    """`python -m app store take-over`. → lines for whoever runs the deployment."""
    where, we = store(), await ourselves(DB.pool)
    found = Standing(we, await bearer_of(where))
    lines = [f"This deployment: {in_full(we)}."]
    if found.ours:
        return [*lines, "The store bears its mark: there is nothing to take over."]
    lines.append(f"The store's mark: {in_full(found.bearer) if found.bearer else 'none'}.")
    if not do:
        return [*lines, "Nothing was changed. With --do the store is this deployment's."]
    await where.put(MARK, written(we), "application/json")
    return [*lines, "The store is this deployment's now. The other deletes nothing any more."]


def in_full(deployment: Deployment) -> str:
    return f"{deployment}, number {deployment.oid} of server {deployment.cluster or 'unknown'}"
