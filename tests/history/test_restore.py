"""A copy made by infra/backup is restored by infra/restore on an empty database, whole."""

import os
import subprocess
from pathlib import Path

import pytest

from app.evidence.store import owner
from app.evidence.store.directory import Directory
from app.ledger.sealing import verify_all
from app.migrate import migrate
from app.processes.postgres import Server, binaries
from tests.history.databases import an_empty_database, as_released, connected, program_on

pytestmark = pytest.mark.anyio

INFRA = Path("infra")
RELEASE = Path(__file__).parent / "releases" / "0001_baseline.sql"
LONG = 120  # seconds
TABLES = """
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


def run(script: str, folder: Path, url: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
        "DATABASE_URL": url,
        "DATA": str(data),
    }
    return subprocess.run(
        [INFRA / script, folder], env=environment, capture_output=True, text=True, check=False,
        timeout=LONG,
    )  # fmt: skip


async def contents(url: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a sum of all that they say."""
    async with connected(url) as superuser:
        names = [each["name"] for each in await superuser.fetch(TABLES)]
        return {
            name: tuple(
                await superuser.fetchrow(
                    f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"  # noqa: S608
                    f" FROM {name} AS t"
                )
            )
            for name in names
        }


async def test_a_copy_comes_back_whole(
    server: Server,
    database: str,  # noqa: ARG001  (its roles are there)
    tmp_path: Path,
) -> None:
    name, empty = await as_released(server, RELEASE.read_text()), await an_empty_database(server)
    photo = tmp_path / "data" / "objects" / "ab" / "cdef"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")

    made = run("backup", tmp_path / "copies", server.url(name), tmp_path / "data")
    assert made.returncode == 0, made.stderr
    (copy,) = (tmp_path / "copies").iterdir()
    assert made.stdout.strip() == str(copy)
    assert sorted(each.name for each in copy.iterdir()) == [
        "SHA256SUMS", "database", "objects.tar",
    ]  # fmt: skip
    assert copy.stat().st_mode & 0o077 == 0

    back = run("restore", copy, server.url(empty), tmp_path / "elsewhere")
    assert back.returncode == 0, back.stderr
    assert (tmp_path / "elsewhere" / "objects" / "ab" / "cdef").read_bytes() == b"a photo"
    before = await contents(server.url(name))
    assert before["public.ledger"][0] == 49
    assert await contents(server.url(empty)) == before
    await migrate(server.url(empty, "app_owner"))
    async with program_on(server.url(empty, "app_rw")):
        assert await verify_all() == []


EXPECTED = """
    SELECT count(*) FROM pg_stats
    WHERE schemaname = 'public' AND attname = 'county' AND n_distinct = 50
"""


async def test_what_the_planner_expects_of_counties_comes_back(
    server: Server,
    database: str,  # noqa: ARG001  (its roles are there)
    tmp_path: Path,
) -> None:
    """No dump holds it."""
    name, empty = await an_empty_database(server), await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    run("backup", tmp_path / "copies", server.url(name), tmp_path)
    (copy,) = (tmp_path / "copies").iterdir()
    back = run("restore", copy, server.url(empty), tmp_path)
    assert back.returncode == 0, back.stderr
    async with connected(server.url(name)) as before, connected(server.url(empty)) as after:
        expected = await before.fetchval(EXPECTED)
        assert expected > 80
        assert await after.fetchval(EXPECTED) == expected


async def test_a_copy_that_was_changed_is_refused(
    server: Server,
    database: str,  # noqa: ARG001  (its roles are there)
    tmp_path: Path,
) -> None:
    name, empty = await as_released(server, RELEASE.read_text()), await an_empty_database(server)
    run("backup", tmp_path / "copies", server.url(name), tmp_path)
    (copy,) = (tmp_path / "copies").iterdir()
    with (copy / "database").open("ab") as file:
        file.write(b"!")
    back = run("restore", copy, server.url(empty), tmp_path)
    assert back.returncode != 0
    assert await contents(server.url(empty)) == {}


async def test_a_copy_that_is_restored_beside_its_original_does_not_delete_in_its_store(
    server: Server,
    database: str,  # noqa: ARG001  (its roles are there)
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the same server, where the two differ by the database alone; until it takes the store
    over, as after a move.
    """
    name, empty = await as_released(server, RELEASE.read_text()), await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    assert run("backup", tmp_path / "copies", server.url(name), tmp_path).returncode == 0
    (copy,) = (tmp_path / "copies").iterdir()
    assert run("restore", copy, server.url(empty), tmp_path).returncode == 0
    folder, key = Directory(tmp_path / "objects", "secret"), "110101/photos/one-320.webp"
    monkeypatch.setattr(owner, "store", lambda: folder)
    await folder.put(key, b"x", "image/webp")
    original, restored = server.url(name, "app_rw"), server.url(empty, "app_rw")
    async with program_on(original):
        assert (await owner.standing()).ours
    async with program_on(restored):
        assert f"database {name} at" in (await owner.standing()).told
        assert not await owner.delete([key])
        await owner.take_over(do=False)
        assert not (await owner.standing()).ours
        await owner.take_over(do=True)
    async with program_on(original):
        assert f"database {empty} at" in (await owner.standing()).told
        assert not await owner.delete([key])
    assert await folder.exists(key)
    async with program_on(restored):
        assert await owner.delete([key])
    assert not await folder.exists(key)
    async with connected(server.url("postgres")) as admin:
        await admin.execute(f"ALTER DATABASE {empty} RENAME TO {empty}_away")
        await admin.execute(f"ALTER DATABASE {name} RENAME TO {empty}")
    async with program_on(restored):  # under its name stands the original by now
        assert not (await owner.standing()).ours
