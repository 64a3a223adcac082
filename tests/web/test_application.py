"""Two methods of Litestar's that are no part of what it promises are overridden
(app/web/application.py). A new Litestar that changes them has to be read first.
"""

import inspect
from collections.abc import Callable
from hashlib import sha256

import pytest
from litestar import Litestar, Router, get

from app.web.application import Application

READ = [
    (Router._validate_registration_value, "919522d965ab878b"),
    (Litestar._get_default_plugins, "c7c40d6d9bec4bd9"),
]


@pytest.mark.parametrize(("method", "known"), READ)
def test_litestars_own_is_as_it_was_read(method: Callable[..., object], known: str) -> None:
    found = sha256(inspect.getsource(method).encode()).hexdigest()[:16]
    assert found == known, f"{method.__qualname__} is another one now: see whether ours still fits."


@get("/")
async def page() -> str:
    return ""


def test_a_router_is_its_applications_own_and_of_no_other() -> None:
    router = Router("/a", route_handlers=[page])
    application = Application([router], openapi_config=None)
    assert router.owner is application
    with pytest.raises(TypeError, match="a router of another application"):
        Application([router], openapi_config=None)


def test_no_plugin_of_a_library_that_models_could_be_of_is_looked_for() -> None:
    theirs, ours = (
        {type(each).__name__ for each in made([], openapi_config=None).plugins}
        for made in (Litestar, Application)
    )
    assert {"PydanticDIPlugin", "PydanticInitPlugin", "PydanticSchemaPlugin"} <= theirs
    assert not [each for each in ours if each.startswith(("Pydantic", "Attrs"))]
    assert "MsgspecDIPlugin" in ours
