"""Pictures as few devices make them: taken in rightly, or refused with what to do."""

import io
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from app.evidence import rules
from app.evidence.decoding.pictures import take_in
from app.refusal import Refused
from tests.evidence import pictures
from tests.evidence.pictures import encoded, scene
from tests.evidence.test_intake import is_clean, opened, reddish

ODD = Path(__file__).with_name("odd")  # made by odd/make.py


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("lossless.jpg", (96, 96)),
        ("arithmetic.jpg", (320, 240)),
        ("arithmetic_progressive.jpg", (320, 240)),
        ("ycck.jpg", (160, 120)),
        ("rgb.jpg", (96, 96)),
        ("ultra_hdr.jpg", (160, 120)),  # its gain map stays behind
        ("ten_bits.heic", (640, 480)),
        ("alpha.heic", (640, 480)),
    ],
)
def test_what_few_devices_write_is_taken_in(name: str, size: tuple[int, int]) -> None:
    picture = take_in((ODD / name).read_bytes())
    assert (picture.width, picture.height) == size
    assert reddish(opened(picture), 0.1, 0.5)
    assert not reddish(opened(picture), 0.9, 0.5)
    assert is_clean(picture)


def test_the_files_for_which_a_decoder_must_have_all_at_once_are_large_enough() -> None:
    assert len((ODD / "arithmetic.jpg").read_bytes()) > 65_536
    assert len((ODD / "arithmetic_progressive.jpg").read_bytes()) > 65_536


@pytest.mark.parametrize(
    "name",
    [
        "twelve_bits.jpg",
        "grey_of_twelve_bits.jpg",
        "lossless_of_sixteen_bits.jpg",
        "jpeg_ls.jpg",
        "sequence.heic",
    ],
)
def test_what_is_whole_and_unreadable_is_not_called_broken(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        take_in((ODD / name).read_bytes())
    assert refusal.value.text == rules.UNUSUAL
    assert "另存为" in rules.UNUSUAL


def test_two_colours_and_a_height_said_at_the_end_are_unusual_too() -> None:
    """Frames that the standard allows and the decoder does not."""
    grey = encoded(scene().convert("L"))
    at = grey.index(b"\xff\xc0") + 4
    for data in (
        grey[: at + 1] + b"\0\0" + grey[at + 3 :],
        grey[: at + 5] + b"\x02" + grey[at + 6 :],
    ):
        with pytest.raises(Refused) as refusal:
            take_in(data)
        assert refusal.value.text == rules.UNUSUAL


WHERE_RED = {
    1: (0.1, 0.5),
    2: (0.9, 0.5),
    3: (0.9, 0.5),
    4: (0.1, 0.5),
    5: (0.5, 0.1),
    6: (0.5, 0.1),
    7: (0.5, 0.9),
    8: (0.5, 0.9),
}
# The green band lies along the top of what the camera saw.
WHERE_GREEN = {
    1: (0.5, 0.03),
    2: (0.5, 0.03),
    3: (0.5, 0.97),
    4: (0.5, 0.97),
    5: (0.03, 0.5),
    6: (0.97, 0.5),
    7: (0.97, 0.5),
    8: (0.03, 0.5),
}


def greenish(image: Image.Image, x: float, y: float) -> bool:
    found = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    return found[1] > max(found[0], found[2])


def stands(data: bytes, orientation: int) -> None:
    picture = take_in(data)
    image = opened(picture)
    assert (picture.width, picture.height) == ((640, 480) if orientation < 5 else (480, 640))
    assert (image.width, image.height) == ((320, 240) if orientation < 5 else (240, 320))
    x, y = WHERE_RED[orientation]
    assert reddish(image, x, y)
    assert not reddish(image, 1 - x if y == 0.5 else x, 1 - y if x == 0.5 else y)
    assert greenish(image, *WHERE_GREEN[orientation])


def exif(orientation: int, order: str, kind: int = 3) -> bytes:
    """Nothing but an orientation. `order`: < as Intel, > as Motorola. `kind`: 3 short, 4 long."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + pack(f"{order}I", 8)
    number = pack(f"{order}HH" if kind == 3 else f"{order}I", *((orientation, 0)[: 5 - kind]))
    entry = pack(f"{order}HHI", 0x0112, kind, 1) + number
    return b"Exif\0\0" + head + pack(f"{order}H", 1) + entry + pack(f"{order}I", 0)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [3, 4])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_ways_up(orientation: int, order: str, kind: int) -> None:
    stands(encoded(scene(), exif=exif(orientation, order, kind)), orientation)


@pytest.mark.parametrize("orientation", [0, 9, 6 * 256])
def test_a_way_up_that_there_is_not_turns_nothing(orientation: int) -> None:
    """The last is 6 in the other order of bytes than the one that is announced."""
    stands(encoded(scene(), exif=exif(orientation, "<")), 1)


@pytest.mark.parametrize(
    ("head", "read_as"), [(b"II\0*", 6), (b"MM\0*", 1), (b"MM*\0", 1), (b"XX*\0", 1)]
)
def test_notes_in_the_wrong_order_of_bytes_refuse_no_picture(head: bytes, read_as: int) -> None:
    """Only a mark that is itself turned round leaves the rest readable."""
    noted = exif(6, "<")
    stands(encoded(scene(), exif=noted.replace(b"II*\0", head)), read_as)


def xmp(orientation: int) -> str:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        f' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}"/>'
        "</rdf:RDF></x:xmpmeta>"
    )


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_another_program_s_note_turns_where_the_camera_s_is_missing(kind: str) -> None:
    more: dict[str, Any] = {"xmp": xmp(6).encode()}
    if kind == "PNG":
        more = {"pnginfo": PngImagePlugin.PngInfo()}
        more["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp(6))
    stands(encoded(scene(), kind, **more), 6)


FILM = pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom" + pack(">I", 90_008) + b"mdat" + bytes(90_000)


def test_a_photo_with_a_film_behind_it_is_the_photo() -> None:
    stands(pictures.from_phone(6) + FILM, 6)


def test_of_a_picture_in_sixteen_bits_the_upper_eight_are_kept() -> None:
    for kind, pixel in (
        (2, b"\xc0\0\x20\0\x20\0"),
        (6, b"\xc0\0\x20\0\x20\0\xff\xff"),
        (0, b"\xc0\0"),
        (4, b"\xc0\0\xff\xff"),
    ):
        image = opened(take_in(pictures.deep_png(640, 480, kind, pixel))).convert("RGB")
        found = image.getpixel((160, 120))
        assert isinstance(found, tuple)
        assert abs(found[0] - 0xC0) < 4


REFUSED = {
    "heic of 52 megapixels": ((ODD / "fifty_two_megapixels.heic").read_bytes(), "TOO_MANY_PIXELS"),
    "jpeg 2000": (encoded(scene(), "JPEG2000"), "NOT_A_PHOTO"),
    "an icon": (encoded(scene(256, 256), "ICO"), "NOT_A_PHOTO"),
    "a film": (FILM, "NOT_A_PHOTO"),
    "a camera's raw picture": (b"II*\0" + bytes(4000), "NOT_A_PHOTO"),
    "half a sequence": ((ODD / "sequence.heic").read_bytes()[:60], "BROKEN"),
    "half of ten bits": ((ODD / "ten_bits.heic").read_bytes()[:-40], "BROKEN"),
    "half of arithmetic": ((ODD / "arithmetic.jpg").read_bytes()[:40_000], "BROKEN"),
    "half of webp": (encoded(Image.effect_noise((640, 480), 60), "WEBP")[:5_000], "BROKEN"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_to_do(name: str) -> None:
    data, says = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        take_in(data)
    assert refusal.value.text == getattr(rules, says)


@pytest.mark.parametrize("suffix", ["jpg", "heic"])
def test_cut_anywhere_it_is_refused_in_words_and_never_called_unusual(suffix: str) -> None:
    whole = pictures.jpeg() if suffix == "jpg" else (ODD / "grey.heic").read_bytes()
    for length in range(1, len(whole) * 3 // 4, len(whole) // 40):
        with pytest.raises(Refused) as refusal:
            take_in(whole[:length])
        assert refusal.value.text in {rules.BROKEN, rules.NOT_A_PHOTO}, length


def test_a_jpeg_that_is_drawn_over_and_over_is_not_waited_for() -> None:
    """A hundred scans are far more than any camera writes; each costs a round over all blocks."""
    whole = encoded(scene(), progressive=True)
    last = whole.rindex(b"\xff\xda")
    scan = whole[last:-2]
    many = 100 - whole.count(b"\xff\xda")
    assert take_in(whole[:-2] + scan * many + b"\xff\xd9").width == 640
    with pytest.raises(Refused) as refusal:
        take_in(whole[:-2] + scan * (many + 1) + b"\xff\xd9")
    assert refusal.value.text == rules.UNUSUAL


UNREAD = {"fifty_two_megapixels.heic", "twelve_bits.jpg", "grey_of_twelve_bits.jpg"} | {
    "lossless_of_sixteen_bits.jpg", "jpeg_ls.jpg", "sequence.heic"
}  # fmt: skip
READ = {each.name for each in ODD.iterdir() if each.suffix in {".jpg", ".heic"}} - UNREAD


@pytest.mark.parametrize("name", sorted(READ))
def test_of_what_is_taken_in_nothing_but_pixels_is_kept(name: str) -> None:
    for data in take_in((ODD / name).read_bytes()).renditions.values():
        assert set(Image.open(io.BytesIO(data)).info) <= {"loop", "background"}
