"""Which of a page's fields a pressed button means, where the whole page is one form: so nothing
that was typed stays behind, whatever is pressed. A button sends `by`; of fields alike those are its
own that end in a dot and its value: `text.12` beside the button `answers=12`. Pure.
"""

from dataclasses import fields, is_dataclass
from typing import Any, get_origin

from app.refusal import Refused, RefusedAll
from app.web.forms.validation import Fields, hints_of


def end_of(by: str, typed: Fields) -> str:
    return f".{typed.get(by)}" if by and typed.get(by) else ""


def own(by: str, typed: Fields) -> Fields:
    """Under the names that the handler knows."""
    end = end_of(by, typed)
    mine = [(key.removesuffix(end), text) for key, text in typed.pairs if key.endswith(end)]
    return Fields(typed.without(*(key for key, _text in mine)).pairs + mine) if end else typed


def meant(form: type[Any], by: str, typed: Fields) -> set[str]:
    """The names, as they were typed, of what the handler read."""
    end = end_of(by, typed)
    known = fields(form) if is_dataclass(form) else ()
    hints: dict[str, Any] = hints_of(form) if known else {}  # type: ignore[arg-type]
    keyed = {name for name, hint in hints.items() if get_origin(hint) is dict}
    found = {f"{each.name}{end}" if f"{each.name}{end}" in typed else each.name for each in known}
    return found | {name for name in typed.names() if name.partition(".")[0] in keyed}


def as_typed(by: str, typed: Fields, refusal: Refused) -> None:
    """Refusals stand beside the fields of the pressed button."""
    end = end_of(by, typed)
    for each in refusal.refusals if isinstance(refusal, RefusedAll) else [refusal]:
        if end and each.field and f"{each.field}{end}" in typed:
            each.field = f"{each.field}{end}"
