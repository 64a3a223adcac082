"""What comes in from phones, and what comes in from people who try things."""

import io
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from app.evidence import rules
from app.evidence.decoding.pictures import Picture, lines_there, take_in
from app.refusal import Refused
from tests.evidence import pictures
from tests.evidence.pictures import encoded, scene

HEIC = Path(__file__).with_name("phone.heic")
PRIVATE = (b"Exif", b"SecretPhone", b"SecretComment", b"<script", b"PK\x03\x04", b"XMP ", b"ICCP")


def opened(picture: Picture, size: int = 320) -> Image.Image:
    image = Image.open(io.BytesIO(picture.renditions[size]))
    image.load()
    return image


def reddish(image: Image.Image, x: float, y: float) -> bool:
    found = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    return found[0] > found[2]


def is_clean(picture: Picture) -> bool:
    return not any(trace in data for data in picture.renditions.values() for trace in PRIVATE)


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {}), ("PNG", {}), ("WEBP", {})])
def test_photos_of_each_kind(kind: str, options: dict[str, object]) -> None:
    picture = take_in(encoded(scene(1600, 1200), kind, **options))
    assert (picture.width, picture.height) == (1600, 1200)
    for size, height in ((1280, 960), (320, 240)):
        image = opened(picture, size)
        assert image.format == "WEBP"
        assert image.size == (size, height)


def test_heic_as_iphones_send_it() -> None:
    """The file was made once, by an encoder that has no place among what we install."""
    picture = take_in(HEIC.read_bytes())
    image = opened(picture)
    assert (picture.width, picture.height) == (480, 640)  # by Exif alone
    assert image.size == (240, 320)
    assert reddish(image, 0.5, 0.1)
    assert not reddish(image, 0.5, 0.9)
    assert picture.noted.latitude == pytest.approx(33.408333)
    assert is_clean(picture)


def test_a_small_photo_is_not_blown_up() -> None:
    picture = take_in(pictures.jpeg(200, 150))
    assert opened(picture, 1280).size == (200, 150)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (640, 480), (0.1, 0.5)),
        (3, (640, 480), (0.9, 0.5)),
        (6, (480, 640), (0.5, 0.1)),
        (8, (480, 640), (0.5, 0.9)),
    ],
)
def test_pictures_stand_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[float, float]
) -> None:
    picture = take_in(pictures.from_phone(orientation))
    assert (picture.width, picture.height) == size
    image = opened(picture)
    assert (image.width > image.height) == (size[0] > size[1])
    assert reddish(image, *red_at)
    assert not reddish(image, 1 - red_at[0], 1 - red_at[1])


def test_time_and_place_are_noted_and_not_passed_on() -> None:
    picture = take_in(pictures.from_phone())
    assert picture.noted.taken_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert picture.noted.zone_known
    assert picture.noted.latitude == pytest.approx(33.408333)
    assert picture.noted.longitude == pytest.approx(104.92)
    assert is_clean(picture)
    assert not dict(opened(picture).getexif())


def test_a_clock_without_zone_is_taken_for_chinas() -> None:
    picture = take_in(pictures.from_phone(offset=""))
    assert picture.noted.taken_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert not picture.noted.zone_known


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "2026:02:31 10:00:00", "yesterday", "9999:12:31 23:59:59"]
)
def test_nonsense_from_a_camera_is_no_refusal(taken: str) -> None:
    found = take_in(pictures.from_phone(taken=taken, offset="-23:59")).noted
    assert found.taken_at is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("at", "byte"), [(17, 0), (19, 5)])
def test_nonsense_beside_a_turned_photo_is_no_refusal(kind: str, at: int, byte: int) -> None:
    """A maker's name under another number, and one that says it is a fraction."""
    exif = bytearray(pictures.noted(6).tobytes())
    exif[at] = byte
    picture = take_in(encoded(scene(), kind, exif=bytes(exif)))
    assert (picture.width, picture.height) == (480, 640)
    assert reddish(opened(picture), 0.5, 0.1)


@pytest.mark.parametrize(
    "position",
    [
        {1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)},
        {1: "N", 2: (95, 0, 0), 3: "E", 4: (104, 0, 0)},
        {1: "N", 3: "E"},
        {1: "N", 2: (1, 2), 3: "E", 4: (1, 2, 3)},
    ],
)
def test_no_place_is_better_than_a_wrong_one(position: dict[int, object]) -> None:
    exif = Image.Exif()
    exif.get_ifd(pictures.GPS).update(position)
    found = take_in(encoded(scene(), exif=exif)).noted
    assert (found.latitude, found.longitude) == (None, None)


def test_south_and_west() -> None:
    exif = pictures.noted()
    exif.get_ifd(pictures.GPS).update({1: "S", 3: "W"})
    found = take_in(encoded(scene(), exif=exif)).noted
    assert found.latitude == pytest.approx(-33.408333)
    assert found.longitude == pytest.approx(-104.92)


def test_transparency_becomes_white() -> None:
    image = scene(200, 200).convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    for each in (image, image.convert("P"), image.convert("LA")):
        shown = opened(take_in(encoded(each, "PNG"))).convert("RGB")
        assert shown.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "CMYK"])
def test_other_colours_come_through(mode: str) -> None:
    kind = "PNG" if mode == "1" else "JPEG"
    assert opened(take_in(encoded(scene().convert(mode), kind))).size == (320, 240)


@pytest.mark.parametrize("marked", [True, False])
def test_four_inks_with_adobes_mark_and_without(marked: bool) -> None:
    """Adobe writes them inside out and says so; without its mark they are as they are."""
    inks = (0, 200, 0, 20) if marked else (255, 55, 255, 235)  # Pillow writes all inside out
    data = encoded(Image.new("CMYK", (640, 480), inks))
    at = data.index(b"\xff\xee")
    if not marked:
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4]) :]
    found = opened(take_in(data)).convert("RGB").getpixel((100, 100))
    assert isinstance(found, tuple)
    red, green, blue = found
    assert (red > 200, green < 90, blue > 200) == (True, True, True)


def test_a_profile_is_used_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for each in (profile, b"no profile at all"):
        picture = take_in(encoded(scene(), icc_profile=each))
        assert reddish(opened(picture), 0.1, 0.5)
        assert is_clean(picture)


@pytest.mark.parametrize("tail", [pictures.HTML, b"PK\x03\x04" + b"\0" * 500])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_stays_behind(kind: str, tail: bytes) -> None:
    picture = take_in(encoded(scene(), kind) + tail)
    assert is_clean(picture)


def test_what_hides_within_a_picture_stays_behind() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", pictures.SCRIPT.decode())
    assert is_clean(take_in(encoded(scene(), "PNG", pnginfo=text)))
    assert is_clean(take_in(encoded(scene(), "JPEG", comment=pictures.SCRIPT)))
    assert is_clean(take_in(encoded(scene(), "WEBP", xmp=pictures.SCRIPT)))


MANY_PICTURES = encoded(scene(), "MPO", save_all=True, append_images=[scene(320, 240)])


def test_the_first_of_a_phones_several_pictures_is_taken() -> None:
    assert take_in(MANY_PICTURES).width == 640


HEICS = Path(__file__).with_name("odd")  # made by odd/make.py


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("several.heic", (640, 480)),  # of several on top the one that the file calls its own
        ("fifty_megapixels.heic", (8192, 6144)),
    ],
)
def test_heic_of_other_kinds(name: str, size: tuple[int, int]) -> None:
    picture = take_in((HEICS / name).read_bytes())
    assert (picture.width, picture.height) == size
    assert reddish(opened(picture), 0.1, 0.5)
    assert not reddish(opened(picture), 0.9, 0.5)


@pytest.mark.parametrize(
    ("size", "says"), [(13_631_488, rules.BROKEN), (13_631_489, rules.HEIC_UNREAD)]
)
def test_a_large_heic_that_cannot_be_read_is_sent_as_another_kind(size: int, says: str) -> None:
    """In one piece of more than some fifteen megabytes it is whole, and its decoder reads none."""
    with pytest.raises(Refused, match=re.escape(says)):
        take_in(HEIC.read_bytes()[:40].ljust(size, b"\0"))


def test_a_heic_that_turns_itself_is_not_turned_twice() -> None:
    """It lies as 480 x 640, its own note turns it, and Exif says a quarter more."""
    picture = take_in((HEICS / "turned.heic").read_bytes())
    assert (picture.width, picture.height) == (640, 480)
    assert reddish(opened(picture), 0.9, 0.5)
    assert not reddish(opened(picture), 0.1, 0.5)


@pytest.mark.parametrize("maker", [b"SecretPhone", b"irot of im", b"imir of im"])
def test_what_turns_a_heic_stands_among_its_properties(maker: bytes) -> None:
    """The same letters elsewhere, by chance in millions of bytes, turn nothing: Exif does."""
    data = HEIC.read_bytes()
    assert data.count(b"SecretPhone") == 1
    picture = take_in(data.replace(b"SecretPhone", maker.ljust(11, b"\0")))
    assert (picture.width, picture.height) == (480, 640)
    assert reddish(opened(picture), 0.5, 0.1)


def test_grey_heic() -> None:
    assert opened(take_in((HEICS / "grey.heic").read_bytes())).size == (320, 240)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_of_a_hundred_and_eight_megapixels(mode: str) -> None:
    data = encoded(Image.new(mode, (12_032, 9_024)), quality=10)
    assert (take_in(data).width, len(opened(take_in(data)).size)) == (12_032, 2)


def test_a_panorama() -> None:
    picture = take_in(encoded(scene(30_000, 1_500), quality=30))
    assert opened(picture, 1280).size == (1280, 64)


def test_a_scanner_s_grey_of_sixteen_bits() -> None:
    """Half grey stays half grey, a dark one dark: cut off at eight bits both would be white."""
    line = b"\x00\x20" * 320 + b"\x00\x80" * 320
    image = Image.frombytes("I;16", (640, 480), line * 480)
    shown = opened(take_in(encoded(image, "PNG"))).convert("L")
    dark, half = shown.getpixel((40, 120)), shown.getpixel((280, 120))
    assert isinstance(dark, int)
    assert isinstance(half, int)
    assert abs(dark - 0x20) < 4
    assert abs(half - 0x80) < 4


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "I;16"), ("WEBP", "RGB")],
)
def test_exif_alone_turns_other_formats_too(kind: str, mode: str) -> None:
    image = scene().convert("I").convert("I;16") if mode == "I;16" else scene().convert(mode)
    picture = take_in(encoded(image, kind, exif=pictures.noted(6)))
    assert (picture.width, picture.height) == (480, 640)
    assert opened(picture).size == (240, 320)


def avif_as(brand: bytes) -> bytes:
    data = encoded(scene(), "AVIF")
    return data[:8] + brand + data[12:]


WHOLE = encoded(Image.effect_noise((640, 480), 60), quality=85)
STEPWISE = encoded(Image.effect_noise((640, 480), 60), quality=85, progressive=True)


@pytest.mark.parametrize("whole", [WHOLE, STEPWISE], ids=["baseline", "progressive"])
def test_a_jpeg_whose_end_is_missing_is_as_the_whole_one(whole: bytes) -> None:
    """A card that is full leaves the last two bytes away, or writes zeros for them."""
    expected = take_in(whole)
    for data in (whole[:-2], whole[:-2] + bytes(4000)):
        picture = take_in(data)
        assert picture.renditions == expected.renditions
        assert picture.sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize(("lines", "taken"), [(456, True), (440, False)])
def test_a_jpeg_may_lack_a_sixteenth_of_its_lines(lines: int, taken: bool) -> None:
    """Of 480; a row of blocks is 8, and of the next there is a piece."""
    data = encoded(Image.effect_noise((640, 480), 60), restart_marker_rows=1)
    marks = [each.end() for each in re.finditer(rb"\xff[\xd0-\xd7]", data)]
    cut = data[: marks[lines // 8 - 1] + 20]
    assert lines_there(cut) == pytest.approx(lines / 480, abs=2 / 480)
    if taken:
        assert take_in(cut).height == 480
    else:
        with pytest.raises(Refused) as refusal:
            take_in(cut)
        assert refusal.value.text == rules.BROKEN


REFUSED = {
    "nothing": (b"", rules.EMPTY),
    "too many bytes": (b"\xff\xd8\xff" + b"\0" * 40 * 2**20, rules.TOO_LARGE),
    "svg": (pictures.SVG, rules.NOT_A_PHOTO),
    "html as jpg": (pictures.HTML, rules.NOT_A_PHOTO),
    "gif": (encoded(scene(), "GIF"), rules.NOT_A_PHOTO),
    "tiff": (encoded(scene(), "TIFF"), rules.NOT_A_PHOTO),
    "avif": (encoded(scene(), "AVIF"), rules.NOT_A_PHOTO),
    "avif by its second name": (avif_as(b"mif1"), rules.NOT_A_PHOTO),
    "heic of no known inside": (avif_as(b"mif1").replace(b"avif", b"none"), rules.UNUSUAL),
    "bmp": (encoded(scene(), "BMP"), rules.NOT_A_PHOTO),
    "pdf": (encoded(scene(), "PDF"), rules.NOT_A_PHOTO),
    "bomb": (pictures.png(30_000, 30_000), rules.TOO_MANY_PIXELS),
    "just too many pixels": (pictures.png(8160, 6251), rules.TOO_MANY_PIXELS),
    "a long strip": (pictures.png(200_000, 100), rules.TOO_MANY_PIXELS),
    "tiny": (pictures.jpeg(40, 40), rules.TOO_SMALL),
    "animated webp": (pictures.animated("WEBP"), rules.ANIMATED),
    "animated png": (pictures.animated("PNG"), rules.ANIMATED),
    "jpeg with too many pixels": (
        encoded(Image.new("L", (11_000, 10_001)), quality=10),
        rules.TOO_MANY_PIXELS,
    ),
    "truncated jpeg": (WHOLE[: len(WHOLE) // 2], rules.BROKEN),
    "truncated progressive jpeg": (STEPWISE[: len(STEPWISE) // 2], rules.BROKEN),
    "the first bytes of a jpeg": (WHOLE[:2000], rules.BROKEN),
    "truncated png": (encoded(scene(), "PNG")[:300], rules.BROKEN),
    "truncated heic": (HEIC.read_bytes()[:700], rules.BROKEN),
    "heic bytes and script": (HEIC.read_bytes()[:32] + pictures.HTML, rules.BROKEN),
    "magic bytes and script": (b"\xff\xd8\xff" + pictures.HTML, rules.BROKEN),
    "png bytes and script": (b"\x89PNG\r\n\x1a\n" + pictures.HTML, rules.BROKEN),
    "webp bytes and script": (b"RIFF\0\0\0\0WEBP" + pictures.HTML, rules.BROKEN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_with_what_to_do(name: str) -> None:
    data, text = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        take_in(data)
    assert refusal.value.text == text


def test_the_most_pixels_are_still_taken() -> None:
    assert take_in(pictures.png(8192, 6144)).width == 8192
