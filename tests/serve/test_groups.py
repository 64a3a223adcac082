"""What a predecessor left: only what is really still there, and it goes."""

import signal
from collections.abc import Iterator

import pytest

from app.processes.groups import Groups, send, still_there, written
from tests.processes import Process, running, until


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
