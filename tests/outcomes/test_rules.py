from datetime import date

import pytest

from app.outcomes import rules
from app.refusal import Refused

TODAY = date(2026, 11, 23)


def fields(wrong: list[Refused]) -> list[str | None]:
    return [each.field for each in wrong]


def test_an_outcome_says_what_and_to_whom() -> None:
    assert fields(rules.check_outcome("x", ["opinion"], "短", " ")) == [
        "kind",
        "text",
        "reported_to",
    ]
    assert rules.check_outcome("opinion", ["opinion"], "建议十月底前修好路灯。", "县委") == []


@pytest.mark.parametrize("due", [None, date(2026, 11, 22), date(2029, 11, 26)])
def test_a_commitment_has_a_day_that_comes(due: date | None) -> None:
    assert fields(rules.check_commitment("修好路灯", due, TODAY)) == ["due_on"]


def test_a_commitment_says_what() -> None:
    assert fields(rules.check_commitment("修", TODAY, TODAY)) == ["task"]
    assert fields(rules.check_commitment("修路灯", TODAY, TODAY)) == ["task"]
    assert rules.check_commitment("修好路灯", TODAY, TODAY) == []
    assert rules.check_commitment("修好路灯", date(2029, 11, 25), TODAY) == []  # 1098 days


def test_what_is_done_has_no_more_progress() -> None:
    with pytest.raises(Refused, match="已经报办结"):
        rules.check_progress("灯杆到货", done=True)
    with pytest.raises(Refused, match="4 个字"):
        rules.check_progress("到", done=False)
    rules.check_progress("灯杆到货", done=False)


def test_done_is_said_once_and_how() -> None:
    with pytest.raises(Refused, match="报过办结"):
        rules.check_completion("三盏都亮了", done=True)
    with pytest.raises(Refused, match="4 个字"):
        rules.check_completion("好", done=False)


@pytest.mark.parametrize(
    ("done", "verified", "accepted", "note", "own", "why"),
    [
        (False, False, True, "", False, "还没有报办结"),
        (True, True, True, "", False, "已经核验过"),
        (True, False, True, "", True, "别人核验"),
        (True, False, False, " ", False, "哪里没办好"),
    ],
)
def test_a_verification_refuses(
    done: bool, verified: bool, accepted: bool, note: str, own: bool, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        rules.check_verification(
            done=done, verified=verified, accepted=accepted, note=note, own=own
        )


def test_a_rating_is_whole() -> None:
    assert fields(rules.check_rating(0, None)) == ["solved", "stars"]
    assert fields(rules.check_rating(6, True)) == ["stars"]
    assert rules.check_rating(5, False) == []


@pytest.mark.parametrize(("stars", "fine"), [(0, False), (1, True), (5, True), (6, False)])
def test_stars_are_one_to_five(stars: int, fine: bool) -> None:
    assert fields(rules.check_rating(stars, True)) == ([] if fine else ["stars"])


def test_texts_at_their_least() -> None:
    with pytest.raises(Refused, match="4 个字"):
        rules.check_progress(" 灯到货 ", done=False)
    with pytest.raises(Refused, match="4 个字"):
        rules.check_completion(" 都亮了 ", done=False)
    rules.check_completion("都亮了。", done=False)
    nine, ten = "建议十月前修好灯。", "建议十月前修好路灯。"
    assert fields(rules.check_outcome("a", ["a"], nine, "县委")) == ["text"]
    assert rules.check_outcome("a", ["a"], ten, "县委") == []


def test_a_verification_that_may_be() -> None:
    fine = {"done": True, "verified": False, "own": False}
    rules.check_verification(**fine, accepted=True, note="")
    rules.check_verification(**fine, accepted=False, note="第三盏不亮")


@pytest.mark.parametrize(("made", "due", "until"), [
    (date(2026, 3, 1), date(2026, 3, 21), date(2026, 6, 21)),  # twenty days again
    (date(2026, 3, 21), date(2026, 3, 21), date(2026, 6, 2)),  # a day at the least
    (date(2026, 4, 1), date(2026, 3, 21), date(2026, 6, 2)),
    (None, date(2026, 3, 21), date(2026, 7, 1)),  # thirty, where nobody knows
])  # fmt: skip
def test_what_was_not_solved_is_owed_for_as_long_again(
    made: date | None, due: date, until: date
) -> None:
    assert rules.again_until(due, made, date(2026, 6, 1)) == until


@pytest.mark.parametrize(("stage", "stars", "asked"), [
    ("answered", [None], True), ("answered", [4], False), ("answered", [1, None], True),
    ("answered", [None, 3], False), ("closed", [None], True), ("settled", [None], True),
    ("carrying_out", [None], False), ("answered", [], False),
])  # fmt: skip
def test_an_answer_is_rated_once(stage: str, stars: list[int | None], asked: bool) -> None:
    assert rules.to_rate(stage, stars) is asked


@pytest.mark.parametrize(
    ("day", "still"),
    [(date(2026, 3, 1), True), (date(2026, 3, 8), True), (date(2026, 3, 9), False)],
)
def test_a_rating_changes_for_seven_days(day: date, still: bool) -> None:
    assert rules.to_change(date(2026, 3, 1), day) is still
    if still:
        rules.check_change(date(2026, 3, 1), day, untouched=True)
        with pytest.raises(Refused, match="接着往下办"):
            rules.check_change(date(2026, 3, 1), day, untouched=False)
    else:
        with pytest.raises(Refused, match="7 天"):
            rules.check_change(date(2026, 3, 1), day, untouched=True)
