"""Where a person may be sent back to after signing in, and who has no secret there."""

import re
from urllib.parse import unquote

SECRETLESS = frozenset({"none", "private_key_jwt"})  # ways of a client (client_ways.py)
PLAIN = re.compile(r"/[^\\\x00-\x20\x7f]*")


def local_back(address: str, realm: str) -> str:
    """The address, if it is a path inside the realm; else ''. Browsers read `\\` as `/`, skip
    control characters and resolve `%2e%2e`, so the decoded form is looked at as well.
    """
    path = address.partition("?")[0]
    for form in (address, unquote(path)):
        if not PLAIN.fullmatch(form) or form.startswith("//") or len(form) > 1000:
            return ""
    inside = path == realm or path.startswith(realm + "/")
    dots = {".", ".."} & set(unquote(path).split("/"))
    return address if inside and not dots else ""
