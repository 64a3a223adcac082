"""How a topic moves: loaded and locked, moved by a rule's `Move`, recorded and posted. Whoever
decides on an older version of it meets a conflict (optimistic locking).
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn, cast

from litestar.exceptions import NotFoundException
from piccolo.columns.column_types import DEFAULT

from app import ledger
from app.access.holding import HELD_AT_ALL, HELD_HERE
from app.access.roles import Account
from app.charter import store
from app.charter.model import Charter
from app.charter.stages import BEFORE_ACCEPTANCE, ENDED, Stage
from app.dates import now, today
from app.db import row
from app.i18n import _
from app.refusal import Overtaken, Refused
from app.topics import entries, hands, rules
from app.topics.rules import Move
from app.topics.tables import Changes, LoadedTopic, Passage, Topic

LOAD = f"""
    SELECT "topic".*, "station"."name" AS station_name, "station"."lineage",
           {HELD_HERE} AS held_here, {HELD_AT_ALL} AS held_at_all,
           "station"."level" AS station_level, "station"."kind" AS station_kind
    FROM "topic" JOIN "station" ON "station"."county" = $1 AND "station"."id" = "topic"."station"
    WHERE "topic"."county" = $1 AND "topic"."id" = $2
"""  # noqa: S608


async def load(topic_id: int, *, lock: bool = False) -> LoadedTopic:
    """The topic with its station's name, level, kind and lineage. `lock`: a second person who
    acts at the same moment waits here, and then finds what the first one did.
    """
    found = await row(LOAD + (' FOR UPDATE OF "topic"' if lock else ""), topic_id, of=LoadedTopic)
    if found is None:
        not_there()
    return found


def not_there() -> NoReturn:
    """Also for what is there, but not for whoever asks."""
    raise NotFoundException(_("没有这个页面，或者它不对您公开。"))


async def charter_of(topic: Mapping[str, Any]) -> Charter:
    return await store.version(topic["charter"])


def check_fresh(topic: LoadedTopic, version: int) -> None:
    """A form made before somebody else moved the topic on changes nothing."""
    if topic["version"] != version:
        raise Overtaken(_("这个%(topic)s刚被别人办理过，请看现在的情况再办。"))


async def move(
    topic: LoadedTopic,
    to: Move,
    *,
    account: Account | None,
    role: str,
    kind: str,
    decision: str,
    opinion: str = "",
    facts: dict[str, Any] | None = None,
    happened_on: date | None = None,
    reason: str = "",
    merged_into: int | None = None,
    ring: int | None = None,
) -> None:
    """Writes the passage, moves the topic, posts to the ledger. `topic` (from `load`) follows.
    `ring`: what the passage is about, where that is not the ring at which the topic stands.
    """
    if len(opinion) > rules.LONGEST_TEXT:
        raise Refused(_("这一项太长，最多 %(most)s 个字。"), most=rules.LONGEST_TEXT)
    day = happened_on or today()
    charter = await charter_of(topic)
    actor = account.id if account else None
    at = topic if ring is None else {**topic, "ring": ring}
    written: Any = passage(at, kind, decision, opinion, facts, role, actor, day)
    written.at = DEFAULT  # when the transaction began: before all that the step posts
    await Passage.insert(written)
    changes = changed(topic, to, charter, day)
    if reason:
        changes["reason"] = reason
    if merged_into is not None:
        changes["merged_into"] = merged_into
    await post_step(topic, to, account=account, role=role, decision=decision, day=day)
    await change(topic, changes)


async def change(topic: LoadedTopic, changes: Mapping[str, Any]) -> None:
    """The row's columns, and `topic` follows."""
    columns: dict[Any, Any] = {**changes}
    await Topic.update(columns).where(Topic.id == topic["id"])
    cast("dict[str, Any]", topic).update(changes)


def passage(  # noqa: PLR0917
    topic: Mapping[str, Any],
    kind: str,
    decision: str,
    opinion: str,
    facts: dict[str, Any] | None,
    role: str,
    actor: int | None,
    day: date,
) -> Passage:
    """What is written down of a step at the ring where the topic stands."""
    return Passage(
        topic=topic["id"],
        ring=topic["ring"],
        kind=kind,
        decision=decision,
        opinion=opinion.strip(),
        facts=json.dumps(facts or {}, ensure_ascii=False),
        account=actor,
        role=role,
        happened_on=day,
    )


def changed(topic: Mapping[str, Any], to: Move, charter: Charter, day: date) -> Changes:
    changes: Changes = {
        "stage": str(to.stage),
        "ring": to.ring,
        "held_by": rules.holders(charter.rings, to),
        "instead": hands.instead(charter.rings, to.ring, topic.get("station_level", "")),
        "judged": hands.judged(charter.rings, to),
        "version": topic["version"] + 1,
        "closed_on": day if to.stage in ENDED else None,
    }
    if to.ring != topic["ring"] or to.stage != topic["stage"]:
        changes["ring_since"] = day
        changes["nudged_on"] = None
    if (
        publishes(charter, to.stage)
        and topic["published_at"] is None
        and topic.get("taken_down_at") is None
    ):
        changes["published_at"] = now()
    return changes


def publishes(charter: Charter, stage: Stage) -> bool:
    """Declined, merged and withdrawn matters stay between whoever raised them and the office."""
    if stage in {Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN} | BEFORE_ACCEPTANCE:
        return False
    return charter.publicity.topics_from == "accepted" or stage in ENDED


async def post_step(
    topic: LoadedTopic,
    to: Move,
    *,
    account: Account | None,
    role: str,
    decision: str,
    day: date,
) -> None:
    actor = account.id if account else None
    step = entries.of_step(topic, to, actor=actor, role=role, decision=decision, day=day)
    if step.takes_back:
        await ledger.take_back(*step.takes_back, topic=topic["id"], actor=actor, happened_on=day)
    await ledger.post(*step.posts)
