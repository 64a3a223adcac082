"""The scoring methods: what each is called and what an indicator must say for it, in one record.

How each computes: app/scoring/points/methods.py, where a method without its function is an error
when the program starts.
"""

from collections.abc import Collection
from typing import NamedTuple

from app.i18n import _


class Method(NamedTuple):
    called: str  # a msgid
    counts: bool = True  # entries of a kind of the ledger
    needs: tuple[tuple[str, str], ...] = ()  # fields of the indicator, and what is said without
    split: str = ""  # entries are counted apart by this column: role or result
    table: str = ""  # the field of the indicator that its table stands in
    tried: bool = True  # whole with what can be typed in what-if
    bounded: bool = True  # by cap and floor, where they are set
    may: tuple[str, ...] = ()  # other fields that make a difference, and may be left empty


EACH = ("points", _("请写明每件几分。"))

METHODS = {
    "per": Method(_("每件几分"), needs=(EACH,), may=("cap",)),
    "ratio": Method(
        _("按比例"),
        needs=(("over", _("按比例计分，请写明除以哪一项台账。")),),
        may=("target", "empty"),
    ),
    "steps": Method(
        _("按分数段"),
        needs=(("steps", _("请写明分数段。")),),
        table="steps",
        may=("over", "empty"),
    ),
    "deduct": Method(_("从满分往下扣"), needs=(EACH,), may=("floor",)),
    "require": Method(_("达到才得分"), needs=(("target", _("请写明要达到多少。")),)),
    "best_of": Method(_("几项取最高"), counts=False, tried=False, bounded=False, may=("among",)),
    "shared": Method(
        _("几人分享"),
        split="role",
        tried=False,
        may=("points", "share", "other", "other_at_most", "cap"),
    ),
    "grade": Method(
        _("按级别"),
        needs=(("options", _("请写明各级几分。")),),
        split="result",
        table="options",
        may=("cap",),
    ),
    "manual": Method(_("人工评定"), counts=False),
}

COUNTED = frozenset({"counts", "result", "form", "category"})
BOUNDS = frozenset({"cap", "floor"})


def used(method: Method) -> frozenset[str]:
    """Pure."""
    needed = frozenset(name for name, _said in method.needs)
    return needed | frozenset(method.may) | (COUNTED if method.counts else frozenset())


OF_METHODS = frozenset(name for method in METHODS.values() for name in used(method))


def unused(method: str, given: Collection[str]) -> frozenset[str]:
    """Pure. Fields of an indicator that change nothing under this method, so that no form asks for
    them. `given`: those that something stands in; a bound that was set is never hidden.
    """
    known = METHODS.get(method)
    if known is None:
        return OF_METHODS
    return OF_METHODS - used(known) - (BOUNDS & set(given) if known.bounded else frozenset())
