"""The identity provider of the demo: what the demo's counties are given as theirs."""

import hmac

from app.config import settings

CLIENT_ID = "shangliang"


def demo_provider() -> dict[str, str]:
    """Columns of a `provider` row: the same client for every realm."""
    return {
        "name": "演示身份服务",
        "issuer": issuer(),
        "client_id": CLIENT_ID,
        "client_secret": client_secret(),
    }


def issuer() -> str:
    return f"{settings.base_url}/demo-idp"


def client_secret() -> str:
    return hmac.digest(settings.secret.encode(), b"demo provider's client", "sha256").hex()
