"""How long somebody stays signed in, by the county's rules."""

from datetime import timedelta
from functools import lru_cache

from msgspec import structs

from app.access.roles import Role
from app.access.sessions import Limits
from app.charter.model import Charter, SigningIn


def limits_of(charter: Charter | None) -> Limits:
    """The operator's realm and a region's have no charter, and the shortest limits."""
    if charter is None:
        return Limits()
    return limits(structs.astuple(charter.signing_in))


@lru_cache(256)
def limits(told: tuple[int, ...]) -> Limits:
    """Asked with each request; few counties' rules differ in it."""
    minutes = dict(zip(SigningIn.__struct_fields__, told, strict=True))
    hours = minutes.pop("hours")
    idle = {Role(role): timedelta(minutes=each) for role, each in minutes.items()}
    return Limits(timedelta(hours=hours), idle)
