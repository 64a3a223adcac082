"""A real identity provider (canaille) for tests. Runs on .venv-idp: its packages clash with ours.

Prints its issuer, then serves until it is ended. Clients register themselves (RFC 7591); somebody
may sign in as `zhang` with the password `correct horse`.
"""

# mypy: ignore-errors

import os
import secrets
import signal
import sys
from ctypes import CDLL
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import JWKRegistry


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        pass


def configuration(port: int) -> dict[str, object]:
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    return {
        "SECRET_KEY": secrets.token_hex(),
        "WTF_CSRF_ENABLED": False,
        "PREFERRED_URL_SCHEME": "http",
        "SERVER_NAME": f"localhost:{port}",
        "CANAILLE": {
            "DATABASE": "memory",
            "JAVASCRIPT": False,
            "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
        },
        "CANAILLE_OIDC": {
            "DYNAMIC_CLIENT_REGISTRATION_OPEN": True,
            "ACTIVE_JWKS": [key.as_dict(private=True)],
        },
    }


def serve() -> None:
    CDLL(None).prctl(1, signal.SIGTERM)  # not to outlive the tests
    server = make_server("localhost", 0, None, handler_class=Quiet)
    app = create_app(config=configuration(server.server_port))
    with app.app_context():
        user = models.User(
            user_name="zhang",
            family_name="张",
            formatted_name="张爱国",
            emails=["zhang@example.test"],
            password="correct horse",  # noqa: S106
        )
        Backend.instance.save(user)
    server.set_app(app)
    sys.stdout.write(f"http://localhost:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


serve()
