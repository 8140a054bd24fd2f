"""Clients for the providers: over HTTP according to the settings, or those of the sample league."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from propctl.cache.keys import pace_key
from propctl.cache.open import open_redis
from propctl.cache.redis_budget import RedisBudget
from propctl.connectors.body_checks import check_csv, check_json
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.pacing import Deadline, Pacer, ProcessBudget
from propctl.connectors.payloads import Client
from propctl.connectors.shared_pacing import FallbackBudget, FileBudget
from propctl.domain.digest import sha256
from propctl.domain.metric_labels import RequestObserver, ignore_request
from propctl.domain.providers import BodyFormat, Provider
from propctl.errors import ConfigurationError
from propctl.settings import ProviderMode, Settings

TERMS_NEEDED: Final = (
    "MLB permits individual, non-commercial, non-bulk use of its data; any other use needs its written "
    "permission, and PROPCTL_ACCEPT_PROVIDER_TERMS is not true"
)
TERMS_HINT: Final = (
    "read `propctl providers terms`; if your use is allowed, set PROPCTL_ACCEPT_PROVIDER_TERMS=true"
)


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """How clients wait (``sleep`` between requests and before retries), and the observer of each request.

    Processes with the same ``pace_folder`` share one pace; without one, a process has a separate pace.
    """

    sleep: Callable[[float], None] = time.sleep
    pace_folder: Path | None = None
    observe: RequestObserver = ignore_request


DEFAULT_CLIENT_OPTIONS: Final = ClientOptions()

CHECKS: Final = {BodyFormat.JSON: check_json, BodyFormat.CSV: check_csv}
"""The check that a body is whole: neither a page of HTML nor half an answer."""


@dataclass(frozen=True, slots=True)
class Clients:
    """A client for each provider, and the deadlines that their requests share."""

    by_provider: Mapping[Provider, Client]
    deadlines: tuple[Deadline, ...] = ()

    def restart_deadlines(self) -> None:
        """Give the next task of a long job the full time of a run."""
        for deadline in self.deadlines:
            deadline.restart()

    def close(self) -> None:
        """Make no more requests."""
        for client in self.by_provider.values():
            client.close()


def open_clients(settings: Settings, now: Callable[[], datetime], client_options: ClientOptions) -> Clients:
    """The clients for a run (ConfigurationError when the providers' terms are not accepted)."""
    check_providers(settings)
    if settings.provider_mode is ProviderMode.SAMPLE:
        return Clients(_sample_league(now))
    deadlines = {
        provider: Deadline(settings.run_deadline * provider.spec.deadline_share) for provider in Provider
    }
    clients = {
        provider: _client(settings, provider, deadline, client_options)
        for provider, deadline in deadlines.items()
    }
    return Clients(clients, tuple(deadlines.values()))


def open_brief_client(
    settings: Settings,
    provider: Provider,
    seconds: float,
    now: Callable[[], datetime],
    client_options: ClientOptions,
) -> Client:
    """One client whose deadline is *seconds* away, or that of a run if this is sooner."""
    check_providers(settings)
    if settings.provider_mode is ProviderMode.SAMPLE:
        return _sample_league(now)[provider]
    return _client(settings, provider, Deadline(min(seconds, settings.run_deadline)), client_options)


def check_providers(settings: Settings) -> None:
    """ConfigurationError when the terms of the configured providers must be accepted and are not."""
    if terms_needed(settings) and not settings.accept_provider_terms:
        raise ConfigurationError(TERMS_NEEDED, hint=TERMS_HINT)


def terms_needed(settings: Settings) -> bool:
    """Whether requests go to a provider with terms: not to loopback, and not to the sample league."""
    return settings.provider_mode is not ProviderMode.SAMPLE and not settings.providers_on_loopback()


def _sample_league(now: Callable[[], datetime]) -> Mapping[Provider, Client]:
    """Imported here, so that other runs do not load it."""
    from propctl.sample.client import open_sample_clients

    return open_sample_clients(now)


def _client(
    settings: Settings, provider: Provider, deadline: Deadline, client_options: ClientOptions
) -> HttpClient:
    """A client that shares its pace through Redis if configured, else through the folder, else not at all."""
    base_url = settings.base_url_of(provider)
    parts = urlsplit(base_url.removesuffix("/"))
    host = sha256((parts.netloc.rpartition("@")[2] + parts.path).encode())
    local = FileBudget(client_options.pace_folder / host) if client_options.pace_folder else ProcessBudget()
    budget = local if settings.redis_url is None else _through_redis(settings.redis_url, host, local)
    pacer = Pacer(settings.max_rps, budget=budget, sleep=client_options.sleep)
    policy = HttpPolicy(
        base_url=base_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout * provider.spec.patience,
        check_body=CHECKS[provider.spec.body_format],
        accept=provider.spec.body_format.value,
    )
    return HttpClient(policy, pacer, deadline, sleep=client_options.sleep, observe=client_options.observe)


def _through_redis(redis_url: str, host: str, local: FileBudget | ProcessBudget) -> FallbackBudget:
    """A failure of Redis is only logged for debugging here, because the cache warns of it too."""
    redis = RedisBudget(open_redis(redis_url), pace_key(host))
    logger = logging.getLogger("propctl")
    return FallbackBudget(redis, local, lambda message: logger.debug("%s", message))
