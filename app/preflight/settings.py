"""What settings say, as far as they can be judged by themselves. Pure."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.config import Settings
from app.preflight.findings import Finding, fine, wrong
from app.preflight.published import of_place

PART = "settings"
SHORTEST = 32  # characters of the secret, as `openssl rand -base64 24` makes them
FEWEST = 8  # different ones among them: "aaaa…" is long, too
MOST_WORKERS = 64
LAST_PORT = 65535
NAME = re.compile(r"[\w.-]+|[0-9a-f:.]+")  # of a host, or its number


def of_settings(settings: Settings) -> list[Finding]:
    found = [
        *of_secret(settings.secret),
        *of_address("BASE_URL", settings.base_url),
        *of_proxies(settings.trusted_proxies),
        *of_store(settings),
        *of_publishing(settings),
    ]
    for origin in sorted(settings.private_issuers):
        found += of_address("PRIVATE_ISSUERS", origin, bare=True)
    for host in sorted(settings.hosts):
        if hostname(f"//{host}") != host:
            found += wrong(PART, f"HOSTS holds {host}, which is no name: names alone, no port.")
    if not 1 <= settings.workers <= MOST_WORKERS:
        found += wrong(PART, f"WORKERS is {settings.workers}: 1 to {MOST_WORKERS} are good.")
    if settings.port > LAST_PORT:
        found += wrong(PART, f"PORT is {settings.port}: 1 to {LAST_PORT} are good.")
    return found or fine(PART, "all words can be understood")


def of_secret(secret: str) -> list[Finding]:
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST:
        text = f"SECRET has to be random and {SHORTEST} characters long or longer"
        return wrong(PART, f"{text}: `openssl rand -base64 48` makes one.")
    return []


def of_address(name: str, address: str, *, bare: bool = False) -> list[Finding]:
    try:
        parts = urlsplit(address)
        path = parts.path.rstrip("/") if bare else parts.path
        good = parts.scheme in {"http", "https"} and hostname(address) and parts.port != 0
        good = good and not (parts.query or parts.fragment or (path and bare))
    except ValueError:  # a port beyond all, a bracket that does not end
        good = False
    return [] if good else wrong(PART, f"{name} is no address of the web: {address}")


def hostname(address: str) -> str:
    """ "": none that may be."""
    try:
        found = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return found if NAME.fullmatch(found) else ""


def of_proxies(proxies: frozenset[str]) -> list[Finding]:
    found = []
    for each in sorted(proxies):
        try:
            ip_address(each)
        except ValueError:
            found += wrong(PART, f"TRUSTED_PROXIES holds {each}, which is no IP address.")
    return found


def of_store(settings: Settings) -> list[Finding]:
    if settings.s3_endpoint is None:
        return []
    found = of_address("S3_ENDPOINT", settings.s3_endpoint)
    lacking = {
        "S3_BUCKET": settings.s3_bucket, "S3_KEY": settings.s3_key, "S3_SECRET": settings.s3_secret,
    }  # fmt: skip
    for name, text in lacking.items():
        if not text:
            found += wrong(PART, f"S3_ENDPOINT is set and {name} is not.")
    return found


def of_publishing(settings: Settings) -> list[Finding]:
    if settings.publish_to:
        found = wrong(PART, *of_place(settings))
    elif settings.publish_purge:
        found = wrong(PART, "PUBLISH_PURGE is set and PUBLISH_TO is not.")
    else:
        found = []
    return found + (
        of_address("PUBLISH_PURGE", settings.publish_purge) if settings.publish_purge else []
    )
