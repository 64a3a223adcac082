"""The addresses of following a matter by its code."""

from litestar import Router

from app.workflow.followed import alone, following, wishing

router = Router("/", route_handlers=[*following.handlers, *wishing.handlers, *alone.handlers])
