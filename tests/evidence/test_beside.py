"""29: what stands beside a picture's pixels is at times broken or huge. It breaks no photo."""

import zlib
from collections.abc import Iterator
from struct import pack

import pytest
from PIL import PngImagePlugin

from app.evidence import rules
from app.evidence.decoding.alone import alone
from app.evidence.decoding.pictures import take_in
from app.refusal import Refused
from tests.evidence import pictures
from tests.evidence.pictures import chunk, encoded, noted, scene
from tests.evidence.test_intake import HEIC, is_clean, opened, reddish
from tests.evidence.test_odd_pictures import stands

PNG = encoded(scene(), "PNG")
AT = PNG.index(b"IDAT") - 4
# Of every kind that the decoder reads; those with a small first letter are beside the picture.
CHUNKS = sorted(
    name.removeprefix("chunk_").encode()
    for name in dir(PngImagePlugin.PngStream)
    if name.startswith("chunk_") and name.removeprefix("chunk_")[0].islower()
)
LARGE = zlib.compress(bytes(300_000))
ODD = (b"", b"\0", b"a\0\7", b"\xff" * 5, b"a\0\0" + LARGE, b"a\0\1\0\0\0" + LARGE)
# How each begins, and one that is whole enough to be read on.
MARKS = {
    0xE0: b"JFIF\0\1\2\0\0\1\0\1\0\0",
    0xE1: b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\1\0\0\0\0\0\0",
    0xE2: b"MPF\0MM\0*\0\0\0\x08\0\1\xb0\1\0\4\0\0\0\1\0\0\0\2\0\0\0\0",
    0xEC: b"Ducky\0\1\0\4\0\0\0\x50\0\0",
    0xED: b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\x10\0H\0\0\0\1\0\1\0H\0\0\0\1\0\1",
    0xEE: b"Adobe\0d\0\0\0\0\1",
    0xFE: b"a comment",
}


def odd_pngs() -> Iterator[bytes]:
    for name in CHUNKS:
        for held in ODD:
            if name != b"acTL" or len(held) < 8:  # else it says that it moves
                yield PNG[:AT] + chunk(name, held) + PNG[AT:]


def odd_jpegs() -> Iterator[bytes]:
    whole = pictures.jpeg()
    for mark, held in MARKS.items():
        for length in range(len(held)):
            segment = bytes([0xFF, mark]) + pack(">H", length + 2) + held[:length]
            yield whole[:2] + segment + whole[2:]


def test_there_are_such_kinds() -> None:
    assert {b"iCCP", b"gAMA", b"pHYs", b"zTXt", b"iTXt", b"tRNS", b"eXIf"} <= set(CHUNKS)


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_whatever_is_noted_beside_them_the_pixels_are_taken(kind: str) -> None:
    for data in odd_pngs() if kind == "png" else odd_jpegs():
        picture = take_in(data)
        assert (picture.width, picture.height) == (640, 480)
        assert reddish(opened(picture), 0.1, 0.5)
        assert not reddish(opened(picture), 0.9, 0.5)
        assert is_clean(picture)


def test_a_text_that_would_be_fifty_megabytes_is_never_unpacked() -> None:
    assert take_in(pictures.text_bomb()).width == 100


def test_which_way_is_up_is_not_lost_by_another_note() -> None:
    turned = encoded(scene(), "PNG", exif=noted(6))
    at = turned.index(b"IDAT") - 4
    stands(turned[:at] + chunk(b"gAMA", b"") + turned[at:], 6)
    turned = pictures.from_phone(8)
    stands(turned[:2] + b"\xff\xee\0\x07Adobe" + turned[2:], 8)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("head", [b"MM\0\xbf", b"XX*\0", b"", b"II*\0\xff\xff\xff\xff"])
def test_notes_of_a_camera_that_are_none_turn_nothing(kind: str, head: bytes) -> None:
    stands(encoded(scene(), kind, exif=b"Exif\0\0" + head + bytes(8)), 1)


def test_nor_in_a_heic() -> None:
    data = HEIC.read_bytes()
    at = data.index(b"MM\0*")
    assert take_in(data[:at] + b"XX" + data[at + 2 :]).width in {480, 640}


def test_an_animation_stays_one_and_half_a_picture_half() -> None:
    moving = pictures.animated("PNG")
    at = moving.index(b"IDAT") - 4
    cut = PNG[: len(PNG) // 2]
    for data, text in (
        (moving[:at] + chunk(b"gAMA", b"") + moving[at:], rules.ANIMATED),
        (cut[:AT] + chunk(b"gAMA", b"") + cut[AT:], rules.BROKEN),
    ):
        with pytest.raises(Refused) as refusal:
            take_in(data)
        assert refusal.value.text == text


def test_of_another_kind_nothing_is_left_away() -> None:
    for data in (HEIC.read_bytes(), encoded(scene(), "WEBP", exif=noted(6)), b"", b"\xff\xd8\xff"):
        assert alone(data) == data
