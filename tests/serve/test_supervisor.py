"""A part that dies is begun again, with growing pauses; one that will not live ends the program."""

import pytest

from app.processes.postgres import StartError
from app.processes.supervisor import Lives, pause_after


def begun(lives: Lives, seconds: int) -> list[float]:
    """When a part that dies at once is begun again; looked at each tenth of a second."""
    found = []
    for tenth in range(10 * seconds):
        if lives.may_begin_again(tenth / 10):
            lives.started = tenth / 10
            found.append(tenth / 10)
    return found


def test_a_part_that_will_not_live_ends_the_program_within_a_minute() -> None:
    lives = Lives("The server", 0.0)
    assert begun(lives, 58) == [0.0, 0.5, 2.0, 5.5, 13.0, 28.0, 43.0]
    assert begun(Lives("The server", 0.0), 59) == [0.0, 0.5, 2.0, 5.5, 13.0, 28.0, 43.0, 58.0]
    with pytest.raises(StartError, match="The server has ended 9 times, one soon after the other"):
        begun(Lives("The server", 0.0), 74)


def test_who_lived_for_half_a_minute_dies_for_the_first_time() -> None:
    lives = Lives("The server", 0.0)
    begun(lives, 44)
    assert (lives.deaths, lives.started) == (7, 43.0)
    lives.lives(73.0)
    assert lives.deaths == 7
    lives.lives(73.1)
    assert lives.may_begin_again(73.1)
    assert lives.deaths == 1


def test_pauses_grow_to_a_quarter_of_a_minute() -> None:
    assert [pause_after(deaths) for deaths in range(7)] == [0, 0.5, 1.5, 3.5, 7.5, 15.0, 15.0]
