"""The first operator is named by a command; naming them again changes nothing but the secret."""

import pytest

from app.access.roles import Act
from app.access.sessions import Limits, behind, open_session
from app.accounts.operators import name_person
from app.db import bound_to, county_tx, value
from app.tenancy.numbers import OPERATOR

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("pool")]

PROVIDER = {
    "name": "运营方",
    "issuer": "https://id.operator.example",
    "client_id": "shangliang",
    "client_secret": "first",
}
ACCOUNT = 'SELECT "id" FROM "account" WHERE "account"."county" = $1 AND "subject" = $2'
KEPT = 'SELECT "client_secret" FROM "provider" WHERE "provider"."county" = $1 AND "issuer" = $2'


async def test_an_operator_is_named_once() -> None:
    assert await name_person(OPERATOR, PROVIDER, "sub-of-wang", "王运维")
    assert not await name_person(
        OPERATOR, PROVIDER | {"client_secret": "second"}, "sub-of-wang", "王运维"
    )
    with bound_to(OPERATOR):
        async with county_tx():
            account = await value(ACCOUNT, "sub-of-wang")
            found = await behind(await open_session(account), Limits())
            assert await value(KEPT, PROVIDER["issuer"]) == "second"
    assert found
    assert found.account.may(Act.SIGNUPS)
    assert not found.account.may(Act.DESK)
