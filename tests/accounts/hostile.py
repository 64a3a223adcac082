"""A provider of our own making, over real HTTP with real keys, that can lie in every way."""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "app", "s3cret-s3cret-s3cret-s3cret-1234"
USED: set[int] = set()  # ports


class Hostile:
    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys: list[Any] = [ECKey.generate_key("P-256", auto_kid=True)]
        self.asked: Counter[str] = Counter()
        self.overrides: dict[str, Any] = {}  # of the metadata
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}  # instead of the right one
        self.id_token: Callable[[], str] = str
        self.verifiers: list[str] = []
        self.sent: list[tuple[str, dict[str, str], dict[str, str]]] = []  # path, headers, form

    @property
    def key(self) -> Any:
        return self.keys[-1]

    def metadata(self) -> dict[str, Any]:
        right = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["none", "HS256", "ES256"],
        }
        return {name: value for name, value in {**right, **self.overrides}.items() if value}

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked[path] += 1
        if path in self.answers:
            return self.answers[path]
        if path == "/par":
            return 201, {}, b'{"request_uri": "urn:pushed:1", "expires_in": 60}'
        if path == "/token":
            self.verifiers += parse_qs(body.decode())["code_verifier"]
        if path.endswith("/.well-known/openid-configuration"):
            path = "/.well-known/openid-configuration"
        pages: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": self.metadata,
            "/jwks": lambda: KeySet(self.keys).as_dict(private=False),
            "/token": lambda: {
                "access_token": "a",
                "token_type": "Bearer",
                "id_token": self.id_token(),
            },
        }
        return 200, {"content-type": "application/json"}, json.dumps(pages[path]()).encode()

    def claims(self, asked: str, **changed: Any) -> dict[str, Any]:
        """Right ones, but for what is changed; None: left out."""
        now = int(time.time())
        right = {
            "iss": self.issuer, "sub": "zhang", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked, "name": "张三",
        }  # fmt: skip
        return {name: value for name, value in {**right, **changed}.items() if value is not None}

    def signed(self, claims: dict[str, Any], key: Any = None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        parts = ({"alg": "none"}, claims)
        coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
        return (b".".join(coded) + b".").decode()

    def with_secret(self, claims: dict[str, Any]) -> str:
        registry = JWSRegistry(algorithms=["HS256"])
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), registry=registry)

    def with_rsa(self, claims: dict[str, Any]) -> str:
        """Of a kind of key that is not offered."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, RSAKey.generate_key(2048))


def at_a_new_address(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """What a provider says of itself is kept by its address: no two of a run have the same."""
    while True:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        if server.server_port not in USED:
            USED.add(server.server_port)
            return server
        server.server_close()


@contextmanager
def serving() -> Iterator[Hostile]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            form = {name: found[0] for name, found in parse_qs(body.decode()).items()}
            hostile.sent.append((self.path, dict(self.headers.items()), form))
            status, headers, answer = hostile.answer(self.path, body)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with at_a_new_address(Handler) as server:
        hostile = Hostile(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield hostile
        finally:
            server.shutdown()
            thread.join(60)
