"""A form as it arrives: counted, then taken apart, then read into what its handler asks for."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.exceptions import ClientException

from app.text import arriving
from app.text.arriving import NormalisedRequest
from app.web.forms.validation import LARGEST, UNREADABLE, Fields, read, sent, unsaid

URL_ENCODED = b"application/x-www-form-urlencoded"


class Choice(StrEnum):
    PASS = "pass"  # noqa: S105
    DECLINE = "decline"


@dataclass
class Form:
    version: int
    decision: Choice
    opinion: str = "-"
    visits: int = 7
    ticked: frozenset[str] = frozenset()
    came: list[int] = field(default_factory=lambda: [9])
    day: str | None = None


def asked(body: bytes, kind: bytes = URL_ENCODED) -> NormalisedRequest:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    scope: Any = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "state": {},
        "headers": [(b"content-type", kind)] if kind else [],
        "route_handler": SimpleNamespace(
            resolve_request_max_body_size=lambda: None, multipart_form_part_limit=None
        ),
        "litestar_app": SimpleNamespace(multipart_form_part_limit=100),
    }  # fmt: skip
    return NormalisedRequest(scope, receive)


def taken(request: NormalisedRequest, **more: Any) -> list[tuple[str, str]]:
    return asyncio.run(sent(request, **more)).pairs


def spied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What takes forms apart, each time it does."""
    calls: list[str] = []
    for owner, name in ((arriving, "normalise_urlencoded"), (NormalisedRequest, "form")):
        inner = getattr(owner, name)

        def spy(*given: Any, inner: Any = inner, name: str = name) -> Any:
            calls.append(name)
            return inner(*given)

        monkeypatch.setattr(owner, name, spy)
    return calls


def test_two_hundred_fields_and_not_one_more() -> None:
    assert taken(asked(b"&".join([b"a=1"] * 200))) == [("a", "1")] * 200
    with pytest.raises(ClientException) as refused:
        taken(asked(b"&".join([b"a=1"] * 201)))
    assert refused.value.status_code == 400


def test_a_form_may_declare_more() -> None:
    assert len(taken(asked(b"&".join([b"a=1"] * 300)), most=300)) == 300
    with pytest.raises(ClientException):
        taken(asked(b"&".join([b"a=1"] * 301)), most=300)


@pytest.mark.parametrize("text", [b"a=1", b"a=%0D%0A"])  # the second one needs normalising
def test_a_quarter_of_a_million_fields_are_not_taken_apart(
    text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = spied(monkeypatch)
    assert taken(asked(b"&".join([text] * 200)))
    assert {"normalise_urlencoded", "form"} == set(calls)
    calls.clear()
    body = b"&".join([text] * 250_000)
    assert len(body) > 999_000
    with pytest.raises(ClientException):
        taken(asked(body))
    assert calls == []


def test_a_form_s_body_is_a_quarter_of_a_megabyte() -> None:
    assert LARGEST == 262_144


@pytest.mark.parametrize("kind", [b"application/json", b"multipart/form-data; boundary=x"])
def test_what_is_no_form_is_refused(kind: bytes) -> None:
    with pytest.raises(ClientException) as refused:
        taken(asked(b"{}", kind))
    assert refused.value.status_code == 400


PARTS = (
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n一\r\n'
    '--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n商\r\n量\r\n--x--\r\n"
).encode()


EMPTY = PARTS.replace("商\r\n量".encode(), b"")  # as browsers send it where none was chosen


def test_a_form_may_hold_a_file_if_it_says_so() -> None:
    kind = b"multipart/form-data; boundary=x"
    assert taken(asked(PARTS, kind), file="t") == [("a", "一"), ("t", "商\n量")]
    assert taken(asked(PARTS, kind), file="a") == [("a", "商\n量")]
    assert taken(asked(EMPTY, kind), file="a") == [("a", "一")]
    assert taken(asked(b"a=1"), file="t") == [("a", "1")]
    assert len(taken(asked(PARTS, kind), most=2, file="t")) == 2
    with pytest.raises(ClientException):
        taken(asked(PARTS, kind), most=1, file="t")
    for wrong, more in ((kind, {}), (b"application/json", {"file": "t"})):
        with pytest.raises(ClientException):
            taken(asked(PARTS, wrong), **more)


@dataclass
class Secret:
    name: str
    key: str = field(default="", repr=False)


def test_what_is_never_read_out() -> None:
    assert (unsaid(Secret), unsaid(Form), unsaid(Fields)) == ({"key"}, set(), set())


def test_an_empty_form_is_one() -> None:
    assert taken(asked(b"", b"")) == []
    assert taken(asked(b"")) == []


def test_texts_arrive_in_their_order_and_normalised() -> None:
    body = b"b=2&a=%E5%95%86%E2%80%8B%0D%0A%E9%87%8F&b=&c=1%2B1+x"
    assert taken(asked(body)) == [("b", "2"), ("b", ""), ("a", "商\n量"), ("c", "1+1 x")]


def test_fields_by_name() -> None:
    fields = Fields([("a", "1"), ("b", "2"), ("a", "3")])
    assert (fields.get("a"), fields.get("c"), fields.get("c", "-")) == ("3", "", "-")
    assert (fields.all("a"), fields.all("c")) == (["1", "3"], [])
    assert list(fields.names()) == ["a", "b"]
    assert "b" in fields
    assert "c" not in fields
    assert fields.without("a", "c").pairs == [("b", "2")]


def fits(**typed: Any) -> Form:
    form, wrong = given(**typed)
    assert wrong == []
    return form


def given(**typed: Any) -> tuple[Form, list[str | None]]:
    """→ the form, and the fields that did not fit."""
    pairs = [
        (name, each)
        for name, text in typed.items()
        for each in (text if isinstance(text, list) else [text])
    ]
    form, wrong = read(Form, Fields(pairs))
    assert {each.text for each in wrong} <= {UNREADABLE}
    return form, [each.field for each in wrong]


def test_numbers_choices_and_lists_are_read() -> None:
    form = fits(
        version="3", decision="decline", opinion="好", visits="2", ticked=["a", "b", "a"],
        came=["1", "2"], day="2026-01-02",
    )  # fmt: skip
    assert form == Form(3, Choice.DECLINE, "好", 2, frozenset({"a", "b"}), [1, 2], "2026-01-02")


def test_what_was_not_sent_has_its_default() -> None:
    assert fits(version="3", decision="pass") == Form(3, Choice.PASS, "-", 7, frozenset(), [9])


def test_what_was_sent_empty_is_empty() -> None:
    assert fits(version="3", decision="pass", opinion="").opinion == ""


def test_of_a_name_that_is_sent_twice_the_last_text_counts() -> None:
    assert fits(version=["3", "4"], decision="pass").version == 4


@pytest.mark.parametrize("text", ["", "x", "1.5", "0x1f", "9" * 5000, "一"])
def test_a_number_that_is_none(text: str) -> None:
    assert given(version=text, decision="pass") == (Form(None, Choice.PASS), ["version"])  # type: ignore[arg-type]
    form, wrong = given(version="3", decision="pass", visits=text)
    assert (form.visits, wrong) == (7, ["visits"])


def test_all_that_does_not_fit_is_told_at_once() -> None:
    form, wrong = given(decision="perhaps", visits="x", came=["1", "x"])
    assert wrong == ["version", "decision", "visits", "came"]
    assert form == Form(None, None)  # type: ignore[arg-type]


def test_a_form_whose_names_are_not_known_before_is_taken_as_it_is() -> None:
    fields = Fields([("a", "1")])
    assert read(Fields, fields) == (fields, [])
