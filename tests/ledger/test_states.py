"""Each state that a person can bring something into has a way back by a route, or is its beginning.
A new state fails until it has one.
"""

from pathlib import Path

import pytest

from app.activities import rules as activities
from app.cases import rules as cases
from app.charter.stages import Stage
from app.consultations import rules as consultations
from app.scoring.assessment import rules as assessments
from app.stations import rules as stations

ROUTES = Path("tests/isolation/routes.txt").read_text("utf-8")
BACK, WITHDRAWN = "/topics/{topic_id}/back", "/assessments/{assessment_id}/withdrawal"
BEGINS = "where it begins"
WAYS = {
    "topic": {each.value: BACK for each in Stage} | {Stage.RAISED: BEGINS},
    "consultation": {
        "planned": "/consultations/{consultation_id}/cancellation",
        "filed": BACK,
        "cancelled": "/consultations/{consultation_id}/taking-up",
    },
    "activity": {
        "reported": BEGINS,
        "verified": "/activities/{activity_id}/withdrawal",
        "refused": "/activities/{activity_id}/taking-up",
    },
    "assessment": {
        "": BEGINS,
        "assessing": WITHDRAWN,
        "verifying": "/assessments/{assessment_id}/taking-up",
        "notice": WITHDRAWN,
        "approved": WITHDRAWN,
        "locked": WITHDRAWN,
    },
    "case": {
        "waiting": "/cases/nominations/{nomination_id}/withdrawal",
        "chosen": "/cases/{code}/{nomination_id}/choice",
        "published": "/cases/{code}/{nomination_id}/choice",
        "declined": "/cases/{code}/{nomination_id}/choice",
    },
    "standard": {
        "none": BEGINS,
        "begun": "/stations/checks/{check_id}/verification",
        "shown": "/stations/checks/{check_id}/verification",
        "verified": "/stations/checks/{check_id}/withdrawal",
        "refused": "/stations/{station_id}/checks",  # shown anew
        "withdrawn": "/stations/{station_id}/checks",
    },
}
STATES = {
    "topic": [*Stage],
    "consultation": [*consultations.State],
    "activity": [*activities.STATES],
    "assessment": [*assessments.NAMES],
    "case": [*cases.STATES],
    "standard": [*stations.STATES],
}


@pytest.mark.parametrize("kind", STATES)
def test_each_state_has_a_way_back(kind: str) -> None:
    assert WAYS[kind].keys() == set(STATES[kind])
    for way in WAYS[kind].values():
        assert way == BEGINS or f"POST {way} " in ROUTES, way


def test_what_is_taken_away_one_by_one_comes_back() -> None:
    """Each route by which something goes, and the one by which it comes again."""
    for away, again in (
        ("/topics/{topic_id}/taking-down", "/topics/{topic_id}/putting-back"),
        ("/topics/{topic_id}/veils", "/topics/{topic_id}/veils/lifting"),
        ("/photos/{photo_id}/removal", "/photos/{photo_id}/restoration"),
        ("/files/{file_id}/removal", "/files/{file_id}/restoration"),
        ("/files/{file_id}/publication", "/files/{file_id}/retraction"),
        ("/stations/{station_id}/closing", "/stations/{station_id}/reopening"),
        ("/people/{account_id}/disable", "/people/{account_id}/enable"),
        ("/charter/drafts/{draft_id}/dropping", "/charter/drafts/{draft_id}/taking-up"),
        ("/operator/counties/{code}/suspend", "/operator/counties/{code}/resume"),
    ):
        assert f"POST {away} " in ROUTES
        assert f"POST {again} " in ROUTES
