"""What the publisher says of itself, for /healthz and the operator's page (tests/counties)."""

import asyncio
from typing import Any

import pytest

from app.db import current_realm
from app.jobs import pulse
from app.publishing.__main__ import Publisher, Sign
from app.worker.periodic import for_each

pytestmark = pytest.mark.anyio


class WentWrong(Exception):
    pass


def test_what_failed_is_told_until_it_went_well() -> None:
    sign = Sign()
    for what in ("county 1", "county 2", "county 1"):
        with pytest.raises(WentWrong), sign.about(what):
            raise WentWrong
    assert sign.failing == {"county 1": "WentWrong", "county 2": "WentWrong"}
    with sign.about("county 1"):
        pass
    assert sign.failing == {"county 2": "WentWrong"}


async def test_one_county_that_fails_is_told_and_leaves_the_others_theirs(
    county: int, other_county: int, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong: set[int] = set()

    async def some() -> bool:
        if current_realm.get() in wrong:
            raise WentWrong
        return False

    await superuser.execute(
        "INSERT INTO jobs.pulse (at, queued, held, store, disk_mb) VALUES (now(), 0, 0, '', 1)"
        " ON CONFLICT DO NOTHING"
    )
    publisher, stop = Publisher(), asyncio.Event()
    monkeypatch.setattr(publisher.turns, "publish_some", some)
    for failing, said in (({county}, "WentWrong"), (set[int](), "ok")):
        wrong |= failing
        wrong &= failing
        await for_each([county, other_county], publisher.publish_county, stop)
        assert len(publisher.sign.failing) == len(failing)
        await publisher.sign.give(stop)
        found = await pulse.read(superuser)
        assert found is not None
        assert pulse.publisher_of(found) == said
