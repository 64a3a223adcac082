"""What the ledger's kinds are called, in the words of every county."""

import re

import pytest

from app.charter.presets import presets
from app.ledger.kinds import Kind
from app.numbers.labels import kind_called

TWICE = re.compile(r"(\w\w)\1")  # a county's word begins with what the program put before it


@pytest.mark.parametrize("preset", sorted(presets()))
def test_no_word_stands_twice(preset: str) -> None:
    names = presets()[preset].names
    assert [called for kind in Kind if TWICE.search(called := kind_called(kind, names))] == []


def test_a_rating_is_called_what_the_county_calls_it() -> None:
    assert kind_called("rating.given", presets()["zhenan"].names) == "群众评议"
    assert kind_called("rating.given", presets()["yanjiang"].names) == "满意度评价"
