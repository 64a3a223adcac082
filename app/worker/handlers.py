"""Every module that has a `@job`, so that the worker knows all of them."""

from app.evidence import jobs as evidence
from app.regions.membership import standing

__all__ = ["evidence", "standing"]
