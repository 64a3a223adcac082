"""No part of the program starts on another schema than its own; each says so, in a sentence."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.demonstration import DATABASE
from app.migrate import ROLES, migrate, scripts
from app.processes.postgres import Server
from app.web import health
from tests.history.databases import (
    an_empty_database,
    connected,
    one_before_the_baseline,
    program_on,
)
from tests.ports import free_port
from tests.processes import LONG
from tests.program import ROOT, Demo

PROGRAMS = {
    "server": ["app", "serve"],
    "worker": ["app.worker"],
    "operator": ["app", "operator", "https://id.example", "client", "subject", "name"],
    "ledger": ["app", "ledger", "verify"],
    "province": ["app", "province"],
    "divisions": ["app", "divisions"],
}
LAST = scripts()[-1].name


def ended(command: list[str], **environment: str) -> tuple[int, str]:
    """→ exit code, and all that was said."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONG,
    )
    return done.returncode, done.stdout


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("program", PROGRAMS)
async def test_not_on_a_schema_that_is_behind(server: Server, program: str) -> None:
    name = await an_empty_database(server)
    url = server.url(name, "app_rw")
    code, said = await asyncio.to_thread(
        ended, PROGRAMS[program], DATABASE_URL=url, PORT=str(free_port())
    )
    assert code == 1
    by = "wrong  database: " if program in {"server", "worker"} else ""
    assert said == (
        f"{by}The database is older than this program: 0001_baseline.sql has not run on it."
        " Bring it up to date with `python -m app migrate`.\n"
    )


@pytest.mark.anyio
@pytest.mark.usefixtures("database")
async def test_health_tells_until_it_is_mended(server: Server, outside: AsyncClient) -> None:
    name = await an_empty_database(server)
    async with program_on(server.url(name, "app_rw")):
        health.matched.clear()
        behind = await outside.get("/healthz")
        assert behind.status_code == 503
        assert behind.json()["text"].startswith("The database is older than this program: 0001_")
        await migrate(server.url(name, "app_owner"))
        async with connected(server.url(name)) as superuser:
            await superuser.execute("DELETE FROM migration WHERE name = $1", LAST)
            assert (await outside.get("/healthz")).status_code == 503
            await superuser.execute(
                "INSERT INTO migration VALUES ($1, $2, now())", LAST, scripts()[-1].sha256
            )
            assert (await outside.get("/healthz")).json()["status"] == "ok"
            await superuser.execute("DROP TABLE migration")
            assert (await outside.get("/healthz")).status_code == 200  # it is asked once


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The folder of a demo that was made before the baseline."""
    data = tmp_path / "old"
    data.mkdir()

    async def fill(server: Server) -> None:
        async with connected(server.url("postgres")) as admin:
            await admin.execute(ROLES.read_text())
            for role in ("app_owner", "app_rw"):
                await admin.execute(f"ALTER ROLE {role} PASSWORD '{server.password}'")
            await admin.execute(f"CREATE DATABASE {DATABASE} OWNER app_owner")
        await one_before_the_baseline(server, DATABASE)

    with Server(data / "postgres", durable=False) as server:
        asyncio.run(fill(server))
    return data


def test_a_demo_from_before_the_baseline_says_which_folder_to_remove(old: Path) -> None:
    said_of = (
        f"The demo in {old} is too old for this program: remove that folder, then start again."
    )
    with Demo(old, free_port()) as program:
        program.wait_for("start again")
        assert program.process.wait(LONG) == 1
    assert program.said.splitlines()[-1:] == [said_of]
    assert "Traceback" not in program.said
    for command in (["app", "ledger", "verify"], ["app", "province"]):
        code, said = ended(command, DATA=str(old), DATABASE_URL="")
        assert (code, said) == (1, f"{said_of}\n")


@pytest.mark.anyio
async def test_the_doctor_says_all_and_ends_by_it(server: Server, database: str) -> None:
    """Also while the program runs; what is fine is said too."""
    good = {"DATABASE_URL": server.url(database, "app_rw"), "PORT": str(free_port())}
    code, said = await asyncio.to_thread(ended, ["app", "doctor"], **good)
    lines = [line.split(":")[0] for line in said.splitlines()]
    assert (code, lines) == (
        0, ["fine   settings", "fine   port", "fine   data", "fine   database", "fine   store",
        "fine   mark"],
    )  # fmt: skip
    code, said = await asyncio.to_thread(
        ended, ["app", "doctor"], **good | {"DATABASE_URL": server.url(database)}
    )
    assert code == 1
    assert "wrong  database: DATABASE_URL's role is a superuser" in said


def test_words_that_cannot_be_read_end_every_program() -> None:
    for program in PROGRAMS.values():
        if program != ["app", "divisions"]:
            code, said = ended(program, PORT="80a", WORKERS="-1", DATABASE_URL="postgresql:///x")
            assert (code, "Traceback" in said) == (1, False)
            assert "PORT is not a number above 0: 80a\nWORKERS is not" in said
