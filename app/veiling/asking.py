"""Who writes down a number or an address is asked whether it is meant to stand there."""

from app.i18n import _, translated
from app.refusal import Refused
from app.text.across import across
from app.text.kinds import VEILED, What
from app.text.personal import personal

WILL_BE_VEILED = _("文中有%(what)s“%(typed)s”：公开时会遮住，经办人看得到。")
WILL_BE_SHOWN = _("文中有%(what)s“%(typed)s”：公开时会照写出来。")
IS_IT_MEANT = _("文中写到了号码或住址。确实要写的，请打上勾再提交。")


def found_in(*texts: str) -> list[tuple[What, str]]:
    """Pure. Each as it was typed, once; also what begins in one text and ends in the next."""
    found = [(each.what, text[each.start : each.end]) for text in texts for each in personal(text)]
    for split in across(*texts):
        typed = (texts[place][start:end] for place, start, end in split.parts)
        found.append((split.what, " ".join(typed)))
    return list(dict.fromkeys(found))


def in_words(found: list[tuple[What, str]]) -> list[str]:
    return [
        translated(
            WILL_BE_VEILED if what in VEILED else WILL_BE_SHOWN,
            what=translated(what.about),
            typed=text,
        )
        for what, text in found
    ]


def check_meant(meant: str, *texts: str) -> list[Refused]:
    """`meant`: "yes" from whoever was asked."""
    return [Refused(IS_IT_MEANT, "meant")] if meant != "yes" and found_in(*texts) else []
