"""Flash messages: what was done is said once, on the next page; a cookie carries it there."""

import json

from litestar.datastructures import Cookie

from app.access.cookies import cookie
from app.access.sealed import seal, unseal
from app.web import tokens

NAME = "said"
PURPOSE = "what was done"
SECONDS = 60


def told(text: str) -> Cookie:
    """Sealed, so that nobody else's page puts words into ours."""
    return cookie(NAME, seal(PURPOSE, {"said": text}, seconds=SECONDS), seconds=SECONDS)


def heard(sealed: str) -> str:
    found = unseal(PURPOSE, sealed) if sealed else None
    return str(found["said"]) if found else ""


def over() -> Cookie:
    return cookie(NAME, "", seconds=0)


def trigger(text: str) -> str:
    """For static/app.js: says it, and gives the form a new token, since it may stay on the page."""
    return json.dumps({"done": {"said": text, "token": tokens.form_token()}})
