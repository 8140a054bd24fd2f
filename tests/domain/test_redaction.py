import pytest

from propctl.domain.redaction import hidden, hidden_secret

SHOWN = [
    ("https://statsapi.mlb.com", "https://statsapi.mlb.com"),
    ("file:///home/me@work/store", "file:///home/me@work/store"),
    ("propctl/1 (mailto:me@example.org)", "propctl/1 (mailto:me@example.org)"),
    ("http://user:hunter2@host:8/path", "http://…@host:8/path"),
    ("http://hunter2@host", "http://…@host"),
    ("redis://:hunter2@host/0", "redis://…@host/0"),
    ("redis://user:hun@ter2@host/0", "redis://…@host/0"),
    ("redis://user:hun/ter2@host/0", "redis://…@host/0"),
    ("redis://user:hun#ter2@host/0", "redis://…@host/0"),
    ("user:hunter2@host", "…@host"),
    ("rediss://host/0?ssl_password=hunter2&db=3", "rediss://host/0?ssl_password=…&db=3"),
    ("redis://host?p%61ssword=hunter2", "redis://host?p%61ssword=…"),
    ("redis://host?hunter2", "redis://host?…"),
    ("https://host/?token=hunter2&X-Amz-Signature=hunter2", "https://host/?token=…&X-Amz-Signature=…"),
    ("redis://host/0#hunter2", "redis://host/0#…"),
    ("rediss://host/0?ssl_ca_certs=/etc/ca.pem", "rediss://host/0?ssl_ca_certs=/etc/ca.pem"),
]
SECRET = [
    ("redis://user:hunter2@cache.example:6379/0", "redis://…@cache.example:6379/0"),
    ("redis://[::1]:6379/0", "redis://[::1]:6379/0"),
    ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=0"),
    ("hunter2", "…"),
    ("redis://:hunter2/0", "…"),
    ("redis://user:hunter2", "…"),
]


@pytest.mark.parametrize(("value", "shown"), SHOWN)
def test_of_a_url_only_the_harmless_parts_are_shown(value: str, shown: str) -> None:
    assert hidden(value) == shown


@pytest.mark.parametrize(("value", "shown"), SECRET)
def test_a_secret_is_shown_only_as_far_as_it_says_where_it_leads(value: str, shown: str) -> None:
    assert hidden_secret(value) == shown
