"""What a county nominated, and what its prefecture and its province made of it, as the article of
Yanjiang says: one case was chosen by the province, twenty by the prefecture.
"""

from datetime import timedelta
from typing import NamedTuple

from app.access.roles import Role
from app.cases import material, region_choice, rules
from app.cases.nominating import entry_of
from app.cases.tables import Nomination
from app.dates import now
from app.db import bound_to, region_tx, rows, tx
from app.demo.scene import Scene
from app.demo.telling import words
from app.ledger import post

PUBLISHED_SHARE = 2  # every second one that was chosen
# With talk and photos to show; one of each station.
CLOSED = """
    SELECT DISTINCT ON ("topic"."station") "topic"."id" FROM "topic"
    WHERE "topic"."county" = $1 AND "stage" = 'closed' AND "published_at" IS NOT NULL
      AND EXISTS (SELECT FROM "consultation" JOIN "photo" ON "photo"."county" = $1
                    AND "photo"."consultation" = "consultation"."id"
                  WHERE "consultation"."county" = $1 AND "consultation"."topic" = "topic"."id"
                    AND "typical")
      AND EXISTS (SELECT FROM "answer" WHERE "answer"."county" = $1
                  AND "answer"."topic" = "topic"."id")
    ORDER BY "topic"."station", "topic"."id" DESC LIMIT $2
"""


class Nominated(NamedTuple):
    region: int
    nominations: list[int]
    chosen: int  # so many of them, from the first


async def nominate_cases(scene: Scene) -> list[Nominated]:
    """Within the county's transaction, when all is told."""
    by_prefecture = scene.demo.published.chosen_by_prefecture
    by_province = scene.demo.published.chosen_by_province
    if not by_prefecture + by_province:
        return []
    prefecture, province = rules.regions_of(scene.demo.code)
    waiting = 3  # two that wait, and one that is declined
    found = await rows(CLOSED, by_prefecture + waiting + by_province + waiting - 1)
    topics = [each["id"] for each in found]
    split = by_prefecture + waiting
    told = []
    both = ((prefecture, topics[:split], by_prefecture), (province, topics[split:], by_province))
    for region, mine, chosen in both:
        made = [
            await nominate(scene, topic, region, days=3 + 5 * before)
            for before, topic in zip(reversed(range(len(mine))), mine, strict=True)
        ]
        told.append(Nominated(region, made, chosen))
    return told


async def nominate(scene: Scene, topic: int, region: int, *, days: int) -> int:
    office = scene.people.accounts[Role.OFFICE, None]
    about = await material.about(topic)
    texts = rules.proposed(*about.public_texts)
    one = Nomination(
        topic=topic,
        region=region,
        onward=not rules.is_province(region),
        photos=[each["id"] for each in about.photos[:2]],
        nominated_by=scene.people.names[office],
        nominated_at=now() - timedelta(days=days),
        **texts._asdict(),
    )
    await Nomination.insert(one)
    await post(entry_of(one, about.topic, office, one.nominated_at.date()))
    return int(one.id)


async def choose_cases(county: int, told: list[Nominated]) -> None:
    """As the regions' staff would, in their own role."""
    why = words().why_chosen
    for region, nominations, number in told:
        with bound_to(region):
            async with region_tx():
                who = "省政协工作人员" if rules.is_province(region) else "市政协工作人员"
                for place, nomination in enumerate(nominations[:number]):
                    await decide(county, nomination, "chosen", why[place % len(why)], who)
                    if place % PUBLISHED_SHARE == 0:
                        await decide(county, nomination, "published", "", who)
                for nomination in nominations[number : number + 1]:
                    await decide(county, nomination, "declined", words().why_not_chosen[0], who)


async def decide(county: int, nomination: int, kind: str, reason: str, who: str) -> None:
    bound = tx()
    about = (bound.county, county, nomination)
    await bound.connection.execute(region_choice.DECIDE, *about, kind, reason, who)
    if beside := region_choice.BESIDE.get(kind):
        await bound.connection.execute(beside, *about)
