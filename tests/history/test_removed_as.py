"""In whose right something was taken away before it was kept beside it: what 0075 reads from the
log of a release's database.
"""

import asyncio
import json
from typing import Any

import pytest

import app.migrate
from app.migrate import migrate, scripts
from app.processes.postgres import Server
from tests.history.county import NUMBER
from tests.history.databases import as_released, connected
from tests.history.make import RELEASES

pytestmark = pytest.mark.anyio
PHOTO = """
    INSERT INTO photo (county, {of}, object, account, state, removed_at)
    SELECT $1, (SELECT id FROM {of} WHERE county = $1 ORDER BY id LIMIT 1), $2, $3, 'ready',
           now() - $4 * interval '1 day'
    RETURNING id
"""
FILE = """
    INSERT INTO file (county, station, name, object, account, state, removed_at)
    SELECT $1, (SELECT id FROM station WHERE county = $1 ORDER BY id LIMIT 1), 'x.pdf', $2, $3,
           'ready', now() - $4 * interval '1 day'
    RETURNING id
"""
NOTED = """
    INSERT INTO audit (county, act, actor, person, address, about, before, after)
    VALUES ($1, $2, $3, '李', '', '/', '{}', $4)
"""
STANDING = """
    SELECT '{of}s' AS of, id, removed_as FROM {of} WHERE object LIKE 'planted %'
"""


class Planted:
    """What was taken away in a release's database, and what the log says of it."""

    def __init__(self, root: Any) -> None:
        self.root, self.expected = root, dict[tuple[str, int], str]()

    async def one(
        self, sql: str, sender: int | None, by: list[int | None], days: int, says: str,
        act: str = "taken_down",
    ) -> None:  # fmt: skip
        """`by`: whose takings-down stand in the log, in their order."""
        called = f"planted {len(self.expected)}"
        of = "files" if sql == FILE else "photos"
        found = await self.root.fetchval(sql, NUMBER, called, sender, days)
        for each in by:
            after = json.dumps({"file": f"/{of}/{found}"})
            await self.root.execute(NOTED, NUMBER, act, each, after)
        self.expected[of, found] = says


@pytest.mark.parametrize("release", ["0024_judged.sql", "0068_along.sql"])
async def test_what_the_log_says_of_a_release_s_removals(
    server: Server,
    database: str,  # noqa: ARG001  (its roles)
    release: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dump = await asyncio.to_thread((RELEASES / release).read_text)
    name = await as_released(server, dump)
    url = server.url(name, "app_owner")
    earlier = [each for each in scripts() if each.name < "0075"]
    with monkeypatch.context() as before:
        before.setattr(app.migrate, "scripts", lambda: earlier)
        await migrate(url)
    async with connected(server.url(name)) as root:
        sender, other, member = [
            each["id"]
            for each in await root.fetch(
                "SELECT id FROM account WHERE county = $1 ORDER BY id LIMIT 3", NUMBER
            )
        ]
        whose = "UPDATE member SET account = $2 WHERE county = $1 AND id ="
        first = "(SELECT id FROM member WHERE county = $1 ORDER BY id LIMIT 1)"
        await root.execute("UPDATE member SET account = NULL WHERE county = $1", NUMBER)
        await root.execute(f"{whose} {first}", NUMBER, member)
        planted = Planted(root)
        there, face = PHOTO.format(of="station"), PHOTO.format(of="member")
        for sql in (there, FILE):
            await planted.one(sql, sender, [sender], 1, "sender")
            await planted.one(sql, sender, [sender], 29, "sender")
            await planted.one(sql, sender, [sender], 31, "")  # nobody brings it back
            await planted.one(sql, sender, [other], 1, "")  # the log says not in which right
            await planted.one(sql, sender, [], 1, "")
            await planted.one(sql, sender, [sender, other], 1, "")  # the last counts
            await planted.one(sql, sender, [other, sender], 1, "sender")
            await planted.one(sql, sender, [None], 1, "")  # a job
            await planted.one(sql, None, [None], 1, "")
            await planted.one(sql, sender, [sender], 1, "", "put_back")
        await planted.one(face, other, [member], 1, "self")
        await planted.one(face, member, [other], 1, "office")
        await planted.one(face, other, [other, member], 1, "self")
        await planted.one(face, other, [member, other], 1, "office")
        await planted.one(face, other, [member], 31, "")
        await planted.one(face, other, [], 1, "")
    await migrate(url)
    async with connected(server.url(name)) as root:
        found = {
            (each["of"], each["id"]): each["removed_as"]
            for of in ("photo", "file")
            for each in await root.fetch(STANDING.format(of=of))
        }
        untouched = await root.fetchval(
            "SELECT count(*) FROM photo WHERE removed_as <> '' AND object NOT LIKE 'planted %'"
        )
        forced = await root.fetchval(
            """SELECT bool_and(relforcerowsecurity) FROM pg_class
               WHERE relname IN ('photo', 'file', 'member', 'audit') AND relkind = 'r'"""
        )
    assert found == planted.expected
    assert (untouched, forced) == (0, True)
