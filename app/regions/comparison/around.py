"""Pages around a part that is kept."""

from typing import Any

from litestar.response import Template
from litestar.response.base import ASGIResponse
from markupsafe import Markup

PLACE = "<!-- part -->"  # nobody can type it: what is typed is escaped


class Around(Template):
    """The template's `part` is put in as the bytes that it is kept as: to decode hundreds of
    kilobytes, join them with a page and encode them again took as long as the page itself.
    """

    def __init__(self, name: str, part: bytes, context: dict[str, Any] | None = None) -> None:
        given = {**(context or {}), "part": Markup(PLACE)}  # noqa: S704  (a comment)
        super().__init__(name, context=given)
        self.part = part

    def to_asgi_response(self, *args: Any, **named: Any) -> ASGIResponse:
        answer = super().to_asgi_response(*args, **named)
        answer.body = answer.body.replace(PLACE.encode(), self.part, 1)
        answer.content_length = len(answer.body)
        answer.headers["content-length"] = str(answer.content_length)
        return answer
