"""Plain pictures for the demo: people round a table, drawn, so that nobody real is shown.

The label 演示 is drawn stroke by stroke, since a fresh machine has no Chinese font.
"""

import asyncio
import io
import math
from random import Random

from PIL import Image, ImageDraw

from app.evidence.rules import rendition
from app.evidence.stores import store

NUMBER = 8
WIDTH, HEIGHT = 1280, 960
SCALE = 2  # drawn larger, then made smaller: smooth edges

PALETTES = [
    ("#f3ece0", "#d9c8ae", "#a8442f", "#7b5a3c"),
    ("#e8eef0", "#c3d2d6", "#2f5d6b", "#8a6d4b"),
    ("#eef0e4", "#cdd6b4", "#5f7340", "#8c5f3a"),
    ("#f4e9e6", "#e0c4bb", "#8f3d3d", "#6f5642"),
    ("#ececf3", "#c9c9de", "#4b4f80", "#7d6650"),
    ("#f6f0dc", "#e4d5a0", "#9a7420", "#6a5138"),
    ("#e6f0ec", "#b9d5c9", "#2f6f5a", "#80603f"),
    ("#f0ebe8", "#d2c6bf", "#5b4a42", "#936b45"),
]
CLOTHES = ["#8c2f26", "#31506b", "#4d6b3c", "#6b5b45", "#7a4a63", "#3f6f73", "#a07a2c", "#555555"]
SKIN = ["#f0cda8", "#e6bd95", "#d9ab82"]
HAIR = ["#2b2622", "#3d352f", "#8d8a86", "#5a4c40"]

# 演 and 示, each in a square of 100: the points of every stroke.
STROKES = [
    [(12, 12), (24, 22)], [(6, 38), (18, 47)], [(8, 88), (24, 60)],
    [(62, 4), (66, 14)], [(36, 30), (38, 19), (92, 19), (89, 30)],
    [(46, 34), (82, 34)], [(42, 46), (42, 76)], [(42, 46), (86, 46), (86, 76)],
    [(42, 61), (86, 61)], [(42, 75), (86, 75)], [(64, 34), (64, 75)],
    [(54, 79), (38, 92)], [(74, 79), (92, 92)],
    [(130, 18), (180, 18)], [(112, 42), (198, 42)], [(155, 42), (155, 88), (145, 82)],
    [(136, 58), (116, 80)], [(174, 58), (194, 80)],
]  # fmt: skip


async def put_pictures(county: int) -> None:
    """Both sizes of each, under the keys that the demo's photos name."""
    await store().prepare()
    made = await asyncio.to_thread(lambda: [renditions(county, n) for n in range(NUMBER)])
    for number, sizes in enumerate(made):
        for width, data in sizes.items():
            await store().put(rendition(f"{county}/demo/{number}", width), data, "image/webp")


def renditions(county: int, number: int) -> dict[int, bytes]:
    large = draw(county, number).reduce(SCALE)
    return {1280: webp(large), 320: webp(large.reduce(4))}


def webp(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=78, method=2)
    return data.getvalue()


def draw(county: int, number: int) -> Image.Image:
    rng = Random(county * 100 + number)  # noqa: S311  # a picture, not a secret
    wall, floor, accent, wood = PALETTES[(number + county) % len(PALETTES)]
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), wall)
    pen = Pen(ImageDraw.Draw(image))
    pen.box(0, 430, WIDTH, HEIGHT, floor)
    window(image, pen, rng, accent)
    banner(pen, accent)
    seats = 7 + number % 4
    back = [math.pi + math.pi * (n + 0.5) / seats for n in range(seats)]
    for angle in sorted(back, key=math.sin):
        person(pen, rng, 640 + 470 * math.cos(angle), 620 + 210 * math.sin(angle), 1.0)
    pen.oval(640, 690, 430, 150, darker(wood, 0.75))
    pen.oval(640, 672, 430, 150, wood)
    for n in range(6):
        x, y = 640 + 300 * math.cos(n * 1.05 + 0.3), 672 + 85 * math.sin(n * 1.05 + 0.3)
        pen.box(x - 34, y - 16, x + 34, y + 16, "#fbf8f1")
        pen.oval(x + 56, y, 11, 8, "#ffffff")
    for n in range(3 + number % 2):
        person(pen, rng, 300 + n * (680 // (2 + number % 2)), 850, 1.25, back=True)
    label(pen, accent)
    return image


class Pen:
    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self.draw = draw

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.draw.rectangle([SCALE * each for each in (left, top, right, bottom)], fill=fill)

    def round_box(self, sides: tuple[float, float, float, float], radius: float, fill: str) -> None:
        self.draw.rounded_rectangle([SCALE * each for each in sides], SCALE * radius, fill=fill)

    def oval(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        sides = (x - wide, y - high, x + wide, y + high)
        self.draw.ellipse([SCALE * each for each in sides], fill=fill)

    def cap(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        sides = [SCALE * each for each in (x - wide, y - high, x + wide, y + high)]
        self.draw.chord(sides, 205, 335, fill=fill)

    def line(self, points: list[tuple[float, float]], width: float, fill: str) -> None:
        scaled = [(SCALE * x, SCALE * y) for x, y in points]
        self.draw.line(scaled, fill=fill, width=round(SCALE * width), joint="curve")
        for x, y in points:
            self.oval(x, y, width / 2, width / 2, fill)


def person(pen: Pen, rng: Random, x: float, y: float, size: float, *, back: bool = False) -> None:
    """`back`: whoever sits on this side of the table is seen from behind."""
    skin, hair, cloth = rng.choice(SKIN), rng.choice(HAIR), rng.choice(CLOTHES)
    pen.round_box((x - 62 * size, y - 20 * size, x + 62 * size, y + 130 * size), 46 * size, cloth)
    pen.box(x - 13 * size, y - 44 * size, x + 13 * size, y - 10 * size, darker(skin, 0.9))
    pen.oval(x, y - 74 * size, 43 * size, 47 * size, hair)
    if not back:
        pen.oval(x, y - 62 * size, 37 * size, 40 * size, skin)
        pen.cap(x, y - 74 * size, 43 * size, 47 * size, hair)


def window(image: Image.Image, pen: Pen, rng: Random, accent: str) -> None:
    left = rng.choice([90, 900])
    frame = darker(accent, 0.8)
    pen.box(left - 8, 82, left + 298, 338, frame)
    view = Image.new("RGB", (290 * SCALE, 240 * SCALE), "#dfeaf2")
    hills = Pen(ImageDraw.Draw(view))
    hills.oval(90, 260, 150, 90, "#b7c9a6")
    hills.oval(230, 270, 130, 110, "#a5bb93")
    image.paste(view, (left * SCALE, 90 * SCALE))
    pen.box(left - 20, 330, left + 310, 346, frame)
    pen.box(left + 141, 90, left + 149, 330, frame)


def banner(pen: Pen, accent: str) -> None:
    pen.round_box((430, 60, 850, 132), 8, accent)
    for n in range(9):
        pen.round_box((462 + n * 40, 84, 490 + n * 40, 108), 4, "#f6e7c8")


def label(pen: Pen, accent: str) -> None:
    pen.round_box((1088, 866, 1258, 944), 10, "#ffffff")
    for stroke in STROKES:
        points = [(1104 + x * 0.69, 874 + y * 0.65) for x, y in stroke]
        pen.line(points, 5, accent)


def darker(colour: str, by: float) -> str:
    red, green, blue = (round(int(colour[n : n + 2], 16) * by) for n in (1, 3, 5))
    return f"#{red:02x}{green:02x}{blue:02x}"
