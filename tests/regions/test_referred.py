"""What was too hard to agree on and was replied to in time: counted, scored and compared.
tests/topics/test_references.py walks it there.
"""

import pytest
from httpx import AsyncClient

from app.charter import store
from app.charter.presets import document
from app.charter.sheets import Indicator, Scoring, Sheet
from app.charter.stages import Stage
from app.dates import today
from app.ledger.counting import keep
from app.regions.dictionary import ITEMS
from tests.page import Page
from tests.regions.given_region import agreed
from tests.topics.test_references import too_hard
from tests.topics.test_walks import raised_under

pytestmark = pytest.mark.anyio

REPLIED = Indicator(
    "replied",
    "参考按期回复",
    100,
    "ratio",
    counts="reference.replied_on_time",
    over="reference.due",
)
SHEET = Sheet("quarter", "季度表", "station", "quarter", indicators=[REPLIED])


async def test_what_was_replied_to_in_time_is_counted_scored_and_compared(
    people: dict[str, AsyncClient],
    province: AsyncClient,
    county: int,
) -> None:
    """On the numbers page, in a sheet with the records behind it, and at the province."""
    charter = store.read(document("zhenan"))
    charter.scoring = Scoring(sheets=[SHEET])
    walk = await raised_under(people, charter)
    station = (await walk.state())["station"]
    await too_hard(walk)
    for ring in charter.flow.reference:
        await walk.step(ring, ring.by[0])
    assert (await walk.state())["stage"] == Stage.REFERRED
    page = (await people["citizen"].get("/follow")).text
    assert "列入明年的亮化计划" in page

    numbers = Page(await people["citizen"].get("/numbers"))
    assert (numbers.figures["referred"], numbers.figures["referred-replied"]) == (1, 1)
    for figure in ("referred", "referred-replied"):
        behind = Page(await people["citizen"].get(f"/numbers/{figure}"))
        assert len(behind.all("main .list li")) == 1, figure

    sheet = Page(await people["office"].get(f"/scores/quarter/{station}?on={today()}"))
    assert sheet.texts(".sheet td a") == ["1/1 × 100 = 100"]
    for of in ("", "&of=over"):
        path = f"/scores/quarter/{station}/replied?on={today()}{of}"
        assert Page(await people["office"].get(path)).one("#counted")["value"] == "1"

    await keep()
    await agreed(people["office"], county // 10000, *ITEMS)
    quarter = f"{today().year}Q{(today().month + 2) // 3}"
    asked = f"by=replied-late&show=replied-late&from={quarter}&to={quarter}"
    row = Page(await province.get(f"/compare?{asked}")).one(f'a[href*="/counties/{county}?"]')
    assert "0/1" in row.around("tr").text.replace(" ", "")
