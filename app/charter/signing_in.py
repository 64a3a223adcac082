"""How long somebody stays signed in, by the county's rules."""

from datetime import timedelta

from msgspec import structs

from app.access.roles import Role
from app.access.sessions import Limits
from app.charter.model import Charter


def limits_of(charter: Charter | None) -> Limits:
    """The operator's realm and a region's have no charter, and the shortest limits."""
    if charter is None:
        return Limits()
    minutes = structs.asdict(charter.signing_in)
    hours = minutes.pop("hours")
    idle = {Role(role): timedelta(minutes=each) for role, each in minutes.items()}
    return Limits(timedelta(hours=hours), idle)
