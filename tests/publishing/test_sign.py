"""What the publisher says of itself, for /healthz and the operator's page (tests/counties)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.db import current_realm
from app.jobs import pulse
from app.publishing import __main__ as publisher
from app.publishing.__main__ import Sign, publish_due

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
    done: list[int] = []

    def fails(wrong: int) -> Callable[[], Awaitable[bool]]:
        async def some() -> bool:
            here = current_realm.get() or 0
            done.append(here)
            if here == wrong:
                raise WentWrong
            return False

        return some

    await superuser.execute(
        "INSERT INTO jobs.pulse (at, queued, held, store, disk_mb) VALUES (now(), 0, 0, '', 1)"
        " ON CONFLICT DO NOTHING"
    )
    sign, stop = Sign(), asyncio.Event()
    for wrong, said in ((county, "WentWrong"), (0, "")):
        done.clear()
        monkeypatch.setattr(publisher, "publish_some", fails(wrong))
        await publish_due(stop, sign)
        assert {county, other_county} <= {*done}
        await sign.give(stop)
        found = await pulse.read(superuser)
        assert found is not None
        assert pulse.publisher_of(found) == (said or "ok")
