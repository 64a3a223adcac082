"""What the frame decides without a database: what is told of a form, and what makes it the same."""

import json
from typing import Any

import pytest

from app.i18n import language
from app.refusal import Overtaken, Refused, RefusedAll
from app.web.flash import SECONDS, heard, over, sentence, told, trigger
from app.web.forms import tokens
from app.web.forms.idempotency import content_of, key_of
from app.web.forms.refused import lines_of
from app.web.forms.validation import Fields
from app.web.frame import all_of, anybody, change


def told_of(wrong: list[Refused], other: Refused | None) -> list[tuple[str | None, str]]:
    found = all_of(wrong, other)
    return [(each.field, each.text) for each in getattr(found, "refusals", [found])]


def test_all_that_is_wrong_is_told_at_once() -> None:
    unread, rule = [Refused("读不懂", "a")], Refused("没写", "b")
    assert told_of(unread, None) == [("a", "读不懂")]
    assert told_of([], rule) == [("b", "没写")]
    assert told_of(unread, rule) == [("a", "读不懂"), ("b", "没写")]
    many = RefusedAll([rule, Refused("太长", "a"), Refused("整张", None)])
    # Of a field what it cannot be read as, and not what the rule says of its default.
    assert told_of(unread, many) == [("a", "读不懂"), ("b", "没写"), (None, "整张")]


def test_who_was_overtaken_is_told_so_and_what_is_wrong_besides() -> None:
    found = all_of([Refused("读不懂", "a")], Overtaken("刚有人办理"))
    assert isinstance(found, Overtaken)
    assert told_of([], Overtaken("刚有人办理")) == [(None, "刚有人办理")]


def test_lines_stand_in_the_order_of_the_form() -> None:
    refusal = RefusedAll([Refused("乙", "b"), Refused("甲", "a"), Refused("整张", None)])
    typed = Fields([("a", ""), ("b", ""), ("c", "")])
    assert [each.text for each in lines_of(refusal, typed)] == ["整张", "甲", "乙"]
    assert [each.field for each in lines_of(Refused("甲", "a"))] == ["a"]


def test_lines_are_in_the_reader_s_language() -> None:
    refusal = Refused("这一项太长，最多 %(most)s 个字。", "a", most=60)
    assert lines_of(refusal)[0].text == "这一项太长，最多 60 个字。"
    before = language.set("en")
    try:
        assert "60" in lines_of(refusal)[0].text
        assert lines_of(refusal)[0].text.isascii()
    finally:
        language.reset(before)


def handler(form: Fields) -> Any: ...


def test_a_form_says_who_may_send_it() -> None:
    with pytest.raises(TypeError):
        change("/x", page="/x")
    change("/x", anybody, page="/x")


def page_of(page: Any, parameters: dict[str, Any], *typed: tuple[str, str]) -> str:
    made: Any = change("/x", anybody, page=page)(handler)
    found: str = made.opt["frame"].page_of(parameters, Fields(list(typed)))
    return found


def test_a_form_s_page() -> None:
    assert page_of("/raise", {}) == "/raise"
    assert page_of("/topics/{topic_id}", {"topic_id": 7}) == "/topics/7"
    assert page_of("/raise?station={station}", {}, ("station", "a b&c=/灯")) == (
        "/raise?station=a%20b%26c%3D%2F%E7%81%AF"
    )
    assert page_of("/raise?station={station}", {}) == "/raise?station="
    # What was typed never takes the place of what the address says.
    assert page_of("/topics/{topic_id}", {"topic_id": 7}, ("topic_id", "8")) == "/topics/7"
    assert page_of("/raise?station={station}", {}, ("station", "{x}")) == ("/raise?station=%7Bx%7D")
    assert page_of(
        lambda given, typed: f"/{given['n']}/{typed.get('a')}", {"n": 1}, ("a", "b")
    ) == ("/1/b")


def test_a_form_has_few_fields_and_a_small_body() -> None:
    made: Any = change("/x", anybody, page="/x")(handler)
    assert (made.opt["frame"].most, made.resolve_request_max_body_size()) == (200, 262_144)
    assert made.http_methods - {"OPTIONS"} == {"POST"}


def test_who_sent_what() -> None:
    def content(account: int | None, *pairs: tuple[str, str]) -> str:
        return content_of(Fields(list(pairs)), account)

    different = [
        content(None), content(1), content(None, ("a", "1")), content(1, ("a", "1")),
        content(2, ("a", "1")), content(None, ("a", "2")), content(None, ("a", "1"), ("a", "1")),
        content(None, ("a", "1"), ("b", "2")), content(None, ("b", "2"), ("a", "1")),
        content(None, ("a=b", "c")), content(None, ("a", "b=c")), content(None, ("1", "")),
    ]  # fmt: skip
    assert len(set(different)) == len(different)
    assert content(1, ("a", "好")) == content(1, ("a", "好"))


def test_a_token_counts_for_each_address_that_it_is_sent_to() -> None:
    assert key_of("t", "/a") == key_of("t", "/a")
    assert len({key_of("t", "/a"), key_of("t", "/b"), key_of("u", "/a")}) == 3


def test_what_was_done_travels_sealed() -> None:
    cookie = told(sentence("决定已记录。"))
    assert (cookie.key, cookie.max_age, SECONDS) == ("said", 60, 60)
    assert cookie.value
    assert "决定" not in cookie.value
    assert heard(cookie.value) == ("决定已记录。", False)
    by_the_desk = told(sentence("决定已记录。"), of_desk=True)
    assert heard(by_the_desk.value or "") == ("决定已记录。", True)
    for wrong in ("", "决定已记录。", cookie.value[:-3] + "AAA", "a.b.c.d.e"):
        assert heard(wrong) is None
    assert (over().key, over().value, over().max_age) == ("said", "", 0)


def test_what_was_done_is_heard_in_the_reader_s_language() -> None:
    cookie = told(sentence("决定已记录。"))
    before = language.set("en")
    try:
        assert heard(cookie.value or "") == ("The decision was recorded.", False)
    finally:
        language.reset(before)


def test_a_page_that_stays_gets_a_new_token() -> None:
    before = tokens.browser.set(tokens.Browser("mine"))
    try:
        made = trigger(sentence("决定已记录。"), of_desk=False)
        assert made.isascii()  # a header
        done = json.loads(made)["done"]
        assert done["said"] == "决定已记录。"
        assert tokens.is_good(done["token"])
        assert (
            json.loads(trigger(sentence("决定已记录。"), of_desk=False))["done"]["token"]
            != done["token"]
        )
    finally:
        tokens.browser.reset(before)
