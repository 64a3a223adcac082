"""Whose name is asked for, at the socket: in the request's own line, beside it, or both."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demonstration import DATABASE
from app.processes.postgres import Server
from tests.processes import until
from tests.serve.test_serve import Serving, own, serving

__all__ = ["own"]
NOBODY, AWAY = b"421", b"503"  # the database is stopped: who is let in meets that
ASKED = [
    ("/", "us", AWAY),
    ("/", "evil.example", NOBODY),
    ("/", None, NOBODY),
    ("http://us/", "us", AWAY),
    ("http://us/", None, AWAY),
    ("http://us/", "evil.example", NOBODY),
    ("http://evil.example/", "evil.example", NOBODY),
    ("http://evil.example/", None, NOBODY),
    ("http://us@evil.example/", None, NOBODY),
    ("//evil.example/", "us", b"404"),  # a path that begins so
    ("evil.example/", "us", b"400"),
]


def asked(program: Serving, target: str, host: str | None) -> bytes:
    """→ all that is answered"""
    us = f"127.0.0.1:{program.port}"
    head = [f"GET {target.replace('us', us)} HTTP/1.1", "Connection: close"]
    head += [] if host is None else [f"Host: {host.replace('us', us)}"]
    with socket.create_connection(("127.0.0.1", program.port), timeout=60) as there:
        there.sendall("\r\n".join([*head, "", ""]).encode())
        found = b""
        while came := there.recv(65536):
            found += came
    return found


@pytest.fixture(scope="module")
def program(own: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder: Path = tmp_path_factory.mktemp("hosts")
    with serving(folder, own.url(DATABASE, "app_rw")) as found:
        assert until(lambda: found.health() == 503), found.said
        yield found


@pytest.mark.parametrize(("target", "host", "status"), ASKED)
def test_a_foreign_name_is_refused(
    program: Serving, target: str, host: str | None, status: bytes
) -> None:
    answer = asked(program, target, host)
    assert answer.split(maxsplit=2)[1] == status
    assert b"evil" not in answer


def test_what_the_server_drops_is_read_by_nobody(program: Serving) -> None:
    """Granian tells an ASGI application nothing of a name in the line where there is one beside
    it. The proxy does read it (Go: the line's name comes first), and refuses. Should Granian ever
    tell: this fails, and `known_host` is to refuse it.
    """
    ours, mixed = asked(program, "/", "us"), asked(program, "http://evil.example/", "us")
    assert ours.split(maxsplit=2)[1] == mixed.split(maxsplit=2)[1] == AWAY
    assert b"evil" not in mixed
