"""Every page of a county, for each who reads it: those of tests/lists/walk.py, which a test holds
against the routes, and of what that passes over the pages of a record that there is.
"""

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, NamedTuple

from tests.bench.server import Measured
from tests.lists.walk import LISTS, OFFICE, STRANGER

# What a route names → of the walk's places.
OF_ROUTES = {
    "topic_id": "topic", "station_id": "station", "consultation_id": "sitting",
    "commitment_id": "promise", "activity_id": "activity", "account_id": "account",
    "member_id": "person",
}  # fmt: skip


class Page(NamedTuple):
    """`path`: with the names of places in it."""

    path: str
    who: str


def pages() -> Iterator[Page]:
    from app.main import inside  # noqa: PLC0415  (the settings are the server's by now)
    from tests.isolation.routes import parameters, route_of, routes  # noqa: PLC0415

    for path, readers in LISTS.items():
        yield from (Page(path, who) for who in readers)
    of_routes = [each for each in routes(inside) if each.method == "GET"]
    paths = [each.path for each in of_routes]
    walked = {route_of(each.format_map(Filled()), "", paths) for each in LISTS}
    for route in of_routes:
        if route.path not in walked and {*parameters(route.path)} <= OF_ROUTES.keys():
            path = route.path
            for name in parameters(path):
                path = path.replace(f"{{{name}}}", f"{{{OF_ROUTES[name]}}}")
            yield Page(path, STRANGER if route.act == "-" else OFFICE)


class Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def status(server: Measured, path: str, cookie: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"cookie": cookie} if cookie else {})
    found = connection.getresponse().status
    connection.close()
    return found


async def places(server: Measured, number: int) -> dict[str, Any]:
    from app.db import bound_to, connection_pool  # noqa: PLC0415
    from tests.lists.walk import named  # noqa: PLC0415

    url = server.environment["DATABASE_URL"]
    async with connection_pool(min_size=1, max_size=1, dsn=url):
        with bound_to(number):
            return await named(number)
