"""The presets' sheets and those that can be taken into a draft, worked by hand."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from msgspec import structs

from app.access.roles import Role
from app.charter import rules
from app.charter.presets import presets
from app.charter.sheets import Scoring, Sheet
from app.db import county_tx, rows
from app.drafting import drafts
from app.drafting.samples import samples, taken
from app.scoring.points.methods import Facts, Measure
from app.scoring.rules import Score, score
from tests import given
from tests.conftest import Browser

DONE = "activity.done"


def did(**forms: Any) -> Facts:
    """Activities: how many of a kind, or of one that is shared the places: {"1/2": 1}."""
    counts: dict[Measure, int] = {}
    parts: dict[Measure, dict[str, int]] = {}
    for name, what in forms.items():
        form = name.replace("_", "-")
        n = sum(what.values()) if isinstance(what, dict) else what
        counts[Measure(DONE, form=form)] = n
        if isinstance(what, dict):
            parts[Measure(DONE, form=form, split="role")] = what
    return Facts(counts, parts)


def worth(found: Score) -> dict[str, str]:
    return {part.indicator.key: str(part.result.points) for part in found.parts}


def sheet_of(slug: str, key: str) -> Sheet:
    return next(each for each in presets()[slug].scoring.sheets if each.key == key)


def test_a_sheet_that_no_full_marks_can_hold_is_not_offered() -> None:
    """Minhang's points have no full marks: four half-days and twelve meetings are 20 + 60 there,
    and were 20 + 25 by the sheet that was offered.
    """
    assert [*samples()] == ["jinan-member"]


@pytest.mark.parametrize(
    ("facts", "total", "grade"),
    [
        (did(), "70.0", "称职"),
        (did(leave=1), "60.0", "称职"),
        (did(absence=1), "40.0", "不称职"),
        (did(absence=1, leave=1), "30.0", "不称职"),
        (did(public_service=9), "80.0", "称职"),  # 2 each, at most 10
        (did(further_proposal={"1/1": 1, "2/2": 4}, excellent_proposal={"1/3": 1}), "85.0", "优秀"),
        (did(key_proposal={"1/1": 4}, excellent_proposal={"1/1": 4}), "120.0", "优秀"),  # 60 → 50
    ],
)
def test_jinan(facts: Facts, total: str, grade: str) -> None:
    found = score(samples()["jinan-member"].sheet, "甲", facts)
    assert (str(found.total), found.grade) == (total, grade)


def counted(**kinds: int) -> Facts:
    names = {name.replace("__", "."): n for name, n in kinds.items()}
    counts = {Measure(name): n for name, n in names.items() if name != "solved"}
    return Facts({**counts, Measure("rating.given", result="solved"): names.get("solved", 0)})


def test_xinjiang_station() -> None:
    """20 for having met, 2 × 10, 15 people × 0.5, nothing owed: full, 1 × 5, 4 of 5 content: 15;
    one typical +5; reopened once −5.
    """
    facts = counted(
        consultation__filed=2,
        attendance__citizen=15,
        topic__solved=1,
        rating__given=5,
        solved=4,
        consultation__typical=1,
        topic__reopened=1,
    )
    found = score(sheet_of("xinjiang", "station-quarter"), "站", facts)
    assert worth(found) == {
        "held": "20.0",
        "filed": "20.0",
        "citizens": "7.5",
        "on-time": "20.0",
        "solved": "5.0",
        "satisfaction": "15.0",
        "typical": "5.0",
        "reopened": "-5.0",
    }
    assert (found.total, found.grade) == (Decimal("87.5"), "优秀")


def test_yanjiang_quarter() -> None:
    """16.5 of 20 on the spot, 4 × 5, 8 members, 17 of 20 on time, 3 × 3 solved, 9 of 10 content;
    six typical cases: 12, at most 10; two reopened −4.
    """
    facts = counted(
        consultation__filed=4,
        attendance__member=8,
        commitment__done_on_time=17,
        commitment__due=20,
        topic__solved=3,
        rating__given=10,
        solved=9,
        consultation__typical=6,
        topic__reopened=2,
    )
    facts = Facts(facts.counts, given={"position": Decimal("16.5")})
    found = score(sheet_of("yanjiang", "township-quarter"), "镇", facts)
    assert found.base == Decimal("80.5")  # 16.5 + 20 + 8 + 17 + 9 + 10
    assert (found.bonus, found.penalty, found.total) == (Decimal(10), Decimal(-4), Decimal("86.5"))


def test_yanjiang_year() -> None:
    """Quarters' average 82.5 × 0.6 + own × 0.4; 50% of the township's target. Own: 6 of 10
    adopted against 80%: 30; 9 of 10 verified: 27; one case at the city: 20; one reopened: −2.
    """
    case = Measure(DONE, form="case", split="result")
    facts = Facts(
        {
            Measure("outcome.adopted"): 6,
            Measure("outcome.reported"): 10,
            Measure("commitment.verified"): 9,
            Measure("commitment.made"): 10,
            Measure("topic.reopened"): 1,
        },
        {case: {"市级": 1}},
        average=Fraction(165, 2),
    )
    found = score(sheet_of("yanjiang", "township-year"), "镇", facts)
    assert found.base + found.penalty == 75
    assert found.total == Decimal("79.5")  # 49.5 + 30
    assert found.of_total == Decimal("39.8")  # 39.75


@pytest.mark.parametrize("name", list(samples()))
def test_a_sample_is_a_right_sheet_in_any_charter(name: str) -> None:
    sample = samples()[name]
    charter = structs.replace(
        given.charter(), activities=sample.activities, scoring=Scoring(sheets=[sample.sheet])
    )
    assert [each.says() for each in rules.check(charter)] == []


def test_taken_twice_it_gets_another_key() -> None:
    sample = samples()["jinan-member"]
    twice = taken(taken({"scoring": "nonsense", "activities": None}, sample), sample)
    assert [each["key"] for each in twice["scoring"]["sheets"]] == [
        "member-jinan",
        "member-jinan-2",
    ]
    assert len(twice["activities"]) == len(sample.activities)


@pytest.mark.anyio
async def test_taken_into_a_draft(client: Browser) -> None:
    await given.signed_in(client, Role.OFFICE)
    async with county_tx():
        draft = await drafts.begin(drafts.from_charter(given.charter()), "考核", "李")
    assert "参照济南" in (await client.get(f"/charter/drafts/{draft}/scoring")).text
    form = {"sample": "jinan-member", "form_token": client.form_token()}
    for _twin in range(2):
        await client.post(f"/charter/drafts/{draft}/sheets", data=form)
    wrong = await client.post(f"/charter/drafts/{draft}/sheets", data={"sample": "none"})
    assert wrong.status_code == 422
    async with county_tx(readonly=True):
        (found,) = await rows(
            'SELECT "document" FROM "charter_draft" WHERE "charter_draft"."county" = $1'
        )
    document = json.loads(found["document"])
    assert [each["key"] for each in document["scoring"]["sheets"]] == ["quarter", "member-jinan"]
    page = f"/charter/drafts/{draft}/scoring?on=scoring.sheets.1"
    assert "不称职" in (await client.get(page)).text
