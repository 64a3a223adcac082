"""Which of a feature's routes change something outside of the frame (app/web/frame.py)."""

import re

from litestar import Router
from litestar.handlers import HTTPRouteHandler


def unframed(router: Router) -> list[str]:
    """Their paths: empty unless a route goes its own way, and has a reason for it."""
    handlers = {
        handler
        for route in router.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"GET", "OPTIONS"}
    }
    changing = [each for each in handlers if each.http_methods & {"POST", "PUT", "PATCH", "DELETE"}]
    assert changing
    return sorted(path for each in changing if "frame" not in each.opt for path in each.paths)


def wrong(page: str) -> list[str]:
    """The fields that a page shown again marks, in its order."""
    return re.findall(r'id="wrong-field-([^"]+)"', page)
