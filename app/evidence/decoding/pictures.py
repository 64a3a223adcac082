"""A phone's bytes → two clean pictures, and what the camera noted. Runs in a process of its own.

Nothing but pixels gets through: the renditions are encoded anew from raw ones, so that position,
comments and whatever hides behind the picture's end stay behind.
"""

import io
import struct
import warnings
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import pi_heif
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from app.evidence.decoding import camera
from app.evidence.decoding.alone import alone
from app.evidence.decoding.boxes import within
from app.evidence.decoding.unusual import SCANS, unusual_heic, unusual_jpeg
from app.evidence.rules import (
    ANIMATED,
    BROKEN,
    EMPTY,
    HEIC_UNREAD,
    LARGEST,
    LARGEST_PIECE,
    LONGEST_SIDE,
    MOST_PIXELS,
    MOST_PIXELS_OF_JPEG,
    MOST_SCANS,
    NOT_A_PHOTO,
    SHORTEST_SIDE,
    SIZES,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    TOO_SMALL,
    UNUSUAL,
)
from app.refusal import Refused

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_OF_JPEG
PngImagePlugin.MAX_TEXT_CHUNK = 256 * 1024

JPEG, JPEGS_END = b"\xff\xd8\xff", b"\xff\xd9"
# Read on as if it were a picture's, behind half a byte pair too, and behind each kind of mark.
ANYTHING = b"".join(
    bytes(range(0, 250, 7)) * 5 + bytes([255, 208 + each % 8]) for each in range(32)
)
FEWEST_LINES = 15 / 16
# No other decoder is ever tried. A JPEG of several pictures is opened by JPEG and called MPO.
DECODERS = ("JPEG", "PNG", "WEBP", "HEIF")
ALLOWED = frozenset({*DECODERS, "MPO"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"mif1", b"msf1"})
# A HEIC that turns itself is turned by its decoder; of another one Exif alone says how.
TURNS = frozenset({b"irot", b"imir"})
PROPERTIES = ((b"meta", 4), (b"iprp", 0), (b"ipco", 0))
TURNED = 5  # from this orientation on width and height change places
QUALITY = {1280: 82, 320: 75}

WAYS_UP = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Picture:
    sha256: str  # of the bytes as they came
    width: int
    height: int
    noted: camera.Noted = field(repr=False)
    renditions: dict[int, bytes] = field(repr=False)


def take_in(data: bytes) -> Picture:
    """Raises Refused with what whoever sent it can do about it."""
    if not data:
        raise Refused(EMPTY)
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE)
    if not looks_like_photo(data):
        raise Refused(NOT_A_PHOTO)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return with_or_without(data)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        raise Refused(TOO_MANY_PIXELS) from None
    except Refused:
        raise
    except Exception:  # noqa: BLE001  decoders raise what they like at bytes made to break them
        raise Refused(why_unread(data)) from None


def with_or_without(data: bytes) -> Picture:
    """What stands beside the pixels, such as a profile or a program's notes, breaks no photo."""
    read = picture_of_jpeg if data.startswith(JPEG) else picture
    try:
        return read(data)
    except (OSError, ValueError, SyntaxError, struct.error):
        if (left := alone(data)) == data:
            raise
    return replace(read(left), sha256=sha256(data).hexdigest())


def why_unread(data: bytes) -> str:
    heic = data[4:8] == b"ftyp"
    if unusual_heic(data) if heic else data.startswith(JPEG) and unusual_jpeg(data):
        return UNUSUAL
    return HEIC_UNREAD if heic and len(data) > LARGEST_PIECE else BROKEN


def looks_like_photo(data: bytes) -> bool:
    return (
        data.startswith((JPEG, b"\x89PNG\r\n\x1a\n"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS and b"avif" not in data[8:64])
    )


def picture_of_jpeg(data: bytes) -> Picture:
    """Cameras whose card is full leave its end away, at times with a few of the last lines."""
    if data.count(SCANS) > MOST_SCANS:
        raise Refused(UNUSUAL)
    try:
        return picture(data)
    except OSError:
        if lines_there(data) < FEWEST_LINES:
            raise
    return replace(picture(data + JPEGS_END), sha256=sha256(data).hexdigest())


def lines_there(data: bytes) -> float:
    """The share of its lines, from the top, that a JPEG without end has whole. Its decoder fills up
    whatever is missing; so what depends on the bytes behind the last one was not there.
    """
    found = []
    for behind in (b"", ANYTHING):
        with Image.open(io.BytesIO(data + behind + JPEGS_END), formats=("JPEG",)) as opened:
            check(opened)
            opened.draft("RGB", (SIZES[0], SIZES[0]))
            found.append(opened.convert("RGB"))
    other = ImageChops.difference(*found).getbbox()
    return other[1] / found[0].height if other else 1.0


def picture(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=DECODERS) as opened:
        check(opened)
        # All at once: one that is coded arithmetically cannot be read piece by piece.
        opened.decodermaxblock = len(data)
        exif = camera.exif_of(opened)
        if opened.format == "HEIF" and not turns_itself(data):
            exif[camera.ORIENTATION] = opened.info.get("original_orientation") or 1
        noted = camera.noted(exif)
        size = opened.size[::-1] if noted.orientation >= TURNED else opened.size
        image = plain(opened, opened.info.get("icc_profile"), WAYS_UP.get(noted.orientation))
    return Picture(sha256(data).hexdigest(), *size, noted, renditions(image))


def turns_itself(heic: bytes) -> bool:
    """By its own properties: the same letters may stand by chance anywhere in twenty megabytes."""
    return any(name in TURNS for name, _start, _end in within(heic, *PROPERTIES))


def check(image: Image.Image) -> None:
    if image.format not in ALLOWED:
        raise Refused(NOT_A_PHOTO)
    most = MOST_PIXELS_OF_JPEG if image.format in {"JPEG", "MPO"} else MOST_PIXELS
    if image.width * image.height > most or max(image.size) > LONGEST_SIDE:
        raise Refused(TOO_MANY_PIXELS)
    if min(image.size) < SHORTEST_SIDE:
        raise Refused(TOO_SMALL)
    if image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        raise Refused(ANIMATED)


def plain(opened: Image.Image, profile: Any, way_up: Image.Transpose | None = None) -> Image.Image:
    """Upright, in sRGB, without transparency. Shrunk first, since all else costs by the pixel, and
    a JPEG is then decoded at a fraction of its size: the smallest that is not below ours, which
    takes half the time of one twice as large.
    """
    image = opened.convert("RGBA") if opened.mode in {"P", "PA"} else in_eight_bits(opened)
    image.thumbnail((SIZES[0], SIZES[0]), Image.Resampling.LANCZOS, reducing_gap=1.0)
    if image.mode == "CMYK" and "adobe" not in opened.info:
        image = ImageChops.invert(image)  # only Adobe's are written inside out, as Pillow reads all
    if way_up is not None:  # by hand: Pillow would write all of the camera's notes anew
        image = image.transpose(way_up)
    if profile:
        image = in_srgb(image, profile)
    if image.mode in {"RGBA", "LA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Scanners' grey has sixteen; cut off at eight it would be white."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    grey.info = image.info  # which way is up
    return grey


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        turned = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile that nobody can read changes the colours a little
    return turned or image


def renditions(image: Image.Image) -> dict[int, bytes]:
    made = {}
    for size in SIZES:
        image.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
        pixels = Image.frombytes("RGB", image.size, image.tobytes())  # without what clings to them
        out = io.BytesIO()
        pixels.save(out, "WEBP", quality=QUALITY[size], method=2)
        made[size] = out.getvalue()
    return made
