"""Everybody who answers what can be chosen (app/choosing/asking.py): the server asks."""

from app.activities import choosing as activities
from app.consultations import choosing as consultations
from app.people import choosing as people
from app.scoring import choosing as subjects
from app.scoring.assessment import choosing as indicators
from app.stations import choosing as stations
from app.workflow import choosing as topics

__all__ = [
    "activities",
    "consultations",
    "indicators",
    "people",
    "stations",
    "subjects",
    "topics",
]
