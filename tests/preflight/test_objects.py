"""The store is tried as it will be used; what it refuses for good stops a start."""

import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from app.evidence.store.directory import Directory
from app.evidence.store.s3 import S3
from app.preflight.findings import Finding
from app.preflight.objects import of_store
from tests.ports import free_port
from tests.seaweed import KEY, SECRET, seaweed_in

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with seaweed_in(tmp_path_factory.mktemp("weed")) as endpoint:
        yield endpoint


def bucket(endpoint: str, *, key: str = KEY, origin: str = "http://test") -> S3:
    return S3(endpoint, f"new-{token_hex(4)}", key=key, secret=SECRET, region="us-east-1",
              origin=origin)  # fmt: skip


def verdicts(found: list[Finding]) -> list[str]:
    return [each.verdict.value for each in found]


async def test_a_bucket_is_made_tried_and_left_empty(seaweed: str) -> None:
    s3 = bucket(seaweed)
    assert verdicts(await of_store(s3, "http://test")) == ["fine"]
    assert await s3.keys("") == []


async def test_not_with_another_key_nor_for_other_pages(seaweed: str) -> None:
    assert verdicts(await of_store(bucket(seaweed, key="WRONG"), "http://test")) == ["wrong"]
    found = await of_store(bucket(seaweed, origin="http://other"), "http://test")
    assert (verdicts(found), "CORS" in found[0].text) == (["wrong"], True)


async def test_a_store_that_does_not_answer_is_away() -> None:
    began = time.monotonic()
    found = await of_store(bucket(f"http://127.0.0.1:{free_port()}"), "http://test")
    assert verdicts(found) == ["away"]
    assert time.monotonic() - began < 60


async def test_a_folder_is_tried_too(tmp_path: Path) -> None:
    assert verdicts(await of_store(Directory(tmp_path / "a", "secret"), "http://test")) == ["fine"]
    (tmp_path / "b").write_text("no folder")
    assert verdicts(await of_store(Directory(tmp_path / "b", "secret"), "http://test")) == ["away"]
