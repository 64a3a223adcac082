"""How a desk is put together."""

from datetime import date, timedelta
from itertools import product, starmap
from typing import Any

import pytest

from app.lights import Light
from app.portal.desk import rules
from app.portal.desk.held import Ways, topics
from app.portal.unheld import OLDEST

FRIDAY = date(2026, 3, 27)
YESTERDAY, TOMORROW = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "keeps", "days", "gathers", "verb"),
    [
        ("invited", False, 0, True, "去签到"),
        ("invited", True, 0, True, "去签到"),
        ("invited", False, 0, False, "看安排"),
        ("invited", True, 0, False, "去记录"),
        ("present", False, 0, True, "看安排"),
        ("invited", False, 1, True, "看安排"),
        (None, True, 0, True, "去记录"),
        (None, True, -1, True, "去记录"),
        (None, True, 1, True, "去准备"),
    ],
)
def test_what_is_to_be_done_of_a_sitting(
    state: str | None, keeps: bool, days: int, gathers: bool, verb: str
) -> None:
    sitting = {"my_state": state, "keeps": keeps, "held_on": FRIDAY + timedelta(days=days)}
    assert rules.verb_of(sitting, FRIDAY, gathers=gathers) == verb


def test_by_matter() -> None:
    """In the order in which they come; what is elsewhere on the page stands there."""
    owed = [{"topic": 1, "id": 10}, {"topic": 2, "id": 20}, {"topic": 1, "id": 11}]
    verify = [{"topic": 2, "id": 21}, {"topic": 3, "id": 30}]
    asked = [{"topic": 1, "id": 5}]
    found = rules.by_matter({"asked": asked, "owed": owed, "verify": verify}, {3})
    told = {
        key: [[(each.kind, each.of["id"]) for each in those] for those in matters]
        for key, matters in found.rest.items()
    }
    assert told == {
        "asked": [[("asked", 5), ("owed", 10), ("owed", 11)]],
        "owed": [[("owed", 20), ("verify", 21)]],
    }
    paths = [each.path for each in found.rest["asked"][0]]
    assert paths[:2] == ["/consultations/5#statements", "/commitments/10"]
    assert [(each.kind, each.of["id"]) for each in found.also[3]] == [("verify", 30)]


def owing(number: int, due_on: date, colour: str = "") -> dict[str, Any]:
    light = Light(colour, "", 0) if colour else None
    return {"id": number, "due_on": due_on, "light": light}


@pytest.mark.parametrize(("when", "found"), [("", [1, 2, 3, 4]), ("today", [2]), ("late", [1])])
def test_what_is_owed_when(when: str, found: list[int]) -> None:
    owed = [
        owing(1, YESTERDAY, "red"), owing(2, FRIDAY, "yellow"), owing(3, TOMORROW, "green"),
        owing(4, YESTERDAY),
    ]  # fmt: skip
    assert [each["id"] for each in rules.owed_when(owed, when, FRIDAY)] == found


@pytest.mark.parametrize(
    ("when", "found"), [("", [1, 2, 3, 4, 5]), ("today", [3, 5]), ("late", [1])]
)
def test_sittings_when(when: str, found: list[int]) -> None:
    """What is over waits for whoever keeps its record, and for nobody else."""
    sittings = [
        {"id": 1, "keeps": True, "held_on": YESTERDAY},
        {"id": 2, "keeps": False, "held_on": YESTERDAY},
        {"id": 3, "keeps": False, "held_on": FRIDAY},
        {"id": 4, "keeps": True, "held_on": TOMORROW},
        {"id": 5, "keeps": True, "held_on": FRIDAY},
    ]
    assert [each["id"] for each in rules.sittings_when(sittings, when, FRIDAY)] == found


def test_a_desk_is_asked_only_for_what_can_come_to_its_account() -> None:
    """Whose hands it is in is written out once for its own places and once for all others: a plan
    of thousands of lines takes longer to make and to begin than what it finds.
    """
    asked = {ways: topics(51, ways) for ways in starmap(Ways, product((True, False), repeat=2))}
    assert {ways: text.count("AS by_ring") for ways, text in asked.items()} == {
        (True, True): 2, (True, False): 2, (False, True): 2, (False, False): 1,
    }  # fmt: skip
    judged = f"LIMIT {OLDEST}"
    assert {ways.falls for ways, text in asked.items() if judged in text} == {True}
    assert {ways.everywhere for ways, text in asked.items() if "unnest(:charters_at" in text} == {
        True
    }
    assert max(map(len, asked.values())) < 45_000
