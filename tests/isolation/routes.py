"""The route table as it is, what its handlers ask for, and the address of each route with a real
record's ids in it.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, get_type_hints

from litestar import Litestar
from litestar.routes import HTTPRoute

from app.access.roles import Act
from app.db import row

TABLES = {
    "person_id": "circle",
    "subject_id": "topic",
    "draft_id": "charter_draft",
    "record_id": "topic",
    "case_id": "nomination",  # not published: nobody finds it
    "subject": "station",
    "check_id": "standard_check",
    "kept_id": "kept_form",
    "wish_id": "wish",
}  # elsewhere: topic_id → topic
WORDS = {
    "rest": "nothing",
    "name": "consultations",
    "file": "topics-2026.csv",
    "week": "2026-W48",
    "part": "names",
    "sheet": "quarter",
    "indicator": "place",
    "of": "topic",
    "kind": "topic",
    "size": "320",
    "mark": "0" * 20,
    "code": "140825",
    "quarter": "2026Q1",
    "stage": "screening",
}


class Route(NamedTuple):
    method: str
    path: str
    act: str  # an Act, signed_in, has_key (a program's), or - for everybody

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.act}"


def routes(app: Litestar) -> Iterator[Route]:
    yield from sorted(
        (
            Route(str(method), route.path_format, act_of(handler))
            for route in app.routes
            if isinstance(route, HTTPRoute)
            for handler in route.route_handlers
            for method in handler.http_methods - {"OPTIONS", "HEAD"}
        ),
        key=lambda each: (each.path, each.method),
    )


def handlers(app: Litestar) -> list[tuple[str, str, Any]]:
    return [
        (str(method), route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
        if not route.path_format.startswith(("/static", "/blob", "/demo-idp"))
    ]


def hints(handler: Any) -> dict[str, Any]:
    return get_type_hints(handler.fn)


def asked_for(path: str, handler: Any) -> list[str]:
    others = {"request", "data", "return"}
    return [name for name in hints(handler) if name not in others and f"{{{name}" not in path]


def route_of(action: str, realm: str, paths: list[str]) -> str:
    """Of these the one to which a form with this action is sent."""
    path = action.removeprefix(realm).partition("?")[0].rstrip("/") or "/"
    fitting = [each for each in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), path)]
    return min(fitting, key=lambda each: each.count("{"))


def act_of(handler: Any) -> str:
    for guard in handler.resolve_guards():
        if isinstance(act := getattr(guard, "act", None), Act):
            return str(act)
        if (name := guard.__name__) in {"signed_in", "has_key"}:
            return str(name)
    return "-"


async def ids_of(found: list[Route]) -> dict[str, str]:
    """A value for each parameter of these routes, from the bound county's own records."""
    names = {name for each in found for name in parameters(each.path)}
    values = {}
    for name in names:
        if name in WORDS:
            values[name] = WORDS[name]
        else:
            table = TABLES.get(name, name.removesuffix("_id"))
            first = await row(
                f'SELECT "id" FROM "{table}" WHERE "{table}"."county" = $1'  # noqa: S608
                ' ORDER BY "id" LIMIT 1'
            )
            assert first, f"the full county has no {table}"
            values[name] = str(first["id"])
    return values


def parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


# One form that every handler can read: what is refused is refused for who asks, not for its shape.
FORM = {
    "version": "0",
    "whole": "yes",
    "decision": "pass",
    "approved": "true",
    "opinion": "写一段够长的意见，好让每个表单都收得下",
    "text": "写一段够长的话，好让每个表单都收得下",
    "title": "一件够长的事情",
    "reason": "courts",
    "story": "写一段经过",
    "spot": "桥头",
    "category": "hard",
    "name": "某某",
    "participant": "1",
    "grp": "citizen",
    "manner": "meeting",
    "place": "村委会",
    "held_on": "2026-03-02",
    "kind": "topic",
    "id": "1",
    "size": "1000",
    "type": "image/jpeg",
    "solved": "true",
    "stars": "5",
    "accepted": "true",
    "adopted": "true",
    "conclusion": "consensus",
    "role": "member",
    "subject": "someone",
    "sector": "农业界",
    "task": "修好路灯",
    "due_on": "2026-12-31",
    "caption": "现场",
    "minutes": "记录",
    "matter": "路灯坏了",
    "talk": "谈了两次",
    "result": "修好了",
    "region": "10",
    "sheet": "quarter",
    "on": "2026-05-06",
    "days": "7",
    "do": "claim",
    "mark.place": "1",
    "why.place": "有牌子",
    "indicator": "place",
    "upheld": "false",
    "standard": "三有",
    "item": "system",
}
