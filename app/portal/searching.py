"""One search box over everything that the reader may see: of each kind the first few, by the kind's
own list, which has the rest. So nobody finds by this what no list shows them.
"""

from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from app.access.roles import Account, Act
from app.consultations import rounds
from app.db import county_tx
from app.people import members, queries
from app.stations.queries import level_of_tree
from app.text.search import LONGEST_SEARCH, search_pattern
from app.topics.queries import newest
from app.veiling.asking import found_in
from app.web.requests import AnyRequest

FIRST = 6  # of each kind; what its list has more is one tap away


@get("/search")
async def search(request: AnyRequest, q: FromQuery[str] = "") -> Template:
    """By words in an address, as every list is searched. So no villager is found by this, who has
    raised or said something: that takes name and number, in a form (app/workflow/reaching.py); and
    whoever types a number is told so.
    """
    words = q.strip()[:LONGEST_SEARCH]
    personal = bool(found_in(words))
    context = {"q": words, "personal": personal, "kinds": list[Any](), "first": FIRST}
    if search_pattern(words) and not personal:
        async with county_tx(readonly=True):
            context["kinds"] = await found(request.user, words)
    return Template("portal/search.html", context=context)


async def found(account: Account | None, words: str) -> list[tuple[str, list[Any]]]:
    """Kinds of which there is something, one more of each than is shown."""
    matters = await newest(account, words=words)
    stations, _after = await level_of_tree(None, words, None)
    sittings = await rounds.newest(account, words=words)
    kinds: dict[str, Sequence[Any]] = {
        "topics": matters["topics"],
        "consultations": sittings["consultations"],
        "stations": stations,
    }
    if account is not None and account.may(Act.PEOPLE):
        kinds["members"] = await members.listed("pinyin", words, None)
        kinds["accounts"], _older = await queries.accounts(words, None)
    return [(kind, list(those[: FIRST + 1])) for kind, those in kinds.items() if those]


handlers = [search]
