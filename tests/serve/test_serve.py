"""`python -m app serve`: it starts without what is away, and ends, in words, by what is wrong."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from app.demonstration import DATABASE
from app.migrate import create
from app.processes.postgres import Server
from app.serving import programs, publisher
from tests.chaos.house import children, family, send
from tests.ports import free_port
from tests.processes import LONG, Process, running, until
from tests.program import ROOT
from tests.seaweed import KEY, SECRET, seaweed_at


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server of PostgreSQL that is stopped: who enters it starts it."""
    server = Server(tmp_path_factory.mktemp("own"), durable=False)
    with server:
        asyncio.run(create(DATABASE, server))
    return server


class Serving:
    def __init__(self, process: Process, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    @property
    def said(self) -> str:
        return self.log.read_text()

    def health(self) -> int:
        """0: nothing answers there."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as asking:
                asking.request("GET", "/healthz")
                return asking.getresponse().status
        except (OSError, HTTPException):
            return 0


@contextmanager
def serving(folder: Path, url: str, port: int = 0, **more: Any) -> Iterator[Serving]:
    port, said = port or free_port(), folder / f"said-{token_hex(4)}"
    environment = os.environ | {
        "DATABASE_URL": url, "PORT": str(port), "WORKERS": "1", "DATA": str(folder / "data"),
        "BASE_URL": f"http://127.0.0.1:{port}", **more,
    }  # fmt: skip
    command = [sys.executable, "-m", "app", "serve"]
    with (
        said.open("wb") as log,
        running(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process,
    ):
        yield Serving(process, port, said)


def test_database_and_store_that_are_away_are_waited_for_and_taken_up(
    own: Server, tmp_path: Path
) -> None:
    ports = [free_port() for _ in range(5)]
    at = f"http://127.0.0.1:{ports[-1]}"
    (tmp_path / "s3").mkdir()
    url = own.url(DATABASE, "app_rw")
    with serving(tmp_path, url, S3_ENDPOINT=at, S3_KEY=KEY, S3_SECRET=SECRET) as program:
        assert until(lambda: program.health() == 503), program.said
        assert "away   database: does not answer" in program.said
        assert "away   store: cannot be used now" in program.said
        with seaweed_at(tmp_path / "s3", ports):
            assert until(lambda: "fine   store: keeps, gives back" in program.said), program.said
        assert program.health() == 503  # the database alone decides
        with own:
            assert until(lambda: program.health() == 200), program.said
            assert until(lambda: "fine   database: PostgreSQL" in program.said)
            pid = program.process.pid
            parts = [pid, *children(pid)]
            send(signal.SIGHUP, family(pid))  # as a terminal that is closed does, to all of them
            with serving(tmp_path, own.url(DATABASE, "app_rw")) as second:
                assert second.process.wait(LONG) == 1
                assert "Another copy of the program uses" in second.said
            assert program.health() == 200  # neither ended it
            assert [lives(each) for each in parts] == [True] * 3
        assert until(lambda: program.health() == 503), program.said
        assert program.process.poll() is None
    assert "Traceback" not in program.said


def test_who_is_told_to_begin_anew_is_ended_when_the_next_one_is_there() -> None:
    """Three and a half seconds, as granian has it, were fewer than a start takes on a busy machine;
    they were 28 without an answer.
    """
    web, _jobs = programs({})
    assert "--respawn-interval=20" in web.command


def test_a_new_release_and_a_killed_supervisor_leave_no_time_unanswered(
    own: Server, tmp_path: Path
) -> None:
    """The old web workers answer until the next ones do. Who stands in the queue of the old ones at
    the moment in which it is closed is sent away by the system (it hands queues on where
    net.ipv4.tcp_migrate_req is set): one of hundreds, now and then.
    """
    url = own.url(DATABASE, "app_rw")
    with own, serving(tmp_path, url) as program:
        assert until(lambda: program.health() == 200), program.said
        old = server_of(program)
        program.process.send_signal(signal.SIGUSR2)
        assert unanswered(program, old) <= 1
        assert program.process.poll() is None
        assert "Taking over from itself." in program.said
        left = server_of(program)
        program.process.kill()
        program.process.wait(LONG)
        with serving(tmp_path, url, program.port, WORKERS="65") as wrong_one:
            assert wrong_one.process.wait(LONG) == 1
            assert "wrong  settings: WORKERS is 65" in wrong_one.said
        assert program.health() == 200  # what answers is not ended for one that cannot
        with serving(tmp_path, url, program.port) as next_one:
            assert unanswered(next_one, left) <= 1
            assert until(lambda: next_one.health() == 200), next_one.said
        assert next_one.health() == 0  # none is left when it ends
    assert "Traceback" not in next_one.said


def unanswered(program: Serving, old: int) -> int:
    """How often nothing answered until the old server had gone."""
    refused = 0

    def gone() -> bool:
        nonlocal refused
        refused += program.health() == 0
        return not lives(old)

    assert until(gone), program.said
    return refused


def server_of(program: Serving) -> int:
    pid = program.process.pid
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return next(int(each) for each in found if b"granian" in words_of(int(each)))


def words_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def lives(pid: int) -> bool:
    """Not even as what nobody has asked after (a zombie has no words)."""
    try:
        return words_of(pid) != b""
    except OSError:
        return False


def test_one_that_comes_and_is_wrong_ends_it(own: Server, tmp_path: Path) -> None:
    with serving(tmp_path, own.url(DATABASE)) as program:
        assert until(lambda: "away   database" in program.said)
        with own:
            assert program.process.wait(LONG) == 1
        assert "wrong  database: DATABASE_URL's role is a superuser" in program.said
        assert "Traceback" not in program.said


def test_a_publisher_is_started_where_there_is_something_to_publish_to() -> None:
    assert publisher({}) == []
    (part,) = publisher({"PUBLISH_TO": "/srv/public"})
    assert part.command[-2:] == ["-m", "app.publishing"]
