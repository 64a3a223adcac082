"""The store as a folder: no second process, and its backup is a copy.

A file's name is a hash, so that nobody can choose a path on the disk. Its first line is
the key and the type, in the same file, so that both are there or neither is.
"""

import asyncio
import hmac
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from time import time
from typing import IO, Any, NamedTuple
from urllib.parse import quote, urlencode

from app.evidence.store.storage import PIECE, Link, Missing, Stored, checked


class Rejected(Exception):
    """A link that does not allow what is asked, with the HTTP status that says so."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Header(NamedTuple):
    key: str
    content_type: str
    length: int  # of the header itself


class Directory:
    def __init__(self, root: Path, secret: str, base: str = "/blob") -> None:
        self.root, self.base = root, base
        self.secret = sha256(b"object store\n" + secret.encode()).digest()

    async def prepare(self) -> None:
        await asyncio.to_thread(self.root.mkdir, parents=True, exist_ok=True)

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        await asyncio.to_thread(self.write, key, data, content_type)

    def write(self, key: str, data: bytes, content_type: str, *, anew: bool = False) -> None:
        part, path = self.begin(key), self.path(key)
        try:
            with part.open("xb") as file:
                file.write(header(key, content_type))
                file.write(data)
                keep(file)
                if anew:
                    settle(file, part, path)
                    return
            part.replace(path)
            keep_name(path.parent)
        finally:
            part.unlink(missing_ok=True)

    async def put_new(self, key: str, data: bytes, content_type: str) -> bool:
        with suppress(Rejected):
            await asyncio.to_thread(self.write, key, data, content_type, anew=True)
            return True
        return False

    async def get(self, key: str) -> bytes:
        return (await asyncio.to_thread(self.read, key))[1]

    def read(self, key: str) -> tuple[Header, bytes]:
        with self.opened(key) as file:
            return read_header(file), file.read()

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        return self.sent_out(await asyncio.to_thread(self.opened, key))

    async def sent_out(self, file: IO[bytes]) -> AsyncIterator[bytes]:
        with file:
            read_header(file)
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    async def size(self, key: str) -> int | None:
        with suppress(Missing):
            return await asyncio.to_thread(self.measure, key)
        return None

    def measure(self, key: str) -> int:
        with self.opened(key) as file:
            return os.fstat(file.fileno()).st_size - read_header(file).length

    async def exists(self, key: str) -> bool:
        return await self.size(key) is not None

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    async def keys(self, prefix: str) -> list[Stored]:
        return await asyncio.to_thread(self.list, prefix)

    def list(self, prefix: str) -> list[Stored]:
        found = []
        for path in self.folder(prefix).glob("?" * 64):
            with suppress(FileNotFoundError), path.open("rb") as file:
                about, now = read_header(file), os.fstat(file.fileno())
                if about.key.startswith(prefix):
                    at = datetime.fromtimestamp(now.st_mtime, UTC)
                    found.append(Stored(about.key, now.st_size - about.length, at))
        return sorted(found)

    async def clock(self) -> None:
        """The disk is stamped by whoever writes."""

    async def sweep(self, county: int, before: datetime) -> None:
        """Only a killed process leaves parts; a browser that goes away does not."""
        await asyncio.to_thread(self.remove_parts, county, before)

    def remove_parts(self, county: int, before: datetime) -> None:
        for part in (self.root / str(county)).glob("*.part"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < before.timestamp():
                    part.unlink()

    def upload_url(self, key: str, size: int, content_type: str, seconds: int = 600) -> Link:
        until = int(time()) + seconds
        signature = self.sign("PUT", checked(key), size, content_type, until)
        question = urlencode({"n": size, "t": content_type, "e": until, "s": signature})
        return Link("PUT", f"{self.base}/{quote(key)}?{question}", {"content-type": content_type})

    def sign(self, *what: Any) -> str:
        return hmac.new(self.secret, json.dumps(what).encode(), "sha256").hexdigest()

    def allowed(self, question: Mapping[str, str], until: str, *what: Any) -> None:
        right = self.sign(*what, int(until)) if until.isascii() and until.isdigit() else ""
        if not right or not hmac.compare_digest(right.encode(), question.get("s", "").encode()):
            raise Rejected(403, "The link's signature does not fit.")
        if int(until) < time():
            raise Rejected(403, "The link has expired.")

    async def receive(
        self,
        key: str,
        question: Mapping[str, str],
        content_type: str,
        declared: str,
        chunks: AsyncIterator[bytes],
    ) -> None:
        """An upload. `declared` is its content-length, so that a wrong one is not even read."""
        said, kind = question.get("n", ""), question.get("t", "")
        size = int(said) if said.isascii() and said.isdigit() else -1
        self.allowed(question, question.get("e", ""), "PUT", key, size, kind)
        if content_type != kind:
            raise Rejected(403, "The type is not the one that was announced.")
        if declared.isascii() and declared.isdigit() and int(declared) != size:
            raise Rejected(
                413 if int(declared) > size else 400, "The size is not the announced one."
            )
        part, path = self.begin(key), self.path(key)
        if path.exists():
            raise Rejected(412, "There is an object with this key.")
        try:
            with part.open("xb") as file:
                file.write(header(key, kind))
                came = 0
                async for chunk in chunks:
                    came += len(chunk)
                    if came > size:
                        raise Rejected(413, "More came than was announced.")
                    file.write(chunk)
                if came < size:
                    raise Rejected(400, "Less came than was announced.")
                await asyncio.to_thread(settle, file, part, path)
        finally:
            part.unlink(missing_ok=True)

    def path(self, key: str) -> Path:
        name = sha256(checked(key).encode()).hexdigest()
        return self.folder(key) / name

    def folder(self, key: str) -> Path:
        county, _, _ = key.partition("/")
        return self.root / str(int(county))

    def begin(self, key: str) -> Path:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.parent / f"{token_hex(12)}.part"

    def opened(self, key: str) -> IO[bytes]:
        try:
            return self.path(key).open("rb")
        except FileNotFoundError:
            raise Missing(key) from None


def header(key: str, content_type: str) -> bytes:
    return json.dumps([key, content_type]).encode() + b"\n"


def read_header(file: IO[bytes]) -> Header:
    line = file.readline(1024)
    key, content_type = json.loads(line)
    return Header(key, content_type, len(line))


def keep(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def settle(file: IO[bytes], part: Path, path: Path) -> None:
    keep(file)
    try:
        os.link(part, path)  # fails where the key is taken: two at once do not mix
    except FileExistsError:
        raise Rejected(412, "There is an object with this key.") from None
    keep_name(path.parent)


def keep_name(folder: Path) -> None:
    """A new name is on disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
