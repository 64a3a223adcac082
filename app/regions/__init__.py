"""Regions: provinces and prefectures, whose staff look at the counties under their code."""

from app.regions.tables import CountyCount, Look, Share  # so that the catalogue's rules know them

__all__ = ["CountyCount", "Look", "Share"]
