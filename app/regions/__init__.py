"""Regions: provinces and prefectures, whose staff look at the counties under their code."""
