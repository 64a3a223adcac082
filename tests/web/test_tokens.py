"""A form's token: whose it is, how long it is good, and that nobody else can make one."""

import asyncio
import hmac
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.exceptions import PermissionDeniedException

from app.config import settings
from app.web.forms import tokens
from app.web.forms.tokens import (
    Browser,
    form_token,
    from_our_page,
    hidden_field,
    is_good,
    of_cookie,
)

NOON = 1_780_000_000.0
DAY = 86_400


@pytest.fixture(autouse=True)
def mine() -> Iterator[Browser]:
    found = Browser("mine")
    before = tokens.browser.set(found)
    yield found
    tokens.browser.reset(before)


def elsewhere(token: str, key: str) -> bool:
    before = tokens.browser.set(Browser(key))
    try:
        return is_good(token, NOON)
    finally:
        tokens.browser.reset(before)


def test_it_is_good_for_its_browser_alone() -> None:
    token = form_token(NOON)
    assert is_good(token, NOON)
    assert elsewhere(token, "mine")
    assert not elsewhere(token, "theirs")
    assert not elsewhere(token, "")


@pytest.mark.parametrize(
    ("age", "good"),
    [(0, True), (-1, True), (-2, False), (DAY - 1, True), (DAY, False), (400 * DAY, False)],
)
def test_it_is_good_for_a_day(age: int, good: bool) -> None:
    """Clocks of two machines may differ by a second."""
    assert is_good(form_token(NOON), NOON + age) is good


def test_it_is_made_and_looked_at_now() -> None:
    assert is_good(form_token())
    assert not is_good(form_token(NOON - 1000 * DAY))


def test_each_form_has_one_of_its_own() -> None:
    assert form_token(NOON) != form_token(NOON)
    nonce, made, _signed = form_token(NOON).split(".")
    assert (len(nonce), made) == (16, "6a18a500")  # twelve bytes; the second it was made


def test_a_browser_is_known_for_thirty_days() -> None:
    assert tokens.KEPT_FOR == 2_592_000


def signed(start: str, secret: str) -> str:
    message = f"form {start} mine".encode()
    return f"{start}.{hmac.digest(secret.encode(), message, 'sha256').hex()[:32]}"


def test_what_is_signed() -> None:
    start = form_token(NOON).rpartition(".")[0]
    assert is_good(signed(start, settings.secret), NOON)
    assert not is_good(signed(start, "another secret"), NOON)


@pytest.mark.parametrize(
    "made",
    [
        "", ".", "..", "...", "a.b.c", "好.1.x", "x" * 5000,
        f"a.{'f' * 5000}.{'0' * 32}",  # a number beyond all clocks
    ],
)  # fmt: skip
def test_what_nobody_signed(made: str) -> None:
    assert not is_good(made, NOON)


def test_no_letter_of_it_may_change() -> None:
    token = form_token(NOON)
    assert len(token.rpartition(".")[2]) == 32
    for place in range(len(token)):
        other = "0" if token[place] != "0" else "1"
        assert not is_good(token[:place] + other + token[place + 1 :], NOON)


def test_a_browser_is_known_by_its_cookie() -> None:
    assert of_cookie("key") == Browser("key", new=False, shown=False)
    for nothing in (None, ""):
        fresh = of_cookie(nothing)
        assert (fresh.new, fresh.shown, len(fresh.key)) == (True, False, 24)
        assert fresh.key != of_cookie(nothing).key


def test_a_page_with_a_form_needs_the_cookie(mine: Browser) -> None:
    assert not mine.shown
    field = hidden_field()
    assert mine.shown
    found = re.fullmatch(r'<input type="hidden" name="form_token" value="([\w.-]+)">', field)
    assert found
    assert is_good(found[1])


def test_our_scripts_send_it_as_a_header() -> None:
    def asks(**headers: str) -> None:
        sent: Any = SimpleNamespace(headers={"x-form-token": "", **headers})
        route: Any = None
        asyncio.run(from_our_page(sent, route))

    asks(**{"x-form-token": form_token()})
    for wrong in ("", form_token(NOON - 1000 * DAY), "a.b.c"):
        with pytest.raises(PermissionDeniedException):
            asks(**{"x-form-token": wrong})
