"""Forms of scores in the frame; and nothing is counted for who may not see it."""

import pytest
from httpx import AsyncClient

from app.access.roles import Role
from app.db import county_tx, rows, value
from tests import conftest, given
from tests.conftest import Browser
from tests.page import Page
from tests.scoring.test_life import ON, Case

pytestmark = pytest.mark.anyio

COUNTING = ('"counted"', '"settled"', '"tally"', "settled_entry")


async def counted_for(client: AsyncClient, address: str) -> int:
    """→ the answer's status; nothing of the scores is read for it."""
    conftest.statements.clear()
    answer = await client.get(address)
    read = [sql for sql in conftest.statements if any(each in sql for each in COUNTING)]
    assert read == [], address
    return answer.status_code


async def test_nothing_is_counted_for_who_may_not_see_it(client: AsyncClient) -> None:
    case = await Case().begun(client)
    one, sheet = f"/scores/quarter/{case.station}", "/scores/quarter"
    pages = (sheet, one, f"{one}/filed", f"{sheet}/export.xlsx", f"{one}/export.xlsx")
    client.cookies.clear()
    for path in pages:
        assert await counted_for(client, f"{path}?on={ON}") == 401
    assert await counted_for(client, f"/assessments/{case.id}") == 401
    elsewhere = await given.an_account(Role.TOWNSHIP, station=case.other, name="乙站经办")
    await given.sign_in(client, elsewhere)
    for path in pages:
        assert await counted_for(client, f"{path}?on={ON}") == 403
    for path in (f"marks/{case.station}", f"appeals/{case.station}"):
        assert await counted_for(client, f"/assessments/{case.id}/{path}") == 403
    nowhere = await given.an_account(Role.TOWNSHIP, name="没有站的")
    await given.sign_in(client, nowhere)
    assert await counted_for(client, f"/assessments/{case.id}") == 403
    await given.sign_in(client, case.office)
    for path in ("/scores/none", f"{one}/none", f"{sheet}/none", f"{sheet}/0/filed"):
        assert await counted_for(client, f"{path}?on={ON}") == 404
    assert await counted_for(client, f"/assessments/{case.id}/answers/7") == 404
    conftest.statements.clear()
    assert (await client.get(f"{one}?on={ON}")).status_code == 200
    assert any('"counted"' in sql for sql in conftest.statements)  # so it would be seen


async def test_an_unknown_subject_of_a_published_sheet(client: AsyncClient) -> None:
    case = await (await Case().begun(client)).noticed()
    client.cookies.clear()
    conftest.statements.clear()
    assert (await client.get(f"/scores/quarter/none?on={ON}")).status_code == 404
    assert not any('"facts"' in sql for sql in conftest.statements)
    assert (await client.get(f"/scores/quarter/{case.station}?on={ON}")).status_code == 200


async def test_what_was_typed_stays_and_all_of_it_is_told(client: AsyncClient) -> None:
    case = await Case().begun(client)
    form = {"do": "verify", "mark.place": "40.1", "why.place": " "}
    sent = await case.by(case.office, f"/marks/{case.station}", **form)
    assert (sent.status_code, [*Page(sent).wrong]) == (422, ["mark.place", "why.place"])
    assert Page(sent).typed("mark.place") == ["40.1"]
    await case.noticed()
    sent = await case.by(case.clerk, f"/appeals/{case.station}", indicator="none", text="")
    assert (sent.status_code, [*Page(sent).wrong]) == (422, ["indicator", "text"])
    await case.by(case.clerk, f"/appeals/{case.station}", indicator="place", text="新挂了牌子")
    async with county_tx(readonly=True):
        one = await value('SELECT "id" FROM "appeal" WHERE "appeal"."county" = $1')
    odd = await case.by(case.office, f"/answers/{one}", upheld="true", mark="41", text="")
    assert (odd.status_code, [*Page(odd).wrong]) == (422, ["mark", "text"])
    assert 'value="41"' in odd.text
    none = await case.by(case.office, f"/answers/{one}")
    assert [*Page(none).wrong] == ["upheld", "text"]


async def test_the_later_of_two_sees_both_marks_and_chooses(client: AsyncClient) -> None:
    """Also where the same page holds a claim's form: it is the verifier's that comes back."""
    case = await Case().begun(client)
    await case.verify(case.station, "30")
    form = {"do": "verify", "was.place": "", "mark.place": "20", "why.place": "再看"}
    late = await case.by(case.office, f"/marks/{case.station}", **form)
    assert late.status_code == 409
    assert Page(late).typed("mark.place") == ["20"]
    assert "现在是：30" in late.text
    assert 'name="was.place" value="30"' in late.text  # so the next one counts


async def test_a_twin_counts_once_and_another_is_told(client: Browser) -> None:
    case = await (await Case().begun(client)).noticed()
    form = {"indicator": "place", "text": "新挂了牌子", "form_token": client.form_token()}
    for _twin in range(2):
        sent = await case.by(case.clerk, f"/appeals/{case.station}", **form)
        assert sent.status_code == 303
    other = await case.by(case.clerk, f"/appeals/{case.station}", **{**form, "text": "另一句"})
    assert (other.status_code, "另一句" in other.text) == (409, True)
    async with county_tx(readonly=True):
        kept = await rows('SELECT "text" FROM "appeal" WHERE "appeal"."county" = $1')
    assert [each["text"] for each in kept] == ["新挂了牌子"]


async def test_it_is_said_what_was_done(client: AsyncClient) -> None:
    case = await Case().begun(client)
    await case.by(case.office, "/verification")
    page = (await client.get(f"/assessments/{case.id}")).text
    assert "自评结束，开始核验。" in page.split('id="done"')[1].split("</div>")[0]
    late = await case.by(case.office, "/verification")
    assert (late.status_code, "已经到了「核验」" in late.text) == (409, True)
