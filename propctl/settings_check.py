"""What is wrong, or doubtful, about the current settings. Looks at paths; makes no request and no write."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from propctl.cache.open import open_redis
from propctl.certificates import bundle_fault, check_trust
from propctl.connectors.mlb_stats_api import RECENT_DAYS
from propctl.domain.cadence import RUN_PERIOD
from propctl.domain.providers import PITCH_PROVIDER, Provider
from propctl.domain.redaction import hidden
from propctl.errors import ConfigurationError
from propctl.provider_clients import TERMS_HINT, terms_needed
from propctl.proxies import UnsupportedProxyError, find_proxy, proxy_faults, strange_exemptions
from propctl.readable_files import UnreadableFileError, check_readable
from propctl.record_runtime import open_gateway_at
from propctl.runtime import s3_options, store_of
from propctl.settings import (
    ENV_FILE_VARIABLE,
    Ingestion,
    ProviderMode,
    Settings,
    is_loopback,
    nearest_variable,
    origins,
    read_settings_and_faults,
    unknown_variables,
    url_field,
    variable_of,
)
from propctl.storage.aws_environment import aws_faults
from propctl.storage.s3_connection import S3Connection
from propctl.storage.s3_errors import translated

REQUESTS_OF_A_BOARD: Final = 8
"""The requests of a day's first run to the Stats API."""

MAX_NAME_BYTES: Final = 255
"""The longest name of a file or directory on the file systems of Linux and macOS."""

LINES_HINT: Final = "correct the path or the file's rights, or unset PROPCTL_LINES_FILE: see docs/lines.md"

S3_FIELDS: Final = ("s3_endpoint_url", "s3_sse", "s3_sse_kms_key_id")
AMAZON: Final = "https://s3.amazonaws.com"
URLS: Final = tuple(map(url_field, Provider))
REDIS_FILE_OPTIONS: Final = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about one variable. One that is not ``wrong`` is doubtful: it may be intended."""

    variable: str
    message: str
    hint: str
    wrong: bool = True


def check_configuration() -> list[Finding]:
    """Everything that is wrong or doubtful, not only the first."""
    settings, faults = read_settings_and_faults()
    findings = [_finding_of(fault) for fault in faults]
    findings += _check_names()
    findings += _check_trust()
    for check in (
        _check_storage,
        _check_s3_options,
        _check_retention,
        _check_lines,
        _check_cache,
        _check_gateway,
        _check_timing,
        _check_providers,
        _check_proxies,
    ):
        findings += check(settings)
    return [finding for finding in findings if not _follows_from(finding, faults)]


def _follows_from(finding: Finding, faults: list[ConfigurationError]) -> bool:
    """Whether nobody can tell, because the variable on which it depends cannot be read."""
    unread = {_finding_of(fault).variable for fault in faults}
    mode = variable_of("provider_mode")
    return finding.variable == variable_of("accept_provider_terms") and bool(
        unread & {mode, ENV_FILE_VARIABLE}
    )


def _finding_of(fault: ConfigurationError, default: str = "") -> Finding:
    """A finding about the variable that the message names first, or else about *default*."""
    names = re.findall(r"^\w+(?==)|\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]|[a-z]+_proxy)\b", fault.message)
    return Finding(names[0] if names else default, fault.message, fault.hint)


def _check_names() -> Iterator[Finding]:
    for name in unknown_variables():
        meant = nearest_variable(name)
        question = f": did you mean {meant}?" if meant else ""
        yield Finding(
            name,
            f"{name} is unknown to this version, and without effect{question}",
            f"write {meant} instead" if meant else "unset it; `.env.example` lists every variable",
        )


def _check_trust() -> Iterator[Finding]:
    try:
        check_trust()
    except ConfigurationError as error:
        yield _finding_of(error)


def _check_proxies(settings: Settings) -> Iterator[Finding]:
    """A malformed proxy is wrong wherever it leads; SOCKS only when a host that we ask is behind it."""
    used = _used_faults(settings)
    for fault in proxy_faults():
        wrong = fault.message in used or not isinstance(fault, UnsupportedProxyError)
        yield replace(_finding_of(fault), wrong=wrong)
    for entry in strange_exemptions():
        yield Finding(
            "NO_PROXY",
            f"NO_PROXY has an entry that matches no host: {hidden(entry)!r}",
            "it takes names, addresses, and ranges of addresses such as 10.0.0.0/8, with commas between",
            wrong=False,
        )


def _used_faults(settings: Settings) -> set[str]:
    """What is wrong with the proxies of the hosts that runs ask."""
    faults = set()
    sample = settings.provider_mode is ProviderMode.SAMPLE
    fields = ("s3_endpoint_url",) if sample else (*URLS, "s3_endpoint_url")
    urls = [getattr(settings, field) for field in fields]
    urls += [AMAZON] if settings.storage_url.startswith("s3:") and not settings.s3_endpoint_url else []
    for url in filter(None, urls):
        try:
            find_proxy(url)
        except ConfigurationError as error:
            faults.add(error.message)
    return faults


def _check_storage(settings: Settings) -> Iterator[Finding]:
    name = variable_of("storage_url")
    try:
        store_of(settings)
    except ConfigurationError as error:
        yield Finding(name, f"{name}: {error.message}", error.hint)
        return
    parts = urlsplit(settings.storage_url)
    if parts.scheme == "file":
        yield from _check_folder(name, Path(unquote(parts.path)))
    if parts.scheme == "s3":
        for fault in _s3_faults(settings):
            yield _finding_of(fault, "AWS_PROFILE")
    if parts.scheme != "memory":
        return
    if settings.redis_url is not None:
        message = "points readers of the shared cache at snapshots that end with the process that made them"
        yield Finding(name, f"{name}=memory:// {message}", "use file:// or s3://, or unset PROPCTL_REDIS_URL")
    else:
        message = "keeps a snapshot until its process ends: nothing that cron publishes can be read"
        yield Finding(name, f"{name}=memory:// {message}", "use file:// or s3://", wrong=False)


def _s3_faults(settings: Settings) -> list[ConfigurationError]:
    """What is wrong with the AWS_* variables and files, each on its own, and then with all together."""
    faults = aws_faults()
    try:
        with translated("use the AWS_* settings", "no request was made"):
            S3Connection(s3_options(settings)).check()
    except ConfigurationError as error:
        known = any(fault.message.partition(";")[0] in error.message for fault in faults)
        faults += [] if known or error.message in map(str, proxy_faults()) else [error]
    return faults


def _check_folder(name: str, folder: Path) -> Iterator[Finding]:
    existing = folder
    while not os.path.lexists(existing):
        existing = existing.parent
    long = [part for part in folder.parts if len(os.fsencode(part)) > MAX_NAME_BYTES]
    if long:
        yield Finding(name, f"{name}: {long[0][:20]}… is longer than a name may be", f"correct {name}")
        return
    hint = f"make it a directory that this user may write to, or name another in {name}"
    if not existing.is_dir():
        yield Finding(name, f"{name}: {folder} cannot be used, because {existing} is not a directory", hint)
    elif not os.access(existing, os.W_OK | os.X_OK):
        action = "be written" if existing == folder else f"be created, because {existing} cannot be written"
        yield Finding(name, f"{name}: {folder} cannot {action}", hint)


def _check_s3_options(settings: Settings) -> Iterator[Finding]:
    scheme = settings.storage_url.partition(":")[0]
    for field in S3_FIELDS:
        if getattr(settings, field) is not None and scheme != "s3":
            name = variable_of(field)
            yield Finding(
                name,
                f"{name} has no effect: it is for s3:// storage, and PROPCTL_STORAGE_URL is {scheme}://",
                f"unset {name}, or set PROPCTL_STORAGE_URL=s3://bucket/prefix",
            )


def _check_retention(settings: Settings) -> Iterator[Finding]:
    name, days = variable_of("raw_retention_days"), settings.raw_retention_days
    if days < RECENT_DAYS:
        yield Finding(
            name,
            f"{name}={days} removes slates that replace the line-ups of the last {RECENT_DAYS} days "
            "when the provider fails",
            f"at least {RECENT_DAYS} keeps them; 30 is the default",
            wrong=False,
        )


def _check_lines(settings: Settings) -> Iterator[Finding]:
    name, path = variable_of("lines_file"), settings.lines_file
    if path is None:
        return
    shown = hidden(str(path))
    try:
        check_readable(path)
    except UnreadableFileError as error:
        yield Finding(name, f"{name}={shown}: {error}: runs end with 78", LINES_HINT)
        return
    if not path.is_absolute():
        message = f"{name}={shown} is relative: cron and containers start programs in another directory"
        yield Finding(name, message, "write the absolute path", wrong=False)


def _check_cache(settings: Settings) -> Iterator[Finding]:
    name, url = variable_of("redis_url"), settings.redis_url
    if url is None:
        return
    try:
        open_redis(url)
    except ConfigurationError as error:
        yield Finding(name, f"{name}: {error.message}", error.hint)
        return
    for option, path in parse_qsl(urlsplit(url).query):
        if option == "ssl_ca_certs":
            yield from _check_redis_file(name, option, path, bundle_fault(path))
        elif option in REDIS_FILE_OPTIONS:
            yield from _check_redis_file(name, option, path, _read_fault(path))
    if settings.snapshot_ttl < RUN_PERIOD.total_seconds():
        ttl = variable_of("snapshot_ttl")
        yield Finding(
            ttl,
            f"{ttl}={settings.snapshot_ttl} drops a snapshot from the cache before the next run, "
            f"{RUN_PERIOD.total_seconds():.0f} s later",
            "3600 is the default",
            wrong=False,
        )


def _check_redis_file(name: str, option: str, path: str, fault: str | None) -> Iterator[Finding]:
    if fault is not None:
        yield Finding(name, f"{name}: {option}={path}: {fault}", "correct the path or its rights")


def _read_fault(path: str) -> str | None:
    """Why the file, or the directory, at *path* cannot be read; None when it can."""
    if os.path.isdir(path):  # noqa: PTH112 - raises for no path
        return None
    try:
        check_readable(path)
    except UnreadableFileError as error:
        return str(error)
    return None


def _check_gateway(settings: Settings) -> Iterator[Finding]:
    name, url = variable_of("pushgateway_url"), settings.pushgateway_url
    if url is None:
        return
    try:
        gateway = open_gateway_at(url)
    except ConfigurationError as error:
        yield Finding(name, f"{name}: {error.message}", error.hint)
        return
    if gateway.authorization and urlsplit(url).scheme == "http" and not is_loopback(url):
        message = f"{name} sends a password to {gateway.base_url} without encryption"
        yield Finding(name, message, "use https://", wrong=False)


def _check_timing(settings: Settings) -> Iterator[Finding]:
    name, deadline, rps = variable_of("run_deadline"), settings.run_deadline, settings.max_rps
    if deadline < settings.http_timeout:
        yield Finding(
            name,
            f"{name}={deadline:g} is less than PROPCTL_HTTP_TIMEOUT={settings.http_timeout:g}: one slow "
            "request ends the run",
            f"raise {name} (240 is the default), or lower PROPCTL_HTTP_TIMEOUT",
        )
    if rps and REQUESTS_OF_A_BOARD / rps > deadline:
        yield Finding(
            name,
            f"{name}={deadline:g} is too short for the {REQUESTS_OF_A_BOARD} requests of a board, which take "
            f"{REQUESTS_OF_A_BOARD / rps:g} s at PROPCTL_MAX_RPS={rps:g}",
            f"raise {name} or PROPCTL_MAX_RPS",
        )
    days, share = settings.statcast_window_days, deadline * PITCH_PROVIDER.spec.deadline_share
    if rps and days / rps > share:
        yield Finding(
            name,
            f"{name}={deadline:g} leaves {share:g} s for the {days} days of pitches of an empty store; at "
            f"PROPCTL_MAX_RPS={rps:g} they take {days / rps:g} s, and boards are degraded meanwhile",
            f"raise {name}, or lower PROPCTL_STATCAST_WINDOW_DAYS",
        )


def _check_providers(settings: Settings) -> Iterator[Finding]:
    if settings.provider_mode is ProviderMode.SAMPLE:
        yield from _check_unused_urls(settings)
        return
    for field in (*URLS, "s3_endpoint_url"):
        url = getattr(settings, field)
        if url and urlsplit(url).scheme == "http" and not is_loopback(url):
            name = variable_of(field)
            yield Finding(name, f"{name}={hidden(url)} is not encrypted", "use https://", wrong=False)
    off = settings.use_free_ingestion is Ingestion.OFF
    if terms_needed(settings) and not settings.accept_provider_terms and not off:
        name = variable_of("accept_provider_terms")
        yield Finding(name, f"{name} is not true: no request is made, and runs end with 78", TERMS_HINT)


def _check_unused_urls(settings: Settings) -> Iterator[Finding]:
    sources = origins(settings)
    for name in (variable_of(field) for field in URLS):
        if sources[name] != "default":
            message = f"{name} has no effect: PROPCTL_PROVIDER_MODE is sample"
            yield Finding(name, message, f"unset {name}, or set PROPCTL_PROVIDER_MODE=live", wrong=False)
