"""The description for programs (OpenAPI): where the interface is, and how it says no."""

from typing import Any

from litestar.openapi import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin

from app.config import settings
from app.db import current_realm
from app.regions.api.answers import Problem
from app.regions.api.keys import LIMIT
from app.web.requests import AnyRequest


def problem(status: int, said: str) -> dict[int, ResponseSpec]:
    return {status: ResponseSpec(Problem, generate_examples=False, description=said)}


BAD = problem(400, "Something that was asked cannot be understood; the detail names it")
NO_KEY = problem(401, "There is no good key in `Authorization: Bearer …`")
UNKNOWN = problem(404, "There is no such indicator")
LIMITED = problem(429, f"More than {LIMIT} requests within a minute, by this key")
AWAY = problem(503, "The service is recovering, or took too long; the same may be asked again")
WAITS = {
    "429": "Seconds until the key may be used again",
    "503": "Seconds until it is worth while to ask again",
}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """As the region that is bound has it."""
    paths = {
        path: {method: waits(operation) for method, operation in item.items()}
        for path, item in schema["paths"].items()
    }
    server = {"url": f"{settings.base_url}/regions/{current_realm.get()}"}
    return {**schema, "servers": [server], "paths": paths}


def waits(operation: dict[str, Any]) -> dict[str, Any]:
    responses = dict(operation["responses"])
    for status, said in WAITS.items():
        wait = {
            "description": said,
            "schema": {"type": "integer", "minimum": 1},
            "required": True,
        }
        responses[status] = {**responses[status], "headers": {"Retry-After": wait}}
    return {**operation, "responses": responses}


class At(JsonRenderPlugin):
    def render(self, request: AnyRequest, openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, described(openapi_schema))
