"""A matter's card: what stands beside its address where somebody passes that on. Of what strangers
read, and under the same veil; its own address holds a mark of what it says, so that what it said
before is found no longer.
"""

from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from PIL import Image, ImageDraw, ImageFont

from app.access.visibility import visible
from app.db import county_tx
from app.evidence.pages import KEPT
from app.evidence.store.blob import SAFE
from app.topics.briefing.cards import Card, card_of
from app.topics.queries import with_ring
from app.topics.transitions import charter_of as rules_of
from app.topics.transitions import load
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told
from app.web.forms.fields import NO_SUCH
from app.web.rate_limit import spends
from app.web.requests import AnyRequest

SIZE, MARGIN, LINES = (1200, 630), 72, 4
PAPER, INK, FAINT, RED = "#ffffff", "#1a1a1a", "#595959", "#b3161b"
FACE, REGULAR, BOLD = 2, 400, 700  # simplified Chinese, of the five that lie in the file
HEADERS = SAFE | {"cache-control": KEPT, "cross-origin-resource-policy": "cross-origin"}


@get("/topics/{topic_id:int}/card/{file:str}", guards=[spends("export")])
async def card(
    request: AnyRequest, topic_id: FromPath[int], file: FromPath[str]
) -> Response[bytes]:
    async with county_tx(readonly=True):
        topic = await load(topic_id)
        if not visible(topic, None):
            raise NotFoundException(NO_SUCH)
        (topic,) = as_told([topic], await hidden_of(None, topic_id), "title")
        rules = await rules_of(topic)
        found = card_of(request, with_ring(topic, rules), rules)
    if file != found.file:
        raise NotFoundException(NO_SUCH)
    return Response(drawn(found), media_type="image/jpeg", headers=HEADERS)


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


handlers = [card]
