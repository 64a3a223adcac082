"""A clerk raises for somebody: how it came. Pure."""

from app.i18n import _
from app.refusal import Refused

WAYS = {"window": _("窗口来访"), "paper": _("纸条、信件"), "telephone": _("来电")}


def check_brought(brought: str, slip: str, name: str, *, keeps: bool) -> list[Refused]:
    """`keeps`: whoever asks keeps the station. Only a slip may come from nobody."""
    if not brought:
        return [Refused(_("写了单号，请选是怎么来的。"), "brought")] if slip.strip() else []
    if not keeps or brought not in WAYS:
        return [Refused(_("只有管这里的人可以替别人登记。"), "brought")]
    if brought != "paper" and not name.strip():
        return [Refused(_("替别人登记，请写明是替谁。"), "name")]
    return []
