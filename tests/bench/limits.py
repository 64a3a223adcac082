"""What a worker takes besides processor time: memory, the time of its start, and now and then long;
and what a photo costs more than Pillow alone.
"""

import io
import random
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.bench.server import Measured, serving, worker_of
from tests.ports import free_port

FEW = 5
ASKED = 1000
FIRST = ("/yanjiang/", "/yanjiang/topics", "/yanjiang/numbers")
SIZES = {"12 megapixels": (4000, 3000), "50 megapixels": (8160, 6120)}


def memory_and_start(server: Measured, say: Any) -> None:
    """Of the program alone, without the reference beside it."""
    took, spent, held, private, resident = [], [], [], [], []
    for _ in range(FEW):
        port, began = free_port(), time.monotonic()
        environment = server.environment | {"PORT": str(port)}
        with serving(environment, port, "app.main:app") as program:
            took.append(time.monotonic() - began)
            alone = server._replace(port=port, worker=worker_of(program))
            spent.append(alone.cpu())
            for path in FIRST:
                alone.get(path)
            held.append(memory_of(alone.worker, "Pss"))
            private.append(memory_of(alone.worker, "Private_Dirty"))
            resident.append(memory_of(alone.worker, "Rss"))
    detail = f"  {median(private):.0f} its own, {median(resident):.0f} with all of what is shared"
    say("A worker after its first pages: memory", median(held), 100, "MB", detail=detail)
    detail = f"  of which {median(spent):.1f} s of its processor"
    say("From the start to the first answer", median(took), 2, "s", detail=detail)


def memory_of(process: int, what: str) -> float:
    """MB. `Pss`: its own, and its part of what others have mapped, too (libraries, the program)."""
    rolled = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(rolled.split(f"\n{what}:")[1].split()[0]) / 1024


def latency(server: Measured, pages: dict[str, tuple[str, str]], say: Any) -> None:
    """One reader, over one connection."""
    for name, (path, cookie) in pages.items():
        connection, took = HTTPConnection("127.0.0.1", server.port, timeout=60), []
        for _ in range(ASKED):
            began = time.monotonic()
            connection.request("GET", path, headers={"cookie": cookie} if cookie else {})
            connection.getresponse().read()
            took.append(time.monotonic() - began)
        connection.close()
        half, most = median(took) * 1e3, quantiles(took, n=100)[98] * 1e3
        detail = f"  {most:.1f} : {half:.1f} ms"
        say(
            f"{name}: the 99th of 100 answers, times the median", most / half, 4, "×", detail=detail
        )


def photo_intake(say: Any) -> None:
    """As it is taken in, against Pillow alone that makes the same two renditions."""
    from app.evidence.decoding import pictures  # noqa: PLC0415

    for name, size in SIZES.items():
        data = photographed(*size)

        def ours(data: bytes = data) -> float:
            return spent_on(lambda: pictures.take_in(data))

        def theirs(data: bytes = data) -> float:
            return spent_on(lambda: bare(data))

        found = [(ours(), theirs()) for _ in range(FEW)]
        mine, its = (median(column) for column in zip(*found, strict=True))
        detail = f"  {mine * 1e3:.0f} : {its * 1e3:.0f} ms"
        say(f"A photo of {name}: CPU, times bare Pillow", mine / its, 1.15, "×", detail=detail)


def spent_on(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def bare(data: bytes) -> list[bytes]:
    """What its manual says: a draft, a thumbnail, upright, saved."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    made = []
    with Image.open(io.BytesIO(data)) as opened:
        opened.draft("RGB", (1280, 1280))
        image = ImageOps.exif_transpose(opened)
        for size, quality in ((1280, 82), (320, 75)):
            image.thumbnail((size, size), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            image.save(out, "WEBP", quality=quality, method=2)
            made.append(out.getvalue())
    return made


def photographed(width: int, height: int) -> bytes:
    """With as much in it as a photo has: patches, edges and grain."""
    from PIL import Image  # noqa: PLC0415

    chance = random.Random(7)  # noqa: S311
    small = Image.frombytes("RGB", (200, 150), chance.randbytes(200 * 150 * 3))
    image = small.resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (1000, 750), chance.randbytes(750_000)).resize(image.size)
    image = Image.blend(image, Image.merge("RGB", (grain,) * 3), 0.15)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
