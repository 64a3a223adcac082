"""The scoring methods: what each is called and what an indicator must say for it, in one record.

How each computes: app/scoring/points/methods.py, where a method without its function is an error
when the program starts.
"""

from typing import NamedTuple

from app.i18n import _


class Method(NamedTuple):
    called: str  # a msgid
    counts: bool = True  # entries of a kind of the ledger
    needs: tuple[tuple[str, str], ...] = ()  # fields of the indicator, and what is said without
    split: str = ""  # entries are counted apart by this column: role or result
    table: str = ""  # the field of the indicator that its table stands in
    tried: bool = True  # whole with what can be typed in what-if


EACH = ("points", _("请写明每件几分。"))

METHODS = {
    "per": Method(_("每件几分"), needs=(EACH,)),
    "ratio": Method(_("按比例"), needs=(("over", _("按比例计分，请写明除以哪一项台账。")),)),
    "steps": Method(_("按分数段"), needs=(("steps", _("请写明分数段。")),), table="steps"),
    "deduct": Method(_("从满分往下扣"), needs=(EACH,)),
    "require": Method(_("达到才得分"), needs=(("target", _("请写明要达到多少。")),)),
    "best_of": Method(_("几项取最高"), counts=False, tried=False),
    "shared": Method(_("几人分享"), split="role", tried=False),
    "grade": Method(
        _("按级别"), needs=(("options", _("请写明各级几分。")),), split="result", table="options"
    ),
    "manual": Method(_("人工评定"), counts=False),
}
