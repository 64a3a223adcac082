"""Photos as phones make them, and files that only look like one. Made here, not kept."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

GPS, DETAILS = ExifTags.IFD.GPSInfo, ExifTags.IFD.Exif


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Red at the left, blue at the right, a green band along the top: so that turning shows."""
    image = Image.new("RGB", (width, height), (30, 60, 200))
    image.paste((200, 40, 30), (0, 0, width // 2, height))
    image.paste((20, 160, 60), (0, 0, width, height // 8))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width: int = 640, height: int = 480) -> bytes:
    return encoded(scene(width, height), quality=85)


def noted(
    orientation: int = 1, taken: str = "2026:03:01 09:30:00", offset: str = "+08:00"
) -> Image.Exif:
    """What a phone writes beside the picture, position included."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretPhone"
    details = exif.get_ifd(DETAILS)
    details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    exif.get_ifd(GPS).update({1: "N", 2: (33.0, 24.0, 30.0), 3: "E", 4: (104.0, 55.0, 12.0)})
    return exif


def from_phone(orientation: int = 1, **options: str) -> bytes:
    return encoded(
        scene(), exif=noted(orientation, **options), comment=b"SecretComment", quality=85
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    """One that says it is so large, in few bytes: a row of zeros is packed well."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"\0" * (width // 8 + 2)) for _ in range(height))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            *more,
            chunk(b"IDAT", body + packer.flush()),
            chunk(b"IEND", b""),
        ]
    )


def deep_png(width: int, height: int, kind: int, pixel: bytes) -> bytes:
    """Of sixteen bits. `kind`: 0 grey, 2 colours, 4 and 6 these with transparency."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"\0" + pixel * width) for _ in range(height))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)),
            chunk(b"IDAT", body + packer.flush()),
            chunk(b"IEND", b""),
        ]
    )


def text_bomb() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("a", "x" * 50_000_000, zip=True)
    return encoded(scene(100, 100), "PNG", pnginfo=text)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (200, 200), (place * 40, 0, 0)) for place in range(4)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body>" + SCRIPT * 40
