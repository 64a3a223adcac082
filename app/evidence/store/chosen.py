"""`store()`: the object store of this deployment, as the settings say."""

from functools import cache
from typing import TYPE_CHECKING

from app.config import settings
from app.evidence.store.directory import Directory
from app.evidence.store.storage import Store

if TYPE_CHECKING:
    from app.evidence.store.s3 import S3


@cache
def store() -> Store:
    if settings.s3_endpoint is None:
        return Directory(settings.data / "objects", settings.secret)
    return bucket(settings.s3_endpoint, settings.s3_bucket)


def bucket(endpoint: str, name: str) -> "S3":
    from app.evidence.store.s3 import S3  # noqa: PLC0415  # boto3 costs 20 MB where it is not used

    return S3(
        endpoint,
        name,
        key=settings.s3_key,
        secret=settings.s3_secret,
        region=settings.s3_region,
        origin=settings.base_url,
    )
