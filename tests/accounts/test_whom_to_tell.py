"""30: who does not get in is told whom to tell, who is another one outside of a county."""

import re
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import AsyncClient

from app.access.tables import Provider
from app.db import bound_to, county_tx
from app.tenancy.numbers import OPERATOR
from tests.accounts.hostile import CLIENT, SECRET, Hostile
from tests.accounts.test_oidc import right
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("realm", "told"),
    [("", "政协办公室"), ("/operator", "平台运营方"), ("/regions/51", "平台运营方")],
)
async def test_whom_to_tell_is_who_looks_after_accounts_there(
    county: int, outside: AsyncClient, hostile: Hostile, realm: str, told: str
) -> None:
    """30: a region's and the operator's staff have no county's office."""
    place = {"": county, "/operator": OPERATOR, "/regions/51": 51}[realm]
    path = realm or f"/c{county}"
    with bound_to(place):
        async with county_tx():
            row = Provider(
                name="认证", issuer=hostile.issuer, client_id=CLIENT, client_secret=SECRET
            )
            await Provider.insert(row)
    for error, refused in (("unauthorized_client", True), ("", False)):
        started = await outside.get(f"{path}/login/{row.id}")
        asked = {
            key: one[0]
            for key, one in parse_qs(urlsplit(started.headers["location"]).query).items()
        }
        token = right(hostile, asked["nonce"])
        hostile.id_token = partial(str, token)
        answer = {"state": asked["state"], **({"error": error} if error else {"code": "c"})}
        page = await outside.get(f"{path}/callback?{urlencode(answer)}", follow_redirects=True)
        assert page.status_code == (400 if refused else 200)
        said = Page(page).one("main").text
        assert told in said
        assert ("政协办公室" in said) is (told == "政协办公室")


OF_A_COUNTY = {"invitations.py", "own.py"}  # its own pages; and where the word is chosen


def test_no_sentence_about_signing_in_names_a_county_s_office() -> None:
    said = {
        each.name: re.findall(r'"[^"]*办公室[^"]*"', each.read_text())
        for each in Path("app/accounts").glob("*.py")
        if each.name not in OF_A_COUNTY
    }
    assert {name: found for name, found in said.items() if found} == {}
    assert "办公室" not in Path("templates/accounts/account.html").read_text()
