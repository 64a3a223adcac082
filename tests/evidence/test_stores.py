"""Both stores allow and refuse the same. Each refusal stands beside the case that is allowed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from app.dates import now
from app.db import AWAY
from app.evidence.store.s3 import S3
from app.evidence.store.storage import PIECE, Link, Missing, StoreAway
from tests.evidence.conftest import Shop
from tests.ports import free_port
from tests.seaweed import KEY, SECRET

pytestmark = pytest.mark.anyio

DATA = b"\xff\xd8\xff" + bytes(range(256)) * 40
TYPE = "image/jpeg"


def fresh() -> str:
    return f"123456/photos/{token_hex(16)}"


def link_to(shop: Shop, key: str) -> Link:
    return shop.store.upload_url(key, len(DATA), TYPE)


async def test_an_upload_by_link_is_there_as_it_was_sent(shop: Shop) -> None:
    key = fresh()
    assert not await shop.store.exists(key)
    response = await shop.send(link_to(shop, key), DATA)
    assert response.is_success
    assert await shop.store.size(key) == len(DATA)
    assert await shop.store.get(key) == DATA


@pytest.mark.parametrize(
    "content", [DATA + b"x", DATA[:-1], b""], ids=["too large", "too small", "empty"]
)
async def test_another_size_is_refused(shop: Shop, content: bytes) -> None:
    key = fresh()
    response = await shop.send(link_to(shop, key), content)
    assert 400 <= response.status_code < 500
    assert not await shop.store.exists(key)


@pytest.mark.parametrize("more", [b"x", None], ids=["more", "less"])
async def test_a_size_that_nobody_declared_is_found_out(shop: Shop, more: bytes | None) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield DATA[:1000]
        if more:
            yield DATA[1000:]
            yield more

    key = fresh()
    response = await shop.send(link_to(shop, key), chunks())
    assert 400 <= response.status_code < 500
    assert not await shop.store.exists(key)


async def test_another_type_is_refused(shop: Shop) -> None:
    key = fresh()
    response = await shop.send(link_to(shop, key), DATA, content_type="text/html")
    assert 400 <= response.status_code < 500
    assert not await shop.store.exists(key)


async def test_a_link_is_for_one_key(shop: Shop) -> None:
    key, other = fresh(), fresh()
    link = link_to(shop, key)
    response = await shop.send(link._replace(url=link.url.replace(key, other)), DATA)
    assert response.status_code == 403
    assert not await shop.store.exists(other)


async def test_a_forged_signature_is_refused(shop: Shop) -> None:
    key = fresh()
    link = link_to(shop, key)
    last = "0" if link.url[-1] != "0" else "1"
    for url in (link.url[:-1] + last, urlsplit(link.url)._replace(query="").geturl()):
        response = await shop.send(link._replace(url=url), DATA)
        assert response.status_code in {400, 403}
    assert not await shop.store.exists(key)


async def test_an_expired_link_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    key = fresh()
    long_ago(shop, monkeypatch)
    up = link_to(shop, key)
    monkeypatch.undo()
    assert (await shop.send(up, DATA)).status_code in {400, 403}
    assert not await shop.store.exists(key)


def long_ago(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are signed as an hour ago."""
    then = datetime.now(UTC) - timedelta(hours=1)
    if isinstance(shop.store, S3):
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: then.replace(tzinfo=None))
    else:
        monkeypatch.setattr("app.evidence.store.directory.time", then.timestamp)


async def test_a_key_that_is_taken_stays_as_it_is(shop: Shop) -> None:
    key = fresh()
    assert (await shop.send(link_to(shop, key), DATA)).is_success
    other = b"y" * len(DATA)
    assert (await shop.send(link_to(shop, key), other)).status_code == 412
    assert await shop.store.get(key) == DATA


async def test_a_link_to_send_is_none_to_read_or_delete(shop: Shop) -> None:
    key = fresh()
    link = link_to(shop, key)
    assert (await shop.send(link, DATA)).is_success
    for method in ("GET", "DELETE", "POST"):
        response = await shop.browser.request(method, link.url, headers=link.headers)
        assert 400 <= response.status_code < 500
    assert await shop.store.get(key) == DATA


async def test_what_the_app_itself_puts_and_takes(shop: Shop) -> None:
    county = str(200000 + int(token_hex(2), 16))
    keys = [f"{county}/photos/{name}" for name in ("a", "a-320.webp", "b")]
    for key in keys:
        await shop.store.put(key, b"old", "image/webp")
        await shop.store.put(key, DATA, "image/webp")  # takes the old one's place
    there = await shop.store.keys(f"{county}/")
    assert [(each.key, each.size) for each in there] == [(key, len(DATA)) for key in keys]
    assert all(abs(datetime.now(UTC) - each.at) < timedelta(hours=1) for each in there)
    await shop.store.delete(keys[0])
    await shop.store.delete(keys[0])
    assert await shop.store.size(keys[0]) is None
    with pytest.raises(Missing):
        await shop.store.get(keys[0])
    assert len(await shop.store.keys(f"{county}/photos/a")) == 1


async def test_what_is_put_anew_takes_no_place(shop: Shop) -> None:
    key = fresh()
    assert await shop.store.put_new(key, b"first", TYPE)
    assert not await shop.store.put_new(key, b"second", TYPE)
    assert await shop.store.get(key) == b"first"
    await shop.store.delete(key)
    assert await shop.store.put_new(key, b"third", TYPE)
    assert await shop.store.get(key) == b"third"


@pytest.mark.parametrize(
    "key",
    ["../etc/passwd", "123456/../7/a", "photos/a", "123456", "/123456/a", "123456/a/", "123456/A b",
     "123456//a", "0/a", "123456/a\n", "123456/.a", "123456/a%2fb"],
)  # fmt: skip
async def test_keys_are_of_one_shape(shop: Shop, key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        shop.store.upload_url(key, 1, TYPE)
    with pytest.raises(ValueError, match=r"."):
        await shop.store.put(key, b"", TYPE)


async def test_what_goes_out_goes_piece_by_piece(shop: Shop) -> None:
    data = bytes(range(256)) * 3000  # three pieces
    await shop.store.put("7/files/a", data, "application/pdf")
    pieces = [piece async for piece in await shop.store.pieces("7/files/a")]
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= PIECE < len(data)
    with pytest.raises(Missing):
        await shop.store.pieces("7/files/b")


async def test_a_bucket_says_how_late_it_is_also_to_whom_it_refuses(seaweed: str) -> None:
    for secret in (SECRET, "wrong"):
        one = S3(
            seaweed, "photos", key=KEY, secret=secret, region="us-east-1", origin="http://test"
        )
        there = await one.clock()
        assert there
        assert abs(now() - there) < timedelta(seconds=30)


async def test_a_store_that_does_not_answer_may_answer_later() -> None:
    """Pages say 503 to it (app/away.py), and no 500."""
    endpoint = f"http://127.0.0.1:{free_port()}"
    gone = S3(endpoint, "photos", key=KEY, secret=SECRET, region="us-east-1", origin="http://test")
    for asked in (gone.get("1/photos/a"), gone.size("1/photos/a"), gone.keys("1/")):
        with pytest.raises(StoreAway):
            await asked
    assert issubclass(StoreAway, AWAY)
