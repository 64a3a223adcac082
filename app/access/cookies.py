"""Our cookies: for this host only, and not readable by scripts."""

import re

from litestar.datastructures import Cookie

from app.config import settings


def cookie_key(name: str) -> str:
    """Over https browsers then take it from this very host only, not from one beside it."""
    return f"__Host-{name}" if settings.secure else name


class Plain(Cookie):
    """Of letters that need no quotes. Litestar's own way to write it goes through three classes,
    and is as long as a page's statement.
    """

    def to_encoded_header(self) -> tuple[bytes, bytes]:
        text = f"{self.key}={self.value}; HttpOnly; Max-Age={self.max_age}; Path={self.path}"
        secure = "; Secure" if self.secure else ""
        return b"set-cookie", f"{text}; SameSite={self.samesite}{secure}".encode()


NEEDS_QUOTES = re.compile(r"[^\w.~+/=-]", re.ASCII)


def cookie(name: str, text: str, *, seconds: int) -> Cookie:
    """Not readable by scripts, not sent with other sites' forms. Empty: taken away."""
    return (Cookie if NEEDS_QUOTES.search(text) else Plain)(
        key=cookie_key(name),
        value=text,
        path="/",  # __Host- asks for it; the names keep the realms apart
        max_age=seconds if text else 0,
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )
