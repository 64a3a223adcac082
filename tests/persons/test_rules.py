"""What a person may want, and what must hold of the answer, at each boundary."""

import pytest

from app.persons import rules
from app.refusal import Refused


def fields(wrong: list[Refused]) -> list[str | None]:
    return [each.field for each in wrong]


@pytest.mark.parametrize(
    ("kind", "words", "wrong"),
    [
        ("access", "", []),
        ("erasure", "", []),
        ("correction", "名字写错了", []),
        ("correction", " ", ["words"]),
        ("", "名字写错了", ["kind"]),
        ("everything", "", ["kind"]),
    ],
)
def test_a_wish_says_what_it_wants(kind: str, words: str, wrong: list[str]) -> None:
    assert fields(rules.check_wish(kind, words)) == wrong


@pytest.mark.parametrize(
    ("kind", "decision", "answer", "name", "phone", "wrong"),
    [
        ("access", "done", "已交给本人", "", "", []),
        ("access", "refused", "不是本人", "", "", []),
        ("access", "", "已交给本人", "", "", ["decision"]),
        ("access", "later", " ", "", "", ["decision", "answer"]),
        ("access", "done", "已交给本人", "", "打我", []),  # of no correction: nobody asked
        ("correction", "done", "改好了", "张三", "", []),
        ("correction", "done", "改好了", "", "13812345678", []),
        ("correction", "done", "改好了", " ", " ", ["name"]),
        ("correction", "done", "改好了", "", "打我", ["phone"]),
        ("correction", "done", "改好了", "张三", "打我", ["phone"]),
        ("correction", "done", "", "", "", ["answer", "name"]),
        ("correction", "refused", "不是本人", "", "", []),
    ],
)
def test_a_decision_is_whole(
    kind: str, decision: str, answer: str, name: str, phone: str, wrong: list[str]
) -> None:
    assert fields(rules.check_decision(kind, decision, answer, name, phone)) == wrong


@pytest.mark.parametrize(
    ("holds", "left", "wrong"),
    [
        (False, True, []),
        (True, True, ["decision"]),
        (False, False, ["decision"]),
        (True, False, ["decision"]),
    ],
)
def test_who_is_in_office_leaves_first(holds: bool, left: bool, wrong: list[str]) -> None:
    assert fields(rules.check_leaving(holds=holds, left=left)) == wrong


def test_a_stretch_is_a_line_of_two_letters_at_least() -> None:
    assert rules.stretches(" 张三 \n李\n\n老王家的\n") == ["张三", "老王家的"]


def test_each_want_is_called_something() -> None:
    assert {str(each) for each in rules.WANTS} == {"access", "correction", "erasure"}
