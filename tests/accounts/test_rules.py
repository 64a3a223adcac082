import pytest

from app.accounts.rules import local_back

GOOD = [
    "/c1",
    "/c1/",
    "/c1/topics/7?ring=2",
    "/c1/stations?q=%E9%BE%99",
    "/c1/a-b_c~d",
    "/c1/" + "a" * 996,
]
BAD = [
    "", "topics", "//evil.example/c1/", "/\\evil.example", "https://evil.example/c1/",
    "https:evil.example", "/c1/\r\nSet-Cookie: a=b", "/c1/ x", "/c2/topics", "/c10/", "/c1/../c2/",
    "/c1/%2e%2e/c2/", "/c1/%2e%2E", "/%2f%2fevil.example", "/c1/%5c%5cevil", "/c1/\x00", "/c1/%00",
    "javascript:alert(1)", "/c1/" + "a" * 997,
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_the_way_back_inside_the_realm(address: str) -> None:
    assert local_back(address, "/c1") == address


@pytest.mark.parametrize("address", BAD)
def test_no_way_to_anywhere_else(address: str) -> None:
    assert local_back(address, "/c1") == ""
