"""Evidence: photos, from a phone's camera roll to the public page, files, and the store
they lie in.
"""

from app.evidence.queries import photos_of

__all__ = ["photos_of"]
