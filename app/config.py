"""Settings come from the environment, once, at import. What is missing or no number stops the
program here, all of it at once; what else may be wrong with them: app/preflight.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    database_url: str  # as the program's role, which owns nothing
    secret: str  # signs links and form tokens; never shown, never stored
    base_url: str  # how browsers reach us: absolute links, OpenID Connect's way back
    data: Path  # the embedded object store and what else lies on disk
    compiled: Path | None  # where templates are kept once they are compiled; None: nowhere
    demo: bool  # sign-in by the demo provider; every page says so
    s3_endpoint: str | None  # None: the embedded store
    s3_bucket: str
    s3_key: str
    s3_secret: str
    s3_region: str
    trusted_proxies: frozenset[str]  # whose X-Forwarded-For says where a request comes from
    hosts: frozenset[str]  # other names than BASE_URL's by which browsers reach us
    private_issuers: frozenset[str]  # identity providers that may live on private addresses
    publish_to: str  # a folder or s3://bucket for what strangers may read; empty: nowhere
    publish_purge: str  # told by POST which of these changed; empty: nobody
    bulk_seconds: float  # the longest statement of bulk work; requests have those of their role
    host: str
    port: int  # where the server listens
    workers: int  # of the server

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")


Number = TypeVar("Number", int, float)


class WrongSettings(SystemExit):
    """Ends a program with these words, and no traceback."""


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    wrong: list[str] = []

    def needed(name: str) -> str:
        if not env.get(name):
            wrong.append(f"{name} is not set.")
        return env.get(name, "")

    def number(name: str, usual: Number, kind: Callable[[str], Number]) -> Number:
        text = env.get(name) or str(usual)
        try:
            found = kind(text)
        except ValueError:
            found = usual * 0
        if not 0 < found < float("inf"):
            wrong.append(f"{name} is not a number above 0: {text}")
        return found

    settings = Settings(
        database_url=needed("DATABASE_URL"),
        secret=needed("SECRET"),
        base_url=env.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        data=Path(env.get("DATA", "var")).resolve(),
        compiled=Path(env["COMPILED"]).resolve() if env.get("COMPILED") else None,
        demo=env.get("DEMO") == "1",
        s3_endpoint=env.get("S3_ENDPOINT"),
        s3_bucket=env.get("S3_BUCKET", "shangliang"),
        s3_key=env.get("S3_KEY", ""),
        s3_secret=env.get("S3_SECRET", ""),
        s3_region=env.get("S3_REGION", "us-east-1"),
        trusted_proxies=frozenset(env.get("TRUSTED_PROXIES", "127.0.0.1 ::1").split()),
        hosts=frozenset(env.get("HOSTS", "").lower().split()),
        private_issuers=frozenset(env.get("PRIVATE_ISSUERS", "").split()),
        publish_to=env.get("PUBLISH_TO", ""),
        publish_purge=env.get("PUBLISH_PURGE", ""),
        bulk_seconds=number("BULK_SECONDS", 600.0, float),
        host=env.get("HOST", "127.0.0.1"),
        port=number("PORT", 8000, int),
        workers=number("WORKERS", 2, int),
    )
    if wrong:
        raise WrongSettings("\n".join(wrong))
    return settings


settings = from_environment()
