"""Where what strangers may read is written: may it be, and is it written nowhere else?"""

import re
from pathlib import Path

from app.config import Settings
from app.evidence.store.chosen import bucket
from app.evidence.store.storage import Store
from app.preflight.findings import Finding, fine
from app.preflight.objects import in_time, kept_and_deleted
from app.preflight.places import of_folder

PART, S3 = "published", "s3://"
OTHER = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
READABLE = 0o755  # by the server that gives the files out


def bucket_named(address: str) -> str | None:
    """None: it is a folder."""
    return address.removeprefix(S3).rstrip("/") if address.startswith(S3) else None


def of_place(settings: Settings) -> list[str]:
    """What is wrong with PUBLISH_TO as it is written."""
    name = bucket_named(settings.publish_to)
    if name is None:
        return of_path(settings.publish_to, settings.data)
    if not BUCKET.fullmatch(name):
        return ["PUBLISH_TO is no bucket: s3:// and its name, and nothing behind it."]
    if settings.s3_endpoint is None:
        return ["PUBLISH_TO names a bucket, and there is no S3_ENDPOINT."]
    if name == settings.s3_bucket:
        return ["PUBLISH_TO names the bucket of photos and files, which nobody may read."]
    return []


def of_path(folder: str, data: Path) -> list[str]:
    """Who gives the folder out gives out all that lies in it, and files are removed from it."""
    if OTHER.match(folder):
        return [f"PUBLISH_TO is a folder, or s3://BUCKET, and not {folder}"]
    to, own = Path(folder).resolve(), data.resolve()
    if own.is_relative_to(to) or to.is_relative_to(own / "objects"):
        return ["PUBLISH_TO is a folder in which photos and files lie, which nobody may read."]
    return []


async def of_published(settings: Settings) -> list[Finding]:
    if not settings.publish_to:
        return []
    name = bucket_named(settings.publish_to)
    if name is None:
        folder = Path(settings.publish_to)
        return of_folder(PART, folder, READABLE) or fine(PART, f"{folder} can be written")
    return await of_bucket(bucket(settings.s3_endpoint or "", name))


async def of_bucket(store: Store) -> list[Finding]:
    """It is not made: who may read it, its owner says."""
    found = await in_time(kept_and_deleted(store, PART), PART, "pages are written when it is there")
    return found or fine(PART, "the bucket keeps, gives back and deletes")
