"""The process apart: what happens to it happens to nobody else."""

import asyncio
import os
import resource
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.db import bound_to, current_realm
from app.evidence import rules
from app.evidence.decoding import sandbox
from app.evidence.decoding.pictures import take_in
from app.evidence.decoding.sandbox import Sandbox, Workshop
from app.refusal import Refused
from tests.evidence import pictures

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.pool.shutdown()


async def test_photos_are_taken_in_and_refused_as_here(shop: Sandbox) -> None:
    picture = await shop.run(take_in, pictures.from_phone(), broken=rules.BROKEN)
    assert set(picture.renditions) == {1280, 320}
    assert picture.noted.latitude is not None
    with pytest.raises(Refused) as refusal:
        await shop.run(take_in, pictures.SVG, broken=rules.BROKEN)
    assert refusal.value.text == rules.NOT_A_PHOTO


async def test_its_limits(shop: Sandbox) -> None:
    limits = [
        shop.pool.submit(resource.getrlimit, which).result(60)[0]
        for which in (resource.RLIMIT_AS, resource.RLIMIT_CORE)
    ]
    assert limits == [sandbox.MEMORY, 0]
    with pytest.raises(MemoryError):
        shop.pool.submit(bytearray, 2 * 2**30).result(60)


async def test_the_largest_of_each_kind_fit(shop: Sandbox) -> None:
    """Each is taken, so that none met the limit; and the costliest leaves a third of it."""
    for data in largest():
        await shop.run(take_in, data, broken=rules.BROKEN)
    told = shop.pool.submit(Path("/proc/self/status").read_text).result(60)
    used = int(told.split("VmHWM:")[1].split()[0]) * 1024
    assert 600 * 2**20 < used < 1000 * 2**20 < 1536 * 2**20 == sandbox.MEMORY


def largest() -> Iterator[bytes]:
    for mode in ("RGB", "CMYK"):
        whole = Image.new(mode, (12_032, 9_024))
        yield pictures.encoded(whole, quality=10, progressive=True, subsampling=0)
    yield pictures.encoded(Image.new("RGBA", (8192, 6144)), "WEBP", lossless=True, method=0)
    yield pictures.encoded(Image.new("P", (8192, 6144)), "PNG")
    for kind, pixel in ((0, b"\x80\0"), (6, b"\x80\0\x80\0\x80\0\xff\xff")):
        yield pictures.deep_png(8192, 6144, kind, pixel)
    yield (Path(__file__).parent / "odd" / "fifty_megapixels.heic").read_bytes()


async def test_a_process_that_dies_costs_one_photo(
    shop: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "within_time", ends_at_once)
    with pytest.raises(Refused) as refusal:
        await shop.run(take_in, pictures.jpeg(), broken=rules.BROKEN)
    assert refusal.value.text == rules.BROKEN
    monkeypatch.undo()
    assert (await shop.run(take_in, pictures.jpeg(), broken=rules.BROKEN)).width == 640


async def test_who_ends_the_group_loses_no_photo(
    shop: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGTERM goes to the whole group when a release takes over; kill -9 hits whom it will."""
    assert shop.pool.submit(ends_itself, signal.SIGTERM).result(60) == "there"
    monkeypatch.setattr(sandbox, "within_time", partial(is_killed_once, tmp_path / "killed"))
    assert (await shop.run(take_in, pictures.jpeg(), broken=rules.BROKEN)).width == 640


def ends_itself(by: int) -> str:
    os.kill(os.getpid(), by)
    return "there"


def is_killed_once(before: Path, work: Any, data: bytes) -> Any:
    if not before.exists():
        before.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return sandbox.within_time(work, data)


async def test_a_photo_that_takes_forever_is_ended(
    shop: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "within_time", never_ends)
    with pytest.raises(Refused):
        await shop.run(take_in, pictures.jpeg(), broken=rules.BROKEN)


def ends_at_once(_work: Any, _data: bytes) -> None:
    os._exit(9)


def never_ends(_work: Any, data: bytes) -> None:
    """As within_time, with a second for a decoder that goes round and round."""
    sandbox.SECONDS = 1
    sandbox.within_time(round_and_round, data)


def round_and_round(_data: bytes) -> None:
    while True:
        pass


async def test_a_countys_photo_does_not_wait_behind_anothers(
    county: int, other_county: int
) -> None:
    """Both of one county's wait for each other; the neighbour's goes between."""
    shop = Workshop()
    order: list[tuple[int, str]] = []

    class Slow:
        async def run(self, work: Any, data: bytes, **_told: Any) -> bytes:
            order.append((current_realm.get() or 0, "begun"))
            await asyncio.wait_for(go_on[data].wait(), 60)
            return bytes(work(data))

    shop.free = [Slow(), Slow()]  # type: ignore[list-item]
    go_on = {data: asyncio.Event() for data in (b"1", b"2", b"3")}

    async def send(to: int, data: bytes) -> bytes:
        with bound_to(to):
            return await shop.run(bytes, data, broken="")

    tasks = [asyncio.create_task(send(county, each)) for each in (b"1", b"2")]
    tasks.append(asyncio.create_task(send(other_county, b"3")))
    go_on[b"3"].set()
    assert await tasks[2] == b"3"
    assert order == [(county, "begun"), (other_county, "begun")]
    for each in go_on.values():
        each.set()
    assert await asyncio.gather(*tasks) == [b"1", b"2", b"3"]
