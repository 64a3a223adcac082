"""Bytes of a text file, as phones and offices here write them."""


def decoded(data: bytes) -> str | None:
    """None: it is in none of their encodings."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
