"""Flash messages: what was done is said on the page that follows: carried there by a cookie, once.

It goes there, and to twins of the form, as a text and its values: who reads it may have chosen
another language by then.
"""

import json
from typing import Any, NewType

from litestar.datastructures import Cookie

from app.access.cookies import cookie
from app.access.sealed import seal, unseal
from app.i18n import translated
from app.web.forms import tokens

NAME = "said"
PURPOSE = "what was done"
SECONDS = 60


Sentence = NewType("Sentence", str)
NOTHING = Sentence("")


def sentence(text: str, **values: Any) -> Sentence:
    """`text` is Chinese and a msgid, as with a refusal."""
    return Sentence(json.dumps([text, values], ensure_ascii=False))


def in_words(done: Sentence) -> str:
    """In the reader's language."""
    text, values = json.loads(done or '["", {}]')
    return translated(text, **values) if text else ""


def told(done: Sentence) -> Cookie:
    """Sealed, so that nobody else's page puts words into ours."""
    return cookie(NAME, seal(PURPOSE, {"said": done}, seconds=SECONDS), seconds=SECONDS)


def heard(sealed: str) -> str:
    found = unseal(PURPOSE, sealed) if sealed else None
    return in_words(found["said"]) if found else ""


def over() -> Cookie:
    return cookie(NAME, "", seconds=0)


def trigger(done: Sentence) -> str:
    """For static/app.js: says it, and gives the form a new token, since it may stay on the page."""
    return json.dumps({"done": {"said": in_words(done), "token": tokens.form_token()}})
