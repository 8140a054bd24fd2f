"""Settings: the only reader of the environment. Every variable is described in ``.env.example``."""

import os
import re
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from propctl.domain.calendar import parse_instant
from propctl.domain.providers import MAX_PAUSE_SECONDS, Provider
from propctl.domain.redaction import hidden
from propctl.domain.validation_messages import plain_message
from propctl.env_file import EnvFileError, read_env_file
from propctl.errors import ConfigurationError
from propctl.readable_files import UnreadableFileError, read_text
from propctl.telemetry.logs import LogFormat
from propctl.version import __version__

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

INGESTION_VARIABLE: Final = "USE_FREE_INGESTION"
INDEX_VARIABLE: Final = "JOB_COMPLETION_INDEX"
"""Set by Kubernetes in each pod of an Indexed Job."""
ENV_FILE_VARIABLE: Final = "PROPCTL_ENV_FILE"
THREADS_VARIABLE: Final = "POLARS_MAX_THREADS"
PREFIX: Final = "PROPCTL_"
MAX_HEADER_LENGTH: Final = 200
EXAMPLE_HINT: Final = (
    "`.env.example` says what each variable takes; `propctl config check` lists everything that is wrong"
)
FILE_HINT: Final = "name a text file that this user may read"
ENV_FILE_HINT: Final = "write NAME=VALUE, with single quotes around a value that has quotes or ` #` in it"

MIN_SIMILARITY: Final = 0.8
"""The similarity (of 1) from which one name is taken for a misspelling of the other."""

MAX_WINDOW_DAYS: Final = 365
MAX_RETENTION_DAYS: Final = 3650
MAX_TTL: Final = 365 * 24 * 3600
MAX_WORKERS: Final = 100_000
MAX_THREADS: Final = 1024

SECRETS: Final = ("redis_url", "pushgateway_url")
"""Fields whose variable may name a file instead: PROPCTL_REDIS_URL_FILE, as orchestrators mount secrets."""

TEST_VARIABLES: Final = frozenset({"PROPCTL_LIVE_TESTS"})

names_from_env_file: Final[set[str]] = set()
"""The variables of this process's environment that :func:`read_settings` took from PROPCTL_ENV_FILE."""


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


def _pace(requests_per_second: float) -> float:
    """A pace that leaves no longer gap than a provider can ask for; 0 is none."""
    if 0.0 < requests_per_second < 1.0 / MAX_PAUSE_SECONDS:
        raise ValueError("must be at least 0.0003 (a request an hour), or 0")
    return requests_per_second


def _writable_path(value: object) -> object:
    try:
        str(value).encode()
    except UnicodeEncodeError as error:
        raise ValueError("the path is not text in UTF-8, and could not be reported") from error
    return value


HttpUrl = Annotated[str, BeforeValidator(_http_url)]


def default_storage_url() -> str:
    """A directory under the user's data folder, so that no set-up is needed."""
    from platformdirs import user_data_path

    return (user_data_path("propctl", appauthor=False) / "store").as_uri()


class Settings(BaseModel):
    """The settings, by field; :func:`read_settings` takes them from the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    use_free_ingestion: Annotated[Ingestion, BeforeValidator(_lower)] = Ingestion.ON
    provider_mode: Annotated[ProviderMode, BeforeValidator(_lower)] = ProviderMode.LIVE
    accept_provider_terms: bool = False
    storage_url: str = Field(default_factory=default_storage_url)
    mlb_stats_api_url: HttpUrl = Provider.MLB_STATS_API.spec.base_url
    baseball_savant_url: HttpUrl = Provider.BASEBALL_SAVANT.spec.base_url
    user_agent: Annotated[str, BeforeValidator(_header_text)] = f"propctl/{__version__}"
    max_rps: Annotated[float, AfterValidator(_pace)] = Field(default=1.0, ge=0.0, allow_inf_nan=False)
    http_timeout: float = Field(default=20.0, gt=0.0, le=3600.0, allow_inf_nan=False)
    run_deadline: float = Field(default=240.0, gt=0.0, le=86400.0, allow_inf_nan=False)
    snapshot_ttl: int = Field(default=3600, ge=1, le=MAX_TTL)
    redis_url: str | None = None
    pushgateway_url: str | None = None
    statcast_window_days: int = Field(default=30, ge=0, le=MAX_WINDOW_DAYS)
    lines_file: Annotated[Path | None, BeforeValidator(_writable_path)] = None
    raw_retention_days: int = Field(default=30, ge=1, le=MAX_RETENTION_DAYS)
    s3_endpoint_url: HttpUrl | None = None
    s3_sse: Literal["AES256", "aws:kms"] | None = None
    s3_sse_kms_key_id: str | None = None
    job_completion_index: int | None = Field(default=None, ge=0, le=MAX_WORKERS)
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = LogFormat.TEXT
    now: Annotated[datetime | None, BeforeValidator(_instant)] = None
    env_file: Path | None = None

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        if self.providers_on_loopback() or self.provider_mode is ProviderMode.SAMPLE:
            return self
        if self.now is not None:
            raise ValueError(
                "PROPCTL_NOW is accepted only for the sample league and providers on loopback: another "
                "instant would mislabel the current answers of a real provider"
            )
        if self.max_rps == 0:
            raise ValueError("PROPCTL_MAX_RPS=0 (no pacing) is accepted only for providers on loopback")
        return self

    def base_url_of(self, provider: Provider) -> str:
        """The base URL for requests to a provider."""
        url: str = getattr(self, url_field(provider))
        return url

    def providers_on_loopback(self) -> bool:
        """Whether every provider URL leads to this machine."""
        return all(is_loopback(self.base_url_of(provider)) for provider in Provider)


def url_field(provider: Provider) -> str:
    """The field that holds a provider's base URL."""
    return f"{provider}_url"


def is_loopback(url: str) -> bool:
    """Whether *url* leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def variable_of(field: str) -> str:
    """The environment variable behind a field."""
    unprefixed = {"use_free_ingestion": INGESTION_VARIABLE, "job_completion_index": INDEX_VARIABLE}
    return unprefixed.get(field, f"{PREFIX}{field.upper()}")


def worker_environment(index: int) -> dict[str, str]:
    """The environment for one of several workers: the current one, with the worker's index.

    What the file of PROPCTL_ENV_FILE held is part of it, so that workers need not read the file again.
    """
    environment = {name: value for name, value in os.environ.items() if name != ENV_FILE_VARIABLE}
    return {**environment, INDEX_VARIABLE: str(index)}


def use_env_file(path: str) -> None:
    """Let the variables of the file at *path* count, as if PROPCTL_ENV_FILE named it."""
    os.environ[ENV_FILE_VARIABLE] = path


def read_settings() -> Settings:
    """The current settings (ConfigurationError names the first variable that is wrong)."""
    settings, faults = read_settings_and_faults()
    if faults:
        raise faults[0]
    return settings


def read_log_format() -> LogFormat:
    """How to write an error, also one in the settings: as text unless they say JSON."""
    _apply_env_file()
    text = _read_environment().get("log_format")
    return LogFormat.JSON if _lower(text) == LogFormat.JSON else LogFormat.TEXT


def read_settings_and_faults() -> tuple[Settings, list[ConfigurationError]]:
    """The settings, with the defaults in place of wrong values, and an error for each wrong value."""
    faults = _apply_env_file()
    secrets, wrong_secrets = _read_secret_files()
    faults += wrong_secrets
    faults += _thread_faults()
    values = _read_environment() | secrets
    while True:
        try:
            return Settings.model_validate(values), faults
        except ValidationError as error:
            for details in error.errors(include_url=False):
                faults.append(_fault(details))
                values |= _defaults_for(details)


def _apply_env_file() -> list[ConfigurationError]:
    """Add the variables of the file that PROPCTL_ENV_FILE names to the environment, where libraries look too.

    Variables that the environment has already win, empty ones as well.
    """
    path = os.environ.get(ENV_FILE_VARIABLE)
    if not path:
        return []
    try:
        env_file = read_env_file(Path(path))
    except EnvFileError as error:
        message = f"{ENV_FILE_VARIABLE}={path}: {error}; none of its variables count"
        return [ConfigurationError(message, hint=FILE_HINT)]
    set_before = {_canonical(name) for name in os.environ}
    for name, value in env_file.values.items():
        if not set_before & _alternatives(_canonical(name)) and name not in os.environ:
            os.environ[name] = value
            names_from_env_file.add(_canonical(name))
    return [
        ConfigurationError(f"{ENV_FILE_VARIABLE}={path}: {fault}", hint=ENV_FILE_HINT)
        for fault in env_file.faults
    ]


def _canonical(name: str) -> str:
    """The name of one of our variables in capitals; another name as it is."""
    return name.upper() if name.upper() in known_variables() else name


def _alternatives(name: str) -> set[str]:
    """The variables that set what *name* sets: a secret has two."""
    return next(
        (
            {variable, f"{variable}_FILE"}
            for variable in map(variable_of, SECRETS)
            if name.startswith(variable)
        ),
        {name},
    )


def _thread_faults() -> list[ConfigurationError]:
    """A number of threads that Polars cannot start; it ignores what is no number."""
    text = os.environ.get(THREADS_VARIABLE, "").strip()
    if not text.isdecimal() or (len(text) <= len(str(MAX_THREADS)) and 1 <= int(text) <= MAX_THREADS):
        return []
    return [
        ConfigurationError(
            f"{THREADS_VARIABLE}={text[:20]}: Polars starts 1 to {MAX_THREADS} threads",
            hint="correct it or unset it",
        )
    ]


def _read_environment() -> dict[str, object]:
    """The value of each variable, by field; case does not matter, and an empty one counts as unset."""
    values = {name.upper(): value for name, value in os.environ.items() if value}
    named = {field: variable_of(field) for field in Settings.model_fields}
    return {field: values[name] for field, name in named.items() if name in values}


def _read_secret_files() -> tuple[dict[str, object], list[ConfigurationError]]:
    secrets: dict[str, object] = {}
    faults: list[ConfigurationError] = []
    for field in SECRETS:
        try:
            text = _read_secret_file(field)
        except ConfigurationError as error:
            faults.append(error)
            secrets[field] = None
        else:
            secrets |= {field: text} if text is not None else {}
    return secrets, faults


def _fault(details: "ErrorDetails") -> ConfigurationError:
    reason = plain_message(details["msg"])
    field = str(details["loc"][0]) if details["loc"] else ""
    if not field:
        name = re.split("[ =]", reason)[0]
        hint = f"unset {name}, point both providers at loopback, or set PROPCTL_PROVIDER_MODE=sample"
        return ConfigurationError(reason, hint=hint)
    value = str(details["input"])
    reason = reason.replace(repr(value), repr(hidden(value)))
    return ConfigurationError(f"{variable_of(field)}={hidden(value)!r}: {reason}", hint=EXAMPLE_HINT)


def _defaults_for(details: "ErrorDetails") -> dict[str, object]:
    """The default of a wrong value; of a contradiction, the defaults of both values that may cause it."""
    names = [str(details["loc"][0])] if details["loc"] else ["now", "max_rps"]
    fields = Settings.model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in names}


def _read_secret_file(field: str) -> str | None:
    """The content of the file that ``<variable>_FILE`` names; None when that is unset."""
    variable = variable_of(field)
    path = os.environ.get(f"{variable}_FILE")
    if not path:
        return None
    if os.environ.get(variable):
        raise ConfigurationError(
            f"{variable} and {variable}_FILE are both set, and contradict each other", hint="set one of them"
        )
    try:
        return read_text(path).strip() or None
    except UnreadableFileError as error:
        raise ConfigurationError(
            f"{variable}_FILE={hidden(path)}: {error}; the secret was not read", hint=FILE_HINT
        ) from error


def origins(settings: Settings) -> dict[str, str]:
    """The source of each variable's value: environment, env file, file (of a secret) or default."""
    present = {name.upper() for name, value in os.environ.items() if value}
    places = ((present & names_from_env_file, "env file"), (present, "environment"))

    def origin(name: str) -> str:
        named = next((place for names, place in places if name in names), None)
        return named or ("file" if f"{name}_FILE" in present else "default")

    return {name: origin(name) for name in map(variable_of, type(settings).model_fields)}


def unknown_variables() -> list[str]:
    """Variables under our prefix that this version does not know: misspelt, or of another version."""
    known = known_variables() | TEST_VARIABLES
    present = {name.upper() for name, value in os.environ.items() if value}
    prefixes = (PREFIX, INGESTION_VARIABLE[:8])
    return sorted(name for name in present - known if name.startswith(prefixes))


def known_variables() -> set[str]:
    """Every variable that this version reads."""
    names = {variable_of(field) for field in Settings.model_fields}
    return names | {f"{variable_of(field)}_FILE" for field in SECRETS}


def nearest_variable(name: str) -> str | None:
    """The variable that *name* probably misspells; None when none is similar."""
    from difflib import get_close_matches

    known = {variable.removeprefix(PREFIX): variable for variable in sorted(known_variables())}
    near = get_close_matches(name.removeprefix(PREFIX), known, n=1, cutoff=MIN_SIMILARITY)
    return known[near[0]] if near else None
