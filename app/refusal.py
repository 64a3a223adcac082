"""How a rule says no. One exception, rendered in one place (errors.py)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Refused(Exception):
    """`text` is Chinese and a msgid: the reader's language and `values` are put in when shown.

    `field` names the form field it belongs beside; None: it concerns the whole form.
    """

    status = 422  # of the answer
    headers: Mapping[str, str] = {}

    def __init__(self, text: str, field: str | None = None, **values: Any) -> None:
        super().__init__(text)
        self.text, self.field, self.values = text, field, values

    def __str__(self) -> str:
        return self.text % defaultdict(lambda: "…", self.values) if self.values else self.text


class RefusedAll(Refused):
    """Several things are wrong with one form; all are said at once."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__("；".join(map(str, refusals)))
        self.refusals = refusals


def refuse_all(refusals: list[Refused]) -> None:
    """Raises if there is anything to refuse: a single one as it is, several as `RefusedAll`."""
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise RefusedAll(refusals)


class Overtaken(Refused):
    """Somebody else changed the same thing since the form was made. What was typed is shown beside
    what stands there now.
    """

    status = 409


class TooOften(Refused):
    """A rate limit. After `wait` seconds the same form may be sent."""

    status = 429

    def __init__(self, text: str, wait: int) -> None:
        super().__init__(text, minutes=-(-wait // 60))
        self.headers = {"retry-after": str(wait)}


@contextmanager
def gathered(refusals: list[Refused]) -> Iterator[None]:
    """What is refused in here is told together with the rest: `refuse_all` follows."""
    try:
        yield
    except Overtaken:
        raise
    except Refused as refusal:
        refusals.append(refusal)


class OvertakenAll(RefusedAll, Overtaken):
    """Somebody else was first, and the form is wrong besides."""
