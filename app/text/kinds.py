"""What a run of digits is. Pure.

Identity numbers: GB 11643 (18 places, the last checks the others, ISO 7064 MOD 11-2), and of 15
places as cards had them until 1999 (no check: region and day of birth must fit). Bank cards:
GB/T 14504 and ISO/IEC 7812 (16 to 19 digits, Luhn).
"""

import re
from datetime import date

from app.i18n import _
from app.records import Recorded


class What(Recorded):
    """`about`: what it is called, a msgid."""

    about: str

    MOBILE = "mobile", _("手机号")
    IDENTITY = "identity", _("身份证号")
    CARD = "card", _("银行卡号")
    SERVICE = "service", _("电话号码")  # a landline, a hotline: people may well be meant to call it
    ADDRESS = "address", _("门牌住址")


VEILED = frozenset({What.MOBILE, What.IDENTITY, What.CARD})


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# GB/T 2260: provinces; those of old cards are the same, whose counties may be no more.
PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
# Dialled before a number for a cheaper call, or to hide one's own: 17909 138 1234 5678.
_BEFORE = "179\\d\\d|1259\\d|1258\\d{2,3}|10193|10131|11808"
_MOBILE = re.compile(rf"(?:{_BEFORE})?(?:\+?86|0086|0)?1[3-9]\d{{9}}|(?:1[3-9]\d{{9}}){{2,4}}")
_LANDLINE = re.compile(r"0[1-9]\d{9,10}|[48]00\d{7}|1[02]\d{3}|9\d{4}|[2-9]\d{6,7}")


def has_check(bare: str) -> bool:
    return kind_of(bare) in {What.IDENTITY, What.CARD}


def kind_of(bare: str) -> What | None:
    """Asked of all pieces of a long run: what cannot be, by its length, is not tried."""
    long = len(bare)
    if 11 <= long <= 44 and _MOBILE.fullmatch(bare):
        return What.MOBILE
    if long == 18 and re.fullmatch(r"\d{17}[\dX]", bare) and is_identity(bare):
        return What.IDENTITY
    if long == 15 and bare.isdecimal() and is_old_identity(bare):
        return What.IDENTITY
    if 16 <= long <= 19 and re.fullmatch(r"[1-9]\d{15,18}", bare) and is_card(bare):
        return What.CARD
    return What.SERVICE if 5 <= long <= 12 and _LANDLINE.fullmatch(bare) else None


def is_identity(number: str) -> bool:
    """18 places, the seventh to fourteenth a day that was, the last the right check."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return born.year >= 1850 and number[17] == _CHECKS[total % 11]


def is_old_identity(number: str) -> bool:
    """15 places: a region's code, a day of the last century without its 19, and three more."""
    region, day = number[:6], f"19{number[6:8]}-{number[8:10]}-{number[10:12]}"
    if not PROVINCE.match(region) or "00" in {region[2:4], region[4:]}:
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def is_card(number: str) -> bool:
    """Luhn: every second digit from the right twice, the sum of all digits a multiple of ten."""
    doubled = [
        int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(number))
    ]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
