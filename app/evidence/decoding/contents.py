"""What a file is. Its bytes say so, and neither its name nor what a browser announces: of names
only the ending is asked where the same bytes have several, as a WPS text that is a Word one inside.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from app.evidence.decoding import containers, sounds
from app.evidence.decoding.harm import Automatic, Bomb, Locked, Program
from app.evidence.decoding.ole import in_ole
from app.evidence.rules import FILE_BROKEN, FILE_EMPTY, LARGEST_FILE, LONGEST_NAME
from app.i18n import _
from app.records import Recorded
from app.refusal import Refused
from app.text import SEEN
from app.text.decoding import decoded

MEGABYTE = 2**20

UNKNOWN = _(
    "这种文件不能收。可以传 PDF、OFD、Word、Excel、PowerPoint、WPS、纯文本和录音"
    "（MP3、M4A、AMR、WAV、OGG）；照片请传到照片里。"
)
LOCKED = _("文件设了密码，打不开也就无法检查。请去掉密码再传。")
WITH_PROGRAM = _("文件里带有程序（宏或可执行文件），不能收。请另存为不带宏的文件再传。")
AUTOMATIC = _(
    "文件一打开就会自己运行脚本、命令，或者从别处取内容，不能收。"
    "请去掉这些再传，或打印成 PDF 再传。"
)
BOMB = _("文件展开后大得异常，可能有害，不能收。请用原来的软件打开，另存一份再传。")
TOO_LARGE = {
    "text": _("纯文本超过 2 MB。请分成几个再传。"),
    "document": _("文档超过 50 MB。请压缩里面的图片，或分成几个再传。"),
    "sound": _("录音超过 64 MB。请压缩，或分成几段再传。"),
}
TOO_MANY = {
    "text": _("这里已有 20 个纯文本，不能再传。请先撤下不需要的。"),
    "document": _("这里已有 20 个文档，不能再传。请先撤下不需要的。"),
    "sound": _("这里已有 10 段录音，不能再传。请先撤下不需要的。"),
}


class Family(NamedTuple):
    """How large one may be, in bytes, and how many of them one subject has."""

    largest: int
    most: int


FAMILIES = {
    "text": Family(2 * MEGABYTE, 20),
    "document": Family(50 * MEGABYTE, 20),
    "sound": Family(LARGEST_FILE, 10),
}


class About(NamedTuple):
    """`called`: a msgid. `endings`: of its name, the usual one first. `media`: its media type."""

    called: str
    family: str
    endings: tuple[str, ...]
    media: str


OFFICE = "application/vnd.openxmlformats-officedocument"


class Type(Recorded):
    """A value stands in the database: it is never renamed."""

    about: About

    PDF = "pdf", About(_("PDF 文档"), "document", ("pdf",), "application/pdf")
    OFD = "ofd", About(_("OFD 版式文件"), "document", ("ofd",), "application/ofd")
    DOC = "doc", About(_("文字文稿"), "document", ("doc", "wps"), "application/msword")
    XLS = "xls", About(_("表格"), "document", ("xls", "et"), "application/vnd.ms-excel")
    PPT = "ppt", About(_("演示文稿"), "document", ("ppt", "dps"), "application/vnd.ms-powerpoint")
    DOCX = (
        "docx",
        About(_("文字文稿"), "document", ("docx", "wps"), f"{OFFICE}.wordprocessingml.document"),
    )
    XLSX = "xlsx", About(_("表格"), "document", ("xlsx", "et"), f"{OFFICE}.spreadsheetml.sheet")
    PPTX = (
        "pptx",
        About(_("演示文稿"), "document", ("pptx", "dps"), f"{OFFICE}.presentationml.presentation"),
    )
    # Not text/plain, which would say of an encoding what nobody asked about.
    TEXT = "text", About(_("纯文本"), "text", ("txt",), "application/octet-stream")
    MP3 = "mp3", About(_("录音"), "sound", ("mp3",), "audio/mpeg")
    M4A = "m4a", About(_("录音"), "sound", ("m4a",), "audio/mp4")
    AMR = "amr", About(_("录音"), "sound", ("amr",), "audio/amr")
    WAV = "wav", About(_("录音"), "sound", ("wav",), "audio/wav")
    OGG = "ogg", About(_("录音"), "sound", ("ogg",), "audio/ogg")


class Content(NamedTuple):
    type: Type
    sha256: str
    size: int


def recognised(data: bytes) -> Content:
    """Raises Refused with what whoever sent it can do about it. Runs in a process of its own."""
    if not data:
        raise Refused(FILE_EMPTY)
    try:
        found = type_of(data)
    except Bomb:
        raise Refused(BOMB) from None
    except Locked:
        raise Refused(LOCKED) from None
    except Program:
        raise Refused(WITH_PROGRAM) from None
    except Automatic:
        raise Refused(AUTOMATIC) from None
    except Exception:  # noqa: BLE001  readers raise what they like at bytes made to break them
        raise Refused(FILE_BROKEN) from None
    if found is None:
        raise Refused(UNKNOWN)
    family = found.about.family
    if len(data) > FAMILIES[family].largest:
        raise Refused(TOO_LARGE[family])
    return Content(found, sha256(data).hexdigest(), len(data))


def type_of(data: bytes) -> Type | None:
    if data.startswith(containers.PDF):
        containers.in_pdf(data, 0)
        return Type.PDF
    if data.startswith(containers.ZIP):
        return known(containers.in_zip(data))
    if data.startswith(containers.OLE):
        return known(in_ole(data))
    if sound := known(sounds.kind_of(data)):
        return sound
    return Type.TEXT if is_text(data) else None


def known(key: str | None) -> Type | None:
    return Type(key) if key else None


# What a browser, an office program or a shell takes for more than text.
MARKUP = re.compile(
    rb"<\s*(!doctype|\?xml|\?php|html|head|body|svg|script|iframe|object|embed|meta|img|form)\b",
    re.IGNORECASE,
)
ACTIVE = (b"#!", b"{\\rtf")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def is_text(data: bytes) -> bool:
    """In one of the encodings that phones and offices here write, without markup."""
    text = decoded(data)
    if text is None or CONTROL.search(text):
        return False
    plain = text.encode()
    return not MARKUP.search(plain) and not plain.lstrip().startswith(ACTIVE)


# Signs that no file system takes, or that turn a name round so that it seems to end otherwise.
UNFIT = re.compile(
    r"[\x00-\x1f\x7f/\\:*?\"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+"
)


def check_name(name: str) -> str:
    """As it was called there, without what is no part of a name."""
    plain = " ".join(UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2]).split())
    plain = plain.strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = plain, ""
    stem = stem.strip(". ")[:LONGEST_NAME]
    if not SEEN.search(stem):
        raise Refused(NAMELESS, "file")
    return f"{stem}.{ending}" if ending else stem


NAMELESS = _("文件没有名称。请改名后再传。")


def named(name: str, found: Type) -> str:
    """With the ending of what it is: whatever another one says is left in front of it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in found.about.endings:
        return f"{name.rpartition('.')[0]}.{ending}"
    return f"{name}.{found.about.endings[0]}"
