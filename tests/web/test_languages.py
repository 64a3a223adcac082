"""Outside of counties a first visit is answered in the language that its browser asks for, and what
was chosen wins. In a county the address alone says it, so that each page can be a file.
"""

import pytest

from app.access.cookies import cookie_key
from app.access.roles import Role
from app.config import settings
from app.i18n import preferred
from tests import given
from tests.conftest import Browser
from tests.english import reads
from tests.page import Page

pytestmark = pytest.mark.anyio

HEARD = {
    "": "zh",
    "en": "en",
    "en-GB,en;q=0.9": "en",
    "EN-us": "en",
    "zh-CN": "zh",
    "zh-TW,en;q=0.5": "zh",
    "en;q=0.8,zh-CN;q=0.9": "zh",
    "zh;q=0.1,en;q=0.2": "en",
    "zh,en": "zh",
    "en,zh": "en",
    "bo,ug;q=0.8": "zh",
    "fr,en;q=0.8,zh;q=0.7": "en",
    "en;q=0": "zh",
    "*": "zh",
    "english": "zh",
    "en;q=often": "zh",
    "en;q=nan": "zh",
    ";;,,=": "zh",
    "x" * 3000: "zh",
}
AS_SAID = {"zh": "zh-CN", "en": "en"}


@pytest.mark.parametrize(("header", "language"), HEARD.items())
def test_which_is_liked_best(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(("header", "language"), [("en", "en"), ("zh-CN", "zh"), ("bo", "zh")])
async def test_a_first_visit_is_in_the_browser_s_language(
    outside: Browser, header: str, language: str
) -> None:
    page = Page(await outside.get("/", headers={"accept-language": header}))
    assert page.one("html")["lang"] == AS_SAID[language]


@pytest.mark.parametrize(("chosen", "header"), [("zh", "en"), ("en", "zh-CN")])
async def test_what_was_chosen_wins(outside: Browser, chosen: str, header: str) -> None:
    headers = {"accept-language": header}
    await outside.post("/operator/view", data={"lang": chosen}, headers=headers)
    page = Page(await outside.get("/signup", headers=headers))
    assert page.one("html")["lang"] == AS_SAID[chosen]


@pytest.mark.parametrize(("base", "language"), [("", "zh"), ("/en", "en")])
async def test_in_a_county_the_address_says_it(
    client: Browser, county: int, base: str, language: str
) -> None:
    """To whoever asks, signed in or not, whatever their browser says or has kept."""
    await given.a_topic(await given.a_station())
    client.cookies.set(cookie_key("lang"), "en" if language == "zh" else "zh")
    other = f"/c{county}{'' if base else '/en'}"
    for signed_in in (False, True):
        if signed_in:
            await given.signed_in(client, Role.OFFICE)
        for header in ("en", "zh-CN"):
            for path in ("/", "/topics/-/shown/open", "/numbers", "/topics?q=a%26b"):
                address = f"http://test/c{county}{base}{path}"
                answer = await client.get(address, headers={"accept-language": header})
                page = Page(answer)
                assert page.one("html")["lang"] == AS_SAID[language]
                assert page.one(".tools a[lang]")["href"] == f"{other}{path}"
                assert not any("lang" in each for each in answer.headers.get_list("set-cookie"))
                within = [each["href"] for each in page.all(".nav a, main a[href^='/']")]
                assert within
                assert [x for x in within if not x.startswith(f"/c{county}{base}/")] == []
                assert base or [x for x in within if x.startswith(f"/c{county}/en/")] == []


async def test_a_county_s_pages_say_where_they_are_in_the_other_language(
    client: Browser, county: int
) -> None:
    for base in ("", "/en"):
        page = Page(await client.get(f"http://test/c{county}{base}/topics"))
        assert {each["hreflang"]: each["href"] for each in page.all("link[hreflang]")} == {
            "zh-CN": f"{settings.base_url}/c{county}/topics",
            "en": f"{settings.base_url}/c{county}/en/topics",
        }


async def test_one_stays_in_english_after_a_form_and_signed_in(
    client: Browser, county: int
) -> None:
    await given.signed_in(client, Role.OFFICE)
    reads(client)
    page = Page(await client.get("/desk"))
    assert page.one("html")["lang"] == "en"
    answer = await client.post("/account/sessions/end")
    assert answer.headers["location"] == f"/c{county}/en/account"
