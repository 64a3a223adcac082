"""A region's pages in English, and those of no county: no Chinese of the program's own."""

from typing import Any

import pytest
from httpx import AsyncClient

from app import i18n
from app.access.roles import Role
from app.db import bound_to
from app.main import in_regions
from app.main import outside as of_no_county
from app.tenancy.numbers import OPERATOR
from tests import given
from tests.isolation.routes import parameters, routes
from tests.page import Page
from tests.regions.given_region import a_county_at_work, all_agree
from tests.test_english import Listening, nothing_ours

pytestmark = pytest.mark.anyio
ENGLISH = "en-GB,en;q=0.8"


def opened(app: Any) -> list[str]:
    return [
        each.path for each in routes(app)
        if each.method == "GET" and not parameters(each.path)
        and not each.path.endswith((".xlsx", ".json", "/callback"))
    ]  # fmt: skip


async def test_no_page_of_a_region(
    client: AsyncClient, province: AsyncClient, county: int, superuser: Any
) -> None:
    listening = Listening()
    await a_county_at_work(client)
    province.headers["accept-language"] = ENGLISH
    province.event_hooks["response"].append(listening.hear)
    await all_agree(county // 10000, county)
    for path in [*opened(in_regions), f"/counties/{county}"]:
        await province.get(path)
    await nothing_ours(listening, superuser, i18n.shipped().keys())
    assert len(listening.pages) > 8


@pytest.mark.usefixtures("province")  # there is one
async def test_no_page_of_no_county(outside: AsyncClient, superuser: Any) -> None:
    """A stranger's, then the operator's."""
    listening = Listening()
    outside.headers["accept-language"] = ENGLISH
    outside.event_hooks["response"].append(listening.hear)
    strangers = ["/signup/330482", "/signup/330482/rules", "/signup/330482/technician"]
    for path in [*opened(of_no_county), *strangers]:
        await outside.get(path)
    with bound_to(OPERATOR):
        await given.signed_in(outside, Role.OPERATOR)
    for path in [*opened(of_no_county), "/operator/counties/330482"]:
        await outside.get(path)
    called = Page(await outside.get(strangers[0])).texts(".card .tag")  # as stations will be
    assert "当湖街道有事好商量协商议事室" in called
    await nothing_ours(listening, superuser, i18n.shipped().keys(), " ".join(called))
    assert len(listening.pages) > 8
