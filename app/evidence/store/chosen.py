"""`store()`: the object store of this deployment, as the settings say."""

from functools import cache

from app.config import settings
from app.evidence.store.directory import Directory
from app.evidence.store.storage import Store


@cache
def store() -> Store:
    if settings.s3_endpoint is None:
        return Directory(settings.data / "objects", settings.secret)
    from app.evidence.store.s3 import S3  # noqa: PLC0415  # boto3 costs 20 MB where it is not used

    return S3(
        settings.s3_endpoint,
        settings.s3_bucket,
        key=settings.s3_key,
        secret=settings.s3_secret,
        region=settings.s3_region,
        origin=settings.base_url,
    )
