"""What stands before the files of a form that is too large as a whole: the texts typed above them,
so that its page shows them again. No more is read than texts may be.
"""

from email import message_from_bytes
from email.policy import HTTP

from app.text import normalise
from app.web.forms.validation import Fields
from app.web.requests import AnyRequest

MOST = 2**18  # bytes


async def begun(request: AnyRequest) -> Fields:
    """Where its size is known beforehand nothing of it was read yet; else nothing is found."""
    kind, options = request.content_type
    if kind != "multipart/form-data" or not request.content_length or "boundary" not in options:
        return Fields([])
    read = b""
    while len(read) < MOST:
        event = await request.receive()
        if event["type"] != "http.request" or not event["body"]:
            break
        read += event["body"]
    return Fields(texts(read[:MOST], options["boundary"].encode()))


def texts(read: bytes, boundary: bytes) -> list[tuple[str, str]]:
    """Of each part that is whole, down to the first file. Pure."""
    found = []
    for part in (b"\r\n" + read).split(b"\r\n--" + boundary + b"\r\n")[1:-1]:
        head, _gap, body = part.partition(b"\r\n\r\n")
        said = message_from_bytes(head, policy=HTTP)["content-disposition"]
        values = said.params if said is not None else {}
        if "filename" in values or "name" not in values:
            break
        found.append((values["name"], normalise(body.decode(errors="replace"))))
    return found
