"""Settings come from the environment, once, at import. A missing one stops the program here."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    database_url: str  # as the program's role, which owns nothing
    secret: str  # signs links and form tokens; never shown, never stored
    base_url: str  # how browsers reach us: absolute links, OpenID Connect's way back
    data: Path  # the embedded object store and what else lies on disk
    demo: bool  # sign-in by the demo provider; every page says so
    s3_endpoint: str | None  # None: the embedded store
    s3_bucket: str
    s3_key: str
    s3_secret: str
    s3_region: str
    trusted_proxies: frozenset[str]  # whose X-Forwarded-For says where a request comes from
    hosts: frozenset[str]  # other names than BASE_URL's by which browsers reach us
    private_issuers: frozenset[str]  # identity providers that may live on private addresses
    bulk_seconds: float  # the longest statement of bulk work; requests have those of their role

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")


def from_environment() -> Settings:
    env = os.environ
    return Settings(
        database_url=env["DATABASE_URL"],
        secret=env["SECRET"],
        base_url=env.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        data=Path(env.get("DATA", "var")).resolve(),
        demo=env.get("DEMO") == "1",
        s3_endpoint=env.get("S3_ENDPOINT"),
        s3_bucket=env.get("S3_BUCKET", "shangliang"),
        s3_key=env.get("S3_KEY", ""),
        s3_secret=env.get("S3_SECRET", ""),
        s3_region=env.get("S3_REGION", "us-east-1"),
        trusted_proxies=frozenset(env.get("TRUSTED_PROXIES", "127.0.0.1 ::1").split()),
        hosts=frozenset(env.get("HOSTS", "").lower().split()),
        private_issuers=frozenset(env.get("PRIVATE_ISSUERS", "").split()),
        bulk_seconds=float(env.get("BULK_SECONDS", "600")),
    )


settings = from_environment()
