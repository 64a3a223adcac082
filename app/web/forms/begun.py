"""What stands before the files of a form that is too large as a whole: the texts typed above them,
so that its page shows them again. No more is read than texts may be.
"""

from contextlib import suppress

from multipart import MultipartError, MultipartSegment, PushMultipartParser

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
    return Fields(texts(read[:MOST], options["boundary"]))


def texts(read: bytes, boundary: str) -> list[tuple[str, str]]:
    """Of each part that is whole, down to the first file. Pure."""
    found: list[tuple[str, str]] = []
    name, said = "", bytearray()
    with suppress(MultipartError):  # what came in no such form is read as far as it does
        for event in PushMultipartParser(boundary).parse(read):
            if isinstance(event, MultipartSegment):
                if event.filename is not None or not event.name:
                    break
                name, said = event.name, bytearray()
            elif event is None:
                found.append((name, normalise(said.decode(errors="replace"))))
            else:
                said += event
    return found
