"""What can be sent: photos, of which clean pictures are made, and files, which stay as they are.
All that differs between both stands in one record; the way is the same (uploads.py).
"""

from typing import NamedTuple

from app.evidence import rules
from app.evidence.subjects import Subject
from app.evidence.tables import File, Photo
from app.ledger import Kind
from app.records import Recorded
from app.tenancy.tables import CountyTable


class Says(NamedTuple):
    """Texts are msgids."""

    too_large: str
    empty: str
    full: str
    full_meanwhile: str
    not_yours: str
    not_open: str
    not_there: str
    kept: str
    broken: str
    gone: str
    none_chosen: str
    received: str
    removed: str
    not_its_keeper: str


class About(NamedTuple):
    """`path`: where its pages are. `intake`: its job. `field`: of the form without scripts. `most`:
    of one subject. `sizes`: of its renditions, which take the place of what was sent; without them
    that itself is kept.
    """

    table: type[CountyTable]
    path: str
    intake: str
    field: str
    added: Kind
    subjects: frozenset[Subject]
    largest: int
    most: int
    sizes: tuple[int, ...]
    says: Says


class Sort(Recorded):
    """The key is the table's name."""

    about: About

    PHOTO = (
        "photo",
        About(
            table=Photo,
            path="/photos",
            intake="photo.intake",
            field="photo",
            added=Kind.PHOTO_ADDED,
            subjects=frozenset(Subject) - {Subject.PASSAGE, Subject.OUTCOME},
            largest=rules.LARGEST,
            most=rules.MOST_PHOTOS,
            sizes=rules.SIZES,
            says=Says(
                too_large=rules.TOO_LARGE,
                empty=rules.EMPTY,
                full=rules.FULL,
                full_meanwhile=rules.FULL_MEANWHILE,
                not_yours=rules.NOT_YOURS,
                not_open=rules.NOT_OPEN,
                not_there=rules.NOT_THERE,
                kept=rules.KEPT,
                broken=rules.BROKEN,
                gone=rules.GONE,
                none_chosen=rules.NONE_CHOSEN,
                received=rules.RECEIVED,
                removed=rules.REMOVED,
                not_its_keeper=rules.NOT_ITS_KEEPER,
            ),
        ),
    )
    FILE = (
        "file",
        About(
            table=File,
            path="/files",
            intake="file.intake",
            field="file",
            added=Kind.FILE_ADDED,
            subjects=frozenset(Subject)
            - {Subject.MARK, Subject.STANDARD_CHECK, Subject.ENCLOSURE, Subject.MEMBER},
            largest=rules.LARGEST_FILE,
            most=rules.MOST_FILES,
            sizes=(),
            says=Says(
                too_large=rules.FILE_TOO_LARGE,
                empty=rules.FILE_EMPTY,
                full=rules.FILES_FULL,
                full_meanwhile=rules.FILES_FULL_MEANWHILE,
                not_yours=rules.FILE_NOT_YOURS,
                not_open=rules.FILE_NOT_OPEN,
                not_there=rules.FILE_NOT_THERE,
                kept=rules.FILE_KEPT,
                broken=rules.FILE_BROKEN,
                gone=rules.FILE_GONE,
                none_chosen=rules.NO_FILE_CHOSEN,
                received=rules.FILE_RECEIVED,
                removed=rules.FILE_REMOVED,
                not_its_keeper=rules.NOT_THE_FILES_KEEPER,
            ),
        ),
    )


def keys_of(sort: Sort, key: str) -> set[str]:
    """All that may lie in the store for what was sent under `key`."""
    return {key, *(rules.rendition(key, size) for size in sort.about.sizes)}


def keys_kept(sort: Sort, key: str) -> set[str]:
    """What lies there once it is ready."""
    return keys_of(sort, key) - {key} if sort.about.sizes else {key}
