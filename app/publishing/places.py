"""Where the files go: a folder that any web server reads, or a bucket."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.config import settings
from app.evidence.store.chosen import bucket
from app.evidence.store.storage import Missing
from app.preflight.published import bucket_named

if TYPE_CHECKING:
    from app.evidence.store.s3 import S3

TEXT = ("text/", "image/svg", "application/json", "application/xml", "application/atom+xml")


class Entry(NamedTuple):
    """Of one file: of what was rendered, and when it was written."""

    hash: str
    at: str


class Place(Protocol):
    async def put(self, name: str, body: bytes, kind: str, cache: str) -> None: ...
    async def remove(self, name: str) -> None: ...
    async def get(self, name: str) -> bytes | None: ...


class Folder:
    """A file is there as a whole or not at all; texts lie beside themselves compressed. How long
    browsers keep it says whoever serves the folder (infra/Caddyfile).

    Nobody waits for the process that writes: to give a small file to a thread takes longer than to
    write it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"Not within the folder: {name!r}")
        return self.root / name

    async def put(self, name: str, body: bytes, kind: str, cache: str) -> None:  # noqa: ARG002
        self.write(name, body, kind)

    def write(self, name: str, body: bytes, kind: str) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        settle(path, body)
        if kind.startswith(TEXT):  # after it: whoever reads the new one takes the old one for it
            settle(path.with_name(f"{path.name}.gz"), gzip.compress(body, 9, mtime=0))

    async def remove(self, name: str) -> None:
        self.unlink(name)

    def unlink(self, name: str) -> None:
        path = self.path(name)
        path.with_name(f"{path.name}.gz").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        for above in path.parents:
            if above == self.root or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()

    async def get(self, name: str) -> bytes | None:
        path = self.path(name)
        return path.read_bytes() if path.is_file() else None


def settle(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)


class Bucket:
    """Texts are compressed once, here."""

    def __init__(self, store: "S3") -> None:
        self.store = store

    async def put(self, name: str, body: bytes, kind: str, cache: str) -> None:
        text = kind.startswith(TEXT)
        await self.store.call(
            "put_object",
            Key=name,
            Body=gzip.compress(body, 9, mtime=0) if text else body,
            ContentType=kind,
            CacheControl=cache,
            **({"ContentEncoding": "gzip"} if text else {}),
        )

    async def remove(self, name: str) -> None:
        await self.store.call("delete_object", Key=name)

    async def get(self, name: str) -> bytes | None:
        try:
            found = await asyncio.to_thread(self.store.read, name)  # whose names are not ours
        except Missing:
            return None
        return gzip.decompress(found) if found.startswith(b"\x1f\x8b") else found


def place(address: str) -> Place:
    """`address`: a folder, or `s3://bucket` of the service that photos lie in."""
    name = bucket_named(address)
    if name is None:
        return Folder(Path(address))
    return Bucket(bucket(settings.s3_endpoint or "", name))  # it is set (app/preflight)


def manifest_of(slug: str) -> str:
    return f"{slug}/manifest.json"


async def read_manifest(where: Place, slug: str) -> dict[str, Entry]:
    found = await where.get(manifest_of(slug))
    files = json.loads(found)["files"] if found else {}
    return {name: Entry(*each) for name, each in files.items()}


async def write_manifest(where: Place, slug: str, files: Mapping[str, Entry], at: str) -> None:
    text = json.dumps({"at": at, "files": files}, ensure_ascii=False, separators=(",", ":"))
    await where.put(manifest_of(slug), text.encode(), "application/json", "no-cache")
