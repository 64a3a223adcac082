"""Our cookies: for this host only, and not readable by scripts."""

from litestar.datastructures import Cookie

from app.config import settings


def cookie_key(name: str) -> str:
    """Over https browsers then take it from this very host only, not from one beside it."""
    return f"__Host-{name}" if settings.secure else name


def as_header(made: Cookie) -> tuple[bytes, bytes]:
    """Litestar's way goes through three classes, and is as long as a page's statement. For texts
    that need no quotes.
    """
    text = f"{made.key}={made.value}; HttpOnly; Max-Age={made.max_age}; Path={made.path}"
    secure = "; Secure" if made.secure else ""
    return b"set-cookie", f"{text}; SameSite={made.samesite}{secure}".encode()


def cookie(name: str, text: str, *, seconds: int) -> Cookie:
    """Not readable by scripts, not sent with other sites' forms. Empty: taken away."""
    return Cookie(
        key=cookie_key(name),
        value=text,
        path="/",  # __Host- asks for it; the names keep the realms apart
        max_age=seconds if text else 0,
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )
