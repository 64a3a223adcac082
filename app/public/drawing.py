"""A card as a picture. Who serves pages holds neither library nor font until it is asked for."""

from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from app.topics.briefing.cards import Card

SIZE, MARGIN, LINES = (1200, 630), 72, 4
PAPER, INK, FAINT, RED = "#ffffff", "#1a1a1a", "#595959", "#b3161b"
FACE, REGULAR, BOLD = 2, 400, 700  # simplified Chinese, of the five that lie in the file


def drawn(card: Card) -> bytes:
    """A JPEG. Pure. What the font lacks is a box."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    draw.rectangle((0, 0, width, 16), RED)
    room = width - 2 * MARGIN
    draw.text((MARGIN, 72), fitting(card.where, 40, room, 1)[0], FAINT, font(40))
    for nth, line in enumerate(fitting(card.title, 72, room, LINES)):
        draw.text((MARGIN, 150 + 92 * nth), line, INK, font(72, BOLD))
    draw.text((MARGIN, height - 96), fitting(card.stands, 40, room, 1)[0], RED, font(40))
    written = BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()


def fitting(text: str, size: int, room: int, lines: int) -> list[str]:
    """In lines that are no wider; what is left over is said by an ellipsis. Pure."""
    found, weight = [""], BOLD if lines > 1 else REGULAR
    for sign in " ".join(text.split()):
        if font(size, weight).getlength(found[-1] + sign) <= room:
            found[-1] += sign
        elif len(found) < lines:
            found.append(sign.strip())
        else:
            found[-1] = f"{found[-1][:-1]}…"
            break
    return found


@lru_cache(8)
def font(size: int, weight: int = REGULAR) -> Any:
    found = ImageFont.truetype(font_file(), size, index=FACE)
    found.set_variation_by_axes([weight])
    return found


def font_file() -> Path:
    package = find_spec("manimgx_fonts_cjk")
    if package is None or package.origin is None:
        raise FileNotFoundError("manimgx_fonts_cjk")
    return Path(package.origin).with_name("NotoSansCJK-VF.otf.ttc")
