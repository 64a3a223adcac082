"""Photos by the plain form: the same without scripts, all of them or none, and under its token."""

from typing import Any

import pytest

from app.db import county_tx, current_realm
from app.evidence import rules
from app.evidence.store.chosen import store
from app.evidence.store.directory import Directory
from app.evidence.store.storage import StoreAway
from app.evidence.tables import Photo
from tests.conftest import Browser
from tests.evidence import pictures, steps
from tests.evidence.steps import ledger, photos_there
from tests.page import Page

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("member")
async def test_without_javascript_the_form_does_the_same(
    client: Browser, stranger: Browser, station: int
) -> None:
    page = (await client.get(f"/photos/of/station/{station}")).text
    sends = Page(page).one('form[action$="/photos/form"]')
    assert (sends["method"], sends["enctype"]) == ("post", "multipart/form-data")
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = [
        ("photo", ("a.jpg", pictures.from_phone(), "image/jpeg")),
        ("photo", ("b.jpg", pictures.HTML, "image/jpeg")),
    ]
    for _ in range(2):  # an impatient finger
        response = await client.post("/photos/form", data=form, files=files)
        assert response.status_code == 303
    led_to = response.headers["location"]
    assert led_to == f"/c{current_realm.get()}/photos/of/station/{station}"
    waiting = Page(await client.get(f"http://test{led_to}")).texts("ul.notice li")
    assert ["正在处理" in each for each in waiting] == [True, True]
    assert await steps.work() == ["photo.intake"] * 2
    page = (await client.get(f"http://test{led_to}")).text
    assert page.count("/320") == 1
    assert rules.NOT_A_PHOTO in page
    assert len(await ledger()) == 1
    response = await stranger.get(f"http://test{led_to}")
    assert rules.NOT_A_PHOTO not in response.text
    assert "multipart/form-data" not in response.text


@pytest.mark.usefixtures("member")
async def test_the_bytes_decide_and_not_what_it_is_called(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    data = pictures.from_phone()
    files = [
        ("photo", (name, data if good else pictures.SVG, kind))
        for name, kind, good in [
            ("a.gif", "image/gif", True),
            ("照片", "", True),
            ("b.pdf", "application/octet-stream", True),
            ("c.jpg", "image/jpeg", False),
        ]
    ]
    assert (await client.post("/photos/form", data=form, files=files)).status_code == 303
    assert await steps.work() == ["photo.intake"] * 4
    async with county_tx(readonly=True):
        found = await Photo.select(Photo.state).order_by(Photo.id)
    assert [each["state"] for each in found] == ["ready", "ready", "ready", "refused"]


def files_of(*photos: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("photo", (name, data, "image/jpeg")) for name, data in photos]


@pytest.mark.usefixtures("member")
async def test_other_photos_under_the_same_token_are_no_twin(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    first, second = files_of(("a.jpg", pictures.from_phone())), files_of(("a.jpg", pictures.HTML))
    assert (await client.post("/photos/form", data=form, files=first)).status_code == 303
    sent = await client.post("/photos/form", data=form, files=second)
    assert sent.status_code == 409
    assert notice_of(sent.text) == ["这一页的表单已经提交过一次，内容与这次不同。请核对后再提交。"]
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_a_form_that_was_broken_off_goes_on_under_its_token(
    client: Browser, station: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = files_of(("a.jpg", pictures.from_phone()), ("b.jpg", pictures.from_phone()))
    real, asked = store().put_new, 0

    async def away_at_the_second(*values: Any) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise StoreAway
        await real(*values)

    monkeypatch.setattr(store(), "put_new", away_at_the_second)
    sent = await client.post("/photos/form", data=form, files=files)
    assert (sent.status_code, sent.headers["retry-after"]) == (503, "5")
    monkeypatch.setattr(store(), "put_new", real)
    for _twice in range(2):
        sent = await client.post("/photos/form", data=form, files=files)
        assert sent.status_code == 303
    assert await steps.work() == ["photo.intake"] * 2
    assert await photos_there() == 2


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("token", ["", "abc", "stranger's"])
async def test_the_form_needs_its_token(
    client: Browser, stranger: Browser, station: int, token: str
) -> None:
    token = {"stranger's": stranger.form_token()}.get(token, token)
    form = {"kind": "station", "id": str(station), "form_token": token}
    files = files_of(("a.jpg", pictures.from_phone()))
    sent = await client.post("/photos/form", data=form, files=files)
    assert sent.status_code == 409
    assert notice_of(sent.text) == [
        "这一页打开太久，或是在别的浏览器里打开的。请重新选择，再传一次。"
    ]
    new = Page(sent).one("form[enctype] input[name=form_token]").value
    again = await client.post("/photos/form", data=form | {"form_token": new}, files=files)
    assert again.status_code == 303
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_all_photos_of_a_form_or_none_and_each_reason(client: Browser, station: int) -> None:
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    good, empty = ("a.jpg", pictures.from_phone()), ("b.jpg", b"")
    sent = await client.post("/photos/form", data=form, files=files_of(good, empty, ("c", b"")))
    assert sent.status_code == 422
    assert notice_of(sent.text) == [f"b.jpg：{rules.EMPTY}", f"c：{rules.EMPTY}"]
    assert await photos_there() == 0
    assert (await client.post("/photos/form", data=form, files=files_of(good))).status_code == 303
    assert await photos_there() == 1


@pytest.mark.usefixtures("member")
async def test_what_did_not_reach_the_store_may_be_sent_again(
    client: Browser, station: int
) -> None:
    objects = store()
    assert isinstance(objects, Directory)
    in_the_way = objects.root / str(current_realm.get())
    in_the_way.write_text("no folder")
    form = {"kind": "station", "id": str(station), "form_token": client.form_token()}
    files = files_of(("a.jpg", pictures.from_phone()))
    assert (await client.post("/photos/form", data=form, files=files)).status_code == 500
    in_the_way.unlink()
    for _n in range(2):
        sent = await client.post("/photos/form", data=form, files=files)
        assert sent.status_code == 303
    assert await steps.work() == ["photo.intake"]


def notice_of(page: str) -> list[str]:
    return Page(page).texts("#notice li")


@pytest.mark.usefixtures("member")
async def test_the_later_of_two_captions_sees_the_first(client: Browser, station: int) -> None:
    photo = await steps.shown(client, "station", station)
    path = f"/photos/{photo}/caption"
    assert (await client.post(path, data={"caption": "先写的"})).status_code == 303
    sent = await client.post(path, data={"caption": "后写的", "before": ""})
    assert sent.status_code == 409
    field = Page(sent).one("input[name=caption]")
    form = field.around("form")
    assert field.value == "后写的"
    assert form.texts("p.hint") == ["现在是：先写的"]
    assert form.typed("before") == ["先写的"]
    sent = await client.post(path, data={"caption": "后写的", "before": "先写的"})
    assert sent.status_code == 303


@pytest.mark.usefixtures("member")
async def test_a_caption_too_long_comes_back_as_typed(client: Browser, station: int) -> None:
    photo = await steps.shown(client, "station", station)
    path, data = f"/photos/{photo}/caption", {"caption": "长" * 101}
    sent = await client.post(path, data=data)
    assert sent.status_code == 422
    field = Page(sent).one("input[aria-invalid]")
    assert (field["name"], field.value) == ("caption", "长" * 101)
    part = await client.post(path, data=data, headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-retarget"]) == (422, "#flash")


@pytest.mark.usefixtures("member")
async def test_scripts_need_the_page_s_token_too(client: Browser, station: int) -> None:
    data = {"kind": "station", "id": str(station), "size": "9", "type": "image/jpeg"}
    for token in ("", "abc"):
        sent = await client.post("/photos", data=data, headers={"x-form-token": token})
        assert sent.status_code == 403
        sent = await client.post("/photos/1/arrival", headers={"x-form-token": token})
        assert sent.status_code == 403
    assert await photos_there() == 0


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("number", [0, 2**63, 10**30])
async def test_numbers_that_nothing_has(client: Browser, number: int) -> None:
    for path in (f"/photos/{number}", f"/photos/{number}/320", f"/photos/of/topic/{number}"):
        assert (await client.get(path)).status_code == 404
    assert (await steps.announced(client, "topic", number, 100)).status_code == 404


@pytest.mark.usefixtures("member")
async def test_the_form_without_a_photo(client: Browser, station: int) -> None:
    response = await client.post(
        "/photos/form",
        data={"kind": "station", "id": str(station)},
        files=[("photo", ("", b"", "application/octet-stream"))],
    )
    assert response.status_code == 422
    assert "请先选择照片" in response.text
