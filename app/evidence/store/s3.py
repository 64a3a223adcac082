"""The store as a bucket of an S3 service. boto3 blocks, so each call has a thread to itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from app.evidence.store.storage import PIECE, Link, Missing, StoreAway, Stored, checked

ABSENT = {"404", "NoSuchKey", "NotFound"}
TAKEN = {"412", "PreconditionFailed", "ConditionalRequestConflict"}
OURS_ALREADY = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


class S3:
    def __init__(
        self, endpoint: str, bucket: str, *, key: str, secret: str, region: str, origin: str
    ) -> None:
        self.bucket, self.origin = bucket, origin
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            region_name=region,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                retries={
                    "total_max_attempts": 1
                },  # whoever waits tries again; jobs do by themselves
                connect_timeout=2,
                read_timeout=7,  # between two pieces
                # Else a checksum is asked of browsers, which do not make one.
                request_checksum_calculation="when_required",
            ),
        )

    async def call(self, name: str, **options: Any) -> Any:
        with answering():
            return await asyncio.to_thread(
                getattr(self.client, name), Bucket=self.bucket, **options
            )

    async def prepare(self) -> None:
        """Also lets browsers that show our pages send their photos."""
        try:
            await self.call("create_bucket")
        except ClientError as error:
            if code(error) not in OURS_ALREADY:
                raise
        rule = {
            "AllowedOrigins": [self.origin],
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": ["content-type", "if-none-match"],
            "MaxAgeSeconds": 3600,
        }
        await self.call("put_bucket_cors", CORSConfiguration={"CORSRules": [rule]})

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        await self.call("put_object", Key=checked(key), Body=data, ContentType=content_type)

    async def put_new(self, key: str, data: bytes, content_type: str) -> bool:
        try:
            await self.call(
                "put_object",
                Key=checked(key),
                Body=data,
                ContentType=content_type,
                IfNoneMatch="*",
            )
        except StoreAway as error:
            if str(error) in TAKEN:
                return False
            raise
        return True

    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(self.read, checked(key))

    def read(self, key: str) -> bytes:
        with answering(), self.opened(key) as body:
            data: bytes = body.read()
        return data

    def opened(self, key: str) -> Any:
        try:
            with answering():
                return self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        except ClientError as error:
            if code(error) in ABSENT:
                raise Missing(key) from None
            raise

    async def pieces(self, key: str) -> AsyncIterator[bytes]:
        return self.sent_out(await asyncio.to_thread(self.opened, checked(key)))

    async def sent_out(self, body: Any) -> AsyncIterator[bytes]:
        with body:
            while piece := await asyncio.to_thread(body.read, PIECE):
                yield piece

    async def size(self, key: str) -> int | None:
        try:
            found = await self.call("head_object", Key=checked(key))
        except ClientError as error:
            if code(error) in ABSENT:
                return None
            raise
        return int(found["ContentLength"])

    async def exists(self, key: str) -> bool:
        return await self.size(key) is not None

    async def delete(self, key: str) -> None:
        await self.call("delete_object", Key=checked(key))

    async def keys(self, prefix: str) -> list[Stored]:
        with answering():
            return await asyncio.to_thread(self.list, prefix)

    def list(self, prefix: str) -> list[Stored]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        return [
            Stored(each["Key"], each["Size"], each["LastModified"])
            for page in pages
            for each in page.get("Contents", [])
        ]

    async def clock(self) -> datetime | None:
        with answering():
            try:
                said = await asyncio.to_thread(self.client.head_bucket, Bucket=self.bucket)
            except ClientError as error:
                said = error.response
        date = said["ResponseMetadata"]["HTTPHeaders"].get("date")
        return parsedate_to_datetime(date) if date else None

    async def sweep(self, county: int, before: datetime) -> None:
        """An upload that breaks off leaves nothing in S3."""

    def upload_url(self, key: str, size: int, content_type: str, seconds: int = 600) -> Link:
        url = self.client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self.bucket,
                "Key": checked(key),
                "ContentType": content_type,
                "ContentLength": size,
                "IfNoneMatch": "*",
            },
            ExpiresIn=seconds,
        )
        return Link("PUT", url, {"content-type": content_type, "if-none-match": "*"})


@contextmanager
def answering() -> Iterator[None]:
    """StoreAway: it does not answer, cannot now, or refuses us. What it says of the object itself
    is left to whoever asked.
    """
    try:
        yield
    except ClientError as error:
        if code(error) in ABSENT | OURS_ALREADY:
            raise
        raise StoreAway(code(error)) from error
    except (NotConnected, HTTPClientError) as error:
        raise StoreAway(type(error).__name__) from error


def code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
