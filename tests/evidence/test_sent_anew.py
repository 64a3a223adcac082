"""What somebody above its sender took down is put back, and not sent anew."""

from typing import Any

import pytest

from app.access.roles import Role
from app.db import county_tx, rows
from app.evidence.rules import TAKEN_DOWN_ABOVE
from app.evidence.sorts import Sort
from tests import given
from tests.conftest import Browser
from tests.evidence import documents, pictures, steps
from tests.evidence.test_hands import a_face

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("sort", Sort)
async def test_what_was_taken_down_above_its_sender_is_not_sent_anew(
    client: Browser, sort: Sort
) -> None:
    """The very same, there: of anybody below who took it down. Another may be sent, and the same
    where it was not taken down; and again, once it was put back and taken down by its sender.
    """
    station, elsewhere = [await given.a_station(each) for each in ("甲村", "乙村")]
    keeper = await given.an_account(Role.CONVENER)
    other = await given.an_account(Role.TOWNSHIP, station=station)
    office = await given.an_account(Role.OFFICE)
    same = pictures.from_phone() if sort is Sort.PHOTO else documents.PDF
    differs = same + b"\n"

    async def state_of(account: int, at: int, data: bytes) -> tuple[str, str, int]:
        await given.sign_in(client, account)
        if sort is Sort.PHOTO:
            sent = await steps.sent(client, "station", at, data)
        else:
            sent = await steps.file_sent(client, "station", at, data, "批复.pdf")
        await steps.work()
        (row,) = await all_of_sent(sort, sent)
        return row["state"], row["refusal"], sent

    def path(sent: int) -> str:
        return f"{sort.about.path}/{sent}"

    state, _no, first = await state_of(keeper, station, same)
    assert state == "ready"
    await given.sign_in(client, office)
    assert (await client.post(f"{path(first)}/removal", data={"reason": "有人脸"})).is_redirect
    for account in (keeper, other):
        assert (await state_of(account, station, same))[:2] == ("refused", TAKEN_DOWN_ABOVE)
    assert (await state_of(keeper, station, differs))[0] == "ready"
    assert (await state_of(keeper, elsewhere, same))[0] == "ready"
    assert (await state_of(office, station, same))[0] == "ready"
    # What its sender took down themselves is theirs to send.
    _state, _no, own = await state_of(keeper, station, differs + b"\n")
    assert (await client.post(f"{path(own)}/removal", data={"reason": "传错了"})).is_redirect
    assert (await state_of(keeper, station, differs + b"\n"))[0] == "ready"


async def all_of_sent(sort: Sort, sent: int) -> list[Any]:
    async with county_tx(readonly=True):
        return await rows(
            f'SELECT * FROM "{sort}" WHERE "{sort}"."county" = $1 AND "id" = $2',  # noqa: S608
            sent,
        )


async def test_a_face_that_the_office_took_down_is_not_sent_anew(client: Browser) -> None:
    member, me, office = await a_face(client)
    await given.sign_in(client, me)
    photo = await steps.shown(client, "member", member)
    await given.sign_in(client, office)
    assert (await client.post(f"/photos/{photo}/removal")).is_redirect
    await given.sign_in(client, me)
    again = await steps.sent(client, "member", member)
    assert await steps.work() == ["photo.intake"]
    (row,) = await all_of_sent(Sort.PHOTO, again)
    assert (row["state"], row["refusal"]) == ("refused", TAKEN_DOWN_ABOVE)
    assert await steps.shown(client, "member", member, pictures.from_phone() + b"\n")
