"""A clerk raises for somebody: who stands at the window, wrote a paper slip, or telephoned. The
matter is theirs, and the code is printed for them; who wrote it down stays beside it.
"""

from typing import Any

import segno
from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from app.access.roles import KEEPERS, Account, Act, may
from app.config import settings
from app.db import county_tx, rows, value
from app.topics import transitions
from app.web.requests import AnyRequest, realm_of, user_of
from app.workflow.raising.brought import WAYS

OWN = """
    SELECT "name", "code" FROM "station"
    WHERE "station"."county" = $1 AND "id" = ANY(:own::bigint[]) AND "closed_on" IS NULL
    ORDER BY "by_pinyin", "id"
"""
CODE = 'SELECT "code" FROM "station" WHERE "station"."county" = $1 AND "id" = :id'


def keeps(account: Account | None, lineage: list[int]) -> bool:
    return account is not None and bool(account.at(KEEPERS, lineage))


async def own_stations(account: Account | None) -> list[dict[str, Any]]:
    """Where somebody comes to this clerk; who keeps all of them has none before the others."""
    own = account.stations(Act.PRIVATE) if account else None
    return await rows(OWN, own=own) if own else []


@get("/topics/{topic_id:int}/receipt", guards=[may(Act.PRIVATE)])
async def receipt(request: AnyRequest, topic_id: FromPath[int]) -> Template:
    """For whoever wrote it down, and nobody else: the code opens what its owner told us."""
    async with county_tx(readonly=True):
        topic = await transitions.load(topic_id)
        code = await value(CODE, id=topic["station"])
    if topic["brought_by"] != user_of(request).id:
        transitions.not_there()
    address = f"{settings.base_url}{realm_of(request)}/follow"
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(border=2)
    context = {"topic": topic, "address": address, "ways": WAYS, "drawn": drawn, "code": code}
    return Template("topics/receipt.html", context=context)


handlers = [receipt]
