"""Parts of pages that are drawn once of the same: who asks again, and nothing has changed, is
handed what the one before was.
"""

from collections.abc import Callable, Hashable
from typing import Any

from markupsafe import Markup

from app import i18n
from app.web.forms import tokens


class Drawn:
    """What a part says is a matter of its values, of the reader's language, and of the county's
    address and charter: nothing else of the request may be asked for in it. Its forms have tokens
    of their own each time it is shown.
    """

    def __init__(self, most: int) -> None:
        """`most`: so many are kept, those that were asked for last."""
        self.most = most
        self.known: dict[Hashable, tuple[object, list[Markup]]] = {}

    def of(self, scope: Any, values: Hashable, draw: Callable[[], str]) -> Markup:
        """`draw`: renders a template, of these values and of nothing that is not in them."""
        charter = scope.get("charter")
        key = i18n.language.get(), scope["realm_path"], values
        found = self.known.pop(key, None)
        if found is None or found[0] is not charter:  # another version, or one that is looked at
            with tokens.later():
                drawn = Markup(draw())  # noqa: S704  (a template has escaped it)
            found = charter, drawn.split(tokens.PLACE)
        self.known[key] = found
        if len(self.known) > self.most:
            del self.known[next(iter(self.known))]
        first, *rest = found[1]
        for each in rest:
            first += tokens.hidden_field() + each
        return first
