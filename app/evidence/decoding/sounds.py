"""Recordings, by their bytes: MP3, M4A, AMR, WAV, OGG."""

from collections.abc import Iterator

from app.evidence.decoding.boxes import boxes

AMR = (b"#!AMR\n", b"#!AMR-WB\n")
SPOKEN = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")  # what an OGG begins with
# Kilobits and hertz of MPEG audio, layer III, by the frame's own numbers.
RATES = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
SAMPLES = {b"fmt ", b"data"}  # of a WAV: what they are, and they themselves
SEARCHED = 64 * 2**10  # for the first frame behind its tags


def kind_of(data: bytes) -> str | None:
    if is_amr(data):
        return "amr"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE" and SAMPLES.issubset(chunks(data)):
        return "wav"
    if data[:4] == b"OggS" and data[28:36].startswith(SPOKEN):
        return "ogg"
    if data[4:8] == b"ftyp":
        tracks = handlers(data)
        return "m4a" if b"soun" in tracks and b"vide" not in tracks else None
    return "mp3" if is_mp3(data) else None


def is_amr(data: bytes) -> bool:
    """One frame at least; what begins each says which of 16 sorts it is (RFC 4867, 5.3)."""
    start = next((len(each) for each in AMR if data.startswith(each)), 0)
    return bool(start) and len(data) > start and not data[start] & 0x83


def chunks(data: bytes) -> Iterator[bytes]:
    """Of a RIFF, by their names; one of an odd length is filled up."""
    at = 12
    while at + 8 <= len(data):
        yield data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + length % 2


def is_mp3(data: bytes) -> bool:
    """Two frames, one right behind the other; before them at most tags and their filling."""
    start = 0
    if data.startswith(b"ID3") and len(data) > 10:
        start = 10 + sum((each & 127) << 7 * place for place, each in enumerate(data[9:5:-1]))
    at = data.find(b"\xff", start, start + SEARCHED)
    if at < 0 or data[start:at].strip(b"\0"):
        return False
    length = frame(data, at)
    return bool(length and frame(data, at + length))


def frame(data: bytes, at: int) -> int:
    """How long the frame there is; 0: there is none."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version = data[at + 1] >> 3 & 3
    rate, hertz, padded = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or rate in {0, 15} or hertz == 3:
        return 0
    kilobits = RATES[3 if version == 3 else 2][rate - 1]
    samples = 144 if version == 3 else 72
    return samples * kilobits * 1000 // HERTZ[version][hertz] + padded


# What holds other boxes on the way to a track's handler.
HOLDS = frozenset({b"moov", b"trak", b"mdia"})
DEPTH = 4


def handlers(data: bytes) -> set[bytes]:
    """Of all tracks of an MP4: `soun`, `vide`."""
    return set(handlers_in(data, 0, len(data), DEPTH))


def handlers_in(data: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    for name, inside, behind in boxes(data, start, end) if depth else ():
        if name == b"hdlr":
            yield data[inside + 8 : inside + 12]
        if name in HOLDS:
            yield from handlers_in(data, inside, behind, depth - 1)
