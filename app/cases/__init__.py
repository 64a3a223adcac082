"""典型: closed topics that counties nominate, regions choose, and all counties read."""

from app.cases.tables import Choice, Nomination  # so that the catalogue's rules know them

__all__ = ["Choice", "Nomination"]
