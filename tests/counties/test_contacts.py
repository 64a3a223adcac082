"""What the contact of a sign-up wants done with what is kept about them: asked at the sign-up's own
page or written down by the operator, seen, put right, erased; the decision stays.
"""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.conftest import browser
from tests.counties.test_signup import asked, number_of
from tests.page import Page, refused
from tests.sheets import words as words_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("named")]

KEPT = "SELECT admin_name, admin_subject, contact, state, gone_on FROM signup WHERE id = $1"


async def kept(superuser: Any, number: int) -> tuple[Any, ...]:
    return tuple((await superuser.fetchrow(KEPT, number)).values())


async def newest(superuser: Any) -> int:
    return int(await superuser.fetchval("SELECT max(id) FROM wish WHERE county = 1"))


async def test_a_contact_is_told_put_right_and_erased(
    operator: AsyncClient, superuser: Any
) -> None:
    done = (await asked(operator, "140825", "xinjiang")).headers["location"]
    number = await number_of(superuser, "xinjiang")
    name, _subject, contact, _state, _gone = await kept(superuser, number)
    page = f"{done}/wish"
    assert page in [each["href"] for each in Page(await operator.get(done)).all("main a")]
    async with browser("") as stranger:
        form = {"kind": "access", "words": "想看看"}
        shown = Page(await stranger.get(page))
        assert "运营方" in shown.one("#personal .hint").text
        assert (await stranger.post(page, data={"kind": ""})).status_code == 422
        assert (await stranger.post(page, data=form)).headers["location"] == page
        assert refused(await stranger.post(page, data=form)) == ["同样的请求已经登记，正在办理。"]
        assert (await stranger.get("/signup/done/none/wish")).status_code == 404
        assert (await stranger.post("/signup/done/none/wish", data=form)).status_code == 404
        told = (await stranger.get(page)).text
        assert name not in told
        assert contact not in told
    one = f"/operator/wishes/{await newest(superuser)}"
    assert name in (await operator.get("/operator/wishes")).text
    shown = Page(await operator.get(one))
    assert f"/operator/signups/{number}" in [each["href"] for each in shown.all("dd a")]
    file = (await operator.get(f"{one}/file.xlsx")).content
    words = words_of(file)
    assert all(each in words for each in (name, contact, "想看看"))
    answer = {"decision": "done", "answer": "已发到您的邮箱"}
    assert (await operator.post(f"{one}/decision", data=answer)).is_redirect
    assert "已发到您的邮箱" in (await operator.get(page)).text
    # Put right: whatever leads to them, and no number alone.
    new = {"of": "signup", "number": str(number), "kind": "correction", "words": "名字写错了"}
    assert (await operator.post("/operator/wishes", data=new)).is_redirect
    one = f"/operator/wishes/{await newest(superuser)}/decision"
    right = answer | {"name": "卫明", "phone": "weiming@example.cn"}
    assert (await operator.post(one, data=right)).is_redirect
    found = await kept(superuser, number)
    assert (found[0], found[2]) == ("卫明", "weiming@example.cn")
    # Erased, once it is decided: without a contact nobody could answer.
    async with browser("") as stranger:
        await stranger.post(page, data={"kind": "erasure", "words": "我是卫明"})
    one = f"/operator/wishes/{await newest(superuser)}/decision"
    early = await operator.post(one, data=answer)
    assert refused(early) == ["申请还没有审核，没有联系方式就没法答复。请先审核。"]
    refusal = {"decision": "refuse", "reason": "请用单位公函"}
    await operator.post(f"/operator/signups/{number}/decision", data=refusal)
    assert (await operator.post(one, data=answer)).is_redirect
    found = await kept(superuser, number)
    assert (found[:4], found[4] is None) == (("", "", "", "refused"), False)
    left = await superuser.fetch("SELECT words, answer FROM wish WHERE signup = $1", number)
    assert [tuple(each.values()) for each in left] == [("", ""), ("", ""), ("", "已发到您的邮箱")]
    assert "请用单位公函" in (await operator.get(done)).text
    assert (await operator.get(page)).status_code == 200
