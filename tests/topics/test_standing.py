"""How a matter stands, in one sentence."""

from datetime import date
from typing import Any

import pytest

from app.charter.stages import ENDED, Stage
from app.topics.standing import Promise, Said, standing

DAY = date(2026, 3, 2)


def promise(*, done: bool = False, withdrawn: bool = False) -> Promise:
    return {"done_on": DAY if done else None, "withdrawn_on": DAY if withdrawn else None}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_its_sentence(stage: Stage) -> None:
    """One that is over has a tone, good or off; one under way has none."""
    said = standing(stage)
    assert said.text.endswith("。")
    assert bool(said.tone) is (stage in ENDED)


@pytest.mark.parametrize(
    ("stage", "about", "said"),
    [
        (
            "closed",
            {"solved": True, "stars": 5},
            Said("解决了，提出人评了 %(n)s 分。", {"n": 5}, "good"),
        ),
        ("closed", {}, Said("办结了。", {}, "good")),
        ("closed", {"solved": False, "stars": 2}, Said("办结了。", {}, "good")),
        ("answered", {"mine": True}, Said("已经答复，请您评价。", {})),
        (
            "answered",
            {"mine": True, "stars": 4},
            Said("提出人评了 %(n)s 分，接着公开。", {"n": 4}),
        ),
        ("answered", {"stars": 5}, Said("提出人评了 %(n)s 分，接着公开。", {"n": 5})),
        ("answered", {}, Said("已经答复，等提出人评价。", {})),
        ("raised", {"mine": True}, Said("请您补充说明，再提交一次。", {})),
        (
            "declined",
            {"reason": "涉法涉诉。"},
            Said("没有受理：%(reason)s。", {"reason": "涉法涉诉"}, "off"),
        ),
    ],
)  # fmt: skip
def test_what_it_says(stage: str, about: Any, said: Said) -> None:
    assert standing(stage, **about) == said


@pytest.mark.parametrize(
    ("promises", "text", "values"),
    [
        ([], "正在落实。", {}),
        ([promise(withdrawn=True)], "正在落实。", {}),
        ([promise()], "正在落实，已交有关单位去办。", {}),
        (
            [promise(done=True), promise()],
            "正在落实：%(all)s 件里办好了 %(n)s 件。",
            {"n": 1, "all": 2},
        ),
        (
            [promise(done=True), promise(withdrawn=True)],
            "落实的 %(all)s 件都办好了，正在核实、答复。",
            {"n": 1, "all": 1},
        ),
    ],
)  # fmt: skip
def test_how_far_it_is_carried_out(
    promises: list[Promise], text: str, values: dict[str, object]
) -> None:
    assert standing("carrying_out", promises=promises) == Said(text, values)
