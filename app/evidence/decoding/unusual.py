"""Is a picture whole and only of a kind that no decoder here reads? By what stands in it before the
picture itself; whoever sent it is then not told to take it anew.
"""

from collections.abc import Iterator

from app.evidence.decoding.boxes import boxes, within

# Of JPEG, ISO/IEC 10918-1 B.1.1: what begins a frame, and the marks that stand for themselves.
FRAMES = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}  # 0xF7 is JPEG-LS
READ = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA})  # in eight bits
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
COLOURS = frozenset({1, 3, 4})
SCAN, SCANS = 0xDA, b"\xff\xda"
ITEMS = ((b"meta", 4), (b"iinf", 6))
READ_ITEMS = frozenset({b"hvc1"})


def unusual_jpeg(data: bytes) -> bool:
    for mark, start, end in segments(data):
        held = data[start + 4 : end]
        if mark in FRAMES and len(held) > 5:
            height = int.from_bytes(held[1:3])  # zero: it is said at the end
            return mark not in READ or held[0] != 8 or not height or held[5] not in COLOURS
    return False


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each mark of its head, where it begins and where it ends. What it holds is behind four
    bytes.
    """
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == SCAN:
            return
        if mark == 0xFF or mark in ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        yield mark, at, at + 2 + max(length, 2)
        at += 2 + max(length, 2)


def unusual_heic(data: bytes) -> bool:
    """It has pictures, and none is of the one kind that phones write; or they only move."""
    top = {name for name, _start, _end in boxes(data, 0, len(data))}
    if b"meta" not in top:
        return b"moov" in top
    found = [(start, end) for _name, start, end in within(data, *ITEMS)]
    kinds = {data[start + 8 : start + 12] for start, end in found if end - start >= 12}
    return bool(kinds) and not kinds & READ_ITEMS
