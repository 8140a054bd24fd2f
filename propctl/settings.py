"""Settings: the only reader of the environment. Every variable is described in ``.env.example``."""

import os
import re
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from propctl.domain.calendar import parse_instant
from propctl.errors import ConfigurationError
from propctl.telemetry.logs import LogFormat
from propctl.version import __version__

INGESTION_VARIABLE: Final = "USE_FREE_INGESTION"
PREFIX: Final = "PROPCTL_"
MAX_HEADER_LENGTH: Final = 200
EXAMPLE_HINT: Final = "`.env.example` says what each variable takes"

LONGEST_WINDOW_DAYS: Final = 365

SECRETS: Final = ("redis_url",)
"""Fields whose variable may name a file instead: PROPCTL_REDIS_URL_FILE, as orchestrators mount secrets."""

TEST_VARIABLES: Final = frozenset({"PROPCTL_LIVE_TESTS"})


class Ingestion(StrEnum):
    """Whether jobs fetch and publish."""

    ON = "true"
    SHADOW = "shadow"
    OFF = "false"


class ProviderMode(StrEnum):
    """Where payloads come from."""

    LIVE = "live"
    SAMPLE = "sample"


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _http_url(value: object) -> object:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("an http:// or https:// URL is needed")
    if parts.query or parts.fragment:
        raise ValueError("a base URL has neither query nor fragment")
    return str(value).rstrip("/")


def _header_text(value: object) -> object:
    text = str(value)
    if not (text.isascii() and text.isprintable() and 0 < len(text.strip()) <= MAX_HEADER_LENGTH):
        raise ValueError(f"a header takes 1 to {MAX_HEADER_LENGTH} printable ASCII characters")
    return value


def _instant(value: object) -> object:
    return parse_instant(value) if isinstance(value, str) else value


HttpUrl = Annotated[str, BeforeValidator(_http_url)]


def default_storage_url() -> str:
    """A directory under the user's data folder, so that nothing has to be set up."""
    from platformdirs import user_data_path

    return (user_data_path("propctl", appauthor=False) / "store").as_uri()


class Settings(BaseSettings):
    """What the environment says; an empty variable counts as unset."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    use_free_ingestion: Annotated[Ingestion, BeforeValidator(_lower)] = Field(
        default=Ingestion.ON, validation_alias=INGESTION_VARIABLE
    )
    provider_mode: Annotated[ProviderMode, BeforeValidator(_lower)] = ProviderMode.LIVE
    accept_provider_terms: bool = False
    storage_url: str = Field(default_factory=default_storage_url)
    mlb_stats_api_url: HttpUrl = "https://statsapi.mlb.com"
    baseball_savant_url: HttpUrl = "https://baseballsavant.mlb.com"
    user_agent: Annotated[str, BeforeValidator(_header_text)] = f"propctl/{__version__}"
    max_rps: float = Field(default=1.0, ge=0.0, allow_inf_nan=False)
    http_timeout: float = Field(default=20.0, gt=0.0, le=3600.0, allow_inf_nan=False)
    run_deadline: float = Field(default=240.0, gt=0.0, le=86400.0, allow_inf_nan=False)
    snapshot_ttl: int = Field(default=3600, ge=1)
    redis_url: str | None = None
    statcast_window_days: int = Field(default=30, ge=0, le=LONGEST_WINDOW_DAYS)
    s3_endpoint_url: HttpUrl | None = None
    s3_sse: Literal["AES256", "aws:kms"] | None = None
    s3_sse_kms_key_id: str | None = None
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = LogFormat.TEXT
    now: Annotated[datetime | None, BeforeValidator(_instant)] = None

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        loopback = all(is_loopback(url) for url in (self.mlb_stats_api_url, self.baseball_savant_url))
        if loopback or self.provider_mode is ProviderMode.SAMPLE:
            return self
        if self.now is not None:
            raise ValueError(
                "PROPCTL_NOW is accepted only when every provider URL is on loopback: another instant would "
                "mislabel what a real provider says now"
            )
        if self.max_rps == 0:
            raise ValueError("PROPCTL_MAX_RPS=0 (no pacing) is accepted only for providers on loopback")
        return self


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def hidden(value: str) -> str:
    """*value* with the user and password of a URL left out, for messages and displays."""
    bare = re.sub(r"(?<=://)[^/@\s]*@", "…@", value)
    return re.sub(r"(?i)(?<=[?&])((?:username|password)=)[^&\s]*", r"\1…", bare)


def variable_of(field: str) -> str:
    """The environment variable behind a field."""
    return INGESTION_VARIABLE if field == "use_free_ingestion" else f"{PREFIX}{field.upper()}"


def read_settings() -> Settings:
    """The settings in force (ConfigurationError names the variable that is wrong)."""
    secrets = {field: text for field in SECRETS if (text := _secret_in_file(field)) is not None}
    try:
        return Settings.model_validate(secrets)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        field = str(first["loc"][0]) if first["loc"] else ""
        name = field if field == INGESTION_VARIABLE else variable_of(field)
        message = f"{name}={hidden(str(first['input']))!r}: {reason}" if field else reason
        raise ConfigurationError(message, hint=EXAMPLE_HINT) from error


def _secret_in_file(field: str) -> str | None:
    """The content of the file that ``<variable>_FILE`` names; None when that is unset."""
    variable = variable_of(field)
    path = os.environ.get(f"{variable}_FILE")
    if not path:
        return None
    if os.environ.get(variable):
        raise ConfigurationError(f"{variable} and {variable}_FILE are both set", hint="set one of them")
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"{variable}_FILE={path}: {reason}", hint=EXAMPLE_HINT) from error


def origins(settings: Settings) -> dict[str, str]:
    """Per variable whether it comes from the environment or is a default."""
    present = {name.upper() for name, value in os.environ.items() if value}
    names = (variable_of(field) for field in type(settings).model_fields)
    return {
        name: "environment" if name in present else "file" if f"{name}_FILE" in present else "default"
        for name in names
    }


def without_effect() -> list[str]:
    """Variables under our prefix that this version does not know: misspelt, or of another version."""
    known = {variable_of(field) for field in Settings.model_fields} | TEST_VARIABLES
    known |= {f"{variable_of(field)}_FILE" for field in SECRETS}
    present = {name.upper() for name, value in os.environ.items() if value}
    return sorted(name for name in present - known if name.startswith(PREFIX))
