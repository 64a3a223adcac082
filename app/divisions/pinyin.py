"""Pinyin of county names: what people type where no Chinese keyboard is at hand.

Only for loading the list: the phrase book takes 55 MB, which no web worker should carry.
"""

from pypinyin import Style, lazy_pinyin

# Read otherwise than pypinyin's phrase book has it. 长 is cháng in all county names but one.
READ_SO = {
    "长子县": "zzx", "单县": "sx", "浚县": "xx", "洪洞县": "htx", "朝阳县": "cyx",
    "覃塘区": "qtq", "繁峙县": "fsx",
}  # fmt: skip


def initials(name: str) -> str:
    if name in READ_SO:
        return READ_SO[name]
    return "".join(lazy_pinyin(name.replace("长", "常"), style=Style.FIRST_LETTER))


def romanised(name: str) -> str:
    """嘉善县 → jiashan: the address that sign-up proposes."""
    short = name[:-1] if len(name) > 2 and name[-1] in "县市区旗" else name
    return "".join(lazy_pinyin(short.replace("长", "常")))
