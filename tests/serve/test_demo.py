"""`python -m app demo` as a person meets it: whatever is killed, nothing confirmed is lost,
it goes on or starts again, and in the end no process is left.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_hex

import asyncpg
import pytest

from app.demonstration import DATABASE
from app.processes.postgres import Server
from tests.ports import free_port
from tests.processes import LONG, until
from tests.program import ROOT, Demo


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deeper than a unix socket's path may be long."""
    return tmp_path_factory.mktemp("demo") / ("很深的文件夹" * 8)


class House:
    """One program for test after test, and another on the same data where a test has ended it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.programs: list[Demo] = []

    def begin(self, port: int) -> Demo:
        # Two workers where one is killed or both end; each takes seconds of its own to start.
        workers = "2" if len(self.programs) < 2 else "1"
        self.programs.append(Demo(self.data, port, counties="jiashan", WORKERS=workers))
        self.programs[-1].wait_for("Up after")
        return self.programs[-1]

    def program(self) -> Demo:
        if not self.programs or self.programs[-1].process.poll() is not None:
            self.begin(self.programs[-1].port if self.programs else free_port())
        return self.programs[-1]


@pytest.fixture(scope="module")
def house(data: Path) -> Iterator[House]:
    house = House(data)
    try:
        yield house
    finally:
        for each in house.programs:
            each.stop()


@pytest.fixture
def program(house: House) -> Demo:
    return house.program()


def processes(data: Path) -> dict[int, str]:
    """All that run on this data, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
            if f"DATA={data}".encode() in environment or bytes(data) in command:
                found[int(folder.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in found.split()]


def the(word: str) -> Callable[[Demo], int]:
    """The supervisor's child with this word in its command line."""

    def find(program: Demo) -> int:
        for pid in children(program.process.pid):
            if word in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                return pid
        raise AssertionError(f"{word} does not run")

    return find


def worker(program: Demo) -> int:
    found = children(the("granian")(program))
    assert len(found) >= 2, "too few workers"
    return found[-1]


def backend(program: Demo) -> int:
    """One of the database's processes that serve a worker's connection."""
    for pid in children(the("bin/postgres")(program)):
        if b"app_rw" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    raise AssertionError("no backend")


VICTIMS: dict[str, Callable[[Demo], int]] = {
    "the server": the("granian"),
    "a worker": worker,
    "the jobs worker": the("app.worker"),
    "the database": the("bin/postgres"),
    "a backend": backend,
}


def answers(program: Demo) -> bool:
    connection = HTTPConnection("127.0.0.1", program.port, timeout=5)
    with suppress(OSError, HTTPException), closing(connection):
        connection.request("GET", "/jiashan/")
        return connection.getresponse().status == 200
    return False


async def confirm(data: Path, token: str) -> None:
    connection = await asyncpg.connect(Server(data / "postgres").url(DATABASE))
    await connection.execute("INSERT INTO submission VALUES (1, $1, '')", token)
    await connection.close()


async def confirmed(data: Path, token: str) -> bool:
    connection = await asyncpg.connect(Server(data / "postgres").url(DATABASE))
    found = await connection.fetchval("SELECT true FROM submission WHERE token = $1", token)
    await connection.close()
    return bool(found)


@pytest.mark.parametrize("victim", VICTIMS)
def test_what_is_killed_comes_back(program: Demo, victim: str) -> None:
    token = token_hex()
    asyncio.run(confirm(program.data, token))
    assert until(lambda: answers(program) and runs(program, victim))  # after the one before it
    pid = VICTIMS[victim](program)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: pid not in processes(program.data))
    assert until(lambda: answers(program))
    assert asyncio.run(confirmed(program.data, token))
    for name in VICTIMS:
        assert until(lambda name=name: runs(program, name)), f"{name} did not come back"  # type: ignore[misc]


def runs(program: Demo, name: str) -> bool:
    try:
        return VICTIMS[name](program) > 0
    except (AssertionError, OSError):
        return False


def test_when_the_supervisor_is_killed_all_end_and_the_next_start_works(
    program: Demo, house: House
) -> None:
    token = token_hex()
    asyncio.run(confirm(program.data, token))
    before = processes(program.data)
    program.process.kill()
    again = house.begin(program.port)  # at once
    assert until(lambda: answers(again))  # the last one of before may still be closing
    assert asyncio.run(confirmed(program.data, token))
    assert until(lambda: not before.keys() & processes(program.data).keys()), before


def test_ctrl_c_ends_it_with_all_its_processes(program: Demo) -> None:
    ends_with_all_its_processes(program, signal.SIGINT)


def ends_with_all_its_processes(program: Demo, how: signal.Signals) -> None:
    assert len(processes(program.data)) >= len(VICTIMS)
    program.process.send_signal(how)
    program.process.wait(timeout=LONG)  # a start that was under way ends late
    assert processes(program.data) == {}
    assert program.process.returncode == 0


def test_another_port_is_another_address_of_the_identity_provider(house: House) -> None:
    before = house.programs[-1] if house.programs else house.program()
    before.stop()
    program = house.begin(free_port())
    assert program.port != before.port

    async def issuers() -> set[str]:
        connection = await asyncpg.connect(Server(program.data / "postgres").url(DATABASE))
        found = await connection.fetch("SELECT issuer FROM provider")
        await connection.close()
        return {each["issuer"] for each in found}

    local = {each for each in asyncio.run(issuers()) if each.startswith("http://127.0.0.1")}
    assert local == {f"{program.base}/demo-idp"}


def test_its_secrets_are_for_its_owner_alone(program: Demo) -> None:
    for name in ("secret", "postgres/password"):
        assert (program.data / name).stat().st_mode & 0o077 == 0
    secret = (program.data / "secret").read_text()
    assert secret not in program.said
    assert (program.data / "postgres/password").read_text() not in program.said


def test_a_second_start_on_the_same_data_says_so(program: Demo) -> None:
    with Demo(program.data, free_port(), counties="jiashan") as second:
        second.wait_for("in use")
        assert second.process.wait(60) == 1
    assert answers(program)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with Demo(tmp_path / "data", port) as program:
            said = program.wait_for("taken")
    assert f"Port {port} is taken" in said
    assert not (tmp_path / "data").exists()


def test_a_chain_that_holds(program: Demo) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "app", "ledger", "verify", "jiashan"],
        cwd=ROOT,
        env={**os.environ, "DATA": str(program.data)} | {"DATABASE_URL": ""},
        check=True,
        timeout=LONG,
        capture_output=True,
        text=True,
    )
    assert said.stdout == "Every chain holds.\n"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_all_its_processes(program: Demo, how: signal.Signals) -> None:
    ends_with_all_its_processes(program, how)
