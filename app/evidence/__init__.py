"""Evidence: photos, from a phone's camera roll to the public page, files, and the store
they lie in.
"""

from app.evidence.queries import photos_of, photos_of_topic

__all__ = ["photos_of", "photos_of_topic"]
