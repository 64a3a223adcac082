"""A history that only grows: a file that ran is never changed, and whatever else was done to a
database is refused in words, before anything of it is changed.
"""

from typing import Any

import pytest

from app.migrate import (
    BehindError,
    MadeBeforeError,
    SchemaError,
    Script,
    as_it_is,
    check,
    create,
    migrate,
    scripts,
    to_run,
)
from app.processes.postgres import Server
from tests.history.databases import an_empty_database, connected, one_before_the_baseline

pytestmark = pytest.mark.anyio

ONE, TWO, THREE = (Script(f"000{n}_x.sql", f"select {n}") for n in (1, 2, 3))
RAN = {each.name: each.sha256 for each in (ONE, TWO)}
TABLES = "SELECT oid, relname, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace"


def test_what_is_new_runs_in_its_order() -> None:
    assert to_run({}, [ONE, TWO]) == [ONE, TWO]
    assert to_run(RAN, [ONE, TWO, THREE]) == [THREE]
    assert to_run(RAN, [ONE, TWO]) == []


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([ONE, TWO._replace(text="select 22")], "0002_x.sql was changed after it had run"),
        ([TWO], "0001_x.sql has run on this database and is missing"),
        ([ONE, TWO._replace(name="0002_a.sql")], "0002_x.sql has run on this database and is miss"),
        ([ONE, TWO._replace(name="0002_y.sql")], "0002_x.sql has run on this database and is miss"),
        ([ONE], "The database is newer than this program: 0002_x.sql has run"),
        ([], "The database is newer than this program: 0001_x.sql has run"),
        (
            [ONE, Script("0001_y.sql", ""), TWO],
            "0001_y.sql would run after 0002_x.sql, which has run already",
        ),
    ],
)
def test_what_is_no_longer_the_same_history_is_refused(known: list[Script], said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        to_run(RAN, known)


def test_a_file_that_landed_twice_is_known_in_both_forms() -> None:
    """0026 landed once more with what is 0036 today; any other form of it is refused."""
    known = scripts()
    more = "407c02e79bfac501cf5f3aad61777b80f8f38dd3264763a1ecbbaf9b6e50da46"
    ran = {each.name: each.sha256 for each in known[:35]} | {"0026_lists.sql": more}
    found = to_run(as_it_is(ran, known), known)
    assert [each.name for each in found] == [each.name for each in known[36:]]
    other = ran | {"0026_lists.sql": more[::-1]}
    with pytest.raises(SchemaError, match=r"0026_lists.sql was changed"):
        to_run(as_it_is(other, known), known)


def test_files_are_numbered_in_one_line() -> None:
    """0069 and 0070 are 0072 and 0071 by now: two lines of work had the same numbers."""
    numbers = [n for n in range(1, len(scripts()) + 3) if n not in {69, 70}]
    assert [each.name[:5] for each in scripts()] == [f"{n:04}_" for n in numbers]


def test_line_ends_of_a_checkout_are_no_change() -> None:
    assert all("\r" not in each.text for each in scripts())
    assert ONE.sha256 == "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f"


async def test_each_file_leaves_its_hash(server: Server, owner: Any) -> None:
    ran = await owner.fetch("SELECT name, sha256 FROM migration")
    assert {each["name"]: each["sha256"] for each in ran} == {
        each.name: each.sha256 for each in scripts()
    }
    async with connected(server.url("test", "app_rw")) as program:
        await check(program)
        with pytest.raises(Exception, match="permission denied"):
            await program.fetch("SELECT ran_at FROM migration")


async def refusal_of(server: Server, name: str) -> str:
    """What `migrate` says of this database, which it leaves as it was."""
    async with connected(server.url(name)) as superuser:
        before = await superuser.fetch(TABLES)
        with pytest.raises(SchemaError) as refusal:
            await migrate(server.url(name, "app_owner"))
        with pytest.raises(SchemaError):
            await create(name, server)
        assert await superuser.fetch(TABLES) == before
        with pytest.raises(SchemaError):
            await check(superuser)
    return str(refusal.value)


@pytest.mark.usefixtures("database")
async def test_a_database_from_before_the_baseline(server: Server) -> None:
    name = await an_empty_database(server)
    await one_before_the_baseline(server, name)
    said = await refusal_of(server, name)
    assert said.startswith("The database was made before the baseline, app/migrations/0001_")
    async with connected(server.url(name)) as superuser:
        with pytest.raises(MadeBeforeError):
            await check(superuser)


@pytest.mark.usefixtures("database")
async def test_a_database_of_somebody_else_s(server: Server) -> None:
    name = await an_empty_database(server)
    async with connected(server.url(name)) as superuser:
        await superuser.execute("CREATE TABLE letter ()")
    assert "tables that are not this program's" in await refusal_of(server, name)


@pytest.mark.usefixtures("database")
async def test_a_file_that_was_changed_or_is_not_known(server: Server) -> None:
    name = await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    async with connected(server.url(name)) as superuser:
        await superuser.execute("INSERT INTO migration VALUES ('9999_later.sql', 'x', now())")
        assert "newer than this program: 9999_later.sql" in await refusal_of(server, name)
        await superuser.execute("DELETE FROM migration WHERE name = '9999_later.sql'")
        await superuser.execute(
            "UPDATE migration SET sha256 = 'x' WHERE name = '0001_baseline.sql'"
        )
        assert "0001_baseline.sql was changed after" in await refusal_of(server, name)


@pytest.mark.usefixtures("database")
async def test_a_file_that_ran_under_another_name_has_run(server: Server) -> None:
    name = await an_empty_database(server)
    await migrate(server.url(name, "app_owner"))
    async with connected(server.url(name)) as superuser:
        rename = "UPDATE migration SET name = $2 WHERE name = $1"
        await superuser.execute(rename, "0071_along_too.sql", "0070_along_too.sql")
        await superuser.execute(rename, "0072_internal.sql", "0069_internal.sql")
        await superuser.execute(rename, "0073_ties.sql", "0071_ties.sql")
        await superuser.execute(rename, "0074_portrait.sql", "0072_portrait.sql")
        await check(superuser)
        # With a later one to come, as such a database meets this program.
        await superuser.execute("DELETE FROM migration WHERE name > '0074'")
        with pytest.raises(BehindError, match=r"0075_removed_as\.sql has not run"):
            await check(superuser)
        await superuser.execute(rename, "0069_internal.sql", "0069_other.sql")
        await superuser.execute("UPDATE migration SET sha256 = 'x' WHERE name = '0069_other.sql'")
        assert "0069_other.sql has run on this database" in await refusal_of(server, name)


@pytest.mark.usefixtures("database")
async def test_brought_up_to_date_twice_is_as_once(server: Server) -> None:
    name = await an_empty_database(server)
    async with connected(server.url(name, "app_rw")) as program:
        with pytest.raises(BehindError, match=r"0001_baseline\.sql has not run"):
            await check(program)
        await create(name, server)
        await check(program)
        ran = "SELECT name, ran_at FROM migration"
        async with connected(server.url(name)) as superuser:
            before = await superuser.fetch(ran)
            await create(name, server)
            assert await superuser.fetch(ran) == before
