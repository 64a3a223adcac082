"""Flash messages: what was done is said on the page that follows: carried there by a cookie, once.

It goes there, and to twins of the form, as a text and its values: who reads it may have chosen
another language by then.
"""

import json
from typing import Any, NamedTuple, NewType

from litestar.datastructures import Cookie

from app.access.cookies import cookie
from app.access.sealed import seal, unseal
from app.i18n import translated
from app.web.forms import tokens

NAME = "said"
PURPOSE = "what was done"
SECONDS = 60
# What is sent to a record to which the desk leads: whoever is done there goes on to the next of it.
OF_DESK = (
    "/activities/{", "/assessments/{", "/commitments/{", "/consultations/{", "/topics/{",
    "/wishes/{", "/stations/checks/{", "/stations/{station_id}/standing",
)  # fmt: skip


Sentence = NewType("Sentence", str)
NOTHING = Sentence("")


def sentence(text: str, **values: Any) -> Sentence:
    """`text` is Chinese and a msgid, as with a refusal."""
    return Sentence(json.dumps([text, values], ensure_ascii=False))


def in_words(done: Sentence) -> str:
    """In the reader's language."""
    text, values = json.loads(done or '["", {}]')
    return translated(text, **values) if text else ""


class Said(NamedTuple):
    """`of_desk`: by an act of the desk."""

    text: str
    of_desk: bool


def is_of_desk(path_template: str) -> bool:
    """Of a form by the route to which it is sent."""
    return path_template.startswith(OF_DESK)


def told(done: Sentence, *, of_desk: bool = False) -> Cookie:
    """Sealed, so that nobody else's page puts words into ours."""
    sealed = seal(PURPOSE, {"said": done, "of_desk": of_desk}, seconds=SECONDS)
    return cookie(NAME, sealed, seconds=SECONDS)


def heard(sealed: str) -> Said | None:
    found = unseal(PURPOSE, sealed) if sealed else None
    text = in_words(found["said"]) if found else ""
    return Said(text, bool(found.get("of_desk"))) if found and text else None


def over() -> Cookie:
    return cookie(NAME, "", seconds=0)


def trigger(done: Sentence, *, of_desk: bool) -> str:
    """For static/app.js: says it, and gives the form a new token, since it may stay on the page."""
    token = tokens.form_token()
    return json.dumps({"done": {"said": in_words(done), "of_desk": of_desk, "token": token}})
