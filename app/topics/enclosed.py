"""Photos that whoever raised a matter sent along, as its page shows them, and who may let others
see them. They are no evidence.
"""

from collections.abc import Collection
from typing import Any

from app import evidence
from app.access.hands import Hand, acting, may_undo
from app.access.roles import KEEPERS, Account, Role
from app.charter.model import Charter, RingKind
from app.evidence.enclosing import Enclosed, enclosed
from app.topics.tables import LoadedTopic


def reviewers(charter: Charter) -> set[Role]:
    """Pure. Who screens matters here, and who keeps the station."""
    by = {role for ring in charter.rings if ring.kind is RingKind.REVIEW for role in ring.by}
    return {role for role in Role if role in by} | KEEPERS


def may_allow(account: Account | None, topic: LoadedTopic, charter: Charter) -> bool:
    """Pure. Nobody lets their own photos through."""
    if account is None or account.id == topic["raiser"]:
        return False
    return bool(account.at(reviewers(charter), topic["lineage"]))


def hand_at(account: Account, topic: LoadedTopic, charter: Charter) -> Hand:
    return acting(account, reviewers(charter), topic["lineage"])


def kept_closed(found: Collection[Enclosed], mine: Hand) -> set[int]:
    """Pure. Photos that somebody above closed again."""
    return {
        each["photo"]
        for each in found
        if not each["allowed"] and each["closed_as"] and not may_undo(mine, each["closed_as"])
    }


async def context_of(
    account: Account | None,
    topic: LoadedTopic,
    charter: Charter,
    *,
    held: Collection[Role],
    by_code: bool,
) -> dict[str, Any]:
    """For topics/_enclosed.html. Within the caller's transaction."""
    found = await enclosed(topic["id"])
    public = topic["published_at"] is not None
    context: dict[str, Any] = {
        "enclosed": [],
        "enclosed_hidden": sum(not each["allowed"] for each in found),
        "allows": bool(found) and may_allow(account, topic, charter),
    }
    if account is not None and context["allows"]:
        context["kept_closed"] = kept_closed(found, hand_at(account, topic, charter))
    if found and (public or not by_code):  # a code opens no picture
        number = found[0]["id"]
        photos = await evidence.photos_of(
            account, "enclosure", [number], public=public, inside=bool(held)
        )
        context["enclosed"] = photos.get(number, [])
    return context
