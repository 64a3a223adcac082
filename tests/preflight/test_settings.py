"""What settings say wrongly is named, all of it at once, before anything starts."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import WrongSettings, from_environment, settings
from app.preflight.findings import Verdict
from app.preflight.settings import of_settings

GOOD = {
    "DATABASE_URL": "postgresql://app_rw@db/shangliang",
    "SECRET": "7Jk2mPq9sTv4xYzB1cDfGh5nRw8uAe3L",
}


def test_good_words_are_taken() -> None:
    found = from_environment(GOOD | {"PORT": "80", "WORKERS": "3", "BULK_SECONDS": "0.5"})
    assert (found.port, found.workers, found.bulk_seconds) == (80, 3, 0.5)
    assert (from_environment(GOOD).port, from_environment(GOOD).workers) == (8000, 2)
    assert [each.verdict for each in of_settings(found)] == [Verdict.FINE]


def test_all_that_is_missing_or_no_number_is_said_at_once() -> None:
    with pytest.raises(WrongSettings) as refused:
        from_environment({"PORT": "80a", "WORKERS": "0", "BULK_SECONDS": "inf", "SECRET": ""})
    assert str(refused.value).splitlines() == [
        "DATABASE_URL is not set.",
        "SECRET is not set.",
        "BULK_SECONDS is not a number above 0: inf",
        "PORT is not a number above 0: 80a",
        "WORKERS is not a number above 0: 0",
    ]


S3: dict[str, object] = {
    "s3_endpoint": "https://s3.example",
    "s3_key": "k",
    "s3_secret": "s",
    "s3_bucket": "photos",
}
WRONG: list[tuple[dict[str, object], str]] = [
    ({"secret": "7Jk2mPq9sTv4xYzB1cDfGh5nRw8uAe3"}, "SECRET"),  # 31
    ({"secret": "abcdefg" * 6}, "SECRET"),  # seven different ones
    ({"base_url": "county.example"}, "BASE_URL"),
    ({"base_url": "ftp://county.example"}, "BASE_URL"),
    ({"base_url": "https://county.example:99999"}, "BASE_URL"),
    ({"base_url": "https://county.example/?a"}, "BASE_URL"),
    ({"private_issuers": frozenset({"https://id.example/realm"})}, "PRIVATE_ISSUERS"),
    ({"hosts": frozenset({"county.example:443"})}, "HOSTS"),
    ({"trusted_proxies": frozenset({"proxy"})}, "TRUSTED_PROXIES"),
    ({"base_url": "https://[::1"}, "BASE_URL"),
    ({"base_url": "https://county example"}, "BASE_URL"),
    ({"hosts": frozenset({"["})}, "HOSTS"),
    ({"workers": 65}, "WORKERS"),
    ({"port": 65536}, "PORT"),
    ({"s3_endpoint": "s3.example", "s3_key": "k", "s3_secret": "s"}, "S3_ENDPOINT"),
    ({"s3_endpoint": "https://s3.example", "s3_key": "k"}, "S3_SECRET"),
    ({"s3_endpoint": "https://s3.example", "s3_secret": "s"}, "S3_KEY"),
    ({"s3_endpoint": "https://s3.example", "s3_key": "k", "s3_secret": "s", "s3_bucket": ""},
     "S3_BUCKET"),
    ({"publish_to": "s3://public"}, "S3_ENDPOINT"),
    (S3 | {"publish_to": "s3://photos"}, "PUBLISH_TO names the bucket of photos"),
    (S3 | {"publish_to": "s3://public/below"}, "PUBLISH_TO"),
    (S3 | {"publish_to": "s3://Public"}, "PUBLISH_TO"),
    (S3 | {"publish_to": "s3://"}, "PUBLISH_TO"),
    ({"publish_to": "https://cdn.example/files"}, "PUBLISH_TO"),
    ({"publish_to": "http://[files"}, "PUBLISH_TO"),
    ({"publish_to": "/srv/data", "data": Path("/srv/data")}, "PUBLISH_TO"),
    ({"publish_to": "/srv", "data": Path("/srv/data")}, "PUBLISH_TO"),
    ({"publish_to": "/srv/data/objects/here", "data": Path("/srv/data")}, "PUBLISH_TO"),
    ({"publish_purge": "https://cdn.example/purge"}, "PUBLISH_TO is not"),
    ({"publish_to": "/srv/public", "publish_purge": "cdn.example"}, "PUBLISH_PURGE"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name"), WRONG)
def test_a_wrong_word_is_named(words: dict[str, object], name: str) -> None:
    good = from_environment(GOOD)
    assert [each.verdict for each in of_settings(good)] == [Verdict.FINE]
    found = of_settings(replace(good, **words))  # type: ignore[arg-type]
    assert [each.verdict for each in found] == [Verdict.WRONG]
    assert name in found[0].text
    assert str(words.get("secret", "no secret")) not in found[0].text


@pytest.mark.parametrize(
    "words",
    [
        {"publish_to": "/srv/data/public", "data": Path("/srv/data")},
        {"publish_to": "/srv/public", "publish_purge": "https://cdn.example/purge"},
        S3 | {"publish_to": "s3://public"},
        S3 | {"publish_to": "s3://public/"},
    ],
)
def test_where_it_may_be_published_is_taken(words: dict[str, object]) -> None:
    found = of_settings(replace(from_environment(GOOD), **words))  # type: ignore[arg-type]
    assert [each.verdict for each in found] == [Verdict.FINE]


def test_thirty_two_characters_of_eight_kinds_are_enough() -> None:
    assert of_settings(replace(from_environment(GOOD), secret="abcdefgh" * 4))[0].verdict == "fine"


def test_these_tests_own_settings_are_good() -> None:
    assert [each.verdict for each in of_settings(settings)] == [Verdict.FINE]
