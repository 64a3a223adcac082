"""A port and a folder belong to one program at a time."""

import socket
from pathlib import Path

import pytest

from app.preflight.places import holding, of_data, of_port, of_running
from app.processes.postgres import StartError
from tests.ports import free_port


def test_a_port_that_is_taken_or_of_no_address_of_ours() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert [each.verdict.value for each in of_port("127.0.0.1", port)] == ["wrong"]
    assert [each.verdict.value for each in of_port("127.0.0.1", port)] == ["fine"]
    assert [each.verdict.value for each in of_port("no.such.host.invalid", port)] == ["wrong"]
    assert [each.verdict.value for each in of_port("192.0.2.1", port)] == ["wrong"]


def test_two_copies_do_not_share_a_folder(tmp_path: Path) -> None:
    with holding(tmp_path), pytest.raises(StartError, match="Another copy"), holding(tmp_path):
        pass
    with holding(tmp_path):
        pass


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    assert [each.verdict.value for each in of_data(tmp_path / "new" / "one")] == ["fine"]
    (tmp_path / "file").write_text("")
    assert [each.verdict.value for each in of_data(tmp_path / "file" / "one")] == ["wrong"]


def test_a_port_that_answers_nothing_is_perhaps_our_own() -> None:
    """A successor must not take its predecessor, which is busy, for a stranger."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        found = of_running("127.0.0.1", busy.getsockname()[1], 0.2)
    assert [each.verdict.value for each in found] == ["away"]
    assert [each.verdict.value for each in of_running("127.0.0.1", free_port())] == ["fine"]
