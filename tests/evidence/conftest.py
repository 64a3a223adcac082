"""A real S3 service, since what it refuses matters; and the folder store as pages use it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from httpx import ASGITransport, AsyncClient, Response

from app.evidence.s3 import S3
from app.evidence.storage import Link, Store, store
from app.main import app

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET = "testkey", "testsecret"
WHO = {
    "name": "app",
    "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
    "actions": ["Admin", "Read", "Write", "List"],
}
# Without these its inner ports serve every object to everybody.
CLOSED = """
[jwt.signing]
key = "a1"
[jwt.signing.read]
key = "a2"
[jwt.filer_signing]
key = "a3"
[jwt.filer_signing.read]
key = "a4"
"""


def free_ports(number: int) -> list[int]:
    """Each with its twin 10,000 above it, which SeaweedFS takes too."""
    found: list[int] = []
    with ExitStack() as held:
        for port in range(21000 + os.getpid() % 20000, 64000):
            with suppress(OSError):
                for each in (port, port + 10000):
                    taken = held.enter_context(socket.socket())
                    taken.bind(("127.0.0.1", each))
                found.append(port)
            if len(found) == number:
                return found
    raise RuntimeError("No free ports.")


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("weed")
    (folder / "s3.json").write_text(json.dumps({"identities": [WHO]}))
    (folder / "security.toml").write_text(CLOSED)
    master, volume, filer, admin, s3 = free_ports(5)
    command = [
        str(WEED), "-logtostderr=true", "mini", f"-dir={folder}", "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false", "-admin.ui=false",
        f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
        f"-admin.port={admin}", f"-s3.port={s3}", "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-s3.config={folder / 's3.json'}", f"-filer.localSocket={folder / 'f.sock'}",
        f"-s3.localSocket={folder / 's.sock'}",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig=KILL", "--", *command],  # noqa: S607
            cwd=folder,
            env=os.environ | {"TMPDIR": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{s3}", process, folder / "log")
            yield f"http://127.0.0.1:{s3}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(endpoint: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """It is ready when something can be written, not when the port answers."""
    client: Any = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=10),
    )
    until = monotonic() + 60
    while True:
        try:
            client.create_bucket(Bucket="ready")
            client.put_object(Bucket="ready", Key="ready", Body=b"1")
        except (BotoCoreError, ClientError):
            if process.poll() is not None or monotonic() > until:
                raise RuntimeError(log.read_text()[-2000:]) from None
            sleep(0.1)
        else:
            client.close()
            return


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
