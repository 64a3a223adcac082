"""Everybody who says whose photos and files are (app/evidence/rights.py): the server and the worker
ask.
"""

from app.activities import photos as activities
from app.consultations import photos as consultations
from app.evidence.rights import registry
from app.evidence.subjects import Subject
from app.outcomes import photos as outcomes
from app.people import photos as people
from app.scoring.assessment import photos as marks
from app.stations import photos as stations
from app.topics import photos as topics

__all__ = ["activities", "consultations", "marks", "outcomes", "people", "stations", "topics"]

if registry.keys() != set(Subject):
    raise TypeError(f"Nobody says whose photos and files are: {set(Subject) - registry.keys()}")
