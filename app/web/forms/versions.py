"""The version of what has no counter: of what its form shows. Hidden in the form as `version`."""

from hashlib import sha256
from typing import Any

from app.i18n import _
from app.refusal import Overtaken

OVERTAKEN = _("这一页打开以后，刚有别人改过；您的还没有保存。请核对后再提交。")


def version_of(*shown: Any) -> str:
    return sha256(repr(shown).encode()).hexdigest()[:16]


def check_version(version: str, *shown: Any) -> None:
    """`shown`: as it is by now, the row locked. Raises Overtaken."""
    if version != version_of(*shown):
        raise Overtaken(OVERTAKEN)
