"""Which of two decisions a form means, where one has the button at the thumb (`thumb` and
`otherwise`, templates/patterns/task.html). Pure.
"""

from app.i18n import _
from app.refusal import Refused

BOTH = _("选了别的决定，又按了最下面的按钮：请按“提交决定”，或者重新打开这一页。")


def check_one(passing: str, chosen: object, field: str) -> None:
    """`chosen`: what else is ticked. Both at once may mean either."""
    if passing and chosen:
        raise Refused(BOTH, field)


def yes_or_no(passing: str, chosen: str, field: str, unsaid: str) -> bool:
    """`chosen`: the field's "true" or "false", by choice; `unsaid`: the refusal of neither."""
    check_one(passing, chosen == "false", field)
    if not passing and chosen not in {"true", "false"}:
        raise Refused(unsaid, field)
    return bool(passing) or chosen == "true"
