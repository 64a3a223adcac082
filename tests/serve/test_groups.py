"""What a predecessor left: only what is really still there, and it goes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.processes.groups import Groups, send, still_there, written
from tests.processes import Process, line_of, running, until


@pytest.fixture
def left() -> Iterator[Process]:
    with running(["sleep", "600"], start_new_session=True) as process:
        yield process


def test_of_what_is_written_only_what_lives_on_counts(left: Process) -> None:
    with running(["true"], start_new_session=True) as gone:
        gone.wait(60)
    assert still_there(written([left.pid, gone.pid])) == {left.pid}
    assert still_there(f"another-boot {left.pid}") == set()
    assert still_there("") == set()


def test_groups_are_asked_to_end_and_forgotten(left: Process) -> None:
    groups = Groups()
    groups.waiting = {left.pid}
    assert send(left.pid, 0)
    groups.end()
    assert groups.waiting == set()

    def forgotten() -> bool:
        groups.look()
        return groups.ending == {}

    assert until(forgotten)
    assert not send(left.pid, signal.SIGTERM)


LATE = """
import asyncio, os
from app.processes.parent_death import serve_under_supervisor
os.setsid()
asyncio.run(serve_under_supervisor())
print("goes on")
"""


def test_a_worker_whose_supervisor_died_while_it_started_ends_nobody() -> None:
    """Those of its group may be the only ones that answer."""
    with running(["true"]) as gone:
        gone.wait(60)
    environment = os.environ | {"SUPERVISOR": f"{gone.pid} 600"}
    with running([sys.executable, "-c", LATE], env=environment, stdout=subprocess.PIPE) as late:
        assert line_of(late) == "goes on"


DEAF = """
import asyncio, signal, subprocess, sys
from app.processes import parent_death
signal.signal(signal.SIGTERM, lambda *_: None)
parent_death.TO_END = 1
if sys.argv[1:]:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(parent_death.serve_under_supervisor())
    loop.run_forever()
else:
    for _ in range(2):
        subprocess.Popen([sys.executable, *sys.orig_argv[1:], "worker"])
    signal.pause()
"""


def test_a_main_process_and_workers_that_hear_no_signal_end_with_the_supervisor() -> None:
    """As granian's, where two come at once: its handlers then wait for their own locks."""
    with running(["true"]) as gone:
        gone.wait(60)
    environment = os.environ | {"SUPERVISOR": f"{gone.pid} 0"}
    deaf = [sys.executable, "-c", DEAF]
    with running(deaf, env=environment, start_new_session=True) as main:
        assert until(lambda: main.poll() is not None)
        assert main.returncode == -signal.SIGKILL
        assert until(lambda: not send(main.pid, 0))
