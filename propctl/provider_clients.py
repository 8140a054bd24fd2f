"""Clients for the providers: over HTTP as the settings have them, or those of the sample league."""

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
from propctl.connectors.pacing import Deadline, OwnBudget, Pacer
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
    """How clients wait: *sleep* between requests and before retries; and who hears of each request.

    Processes that name the same ``pace_folder`` share one pace; None is a pace of one's own.
    """

    sleep: Callable[[float], None] = time.sleep
    pace_folder: Path | None = None
    observe: RequestObserver = ignore_request


DEFAULT_CLIENT_OPTIONS: Final = ClientOptions()

CHECKS: Final = {BodyFormat.JSON: check_json, BodyFormat.CSV: check_csv}
"""What tells a whole body from a page of HTML or half an answer."""


@dataclass(frozen=True, slots=True)
class Clients:
    """A client for each provider, and the deadlines that their requests share."""

    by_provider: Mapping[Provider, Client]
    deadlines: tuple[Deadline, ...] = ()

    def restart_deadlines(self) -> None:
        """The next piece of a long job has all the time of a run."""
        for deadline in self.deadlines:
            deadline.restart()

    def close(self) -> None:
        """Ask nothing more."""
        for client in self.by_provider.values():
            client.close()


def open_clients(settings: Settings, now: Callable[[], datetime], client_options: ClientOptions) -> Clients:
    """The clients for a run (ConfigurationError when the providers may not be asked)."""
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
    """ConfigurationError unless the operator may ask the configured providers; the sample league is free."""
    if terms_needed(settings) and not settings.accept_provider_terms:
        raise ConfigurationError(TERMS_NEEDED, hint=TERMS_HINT)


def terms_needed(settings: Settings) -> bool:
    """Whether somebody else's server is asked, whose terms have to be accepted."""
    return settings.provider_mode is not ProviderMode.SAMPLE and not settings.providers_on_loopback()


def _sample_league(now: Callable[[], datetime]) -> Mapping[Provider, Client]:
    """Imported here, so that nobody else loads it."""
    from propctl.sample.client import open_sample_clients

    return open_sample_clients(now)


def _client(
    settings: Settings, provider: Provider, deadline: Deadline, client_options: ClientOptions
) -> HttpClient:
    """Paced with others through Redis where there is one, else through the folder, else alone."""
    base_url = settings.base_url_of(provider)
    place = base_url.removesuffix("/")
    host = sha256((urlsplit(place).netloc.rpartition("@")[2] + urlsplit(place).path).encode())
    own = FileBudget(client_options.pace_folder / host) if client_options.pace_folder else OwnBudget()
    budget = own if settings.redis_url is None else _through_redis(settings.redis_url, host, own)
    pacer = Pacer(settings.max_rps, budget=budget, sleep=client_options.sleep)
    policy = HttpPolicy(
        base_url=base_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout * provider.spec.patience,
        check_body=CHECKS[provider.spec.body_format],
        accept=provider.spec.body_format.value,
    )
    return HttpClient(policy, pacer, deadline, sleep=client_options.sleep, observe=client_options.observe)


def _through_redis(redis_url: str, host: str, own: FileBudget | OwnBudget) -> FallbackBudget:
    """Without a word when Redis fails: the cache, which is asked as well, tells of it."""
    redis = RedisBudget(open_redis(redis_url), pace_key(host))
    logger = logging.getLogger("propctl")
    return FallbackBudget(redis, own, lambda message: logger.debug("%s", message))
