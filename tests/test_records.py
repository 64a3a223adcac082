"""What is fixed about a kind stands in one record; without it nothing starts."""

from pathlib import Path
from typing import Any

import pytest

from app.charter.methods import METHODS
from app.charter.rings import (
    AGENDA,
    ASIDE,
    COMPOSING,
    IN_ORDER,
    LAPSED_FORM,
    LEFT_WHEN_DONE,
    RingKind,
)
from app.evidence.rights import registry
from app.evidence.sorts import Sort
from app.evidence.subjects import Subject
from app.ledger.kinds import Kind
from app.scoring.points import methods as points
from app.workflow import photos  # noqa: F401  (registers them)
from app.workflow.pages import unanswered


@pytest.mark.parametrize("kinds", [RingKind, Kind, Subject, Sort])
def test_a_kind_without_a_record_is_an_error_at_once(kinds: Any) -> None:
    """As if a line in the file named none."""
    with pytest.raises(TypeError, match="new has no record"):
        kinds._new_member_(kinds, "new")


def test_each_method_has_its_function() -> None:
    assert METHODS.keys() == points.COMPUTED.keys() | {"shared", "best_of"}


def test_each_form_is_there() -> None:
    forms = {kind.about.form for kind in RingKind} | {LAPSED_FORM}
    assert [each for each in sorted(forms) if not (Path("templates") / each).exists()] == []


def test_a_form_that_nobody_takes_is_an_error_at_once(tmp_path: Path) -> None:
    """`unanswered` is asked when the program starts."""
    form = tmp_path / "_visit.html"
    form.write_text("{% call post('/topics/%d/visit' % topic['id'], topic) %}{% endcall %}")
    assert unanswered(["topics/_review.html", str(form)]) == {"/visit"}
    with pytest.raises(FileNotFoundError):
        unanswered(["topics/_no_form.html"])


def test_each_subject_has_somebody_who_says_whose_it_is() -> None:
    """Without it nobody would see its photos, and nothing would say why."""
    assert {str(each) for each in registry} == {
        "consultation", "topic", "passage", "outcome", "commitment", "station", "standard_check",
        "activity", "mark", "enclosure", "member",
    }  # fmt: skip


def test_each_subject_has_its_column() -> None:
    for sort in Sort:
        columns = {column._meta.name for column in sort.about.table._meta.columns}
        assert set(Subject) & columns == sort.about.subjects
    assert {kind for sort in Sort for kind in sort.about.subjects} == set(Subject)


def test_what_follows_from_the_records() -> None:
    """As words here, so that a changed record is noticed."""
    assert {str(each) for each in AGENDA} == {"introduce", "discuss", "summarise"}
    assert {str(each) for each in LEFT_WHEN_DONE} == {
        "compose", "research", "look_back", "publish", "receive",
    }  # fmt: skip
    assert {str(each) for each in COMPOSING} == {
        "compose", "research", "introduce", "discuss", "summarise",
    }  # fmt: skip
    assert [str(each) for each in IN_ORDER] == [
        "propose", "review", "compose", "research", "introduce", "discuss", "summarise", "report",
        "adopt", "carry_out", "look_back", "rate", "publish",
    ]  # fmt: skip
    assert {kind for kind in RingKind if kind.about.form == "topics/_passage.html"} == (
        LEFT_WHEN_DONE
    )
    assert [str(each) for each in ASIDE] == ["refer", "receive", "reply"]
    assert {str(each) for each in RingKind if each.about.needed} == {
        "propose", "review", "compose", "discuss", "report", "carry_out", "rate", "publish",
    }  # fmt: skip
    assert {str(each) for each in RingKind if not each.about.once} == {
        "review", "approve", "research", "look_back",
    }  # fmt: skip
    assert len({kind.about.figure for kind in Kind if kind.about.figure}) == 21
