"""What tests start from. All of it happens in the county that is bound."""

from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from httpx import AsyncClient

from app.accounts.roles import Role
from app.accounts.sessions import cookie_name, open_session
from app.accounts.tables import AccountRow, Provider
from app.charter import store
from app.counties.tables import County
from app.dates import now
from app.db import county_in_tx, county_tx, current_county, value
from app.divisions.load import load as load_divisions
from app.people.tables import Appointment
from app.stations.tables import Station

CHARTER = (Path(__file__).parent / "charter.toml").read_text()
numbers = count(1)


async def a_county(number: int) -> None:
    await County.insert(County(id=number, slug=f"c{number}", name="试点县", opened_at=now()))
    await store.save(CHARTER, author="测试", note="起步", effective_on=date(2020, 1, 1))


async def an_account(
    *roles: Role, station: int | None = None, department: int | None = None, name: str = "张三"
) -> int:
    """An account with these roles. → its id"""
    async with county_tx():
        provider = await value(
            'SELECT "id" FROM "provider" WHERE "provider"."county" = $1 LIMIT 1'
        )
        if provider is None:
            row = Provider(
                name="测试身份服务", issuer="http://127.0.0.1:1", client_id="a", client_secret="b"
            )
            await Provider.insert(row)
            provider = row.id
        account = AccountRow(provider=provider, subject=f"s{next(numbers)}", name=name)
        await AccountRow.insert(account)
        for role in roles:
            await Appointment.insert(
                Appointment(account=account.id, role=role, station=station, department=department)
            )
    return int(account.id)


async def signed_in(
    client: AsyncClient, *roles: Role, station: int | None = None, department: int | None = None
) -> int:
    """The client carries a session of a new account with these roles. → the account's id"""
    account = await an_account(*roles, station=station, department=department)
    await sign_in(client, account)
    return account


async def sign_in(client: AsyncClient, account: int) -> None:
    async with county_tx():
        token = await open_session(account)
        number = county_in_tx()
    realm = f"/c{number}" if number > 1 else "/operator"
    client.cookies.set(cookie_name(realm), token)


async def a_station(
    name: str = "龙兴镇工作站",
    kind: str = "town",
    level: str = "township",
    parent: dict[str, Any] | None = None,
) -> int:
    """→ its id. `kind` is a key of tests/charter.toml."""
    async with county_tx():
        station = Station(
            kind=kind,
            level=level,
            name=name,
            division=f"{current_county.get()}100",
            parent=parent["id"] if parent else None,
            opened_on=date(2021, 1, 1),
            code=f"S{next(numbers):07}",
            lineage=[],
        )
        await Station.insert(station)
        lineage = [*(parent["lineage"] if parent else []), station.id]
        await Station.update({Station.lineage: lineage}).where(Station.id == station.id)
    return int(station.id)


async def divisions(url_of_owner: str) -> None:
    """The national list, but only these counties, unless more is there already. In no time."""
    few = {"140825", "621202", "611025", "512002", "330421"}  # the five presets' own
    others = {"330402", "330424", "330481", "140826", "310115", "441900", "140822", "330482"}
    await load_divisions(url_of_owner, only=frozenset(few | others))
