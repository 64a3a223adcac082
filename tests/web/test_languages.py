"""A first visit is answered in the language that its browser asks for; what was chosen wins."""

import pytest

from app.i18n import preferred
from tests.conftest import Browser
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
    client: Browser, header: str, language: str
) -> None:
    page = Page(await client.get("/", headers={"accept-language": header}))
    assert page.one("html")["lang"] == AS_SAID[language]


@pytest.mark.parametrize(("chosen", "header"), [("zh", "en"), ("en", "zh-CN")])
async def test_what_was_chosen_wins(client: Browser, chosen: str, header: str) -> None:
    headers = {"accept-language": header}
    await client.post("/view", data={"lang": chosen}, headers=headers)
    page = Page(await client.get("/", headers=headers))
    assert page.one("html")["lang"] == AS_SAID[chosen]
    other = Page(await client.get("/numbers", headers=headers))
    assert other.one("html")["lang"] == AS_SAID[chosen]
