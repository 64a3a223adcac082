"""What is away is said in words, and once."""

import errno
import logging

import asyncpg
import pytest

from app.away import Complaints, Once, broke_off
from app.charter.upgrades import NewerSchema


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (asyncpg.QueryCanceledError("canceling statement"), "the database took too long (is"),
        (ExceptionGroup("", [asyncpg.DiskFullError("no space")]), "the disk is full. Start"),
        (OSError(errno.ENOSPC, "No space left"), "the disk is full. Start again: it goes on"),
        (ConnectionRefusedError(111, "x"), "went away (ConnectionRefusedError). Start again"),
        (asyncpg.ConnectionDoesNotExistError("x"), "went away (ConnectionDoesNotExistError)"),
        (ValueError("first\nsecond"), "The set-up broke off: ValueError: first. Start again:"),
    ],
)
def test_one_sentence_says_what_to_do(error: Exception, said: str) -> None:
    sentence = broke_off("The set-up", error)
    assert said in sentence
    assert "\n" not in sentence
    assert sentence.endswith("Start again: it goes on where it stopped.")


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def said(clock: list[float]) -> Complaints:
    return Complaints(lambda: clock[0])


LOG = logging.getLogger("app.jobs")


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, bool]]:
    return [(each.getMessage(), bool(each.exc_info)) for each in caplog.records]


@pytest.mark.parametrize(
    ("error", "with_its_place"),
    [
        (asyncpg.QueryCanceledError("x"), False),
        (asyncpg.InternalClientError("got result for unknown protocol state 3"), False),
        (asyncpg.CannotConnectNowError("in recovery mode"), False),
        (ConnectionResetError(), False),
        (ExceptionGroup("tasks", [OSError(), asyncpg.InterfaceError("closed")]), False),
        (NewerSchema(9), False),  # a county's rules, which wait for a newer program
        (KeyError("x"), True),
    ],
)
def test_only_mistakes_of_the_program_are_logged_with_their_place(
    error: Exception, with_its_place: bool, said: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    said.failed(LOG, "keep_ledger in county 7", error)
    assert [place for _line, place in lines(caplog)] == [with_its_place]


@pytest.mark.parametrize(
    ("error", "said_of_it"),
    [
        (asyncpg.DataError("invalid input for query argument $3: '王芳 13812345678'"), "DataError"),
        (ExceptionGroup("王芳 13812345678", [ValueError("王芳 13812345678")]), "ExceptionGroup"),
        (KeyError("王芳 13812345678"), "KeyError"),
    ],
)
def test_what_somebody_typed_stands_in_no_line(
    error: Exception, said_of_it: str, said: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    said.failed(LOG, "keep_ledger in county 7", error)
    (line,) = [logging.Formatter().format(each) for each in caplog.records]
    assert line.startswith(f"keep_ledger in county 7 failed: {said_of_it}")
    assert "王芳" not in line
    assert "138" not in line


def test_a_failure_that_goes_on_is_said_once_an_hour(
    said: Complaints, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(3599):
        clock[0] = second
        said.failed(LOG, "A", KeyError("x"))
    assert len(lines(caplog)) == 1
    said.failed(LOG, "B", KeyError("x"))  # another part
    said.failed(LOG, "A", KeyError("y"))  # another failure
    assert len(lines(caplog)) == 3
    clock[0] += 3600
    said.failed(LOG, "A", KeyError("y"))
    assert len(lines(caplog)) == 4


def test_when_all_is_well_again_it_is_said_and_the_next_failure_is_new(
    said: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    said.went_well(LOG, "A")
    said.failed(LOG, "A", OSError())
    said.went_well(LOG, "A")
    said.went_well(LOG, "A")
    said.failed(LOG, "A", OSError())
    assert [line for line, _place in lines(caplog)] == [
        "A failed: the database or the disk went away (OSError). It is tried again.",
        "A: all is well again.",
        "A failed: the database or the disk went away (OSError). It is tried again.",
    ]


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))


def test_what_libraries_say_each_second_is_one_line(said: Complaints) -> None:
    log, handler = logging.getLogger("pgqueuer.tried"), Kept()
    handler.addFilter(Once(said))
    log.addHandler(handler)

    def fails(error: Exception) -> None:
        log.error("Flush failed, requeuing %d items", 1, exc_info=error)

    try:
        for _second in range(60):
            fails(asyncpg.InterfaceError("connection is closed"))
        for _second in range(60):
            fails(KeyError("x"))
    finally:
        log.removeHandler(handler)
    assert handler.kept[0] == (
        "Flush failed, requeuing 1 items: the database or the disk went away (InterfaceError)"
    )
    assert ["Untold: KeyError" in each for each in handler.kept] == [False, True]
    assert "'x'" not in handler.kept[1]
