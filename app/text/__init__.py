"""What people type, brought into one form before it is measured, kept or looked up. Pure.

`normalise` is for every text, and nothing is lost that anybody can see: arriving.py does it to all
that arrives. `fold` is for numbers, phones, codes and search, `comparison_key` for asking
whether two names are the same; what they give is compared, never kept or shown.

Texts are not brought to NFC: it would put other characters in the place of some that stand in
people's identity cards (U+F92C becomes U+90DE), and a name is shown as it was typed. Where texts
are compared NFKC is part of the key.
"""

import re
import unicodedata
from functools import lru_cache

LINE_END = re.compile("\r\n?|[\u2028\u2029]")
# Controls but TAB and LF; zero-width blanks, byte order marks, soft hyphens, what turns the
# direction of a text, and signs for machines alone (of formulas, notes between lines, shorthand,
# music). U+FFFE and U+FFFF are no characters at all: a workbook that holds one does not open.
# Joiners, direction marks and variation selectors stay: scripts and rare names need them. Two
# texts that differ by these alone are compared as one: they are INVISIBLE.
UNWANTED = re.compile(
    "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\u00ad\u200b\u2060-\u206f\ufeff\u202a-\u202e\ufff0-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
# Signs of dictionaries for the parts of letters, which look like the letter itself and are none:
# papers that a machine read, and PDFs that were copied from, have ⻢ for 马. NFKC knows two.
RADICALS = str.maketrans(
    "⺎⺏⺐⺒⺓⺛⺜⺝⺟⺠⺩⺬⺻⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "兀尣尢巳幺旡日月母民王示聿虎西见角贝车長镸长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")  # no encoding has them: "\ud800" in JSON

# In classes of regular expressions, which PostgreSQL reads as Python does (app/text/search.py).
# Not seen: soft hyphen, joiners, marks of direction, selectors of variants, tags.
INVISIBLE = (
    r"\u00AD\u034F\u061C\u070F\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F"
    r"\uFEFF\uFFF9-\uFFFB\U000E0000-\U000E0FFF"
)
# Blank: what Unicode calls so, and letters that show nothing.
BLANK = (
    r"\u0009-\u000D\u001C-\u0020\u0085\u00A0\u115F\u1160\u1680\u2000-\u200A\u2028\u2029\u202F"
    r"\u205F\u2800\u3000\u3164\uFFA0"
)
HYPHEN = (
    r"\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2043\u2212\u2500\u2501\u2E17\u2E1A\u2E3A\u2E3B"
    r"\u2E40\u2E5D\u301C\u3030\u30A0\uFE31\uFE32\uFE58\uFE63\uFF0D\U00010EAD"
)
# Between the parts of a name: 阿依古丽·买买提. Keyboards have it in many kinds.
DOT = r"\u002E\u00B7\u0387\u2022\u2024\u2027\u2219\u22C5\u25CF\u2E31\u2E33\u30FB\uFF0E\uFF65"
OPENING, CLOSING = "〔【［〈《「『", "〕】］〉》」』"
# Square ones of full width are folded before.
BRACKETS = str.maketrans(
    f"{OPENING}[{CLOSING}]", "(" * (len(OPENING) + 1) + ")" * (len(CLOSING) + 1)
)

# An office's own letters: the same code may be another letter on another machine.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

_invisible, _blank = re.compile(f"[{INVISIBLE}]+"), re.compile(f"[{BLANK}]+")
SEEN = re.compile(f"[^{INVISIBLE}{BLANK}]")
_hyphen, _dot = re.compile(f"[{HYPHEN}]"), re.compile(f"[{DOT}]")
_digit = re.compile(
    r"[^\D0-9]"
)  # those of other scripts; Chinese ones are words (三门峡), and stay


def normalise(text: str) -> str:
    """For every text that arrives. A second pass changes nothing. One that shows nothing is empty,
    or else a title of such letters would do, and nobody could click on it.
    """
    if text.isascii() and text.isprintable():
        return text  # most addresses and numbers
    text = HALF_A_CHARACTER.sub("\ufffd", LINE_END.sub("\n", text))
    text = UNWANTED.sub("", text).translate(RADICALS)
    return text if text.isascii() or SEEN.search(text) else ""


def is_line(text: str) -> bool:
    """One line as a form gives it back: normalised, nothing before or after it."""
    return text == normalise(text).strip() and not set(text) & set("\n\t")


def fold(text: str) -> str:
    """For numbers, phones, codes and search: half width, one kind of blank and hyphen, ASCII
    digits, nothing that is not seen. Letters stay small or large.
    """
    plain = unicodedata.normalize("NFKC", _invisible.sub("", normalise(text)))
    plain = ascii_digits(_hyphen.sub("-", plain))
    return _blank.sub(" ", plain).strip(" ")


def ascii_digits(text: str) -> str:
    """Digits of all scripts and widths, as 0 to 9; as long as the text."""
    return _digit.sub(_ascii, text)


def _ascii(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))


def compact(text: str) -> str:
    """A code or number without its blanks and hyphens: `abcd-2345` → ABCD2345."""
    bare = fold(text).replace(" ", "").replace("-", "").upper()
    return unicodedata.normalize("NFKC", bare)


@lru_cache(8192)
def comparison_key(name: str) -> str:
    """Equal for two names that a reader would call the same: dots, brackets, blanks, small and
    large letters of any kind.
    """
    key = _dot.sub("·", fold(name).translate(BRACKETS)).replace(" ", "")
    return unicodedata.normalize("NFKC", key.casefold())


_COUNTRY = re.compile(r"(?:\+|00)[ -]*86[ -]*|86[ -]*(?=1(?:[ -]*\d){10}$)")
_DIGITS = r"(?:[ -]*\d)"
_MOBILE = re.compile(rf"1[ -]*[3-9]{_DIGITS}{{9}}")
_SERVICE = re.compile(rf"[48][ -]*0[ -]*0{_DIGITS}{{7}}")
_LANDLINE = re.compile(  # before the extension 转, 分机 or the like
    r"(?:(?P<area>0[ -]*1[ -]*0|0[ -]*2[ -]*\d|0[ -]*[3-9][ -]*\d[ -]*\d)[ -]*)?"
    rf"(?P<line>[2-9]{_DIGITS}{{6,7}}?)"
    r"(?:(?:[ -]*(?:\u8f6c|\u5206\u673a|ext\.?|x|#|,)[ -]*|[ ]*-[ ]*)(?P<extension>\d{1,6}))?",
    re.IGNORECASE,
)
_ABROAD = re.compile(rf"\+[ -]*[1-9]{_DIGITS}{{6,14}}")


def canonical_phone(text: str) -> str | None:
    """As phones are kept and compared; None: it is none.

    13812345678; 0356-7022345-801 (area, line, extension); 7022345; 4001234567; +85221234567.
    """
    typed = re.sub(r"[().·/]", " ", fold(text).translate(BRACKETS)).strip()
    typed = re.sub(r" +", " ", typed)
    national = _COUNTRY.sub("", typed, count=1) if _COUNTRY.match(typed) else typed
    if _MOBILE.fullmatch(national) or _SERVICE.fullmatch(national):
        return _only_digits(national)
    if national != typed and not national.startswith("0"):
        national = f"0{national}"  # +86 356 7022345
    if found := _LANDLINE.fullmatch(national):
        parts = [_only_digits(part) for part in found.groups() if part]
        return "-".join(parts)
    if _ABROAD.fullmatch(typed) and national == typed:
        return f"+{_only_digits(typed)}"
    return None


_FIXED = re.compile(r"(?:(0\d{2,3})-)?(\d{7,8})(-\d+)?")


def dialled(phone: str) -> str:
    """Of a number as `canonical_phone` keeps it, what everybody writes of it: neighbours leave the
    area away, and others write it in brackets.
    """
    found = _FIXED.fullmatch(phone)
    return found[2] if found else phone


def masked_phone(phone: str) -> str:
    """138****5678. Of short numbers only the end is left; an area is no part of the number, for all
    of a county have the same: 0916*****56. Nor is an extension, of which nothing is left.
    """
    if landline := _FIXED.fullmatch(phone):
        area, line, extension = landline.groups("")
        shown = 4 if area and len(line) == 8 else 2
        hidden = f"-{'*' * (len(extension) - 1)}" if extension else ""
        return f"{area}{'*' * (len(line) - shown)}{line[-shown:]}{hidden}"
    digits = _only_digits(phone)
    if len(digits) >= 10:
        return f"{digits[:-8]}****{digits[-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:] if digits else ""


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)
