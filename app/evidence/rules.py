"""What may be sent as a photo or as a file, and what is said when it may not. Plain values in and
out. What a file is by its bytes: contents.py.
"""

from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from app.i18n import _
from app.refusal import Refused

LARGEST = 40 * 2**20  # bytes: the largest that phones of 108 megapixels write
# Of a JPEG, which is decoded at a fraction of its size; and of all others. A little more than what
# phones call 108 and 50 megapixels: 12032 x 9024 and 8192 x 6144.
MOST_PIXELS_OF_JPEG = 110_000_000
MOST_PIXELS = 51_000_000
LONGEST_SIDE = 40_000  # panoramas
SHORTEST_SIDE = 64
MOST_SCANS = 100  # of a JPEG; cameras write ten. Each takes as long as a picture.
MOST_PHOTOS = 60  # of one subject
LONGEST_CAPTION = 100
LONGEST_REASON = 200
SIZES = (1280, 320)  # renditions: the longest side, largest first
# What is sent is sent as this: its bytes decide what it is, not what a browser or a name calls it.
CONTENT_TYPE = "application/octet-stream"

NOT_A_PHOTO = _("这不是照片。请传 JPG、PNG、WEBP 或 HEIC 格式的照片。")
TOO_LARGE = _("照片超过 40 MB。请在手机相册里压缩后再传。")
EMPTY = _("这个文件是空的。请重新选择照片。")
TOO_MANY_PIXELS = _(
    "照片尺寸太大：JPG 最多 1.08 亿像素，其他格式最多 5000 万像素。"
    "请在相机设置里选小一档，或缩小后再传。"
)
TOO_SMALL = _("照片太小，看不清内容。请传原图。")
ANIMATED = _("动图不能作照片。请传一张静止的照片。")
BROKEN = _("照片不完整或已损坏。请从相册重新选择，或重新拍一张。")
UNUSUAL = _(
    "这张照片的编码少见（例如 12 位的 JPG、只有动态画面的 HEIC），读不出来。"
    "请在相册里另存为普通 JPG，或截屏后再传。"
)
# The decoder reads no single piece of more than some fifteen megabytes; phones write small ones.
LARGEST_PIECE = 13 * 2**20
HEIC_UNREAD = _("读不出来：这张 HEIC 已损坏，或者没有分块、太大。请另存为 JPG 再传。")
FULL = _("这里已有 %(most)s 张照片，不能再传。请先删去不需要的。")
FULL_MEANWHILE = _("传送期间这里的照片已满，这一张没有收下。")
NOT_YOURS = _("您的身份不能在这里传照片。")
NOT_OPEN = _("已经核验、取消或者关闭的，不能再传照片。")
NOT_THERE = _("照片没有传完。请再传一次。")


GONE = _("照片的文件已经丢失。")
NONE_CHOSEN = _("请先选择照片。")
RECEIVED = _("照片已送达，正在处理；过一会儿刷新本页。")
REMOVED = _("照片已删去。")
NOT_ITS_KEEPER = _("只有上传的人和管理记录的人可以改动照片。")
KEPT = _("记录已经归档或作过认定，照片随记录保存，不能删去。确需撤下的，请办公室写明理由撤下。")
CAPTION_KEPT = _("记录已经归档或作过认定，原说明不能再改。请在旁边写更正。")
NOTE_EMPTY = _("请写明更正的内容。")
REASON_EMPTY = _("请写明撤下的理由。")
RESTORE_REASON = _("请写明恢复的缘由。")
NO_LONGER_THERE = _("它没有被撤下，或者撤下太久、内容已经不在了，不能恢复。")


LARGEST_FILE = 64 * 2**20  # bytes: an hour of a meeting as MP3; documents are allowed less
MOST_FILES = 30  # of one subject
MOST_BYTES = 512 * 2**20  # of all files of one subject
LONGEST_NAME = 100

FILE_TOO_LARGE = _("文件超过 64 MB。请压缩，或分成几个再传。")
FILE_EMPTY = _("这个文件是空的。请重新选择文件。")
FILES_FULL = _("这里已有 %(most)s 个文件，不能再传。请先撤下不需要的。")
FILES_FULL_MEANWHILE = _("传送期间这里的文件已满，这一个没有收下。")
SENT_TWICE = _("这一份后来又传过，只留后来的一份。")
TAKEN_DOWN_ABOVE = _("同样的一份在这里被上一级撤下过，不能重新传；要恢复，请找撤下的一方。")
FILES_TOO_LARGE = _("这里的文件合计不能超过 512 MB。请先撤下不需要的。")
FILE_NOT_YOURS = _("您的身份不能在这里传文件。")
FILE_NOT_OPEN = _("已经核验、取消或者关闭的，不能再传文件。")
FILE_NOT_THERE = _("文件没有传完。请再传一次。")
FILE_KEPT = _("记录已经归档或作过认定，文件随记录保存。确需撤下的，请办公室写明理由撤下。")
FILE_BROKEN = _("文件不完整或已损坏。请用原来的软件打开，另存一份再传。")
FILE_GONE = _("存放的文件已经丢失。")
NO_FILE_CHOSEN = _("请先选择文件。")
FILE_RECEIVED = _("文件已送达，正在检查；过一会儿刷新本页。")
FILE_REMOVED = _("文件已撤下。")
NOT_THE_FILES_KEEPER = _("只有上传的人和管理记录的人可以撤下文件。")
PAGE_NOT_PUBLIC = _("这个页面不对外公开，这里的文件也不公开。")
NOT_PUBLISHER = _("您的身份不能公开这里的文件。")
RETRACTED_ABOVE = _("这个文件是上一级收回的，由收回的一方重新公开。")


def check_caption(text: str) -> str:
    caption = " ".join(text.split())
    if len(caption) > LONGEST_CAPTION:
        raise Refused(_("说明不超过 %(most)s 个字。"), "caption", most=LONGEST_CAPTION)
    return caption


def check_note(text: str) -> str:
    note = check_caption(text)
    if not note:
        raise Refused(NOTE_EMPTY, "caption")
    return note


def check_reason(text: str, empty: str = REASON_EMPTY) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Refused(empty, "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("理由不超过 %(most)s 个字。"), "reason", most=LONGEST_REASON)
    return reason


def rendition(key: str, size: int) -> str:
    """Where a rendition lies, by the upload's key."""
    return f"{key}-{size}.webp"


def mark_of(content: str, size: int) -> str:
    """Of a rendition's address, so that it may be kept: another content has another one. `content`:
    the upload's hash, which nobody learns from this; empty: it is not known, and neither is this.
    """
    return sha256(f"{content} {size}".encode()).hexdigest()[:20] if content else ""


def shown_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """Of a rendition: as large as fits, never larger than the photo itself."""
    share = min(1.0, longest / max(width, height, 1))
    return max(1, round(width * share)), max(1, round(height * share))


def other_day(taken_at: datetime | None, held_on: date | None) -> bool:
    """By the camera's clock it was not taken on the day of the consultation that it shows."""
    if taken_at is None or held_on is None:
        return False
    return taken_at.astimezone(ZoneInfo("Asia/Shanghai")).date() != held_on
