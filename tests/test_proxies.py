"""Which proxy a connection goes through, and which hosts are exempt."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.errors import ConfigurationError
from propctl.proxies import UnsupportedProxyError, find_proxy, proxy_faults, strange_exemptions

PROXY = "http://proxy:3128"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def goes_direct(url: str, exempt: str) -> bool:
    return find_proxy(url, {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, "NO_PROXY": exempt}) is None


@pytest.mark.parametrize(
    ("environment", "url", "variable"),
    [
        ({"HTTP_PROXY": PROXY}, "http://host", "HTTP_PROXY"),
        ({"http_proxy": PROXY, "HTTP_PROXY": "bad://"}, "http://host", "http_proxy"),
        ({"HTTPS_PROXY": PROXY}, "https://host", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": PROXY}, "http://host", None),
        ({"ALL_PROXY": PROXY}, "http://host", "ALL_PROXY"),
        ({"all_proxy": PROXY}, "https://host", "all_proxy"),
        ({"HTTPS_PROXY": PROXY, "ALL_PROXY": "bad://"}, "https://host", "HTTPS_PROXY"),
        ({"http_proxy": "", "HTTP_PROXY": PROXY}, "http://host", None),
        ({"HTTP_PROXY": "  "}, "http://host", None),
        ({}, "http://host", None),
    ],
)
def test_the_variable_that_applies(environment: dict[str, str], url: str, variable: str | None) -> None:
    proxy = find_proxy(url, environment)
    assert (proxy and proxy.variable) == variable


@pytest.mark.parametrize(
    ("url", "exempt"),
    [
        ("http://localhost:9", "127.0.0.1,localhost"),
        ("http://127.0.0.1:9", "localhost, 127.0.0.1 ,[::1]"),
        ("http://127.0.0.1:9", "localhost 127.0.0.1"),
        ("http://127.0.0.1:9", "127.0.0.0/8"),
        ("http://127.0.0.1:9", "127.0.0.1:9"),
        ("http://10.9.8.7", "10.0.0.0/255.0.0.0"),
        ("http://10.9.8.7", "10.1.1.1/8"),
        ("http://[::1]:9", "::1"),
        ("http://[::1]:9", "[::1]"),
        ("http://[::1]:9", "[::1]:9"),
        ("https://[fe80::7]", "fe80::/10"),
        ("https://[fe80::7]", "[fe80::/10]"),
        ("https://[0:0::0:1]", "::1"),
        ("https://statsapi.mlb.com", "mlb.com"),
        ("https://statsapi.mlb.com", ".mlb.com"),
        ("https://statsapi.mlb.com", "*.mlb.com"),
        ("https://statsapi.mlb.com", "MLB.COM."),
        ("https://STATSAPI.mlb.com.", "statsapi.mlb.com"),
        ("https://statsapi.mlb.com", "mlb.com:443"),
        ("http://statsapi.mlb.com", "mlb.com:80"),
        ("https://statsapi.mlb.com", "other, *"),
    ],
)
def test_exempt_hosts_are_connected_to_directly(url: str, exempt: str) -> None:
    assert goes_direct(url, exempt)


@pytest.mark.parametrize(
    ("url", "exempt"),
    [
        ("http://127.0.0.1:9", ""),
        ("http://127.0.0.1:9", ",,"),
        ("http://127.0.0.1:9", "localhost"),
        ("http://127.0.0.1:9", "127.0.0.1:8"),
        ("http://127.0.0.1:9", "::1,fe80::/10"),
        ("http://127.0.0.1:9", "10.0.0.0/8"),
        ("http://127.0.0.1:9", "127.0.0.1/99"),
        ("http://127.0.0.1:9", "0.0.1"),
        ("http://[::1]:9", "127.0.0.1"),
        ("http://[::1]:9", "[::1"),
        ("https://statsapi.mlb.com", "lb.com"),
        ("https://statsapi.mlb.com", "statsapi"),
        ("https://statsapi.mlb.com", "*lb.com"),
        ("https://statsapi.mlb.com", "mlb.com:80"),
        ("https://statsapi.mlb.com", "."),
        ("https://mlb.com", "statsapi.mlb.com"),
    ],
)
def test_others_go_through_the_proxy(url: str, exempt: str) -> None:
    assert not goes_direct(url, exempt)


@given(st.ip_addresses(), st.integers(0, 128))
def test_a_range_exempts_what_is_in_it(address: Address, length: int) -> None:
    network = ipaddress.ip_network((address, min(length, address.max_prefixlen)), strict=False)
    host = f"[{address}]" if address.version == 6 else str(address)
    assert goes_direct(f"https://{host}", f"x,{network},y")


@given(st.text())
def test_no_exemption_breaks_the_choice(exempt: str) -> None:
    for url in ("http://127.0.0.1:9", "https://[::1]", "https://host.example.com"):
        goes_direct(url, exempt)
    strange_exemptions({"NO_PROXY": exempt})


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("proxy:3128", PROXY),
        ("proxy", "http://proxy"),
        ("http://proxy:", "http://proxy"),
        ("HTTP://proxy:3128/", PROXY),
        ("https://proxy:3128", "https://proxy:3128"),
        ("[::1]:3128", "http://[::1]:3128"),
        ("bob:s3cret@proxy:3128", "http://bob:s3cret@proxy:3128"),
        ("http://bob:p@ss@proxy:3128", "http://bob:p%40ss@proxy:3128"),
        ("http://bob:s3c%2Fr3t@proxy:3128", "http://bob:s3c%2Fr3t@proxy:3128"),
        ("http://bob:50%@proxy", "http://bob:50%25@proxy"),
        ("http://bob@proxy", "http://bob@proxy"),
        ("http://bøb:pässwörd@proxy", "http://b%C3%B8b:p%C3%A4ssw%C3%B6rd@proxy"),
    ],
)
def test_a_proxy_as_libraries_take_it(value: str, url: str) -> None:
    proxy = find_proxy("https://host", {"HTTPS_PROXY": value})
    assert proxy is not None
    assert proxy.url == url
    assert "@" not in proxy.address


UNUSABLE = [
    "htp://proxy:3128",
    "socks5://127.0.0.1:9050",
    "SOCKS4a://proxy",
    "file:///etc/passwd",
    "http://bob:s3c/r3t@proxy:3128",
    "http://bob:12/s3c/r3t@proxy:3128",
    "http://bob:s3c?r3t@proxy:3128",
    "http://bob:s3c#r3t@proxy:3128",
    "http://bob:s3c[r3t@proxy:3128",
    "http://proxy:0",
    "http://proxy:99999",
    "http://proxy:3128x",
    "http://proxy:-1",
    "http://",
    "://proxy",
    "http://pro xy:3128",
    "http://prox\ty:3128",
    "http://proxy\x00:3128",
    "http://prøxy:3128",
    "http://proxy..test",
    f"http://{'a' * 64}",
    "http://[::1",
    "http://[proxy]:3128",
    "a://b://c",
    "\udcff",
]


@pytest.mark.parametrize("value", UNUSABLE)
def test_a_proxy_that_cannot_be_used_names_its_variable_alone(value: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        find_proxy("https://host", {"HTTPS_PROXY": value})
    text = raised.value.message + raised.value.hint
    assert text.startswith("HTTPS_PROXY ")
    assert "r3t" not in text
    assert len(text) < 300


@pytest.mark.parametrize("value", UNUSABLE)
def test_a_proxy_for_other_hosts_is_not_judged(value: str) -> None:
    assert find_proxy("http://host", {"HTTPS_PROXY": value}) is None
    assert find_proxy("https://host", {"HTTPS_PROXY": value, "NO_PROXY": "host"}) is None


@given(st.text())
def test_any_text_is_a_proxy_or_a_wrong_setting(value: str) -> None:
    faults = proxy_faults({"ALL_PROXY": value})
    assert all(fault.message.startswith("ALL_PROXY ") for fault in faults)


def test_every_wrong_variable_is_found() -> None:
    faults = proxy_faults({"HTTP_PROXY": "a:b:c", "https_proxy": "socks5h://x", "ALL_PROXY": PROXY})
    assert [fault.message.split()[0] for fault in faults] == ["HTTP_PROXY", "https_proxy"]
    assert [isinstance(fault, UnsupportedProxyError) for fault in faults] == [False, True]


def test_entries_that_match_nothing_are_found() -> None:
    entries = "localhost,.mlb.com,*,[::1]:80,10.0.0.0/8, [::1,10.0.0.0/40,http://host,"
    assert strange_exemptions({"NO_PROXY": entries}) == ["[::1", "10.0.0.0/40", "http://host"]
