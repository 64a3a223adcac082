"""Both stores, a real S3 service and the folder store as pages use it; and who sends there what."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import pytest
from httpx import ASGITransport, AsyncClient, Response

from app.access.roles import Role
from app.dates import now
from app.evidence.store.chosen import store
from app.evidence.store.s3 import S3
from app.evidence.store.storage import Link, Store
from app.main import app
from tests import given
from tests.conftest import Browser, browser
from tests.evidence import steps
from tests.seaweed import KEY, SECRET, seaweed_in


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with seaweed_in(tmp_path_factory.mktemp("weed")) as endpoint:
        yield endpoint


class Shop(NamedTuple):
    """A store, and a browser that follows its links."""

    store: Store
    browser: AsyncClient

    async def send(self, link: Link, content: Any, **headers: str) -> Response:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.browser.request(
            link.method, link.url, content=content, headers=link.headers | named
        )


@pytest.fixture(params=["folder", "s3"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    if request.param == "folder":
        transport = ASGITransport(app=app)  # type: ignore[arg-type]
        async with AsyncClient(transport=transport, base_url="http://test") as browser:
            await store().prepare()
            yield Shop(store(), browser)
        return
    endpoint = request.getfixturevalue("seaweed")
    s3 = S3(endpoint, "photos", key=KEY, secret=SECRET, region="us-east-1", origin="http://test")
    await s3.prepare()
    async with AsyncClient() as browser:
        yield Shop(s3, browser)
    s3.client.close()


@pytest.fixture
async def station(county: int) -> int:  # noqa: ARG001
    return await given.a_station()


@pytest.fixture
async def topic(station: int) -> int:
    return await given.a_topic(station, published_at=now())


@pytest.fixture
async def consultation(topic: int, station: int) -> int:
    return await steps.a_consultation(topic, station, state="filed")


@pytest.fixture
async def stranger(county: int) -> AsyncIterator[Browser]:
    async with browser(f"/c{county}") as client:
        assert isinstance(client, Browser)
        yield client


@pytest.fixture
async def member(client: Browser) -> int:
    """The client is signed in as a member. → the account"""
    return await given.signed_in(client, Role.MEMBER)


@pytest.fixture
async def keeper(client: Browser, station: int) -> int:
    """The client is signed in as the station's convener. → the account"""
    return await given.signed_in(client, Role.CONVENER, station=station)
