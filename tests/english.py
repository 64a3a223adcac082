"""A county's pages in English, by their address."""

from httpx import AsyncClient


def reads(client: AsyncClient, language: str = "en") -> None:
    """From now on its paths are inside the county in this language."""
    base = str(client.base_url).rstrip("/").removesuffix("/en")
    client.base_url = f"{base}/en" if language == "en" else base
