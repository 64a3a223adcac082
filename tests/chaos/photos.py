"""Photos sent as the browser's script sends them, and their ledger."""

import io
import json
import time
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode, urlsplit

from PIL import Image

from tests.chaos.house import House
from tests.chaos.streams import BROWSER, asked


def picture(width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


class Sender:
    """Announced, sent, said to have arrived: only that is confirmed."""

    def __init__(
        self, house: House, county: str, stations: list[int], session: str, *, pace: int = 0
    ) -> None:
        """`pace`: bytes a second; 0: as fast as can be."""
        self.house, self.county, self.stations = house, county, stations
        self.session, self.pace = session, pace
        self.data = picture(320, 240) if pace else picture()
        self.confirmed: list[int] = []
        self.tried, self.took = 0, 0.0  # `took`: the longest of what the program was asked

    def headers(self) -> dict[str, str]:
        from app.web.forms import tokens  # noqa: PLC0415  (the settings are the house's by now)

        tokens.browser.set(tokens.Browser(BROWSER))
        cookie = f"{self.session}; {tokens.NAME}={BROWSER}"
        return {"cookie": cookie, tokens.HEADER: tokens.form_token()}

    async def put(self) -> tuple[int, dict[str, str], int]:
        """Announced and sent. → its number too: 0 where that failed"""
        port = self.house.port
        form = self.headers() | {"content-type": "application/x-www-form-urlencoded"}
        self.tried += 1
        station = self.stations[self.tried % len(self.stations)]
        fields = {"kind": "station", "id": station, "size": len(self.data)}
        at = f"/{self.county}/photos"
        began = time.monotonic()
        status, found, said = await asked(port, at, "POST", urlencode(fields).encode(), form)
        self.took = time.monotonic() - began
        if status != 200:
            return status, found, 0
        answer: dict[str, Any] = json.loads(said)
        link = urlsplit(answer["upload"]["url"])
        address = f"{link.path}?{link.query}"
        named = {name.lower(): text for name, text in answer["upload"]["headers"].items()}
        if link.netloc:
            named["host"] = link.netloc
        to = link.port or port
        status, found, _said = await asked(to, address, "PUT", self.data, named, self.pace)
        if status in {200, 201}:
            return status, found, int(answer["id"])
        # The store's own answer to the browser, where it is no folder of ours.
        return (503, {"retry-after": ""}, 0) if link.netloc else (status, found, 0)

    async def arrive(self, photo: int) -> tuple[int, dict[str, str]]:
        path = f"/{self.county}/photos/{photo}/arrival"
        status, found, _said = await asked(self.house.port, path, "POST", b"", self.headers())
        if status == 200:
            self.confirmed.append(photo)
        return status, found

    async def read(self, photo: int) -> tuple[int, dict[str, str]]:
        path = f"/{self.county}/photos/{photo}/320"
        status, found, _said = await asked(self.house.port, path, headers=self.headers())
        return status, found

    async def __call__(self) -> tuple[int, dict[str, str]]:
        status, found, photo = await self.put()
        if not photo:
            return status, found
        began = time.monotonic()
        status, found = await self.arrive(photo)
        self.took = max(self.took, time.monotonic() - began)
        return status, found


async def signed_in(connection: Any, county: str) -> tuple[list[int], str]:
    """→ stations, and the cookie of an account that keeps it."""
    from app.access.sessions import cookie_name, digest  # noqa: PLC0415

    number = await connection.fetchval("SELECT id FROM county WHERE slug = $1", county)
    account = await connection.fetchval(
        "SELECT id FROM account WHERE county = $1 AND subject = $2", number, f"{county}-office"
    )
    token = token_hex(16)
    await connection.execute(
        "INSERT INTO session (county, token_hash, account) VALUES ($1, $2, $3)",
        number, digest(token), account,
    )  # fmt: skip
    stations = await connection.fetch(
        "SELECT id FROM station WHERE county = $1 AND closed_on IS NULL ORDER BY id LIMIT 50",
        number,
    )
    return [each["id"] for each in stations], f"{cookie_name(f'/{county}')}={token}"
