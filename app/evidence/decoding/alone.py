"""The picture alone. What cameras and programs write beside its pixels is at times broken, or
larger than a decoder takes; that breaks no photo.
"""

import struct
from collections.abc import Iterator

from app.evidence.decoding.unusual import segments

PNG = b"\x89PNG\r\n\x1a\n"
NOTES, COMMENT = range(0xE0, 0xF0), 0xFE  # of JPEG: whatever a program likes to note
EXIF, PROFILE, ADOBE = 0xE1, 0xE2, 0xEE
# What its colours mean, and which way is up. Adobe's own is twelve bytes long.
KEPT = {EXIF: (b"Exif\0\0", 6), PROFILE: (b"ICC_PROFILE\0", 14), ADOBE: (b"Adobe", 12)}
# Of PNG, beside those that it cannot be drawn without: they begin with a capital letter.
KEPT_OF_PNG = frozenset({b"eXIf", b"tRNS", b"acTL"})
LENGTHS = {b"tRNS": {2, 6}, b"acTL": {8}}
PALETTE = b"\3"


def alone(data: bytes) -> bytes:
    """The same where there is nothing to leave away, or where it is of another kind. Pure."""
    if data.startswith(PNG):
        return PNG + b"".join(png_alone(data))
    return jpeg_alone(data) if data.startswith(b"\xff\xd8") else data


def jpeg_alone(data: bytes) -> bytes:
    parts, at = [data[:2]], 2
    for mark, start, end in segments(data):
        begins, shortest = KEPT.get(mark, (b"", 0))
        held = data[start + 4 : end]
        fits = mark in KEPT and held.startswith(begins) and len(held) >= shortest
        if fits or (mark not in NOTES and mark != COMMENT):
            parts.append(data[start:end])
        at = end
    return b"".join(parts) + data[at:]


def png_alone(data: bytes) -> Iterator[bytes]:
    at, colours = len(PNG), data[25:26]
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        fits = length in LENGTHS.get(name, {length}) or (name == b"tRNS" and colours == PALETTE)
        if name[:1].isupper() or (name in KEPT_OF_PNG and fits):
            yield data[at:end]
        at = end
