"""Regions: provinces and prefectures, whose staff look at the counties under their code."""

# So that the catalogue's rules know them.
from app.regions.tables import (
    ApiKey,
    CountyCount,
    CountySeries,
    KeptView,
    Look,
    Profile,
    RegionCount,
    RegionCounted,
    Share,
    Standing,
    Told,
    TownshipCount,
    Weighting,
)

__all__ = [
    "ApiKey", "CountyCount", "CountySeries", "KeptView", "Look", "Profile",
    "RegionCount", "RegionCounted", "Share", "Standing",
    "Told", "TownshipCount", "Weighting",
]  # fmt: skip
