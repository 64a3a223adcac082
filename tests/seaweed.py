"""A real S3 service, since what it refuses matters: SeaweedFS."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.ports import free_port
from tests.processes import Process, running, until

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


@contextmanager
def seaweed_in(folder: Path) -> Iterator[str]:
    """→ its address"""
    with seaweed_at(folder, [free_port() for _ in range(5)]) as (endpoint, _process):
        yield endpoint


@contextmanager
def seaweed_at(folder: Path, ports: list[int]) -> Iterator[tuple[str, Process]]:
    """On the data of before, where there is some."""
    (folder / "s3.json").write_text(json.dumps({"identities": [WHO]}))
    (folder / "security.toml").write_text(CLOSED)
    master, volume, filer, admin, s3 = ports
    command = [
        str(WEED), "-logtostderr=true", "mini", f"-dir={folder}", "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false", "-admin.ui=false",
        f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
        f"-admin.port={admin}", f"-s3.port={s3}", "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-s3.config={folder / 's3.json'}", f"-filer.localSocket={folder / 'f.sock'}",
        f"-s3.localSocket={folder / 's.sock'}",
    ]  # fmt: skip
    with (
        (folder / "log").open("wb") as log,
        running(
            ["setpriv", "--pdeathsig=KILL", "--", *command],
            cwd=folder,
            env=os.environ | {"TMPDIR": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        wait_for(f"http://127.0.0.1:{s3}", process, folder / "log")
        yield f"http://127.0.0.1:{s3}", process


def wait_for(endpoint: str, process: Process, log: Path) -> None:
    """It is ready when something can be written, not when the port answers."""
    client: Any = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=10),
    )
    try:
        came = until(lambda: process.poll() is not None or writes(client))
        if not came or process.poll() is not None:
            raise RuntimeError(log.read_text()[-2000:])
    finally:
        client.close()


def writes(client: Any) -> bool:
    try:
        client.create_bucket(Bucket="ready")
        client.put_object(Bucket="ready", Key="ready", Body=b"1")
    except (BotoCoreError, ClientError):
        return False
    return True
