"""What a nomination is made of: the topic, what is public of it, and who would see it."""

from typing import NamedTuple

from litestar.exceptions import NotFoundException

from app import evidence
from app.cases.rules import by_what_was_done
from app.consultations.rounds import Round, rounds_of
from app.dates import in_words
from app.db import LARGEST_ID, rows
from app.evidence.queries import Shown
from app.i18n import _, translated
from app.outcomes.queries import CameOfIt, CommitmentOf, outcomes_of
from app.topics import transitions
from app.topics.tables import LoadedTopic
from app.veiling.queries import hidden_of
from app.veiling.rules import as_told

SHARES = """
    SELECT DISTINCT "region" FROM "share" WHERE "share"."county" = $1 AND "ended_at" IS NULL
"""
NOMINATED_TO = """
    SELECT "region" FROM "nomination" WHERE "nomination"."county" = $1 AND "topic" = $2
      AND "withdrawn_at" IS NULL
"""


class About(NamedTuple):
    topic: LoadedTopic
    public_texts: tuple[str, str, list[str], list[str], list[str]]  # as rules.proposed() takes them
    photos: list[Shown]
    hidden: dict[str, str] | None  # from everybody outside


async def about(topic_id: int | None, *, lock: bool = False) -> About:
    """Closed and public, or it is not there. Neighbours' names are masked, as strangers read."""
    if topic_id is None or not 0 < topic_id <= LARGEST_ID:
        raise NotFoundException(_("没有这个页面，或者它不对您公开。"))
    topic = await transitions.load(topic_id, lock=lock)
    hidden = await hidden_of(None, topic_id)
    (told,) = as_told([topic], hidden, "title", "story")
    held = [each for each in await rounds_of(topic_id, hidden) if each["state"] == "filed"]
    came_of_it = await outcomes_of(topic_id, hidden)
    return About(
        topic,
        (
            told["title"],
            told["story"],
            [round_in_words(each) for each in held],
            [each["text"] for each in came_of_it["outcomes"]],
            results_in_words(came_of_it),
        ),
        await public_photos(topic, held, came_of_it["commitments"]),
        hidden,
    )


def round_in_words(held: Round) -> str:
    return translated(
        _("%(day)s，%(n)s 人参加协商。"), day=in_words(held["held_on"]), n=held["present"]
    )


def results_in_words(came_of_it: CameOfIt) -> list[str]:
    """What was carried out, and by whom; else what the raiser was told: that speaks to one person,
    this to all.
    """
    done = by_what_was_done(
        (each["department_name"], each["done_note"] or each["task"])
        for each in came_of_it["commitments"]
        if each["done_on"] is not None and each["withdrawn_on"] is None
    )
    return done or [each["text"] for each in came_of_it["answers"][-1:]]


async def public_photos(
    topic: LoadedTopic, held: list[Round], commitments: list[CommitmentOf]
) -> list[Shown]:
    """Those that strangers see: the addresses by which other counties show them stay public."""
    if topic["published_at"] is None:
        return []
    of = {
        "consultation": [each["id"] for each in held],
        "commitment": [each["id"] for each in commitments],
        "topic": [topic["id"]],
    }
    return [
        photo
        for kind, ids in of.items()  # three kinds, however many photos
        for photos in (await evidence.photos_of(None, kind, ids)).values()
        for photo in photos
    ]


async def shares() -> set[int]:
    """Regions that see something of this county."""
    return {each["region"] for each in await rows(SHARES)}


async def nominated_to(topic_id: int) -> set[int]:
    return {each["region"] for each in await rows(NOMINATED_TO, topic_id)}
