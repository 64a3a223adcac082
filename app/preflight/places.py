"""What only one program at a time may have: the port it answers at, and its folder."""

import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from app.preflight.findings import Finding, away, fine, refuse, wrong
from app.processes.postgres import StartError

PART = "port"
DATA = "data"


def of_port(host: str, port: int) -> list[Finding]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            return wrong(PART, f"HOST is no address of this machine: {host}")
        except PermissionError:
            return wrong(PART, f"{port} may not be used by this account.")
        except OSError as error:
            return wrong(PART, f"{host}:{port} cannot be had: {error.strerror}.")
    return fine(PART, f"{host}:{port} is free")


def of_running(host: str, port: int, seconds: float = 5.0) -> list[Finding]:
    """The view of the doctor and of a successor: the port may be taken, by ourselves, who may be
    too busy to answer.
    """
    free = of_port(host, port)
    try:
        with urlopen(f"http://{host}:{port}/healthz", timeout=seconds) as answer:
            said = json.load(answer)
    except HTTPError as error:
        said = {"status": error.code}
    except TimeoutError:
        return away(PART, f"what takes {host}:{port} answers nothing within {seconds:.0f} s")
    except (OSError, ValueError) as error:
        if isinstance(error, ConnectionResetError):
            return away(PART, f"what took {host}:{port} has broken off")
        return free
    return fine(PART, f"the program answers at {host}:{port}: {said.get('status')}")


@contextmanager
def holding(data: Path) -> Iterator["Note"]:
    """DATA is this program's as long as it runs; the kernel lets go, however it ends. → what stands
    in the file that is held: for a successor.
    """
    refuse(of_folder(DATA, data))
    file = os.open(data / "serving.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"Another copy of the program uses {data}: give this one its own DATA."
            ) from None
        yield Note(file)
    finally:
        os.close(file)


class Note:
    def __init__(self, file: int) -> None:
        self.file = file

    def read(self) -> str:
        return os.pread(self.file, 4096, 0).decode(errors="replace")

    def rewrite(self, text: str) -> None:
        """A disk that is full costs the note, and no more."""
        with suppress(OSError):
            os.truncate(self.file, 0)
            os.pwrite(self.file, text.encode(), 0)


def megabytes_left(data: Path) -> int:
    """For whoever is no superuser. Raises OSError."""
    return shutil.disk_usage(data).free // 2**20


def of_folder(part: str, folder: Path, mode: int = 0o700) -> list[Finding]:
    """Made, where it is not there."""
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        return wrong(part, f"{folder} cannot be made: {error.strerror}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong(part, f"{folder} cannot be written.")
    return []


def of_data(data: Path) -> list[Finding]:
    if found := of_folder(DATA, data):
        return found
    megabytes = megabytes_left(data)
    if megabytes < 100:
        return away(DATA, f"{data} has {megabytes} MB left; nothing more can be kept soon")
    return fine(DATA, f"{data}, {megabytes} MB left")
