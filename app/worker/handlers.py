"""Every module that has a `@job` or a `@part` of a region's pages, so that the worker knows all of
them; and whose photos are, which the intake asks.
"""

from app.evidence import jobs as evidence
from app.evidence.store import erased
from app.regions.comparison import coverage, headlines, pages, profile, wall, weighting
from app.regions.membership import placing
from app.workflow import photos

__all__ = [
    "coverage", "erased", "evidence", "headlines", "pages", "photos", "placing", "profile", "wall",
    "weighting",
]  # fmt: skip
