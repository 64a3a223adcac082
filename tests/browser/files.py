"""What strangers may read, served by whoever has nothing but the files: from a folder or a bucket,
by the rule of infra/Caddyfile.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3

from tests.seaweed import KEY, SECRET

Get = Callable[[str], "tuple[bytes, str] | None"]
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}


def kind_of(name: str, body: bytes) -> str:
    webp = body[8:12] == b"WEBP"
    return "image/webp" if webp else KINDS.get(Path(name).suffix, "application/octet-stream")


def in_folder(root: Path) -> Get:
    def get(name: str) -> tuple[bytes, str] | None:
        path = root / name
        if not path.is_file():
            return None
        body = path.read_bytes()
        return body, kind_of(name, body)

    return get


def client_of(endpoint: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )  # fmt: skip


def names_in(endpoint: str, bucket: str) -> set[str]:
    pages = client_of(endpoint).get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {each["Key"] for page in pages for each in page["Contents"]}


def in_bucket(endpoint: str, bucket: str) -> Get:
    client = client_of(endpoint)

    def get(name: str) -> tuple[bytes, str] | None:
        try:
            found = client.get_object(Bucket=bucket, Key=name)
        except client.exceptions.NoSuchKey:
            return None
        body = found["Body"].read()
        zipped = found.get("ContentEncoding") == "gzip"
        return gzip.decompress(body) if zipped else body, found["ContentType"]

    return get


@contextmanager
def served(get: Get) -> Iterator[str]:
    """→ its address. A page's own file, else its name; else what stands in for the program."""

    class Serve(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name = unquote(parts.path).strip("/")
            found = None
            if not parts.query or name.startswith("static/"):
                found = get(f"{name}/index.html") or get(name)
            self.answers(found, name)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.answers(None, unquote(self.path).strip("/"))

        def answers(self, found: tuple[bytes, str] | None, name: str) -> None:
            county = re.match(r"[^/]+(/en(?=/|$))?", name)
            away = get(f"{county[0] if county else ''}/away.html")
            body, kind = found or away or (b"", "text/plain")
            self.send_response(200 if found else 502)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serve)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
