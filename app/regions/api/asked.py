"""What a program asks: nothing that this interface does not know, and once what is said once. What
is misspelt would else be answered as if it had not been said.
"""

from collections import Counter
from functools import cache
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException, ValidationException
from litestar.handlers import BaseRouteHandler

LONGEST_SHOWN = 40


@cache
def names_of(operation: Any) -> dict[str, bool]:
    """Of what its query holds; and whether one may be said more than once."""
    found = {}
    for name, kind in operation.__annotations__.items():
        for each in getattr(kind, "__metadata__", ()):
            found[each.name or name] = "list[" in str(kind.__origin__)
    return found


async def asks_what_there_is(
    connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler
) -> None:
    """Litestar has a page of its own for what is not there."""
    if "path" in connection.path_params:
        raise NotFoundException("There is nothing here.")
    names = names_of(route.fn)
    said = list(connection.query_params.multi_items())
    asked = Counter(name for name, _value in said)
    for name, times in asked.items():
        if name not in names:
            raise ValidationException(f"There is no parameter {name[:LONGEST_SHOWN]!r} here.")
        if times > 1 and not names[name]:
            raise ValidationException(f"`{name}` is said once.")
        if (name, "") in said:
            raise ValidationException(f"`{name}` is empty: say it, or leave it out.")
