"""Under which names texts may mention who was written down: people write more into the field of a
name than a name. Pure.
"""

import re
from functools import lru_cache

from app.text import BLANK, DOT
from app.text.personal import strike_numbers

# What is written beside a name: brackets, a number and what it is called (电话, 手机, 联系方式).
_MARKS = r"[\s、，,：:;；]*"
_CALLED = r"\u7535\u8bdd|\u624b\u673a|\u8054\u7cfb\u65b9\u5f0f"
_BESIDE = re.compile(rf"{_MARKS}(?:{_CALLED})?{_MARKS}[（(〔【\[].*$", re.DOTALL)
_OPEN, _CLOSED = r"（(〔【\[", r"）)〕】\]"
_WRAPPED = re.compile(rf"^\s*[{_OPEN}]([^{_CLOSED}]*)[{_CLOSED}]\s*")
_LISTED = re.compile(r"[、/／;；&＆\n]+")  # several people: 王芳、李明
_APART = re.compile(rf"[{BLANK}，,：:]+")
_HAN = r"\u3400-\u9fff"
_BEFORE = re.compile(rf"^(?:姓名|村民|居民|群众|反映人|联系人|电话|手机)+(?=[{_HAN}]{{2}})")
_BEHIND = re.compile(rf"(?<=[{_HAN}]{{2}})(?:等\d*人?|女士|先生|同志)$")
_AND = re.compile(
    rf"(?<=^[{_HAN}]{{2}})[和与及](?=[{_HAN}]{{2,3}}$)|(?<=^[{_HAN}]{{3}})[和与及](?=[{_HAN}]{{2,3}}$)"
)
_NAME = re.compile(rf"[{_HAN}]{{2,4}}")
# Who or where it is, and no name.
_NO_NAME = re.compile(
    r".*(?:[村组镇乡街县市区省族长]|社区|街道|村民|居民|群众|代表|主任|书记|支书|委员|会计|老师|医生)"
    "|姓名|反映人|联系人|电话|手机|先生|女士|同志"
)
# Alone they are nobody: 欧阳 娜娜.
SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙",
    "宇文", "司徒", "司空", "端木", "轩辕", "南宫", "万俟", "澹台",
})  # fmt: skip


@lru_cache(4096)
def called(name: str) -> frozenset[str]:
    """王芳（村民）, 村民王芳, 王芳 女 45岁 as 王芳, too; 王芳、李明 as each of them; and
    阿依古丽·买买提 as 阿依古丽, as people are spoken of whose name is written so.
    """
    typed = _unwrapped(name)
    bare = _BESIDE.sub("", strike_numbers(typed, "(").lstrip("( "))
    found = {name, bare}
    for one in map(str.strip, _LISTED.split(bare)):
        given = re.split(f"[{DOT}]", one)[0].strip()
        found.update((one,) if given.isascii() else (one, given))
    for one in _LISTED.split(strike_numbers(typed, " ")):
        words = (_BEHIND.sub("", _BEFORE.sub("", each)) for each in _APART.split(one))
        for each in (word for both in words for word in _AND.split(both)):
            if _NAME.fullmatch(each) and each not in SURNAMES and not _NO_NAME.fullmatch(each):
                found.add(each)
    return frozenset({each for each in found if len(each) > 1} | {name})


def _unwrapped(name: str) -> str:
    """（村民）王芳, （王芳）."""
    found = _WRAPPED.match(name)
    return (name[found.end() :] or found[1]) if found else name
