"""Pinyin of the names of places: what people type where no Chinese keyboard is at hand.

Only for loading the list, and when the operator changes it: then it is found before a search, and
no web worker carries the phrase book for that.
"""

import re

from app.divisions.rules import NO_NAMES

# In the names of places always read so, whatever the phrase book has: a letter of the same sound
# takes its place. 长 is cháng in all county names but one.
LIKE = str.maketrans({"长": "常", "都": "督", "什": "十", "勒": "泐", "朝": "潮", "漯": "洛"})

# Read otherwise than the phrase book has it. Of several readings the first is the official one;
# a county is found by each.
READ_SO = {
    "万柏林区": ("wan bo lin qu", "wan bai lin qu"),
    "中牟县": ("zhong mu xian", "zhong mou xian"),
    "乐陵市": ("le ling shi", "lao ling shi"),
    "伽师县": ("jia shi xian",),
    "佛冈县": ("fo gang xian",),
    "佛坪县": ("fo ping xian",),
    "八宿县": ("ba su xian", "ba xiu xian"),
    "六合区": ("lu he qu",),
    "六枝特区": ("liu zhi te qu", "lu zhi te qu"),
    "南乐县": ("nan le xian",),
    "单县": ("shan xian",),
    "召陵区": ("shao ling qu",),
    "塔什库尔干塔吉克自治县": ("ta shi ku er gan ta ji ke zi zhi xian",),
    "大城县": ("dai cheng xian", "da cheng xian"),
    "宕昌县": ("tan chang xian", "dang chang xian"),
    "崆峒区": ("kong tong qu",),
    "扎囊县": ("zha nang xian", "za nang xian"),
    "扎鲁特旗": ("zha lu te qi", "za lu te qi"),
    "曾都区": ("zeng du qu",),
    "民乐县": ("min le xian", "min yue xian"),
    "泊头市": ("bo tou shi",),
    "洪洞县": ("hong tong xian", "hong dong xian"),
    "浚县": ("xun xian",),
    "浪卡子县": ("lang ka zi xian",),
    "涡阳县": ("guo yang xian",),
    "珲春市": ("hun chun shi",),
    "称多县": ("chen duo xian", "cheng duo xian"),
    "穆棱市": ("mu ling shi",),
    "筠连县": ("jun lian xian", "yun lian xian"),
    "繁峙县": ("fan shi xian",),
    "绥棱县": ("sui ling xian", "sui leng xian"),
    "色达县": ("se da xian", "shai da xian"),
    "荥经县": ("ying jing xian",),
    "蚌山区": ("beng shan qu",),
    "覃塘区": ("qin tang qu", "tan tang qu"),
    "长子县": ("zhang zi xian",),
    "闵行区": ("min hang qu",),
    "马尾区": ("ma wei qu",),
    "麦盖提县": ("mai gai ti xian", "mai ge ti xian"),
    "龙圩区": ("long xu qu", "long wei qu"),
}


# ü as it is written where a keyboard has none: lüe is lue on all signs, lü is lv or lu.
WITHOUT_DOTS = re.compile(r"^([ln])v")


def readings(name: str) -> list[list[str]]:
    """Each a list of syllables."""
    if name in READ_SO:
        return [reading.split() for reading in READ_SO[name]]
    from pypinyin import lazy_pinyin  # noqa: PLC0415  (55 MB that few workers ever need)

    found = lazy_pinyin(name.translate(LIKE))
    plain = [WITHOUT_DOTS.sub(r"\1u", part) for part in found]
    if plain == found:
        return [found]
    return [plain, found] if any("ve" in part for part in found) else [found, plain]


def initials(name: str) -> str:
    """西湖区 → xhq; with a blank between where there are several readings."""
    found = ("".join(part[0] for part in reading) for reading in readings(name))
    return " ".join(dict.fromkeys(found))


def romanised(name: str) -> str:
    """平湖市 → pinghu: the address that sign-up proposes."""
    syllables = readings(name)[0]
    ends = len(name) > 2 and len(syllables) == len(name) and name[-1] in "县市区旗"
    return "".join(syllables[:-1] if ends else syllables)


def spelt(name: str) -> str:
    """西湖区 →  xihuqu huqu qu: from each syllable on, so that a part is found from its beginning
    and no `an` in the midst of `shan`. A blank stands before each.
    """
    return "".join(
        f" {''.join(reading[start:])}"
        for reading in readings(name)
        for start in range(len(reading))
    )


def spellings(code: str, name: str) -> tuple[str, str, str]:
    """Initials and address of counties only; the reading of what they lie in too."""
    if len(code) == 6:
        return initials(name), romanised(name), spelt(name)
    return "", "", spelt(name) if len(code) < 6 and name not in NO_NAMES else ""
