"""A file that a setting names and that cannot be used refuses a start, by the setting's name: each
name is tried here, with a file that is not there and with one that is another thing.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import named_files
from app.config import from_environment
from app.dates import now
from app.migrate import check_at, migrate
from app.preflight import look, wait_until_good
from app.preflight.places import holding
from app.processes.postgres import StartError
from tests.ports import free_port
from tests.preflight.test_settings import GOOD

URL = "postgresql://app_rw@db/x"
ABSENT = "No such file or directory"
OF_DATABASE = ("sslrootcert", "sslcrl", "sslcert", "sslkey", "passfile")
OF_LIBPQ = ("PGSSLROOTCERT", "PGSSLCRL", "PGSSLCERT", "PGSSLKEY", "PGPASSFILE")
OF_STORE = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def certificate(folder: Path, name: str, password: bytes = b"") -> tuple[Path, Path]:
    """→ its file, and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file, beside = folder / f"{name}.crt", folder / f"{name}.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    locked: Any = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    beside.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    )
    return file, beside


def asked(**words: object) -> list[str]:
    query = "&".join(f"{name}={text}" for name, text in words.items())
    return named_files.of_the_database(f"{URL}?{query}", {})


@pytest.mark.parametrize("name", OF_DATABASE)
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    path = tmp_path / "nothing"
    said = f"names {path}, which cannot be used: {ABSENT}."
    assert asked(**{name: path}) == [f"{name} in DATABASE_URL {said}"]
    variable = dict(zip(OF_DATABASE, OF_LIBPQ, strict=True))[name]
    found = named_files.of_the_database(URL, {variable: str(path)})
    assert found == [f"{variable} {said}"]
    assert named_files.of_the_database(URL, {variable: ""}) == []


@pytest.mark.parametrize("name", ["sslrootcert", "sslcrl"])
def test_so_is_one_that_holds_no_certificate(name: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no certificate")
    (found,) = asked(**{name: tmp_path / "text"})
    assert found.startswith(f"{name} in DATABASE_URL names {tmp_path}/text, which cannot be used: ")
    file, _key = certificate(tmp_path, "ca")
    assert asked(**{name: file}) == []


def test_a_certificate_goes_with_its_own_key(tmp_path: Path) -> None:
    file, key = certificate(tmp_path, "one")
    other, locked = certificate(tmp_path, "two", b"secret")
    assert asked(sslcert=file, sslkey=key) == []
    assert asked(sslcert=other, sslkey=locked, sslpassword="secret") == []
    for wrong in (
        {"sslcert": file},
        {"sslcert": file, "sslkey": locked, "sslpassword": "secret"},
        {"sslcert": other, "sslkey": locked},
        {"sslcert": other, "sslkey": locked, "sslpassword": "guess"},
    ):
        (found,) = asked(**wrong)
        assert found.startswith("sslcert in DATABASE_URL and sslkey are no certificate and key")
        assert "guess" not in found
    both = tmp_path / "both"
    both.write_bytes(file.read_bytes() + key.read_bytes())
    assert asked(sslcert=both) == []
    usual = tmp_path / "home" / ".postgresql" / "postgresql.key"
    usual.parent.mkdir(parents=True)
    usual.write_bytes(key.read_bytes())
    assert asked(sslcert=file) == []


def test_a_file_of_passwords_that_others_may_read_is_passed_over_and_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "passwords"
    file.write_text("db:5432:x:app_rw:secret")
    file.chmod(0o640)
    (found,) = asked(passfile=file)
    assert found.endswith("which cannot be used: others may read it, chmod 600 is needed.")
    file.chmod(0o600)
    assert asked(passfile=file) == []


def test_a_service_is_in_its_file_and_names_files_too(tmp_path: Path) -> None:
    file, env = tmp_path / "services", {"PGSERVICEFILE": str(tmp_path / "services")}
    begins = f"DATABASE_URL names the service one, and {file}"

    def said() -> list[str]:
        return named_files.of_the_database(f"{URL}?service=one", env)

    assert said() == [f"{begins} cannot be read: {ABSENT}."]
    for text, told in (
        (b"[two]\nhost=db\n", "has no such service"),
        (b"host=db\n", "is no file of services: MissingSectionHeaderError"),
        (b"[one]\npassword=a%b\n", "is no file of services: InterpolationSyntaxError"),
        (b"\xff\xfe", "is no file of services: UnicodeDecodeError"),
    ):
        file.write_bytes(text)
        assert said() == [f"{begins} {told}."]
    file.write_text(f"[one]\nsslrootcert={tmp_path}/nothing\n")
    assert said() == [
        f"sslrootcert of the service names {tmp_path}/nothing, which cannot be used: {ABSENT}."
    ]
    ca, _key = certificate(tmp_path, "ca")
    assert named_files.of_the_database(f"{URL}?service=one&sslrootcert={ca}", env) == []
    at_home = f"{tmp_path}/home/.pg_service.conf"
    assert asked(service="one") == [
        f"DATABASE_URL names the service one, and {at_home} cannot be read: {ABSENT}."
    ]


def test_providers_and_stores_are_known_by_certificates_that_are_there(tmp_path: Path) -> None:
    file, _key = certificate(tmp_path, "ca")
    for name, looked in (
        ("SSL_CERT_FILE", named_files.of_the_web),
        *((each, named_files.of_the_store) for each in OF_STORE),
    ):
        assert looked({name: str(file)}) == []
        for wrong in (tmp_path / "nothing", tmp_path, "", "a\0b"):
            (found,) = looked({name: str(wrong)})
            assert found.startswith(f"{name} names {wrong}, which cannot be used: ")
    assert named_files.of_the_web({"SSL_CERT_DIR": f"{tmp_path}"}) == []
    assert named_files.of_the_web({"SSL_CERT_DIR": f"{tmp_path}:{tmp_path}/nothing"}) == [
        f"SSL_CERT_DIR names {tmp_path}/nothing, which cannot be used: {ABSENT}."
    ]


NAMED = [
    ({}, {"database_url": f"{URL}?sslrootcert=/nothing"}, "sslrootcert in DATABASE_URL"),
    ({"PGSSLROOTCERT": "/nothing"}, {}, "PGSSLROOTCERT"),
    ({"SSL_CERT_FILE": "/nothing"}, {}, "SSL_CERT_FILE"),
    ({"AWS_CA_BUNDLE": "/nothing"}, {"s3_endpoint": "https://s3.example", "s3_key": "k",
                                     "s3_secret": "s"}, "AWS_CA_BUNDLE"),
    ({}, {"compiled": Path("/dev/null/one")}, "COMPILED"),
]  # fmt: skip


@pytest.mark.parametrize(("env", "words", "name"), NAMED)
def test_nothing_starts_with_one(
    env: dict[str, str], words: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the server nor the worker; and nothing waits for a server that it takes for away."""
    for variable, text in env.items():
        monkeypatch.setenv(variable, text)
    settings = replace(from_environment(GOOD | {"PORT": str(free_port())}), **words)
    found = [str(each) for each in asyncio.run(look(settings)) if each.verdict == "wrong"]
    assert len(found) == 1
    assert name in found[0]
    with pytest.raises(StartError, match=name):
        wait_until_good(settings)


@pytest.mark.parametrize("start", [migrate, check_at])
def test_no_command_either(start: Any) -> None:
    with pytest.raises(StartError, match="sslrootcert in DATABASE_URL names /nothing"):
        asyncio.run(start(f"{URL}?sslmode=verify-full&sslrootcert=/nothing"))


def test_a_folder_that_cannot_be_made_is_a_sentence_and_no_traceback() -> None:
    with (
        pytest.raises(StartError, match=r"data: /dev/null/one cannot be made: Not a directory\."),
        holding(Path("/dev/null/one")),
    ):
        pass
