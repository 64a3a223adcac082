"""What a county nominated, and what its prefecture and its province made of it, as the article of
one county of the demo says: one case was chosen by the province, twenty by the prefecture.
"""

from datetime import timedelta

from app.access.roles import Role
from app.cases import material, rules
from app.cases.nominating import entry_of
from app.cases.region_choice import decide
from app.cases.tables import Nomination
from app.dates import now
from app.db import bound_to, region_tx, rows
from app.demo.scene import Scene
from app.demo.telling import words
from app.ledger import post

WAITING = 3  # of each region: two that wait, and one that is declined
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


def numbers(scene: Scene) -> dict[int, int]:
    """How many each region has chosen."""
    figures = scene.demo.figures
    both = (figures.chosen_by_prefecture, figures.chosen_by_province)
    regions = zip((scene.demo.code // 100, scene.demo.code // 10000), both, strict=True)
    return {region: number for region, number in regions if number}


async def nominate_cases(scene: Scene) -> None:
    """Within the county's transaction, when all is told."""
    to = [region for region, number in numbers(scene).items() for _n in range(number + WAITING)]
    topics = await rows(CLOSED, len(to))
    for place, (topic, region) in enumerate(zip(topics, to, strict=False)):
        await nominate(scene, topic["id"], region, days=3 + 5 * (len(to) - place))


async def nominate(scene: Scene, topic: int, region: int, *, days: int) -> None:
    office = scene.people.accounts[Role.OFFICE, None]
    about = await material.about(topic)
    one = Nomination(
        topic=topic,
        region=region,
        onward=rules.level_of(region) == "prefecture",
        photos=[each["id"] for each in about.photos[:2]],
        nominated_by=scene.people.names[office],
        nominated_at=now() - timedelta(days=days),
        **rules.proposed(*about.public_texts)._asdict(),
    )
    await Nomination.insert(one)
    await post(entry_of(one, about.topic, office, one.nominated_at.date()))
    scene.nominated.setdefault(region, []).append(one.id)


async def choose_cases(scene: Scene) -> None:
    """As the regions' staff would, in their own role."""
    texts, county = words().texts, scene.demo.code
    why, why_not = texts["why-chosen"], texts["why-not-chosen"][0]
    for region, number in numbers(scene).items():
        who = "省政协工作人员" if rules.level_of(region) == "province" else "市政协工作人员"
        with bound_to(region):
            async with region_tx():
                *taken, declined = scene.nominated[region][: number + 1]
                for place, nomination in enumerate(taken):
                    await decide(county, nomination, "chosen", why[place % len(why)], who)
                for nomination in taken[::2]:
                    await decide(county, nomination, "published", "", who)
                await decide(county, declined, "declined", why_not, who)
