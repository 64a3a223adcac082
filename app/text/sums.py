"""What is grouped as a phone is, and yet is figures: 补助150、2000、3000元. Pure."""

import re

from app.text.digits import PADDED
from app.text.worded import AMOUNT, COUNTED

# Before it: then it is one, whatever its groups are.
_CUE = re.compile(
    r"(?:电话|手机|号码|联系|微信|短信|[拨打呼]|[Tt][Ee][Ll]|[Pp]hone|(?<![A-Za-z])[Vv][Xx]?)"
    r"[^\d\n。；;]{0,6}$"
)
_LIST = re.compile(r"[、，,；;/\n]")
_DIGITS = re.compile(r"\d+")
_BEFORE = 16
_GROUPS = (3, 4, 4)


def is_sums(text: str, start: int, end: int, *, said: bool) -> bool:
    """`said`: as 一千 or 四个8, which are said of sums before they are said of phones."""
    parts, gaps = _DIGITS.findall(text[start:end]), _DIGITS.split(text[start:end])[1:-1]
    rounded = len(parts) > 1 and all(each.endswith("0") for each in parts)
    listed = [bool(_LIST.search(gap)) for gap in gaps]
    cue = _CUE.search(text[max(start - _BEFORE, 0) : start])
    behind = text[end : end + _BEFORE].lstrip(PADDED)
    if said:
        counted = behind[:1] != "号" and bool(COUNTED.match(behind.lstrip()))
        return counted or ((rounded or any(listed)) and not cue)
    if len(parts) < len(_GROUPS) or not (rounded or all(listed)):
        return False
    return bool(AMOUNT.match(behind)) or (rounded and all(listed) and not cue)
