"""Litestar without what nothing here uses: it would be paid for at each start, in each worker."""

import gc
from typing import Any

from litestar import Litestar, MediaType, Response, Router
from litestar._asgi.utils import wrap_in_exception_handler
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.response import Template
from litestar.types import ASGIApp, ControllerRouterHandler, Receive, Scope, Send

NO_ROUTE = "no_route"


class Application(Litestar):
    """Its routers are its own: Litestar would copy each to its depth, frames of forms and all: a
    third of what a start takes besides imports, and their memory twice. Its models are msgspec's:
    Litestar looks for pydantic's too, wherever it is installed.
    """

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, after_request=as_html, **named)

    def _validate_registration_value(self, value: ControllerRouterHandler) -> Any:
        if not isinstance(value, Router):
            return super()._validate_registration_value(value)
        if value.owner is not None:
            raise TypeError(f"{value.path}: a router of another application.")
        value.owner = self
        return value

    def _create_asgi_handler(self) -> ASGIApp:
        """What fits no route is refused within the middleware too. Litestar would refuse it before:
        by a page of nobody's, in Chinese.
        """

        async def refused(scope: Scope, _receive: Receive, _send: Send) -> None:
            raise scope["state"][NO_ROUTE]

        refusing = wrap_in_exception_handler(refused)
        for each in reversed(self.middleware):
            refusing = each(refusing)

        async def routed(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await self.asgi_router(scope, receive, send)
            except (NotFoundException, MethodNotAllowedException) as error:
                scope["state"][NO_ROUTE] = error
                await refusing(scope, receive, send)

        return wrap_in_exception_handler(routed)

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


async def as_html(response: Response[Any]) -> Response[Any]:
    """All templates are: Litestar would guess it from the name of each, for each page."""
    if isinstance(response, Template):
        response.media_type = response.media_type or MediaType.HTML
    return response


def settle() -> None:
    """What is there when a web worker has started stays: modules, routes, templates' functions.
    Looking through all of it for what nobody needs any more took a request 100 to 400 ms, each time
    Python thought of it (174,000 objects); from now on it looks at what requests leave.
    """
    gc.collect()
    gc.freeze()
