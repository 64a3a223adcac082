"""Files and folders that settings name: in DATABASE_URL and its service, and in the variables that
libpq's, Amazon's and OpenSSL's documents tell of. What cannot be read there is a wrong word, and no
server that is away; some of it libraries pass over. Each is said in a sentence.
"""

import os
import ssl
from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as NoServices
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

OTHERS = 0o077  # rights of whoever is not the file's owner
Look = Callable[[Path], object]  # raises OSError, which ssl's errors are, too
Given = dict[str, tuple[str, str]]  # what it is for → how it is named, and what stands there

VARIABLES = {
    "sslrootcert": "PGSSLROOTCERT", "sslcrl": "PGSSLCRL", "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE",
}  # fmt: skip


def of_the_web(env: Mapping[str, str] = os.environ) -> list[str]:
    """By which providers are known, and the store. One that is empty is taken for a path, too."""
    found = of_one("SSL_CERT_FILE", env.get("SSL_CERT_FILE"), certificates)
    folders = env["SSL_CERT_DIR"].split(os.pathsep) if "SSL_CERT_DIR" in env else []
    return found + [text for each in folders for text in of_one("SSL_CERT_DIR", each, os.listdir)]


def of_the_store(env: Mapping[str, str] = os.environ) -> list[str]:
    names = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
    return [text for name in names for text in of_one(name, env.get(name), certificates)]


def of_the_database(url: str, env: Mapping[str, str] = os.environ) -> list[str]:
    """What stands in the address goes before its service, and both before the environment, as
    asyncpg has it.
    """
    try:
        asked = {name: given[-1] for name, given in parse_qs(urlsplit(url).query).items()}
    except ValueError:
        return []  # no address at all: whoever connects says so
    service, found = of_service(asked.get("service", ""), env)
    given: Given = {
        **{of: (name, env[name]) for of, name in VARIABLES.items() if env.get(name)},
        **{of: (f"{of} of the service", text) for of, text in service.items()},
        **{of: (f"{of} in DATABASE_URL", text) for of, text in asked.items()},
    }
    for of, look in LOOKS.items():
        name, path = given.get(of, (of, None))
        found += of_one(name, path, look)
    return found or of_pair(given)


def of_service(name: str, env: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """→ what it says. One that is not found is passed over by asyncpg."""
    if not name:
        return {}, []
    file = Path(env.get("PGSERVICEFILE") or Path.home() / ".pg_service.conf")
    services = ConfigParser()
    try:
        services.read_string(file.read_text())
        return dict(services[name]), []
    except KeyError:
        wrong = "has no such service"
    except OSError as error:
        wrong = f"cannot be read: {why(error)}"
    except (NoServices, UnicodeError) as error:
        wrong = f"is no file of services: {type(error).__name__}"
    return {}, [f"DATABASE_URL names the service {name}, and {file} {wrong}."]


def of_pair(given: Given) -> list[str]:
    """A certificate of our own, and its key, which may stand in the same file."""
    if "sslcert" not in given:
        return []
    name, file = given["sslcert"]
    usual = Path.home() / ".postgresql" / "postgresql.key"
    key = given["sslkey"][1] if "sslkey" in given else usual if usual.exists() else None
    password = given.get("sslpassword", ("", ""))[1]
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(file, key, lambda: password)
    except OSError as error:
        return [f"{name} and sslkey are no certificate and key that can be used: {why(error)}."]
    return []


def of_one(name: str, path: str | None, look: Look) -> list[str]:
    """None: nothing is named."""
    try:
        if path is not None:
            look(Path(path))
    except (OSError, ValueError) as error:  # the latter: no file may be called so
        return [f"{name} names {path}, which cannot be used: {why(error)}."]
    return []


def why(error: Exception) -> str:
    """Without the path; of OpenSSL without the place in its source."""
    said = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(said or error)


def certificates(path: Path) -> None:
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)


def readable(path: Path) -> None:
    with path.open("rb"):
        pass


def secret(path: Path) -> None:
    """One that others may read is passed over, too."""
    readable(path)
    if path.stat().st_mode & OTHERS:
        raise PermissionError("others may read it, chmod 600 is needed")


LOOKS: dict[str, Look] = {
    "sslrootcert": certificates, "sslcrl": certificates, "sslcert": readable, "sslkey": readable,
    "passfile": secret,
}  # fmt: skip
