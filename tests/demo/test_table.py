"""What the demo prints when it is up."""

from app.demo.county import demos
from app.demo.fill import Filled
from app.setup import table


def test_somebody_without_a_role_is_left_out() -> None:
    """They once signed in to see; the demo could not be started again."""
    known = [
        {"subject": "a", "name": "甲", "roles": ["office"], "station": None},
        {"subject": "b", "name": "乙", "roles": [], "station": None},
    ]
    printed = table([Filled(next(iter(demos().values())), known)])
    assert "政协办公室 甲" in printed
    assert "乙" not in printed
