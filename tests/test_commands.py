"""What is typed behind `python -m app`: a typo is told, and never reads as if it had been done."""

import pytest

from app.__main__ import COMMANDS, USAGE, main

pytestmark = pytest.mark.usefixtures("nothing_is_set")


@pytest.fixture
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went on from here would say so."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA", "/nowhere")


TOO_MANY = ["one", "two", "three", "four", "five", "six"]
TYPED = [
    *([command, *TOO_MANY] for command in COMMANDS if command != "province"),  # has its own
    ["doctor", "--help"], ["ledger", "verify", "jiashan", "yanjiang"], ["ledger", "verfy"],
    ["ledger"], ["ledger", "recount"], ["ledger", "recount", "jiashan", "yanjiang"], ["store"],
    ["store", "reconcile", "--doo"], ["store", "reconcile", "--do", "--do"],
    ["store", "take-over", "--doo"], ["stroe"], [], [""],
]  # fmt: skip


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_what_no_command_takes_is_told_the_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words])
    assert ended.value.code == USAGE
