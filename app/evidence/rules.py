"""What may be sent as a photo, and what is said when it may not. Plain values in and out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.i18n import _
from app.refusal import Refused, refuse_all

LARGEST = 40 * 2**20  # bytes: the largest that phones of 108 megapixels write
# Of a JPEG, which is decoded at a fraction of its size; and of all others. A little more than what
# phones call 108 and 50 megapixels: 12032 x 9024 and 8192 x 6144.
MOST_PIXELS_OF_JPEG = 110_000_000
MOST_PIXELS = 51_000_000
LONGEST_SIDE = 40_000  # panoramas
SHORTEST_SIDE = 64
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
FULL = _("这里已有 %(most)s 张照片，不能再传。请先删去不需要的。")
FULL_MEANWHILE = _("传送期间这里的照片已满，这一张没有收下。")
NOT_YOURS = _("您的身份不能在这里传照片。")
NOT_OPEN = _("已经核验、取消或者关闭的，不能再传照片。")
NOT_THERE = _("照片没有传完。请再传一次。")


KEPT = _("记录已经归档或作过认定，照片随记录保存，不能删去。确需撤下的，请办公室写明理由撤下。")
CAPTION_KEPT = _("记录已经归档或作过认定，原说明不能再改。请在旁边写更正。")
NOTE_EMPTY = _("请写明更正的内容。")
REASON_EMPTY = _("撤下随记录保存的照片，请写明理由。")


def check_announced(size: int, there: int) -> None:
    """Before a byte is sent. `there`: photos that the subject has already."""
    refusals = []
    if size > LARGEST:
        refusals.append(Refused(TOO_LARGE, "photo"))
    if size <= 0:
        refusals.append(Refused(EMPTY, "photo"))
    if there >= MOST_PHOTOS:
        refusals.append(Refused(FULL, "photo", most=MOST_PHOTOS))
    refuse_all(refusals)


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


def check_reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Refused(REASON_EMPTY, "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("理由不超过 %(most)s 个字。"), "reason", most=LONGEST_REASON)
    return reason


def rendition(key: str, size: int) -> str:
    """Where a rendition lies, by the upload's key."""
    return f"{key}-{size}.webp"


def shown_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """Of a rendition: as large as fits, never larger than the photo itself."""
    share = min(1.0, longest / max(width, height, 1))
    return max(1, round(width * share)), max(1, round(height * share))


def other_day(taken_at: datetime | None, held_on: date | None) -> bool:
    """By the camera's clock it was not taken on the day of the consultation that it shows."""
    if taken_at is None or held_on is None:
        return False
    return taken_at.astimezone(ZoneInfo("Asia/Shanghai")).date() != held_on
