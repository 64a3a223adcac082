"""The boxes of which MP4 and HEIC are made, each with its length and a name of four letters."""

import struct
from collections.abc import Iterator

Box = tuple[bytes, int, int]  # its name; where what it holds begins and ends


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """One after the other, until one says a length that cannot be."""
    while start + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= end:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        if size == 0:
            size = end - start
        if size < head:
            return
        yield name, start + head, min(start + size, end)
        start += size


def within(data: bytes, *path: tuple[bytes, int]) -> Iterator[Box]:
    """What lies in the boxes of this path. Of each its name, and after how many bytes of its own
    those that it holds begin.
    """
    found = [(b"", 0, len(data))]
    for called, own in path:
        found = [
            (name, start + own, end)
            for _name, above, below in found
            for name, start, end in boxes(data, above, below)
            if name == called
        ]
    for _name, start, end in found:
        yield from boxes(data, start, end)
