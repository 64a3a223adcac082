"""Whatever is typed into the forms, and whatever is pressed: kept and shown again, and either put
in force whole or refused with every error named; what is in force changes by nothing else.
"""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.access.roles import Role
from app.charter import presets, rules, store
from app.charter.model import Charter
from app.charter.shape import misshapen_data, readable
from app.dates import today
from app.db import county_tx, rows
from app.drafting import drafts
from app.drafting.forms.fields import PARTS, Drawing
from app.drafting.forms.inputs import inputs
from app.drafting.forms.parsing import applied, data_of, tree_of
from tests import given
from tests.charter.editor import Editor, Part
from tests.page import Page
from tests.processes import LONG

CHARTERS = {"small": given.charter(), **presets.presets()}
TEXTS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["", "0", "-1", "3", "1e999", "nan", "五", "review", "member", "a.b", " x ", "\0"]
    ),
)
Plan = tuple[int, list[tuple[int, str]], int]  # a part, fields and what is typed, a button
SOME = st.integers(0, 10**6)
PLAN = st.tuples(SOME, st.lists(st.tuples(SOME, TEXTS), max_size=3), SOME)
ACTIONS = ("add", "put", "remove", "up", "down", "save", "nonsense")


@drawn(st.sampled_from(sorted(CHARTERS)), st.data())
@settings(max_examples=150, deadline=None)
def test_reading_a_form_never_fails_and_loses_nothing(slug: str, data: st.DataObject) -> None:
    """Pure: names that no page has, and buttons of places that are not there."""
    whole = drafts.from_charter(CHARTERS[slug])
    part = data.draw(st.sampled_from(sorted(PARTS)))
    names = sorted(inputs(Drawing(whole, []).page(part)))
    name = st.one_of(st.sampled_from(names), st.text("abz.019+#", max_size=12))
    sent = data.draw(st.lists(st.tuples(name, TEXTS), max_size=12))
    tree = tree_of(sent)
    applied(tree, f"{data.draw(st.sampled_from(ACTIONS))}:{data.draw(name)}")
    new = data_of(tree, part, whole)
    assert new.keys() >= whole.keys() - set(PARTS[part])
    assert all(new[key] == whole[key] for key in whole if key not in PARTS[part])
    problems = misshapen_data(new) + rules.check(readable(new))
    drawing = Drawing(new, problems).page(part)
    assert inputs(drawing)
    assert all(each.said(new) for each in problems)


@pytest.mark.anyio
@pytest.mark.parametrize("slug", CHARTERS)
async def test_random_edits_through_the_pages(client: AsyncClient, slug: str) -> None:
    await given.signed_in(client, Role.OFFICE)
    loop = asyncio.get_running_loop()

    @drawn(st.lists(PLAN, min_size=1, max_size=3))
    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    def edits(plans: list[Plan]) -> None:
        of_all = edited(client, CHARTERS[slug], plans)
        asyncio.run_coroutine_threadsafe(of_all, loop).result(LONG)

    await asyncio.to_thread(edits)


async def edited(client: AsyncClient, charter: Charter, plans: list[Plan]) -> None:
    async with county_tx():
        draft = await drafts.begin(drafts.from_charter(charter), "草稿", "张三")
    for plan in plans:
        await one_edit(client, draft, plan)
    await saved_or_refused(client, draft)


async def one_edit(client: AsyncClient, draft: int, plan: Plan) -> None:
    which, typing, button = plan
    editor = Editor(client, draft)
    page = await editor.open(sorted(PARTS)[which % len(PARTS)])
    names = sorted(name for name in page.fields if "." in name and page.kinds[name] != "hidden")
    for number, text in typing if names else []:
        page.fields[names[number % len(names)]] = text
    buttons = sorted(set(page.buttons) - {"done"})
    answer = await editor.send(buttons[button % len(buttons)])
    assert answer.status_code == 200, answer.text
    shown = Part(answer)
    again = await client.get(editor.here)
    assert Part(again).wrong == shown.wrong


async def saved_or_refused(client: AsyncClient, draft: int) -> None:
    before = await versions()
    async with county_tx(readonly=True):
        kept = drafts.data_of(await drafts.find(draft))
    overview = await client.get(f"/charter/drafts/{draft}")
    complete = "需修改" not in overview.text
    form = {
        "note": "改",
        "effective_on": str(today()),
        "made_against": str(len(before)),
        "confirmed": "true",
    }
    answer = await client.post(f"/charter/drafts/{draft}/signing", data=form)
    if answer.status_code == 200 and Page(answer).all("#signing [name=seen]"):  # points change
        page = Page(answer)
        form |= {name: page.typed(name)[0] for name in ("seen", "looked")}
        answer = await client.post(f"/charter/drafts/{draft}/signing", data=form)
    after = await versions()
    assert after[: len(before)] == before
    if complete and "完全一样" in Page(answer).notice:
        assert readable(kept) == store.read(after[-1]["document"])
        assert len(after) == len(before)
    elif complete:
        assert answer.status_code == 303, answer.text
        assert len(after) == len(before) + 1
        assert store.read(after[-1]["document"]) == readable(kept)
    else:
        assert answer.status_code == 422, answer.text
        assert len(after) == len(before)


async def versions() -> list[Any]:
    async with county_tx(readonly=True):
        return await rows('SELECT * FROM "charter" WHERE "charter"."county" = $1 ORDER BY "number"')
