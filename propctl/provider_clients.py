"""Who answers for the providers: clients over HTTP as the settings have them, or the sample league."""

import logging
import time
from collections.abc import Callable
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
from propctl.connectors.mlb_stats_api import PROVIDER as MLB_STATS_API
from propctl.connectors.pacing import Deadline, OwnBudget, Pacer
from propctl.connectors.payloads import Client
from propctl.connectors.shared_pacing import FallbackBudget, FileBudget
from propctl.domain.metric_labels import RequestObserver, unheard
from propctl.domain.prop import sha256
from propctl.errors import ConfigurationError
from propctl.settings import ProviderMode, Settings, is_loopback

SAVANT_PATIENCE: Final = 4.0
"""A day of pitches takes the provider seconds to tens of seconds: its time-out is so many times the usual."""

SAVANT_SHARE: Final = 0.75
"""The part of a run's deadline after which no more pitches are waited for: publishing must still fit in."""

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
    observe: RequestObserver = unheard


DEFAULT_CLIENT_OPTIONS: Final = ClientOptions()


@dataclass(frozen=True, slots=True)
class Clients:
    """Both providers, and the deadlines that their requests share."""

    stats_api: Client
    savant: Client
    deadlines: tuple[Deadline, ...] = ()

    def restart_deadlines(self) -> None:
        """The next piece of a long job has all the time of a run."""
        for deadline in self.deadlines:
            deadline.restart()


def open_clients(settings: Settings, now: Callable[[], datetime], client_options: ClientOptions) -> Clients:
    """Both clients for a run (ConfigurationError when the providers may not be asked)."""
    check_providers(settings)
    if settings.provider_mode is ProviderMode.SAMPLE:
        return _sample_league(now)
    deadlines = Deadline(settings.run_deadline), Deadline(settings.run_deadline * SAVANT_SHARE)
    return Clients(
        _stats_api(settings, deadlines[0], client_options),
        _savant(settings, deadlines[1], client_options),
        deadlines,
    )


def open_brief_client(
    settings: Settings,
    provider: str,
    seconds: float,
    now: Callable[[], datetime],
    client_options: ClientOptions,
) -> Client:
    """One client whose deadline is *seconds* away, or that of a run if this is sooner."""
    check_providers(settings)
    if settings.provider_mode is ProviderMode.SAMPLE:
        league = _sample_league(now)
        return league.stats_api if provider == MLB_STATS_API else league.savant
    deadline = Deadline(min(seconds, settings.run_deadline))
    return (_stats_api if provider == MLB_STATS_API else _savant)(settings, deadline, client_options)


def check_providers(settings: Settings) -> None:
    """ConfigurationError unless the operator may ask the configured providers; the sample league is free."""
    if terms_needed(settings) and not settings.accept_provider_terms:
        raise ConfigurationError(TERMS_NEEDED, hint=TERMS_HINT)


def terms_needed(settings: Settings) -> bool:
    """Whether somebody else's server is asked, whose terms have to be accepted."""
    urls = (settings.mlb_stats_api_url, settings.baseball_savant_url)
    return settings.provider_mode is not ProviderMode.SAMPLE and not all(map(is_loopback, urls))


def _sample_league(now: Callable[[], datetime]) -> Clients:
    """Imported here, so that nobody else loads it."""
    from propctl.sample.client import SampleSavant, SampleStatsApi
    from propctl.sample.league import League

    league = League()
    return Clients(SampleStatsApi(league, now), SampleSavant(league, now))


def _stats_api(settings: Settings, deadline: Deadline, client_options: ClientOptions) -> HttpClient:
    policy = HttpPolicy(
        base_url=settings.mlb_stats_api_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout,
        check_body=check_json,
    )
    return _client(settings, policy, deadline, client_options)


def _savant(settings: Settings, deadline: Deadline, client_options: ClientOptions) -> HttpClient:
    policy = HttpPolicy(
        base_url=settings.baseball_savant_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout * SAVANT_PATIENCE,
        check_body=check_csv,
        accept="text/csv",
    )
    return _client(settings, policy, deadline, client_options)


def _client(
    settings: Settings, policy: HttpPolicy, deadline: Deadline, client_options: ClientOptions
) -> HttpClient:
    """Paced with others through Redis where there is one, else through the folder, else alone."""
    place = policy.base_url.removesuffix("/")
    host = sha256((urlsplit(place).netloc.rpartition("@")[2] + urlsplit(place).path).encode())
    own = FileBudget(client_options.pace_folder / host) if client_options.pace_folder else OwnBudget()
    budget = own if settings.redis_url is None else _through_redis(settings.redis_url, host, own)
    pacer = Pacer(settings.max_rps, budget=budget, sleep=client_options.sleep)
    return HttpClient(policy, pacer, deadline, sleep=client_options.sleep, observe=client_options.observe)


def _through_redis(redis_url: str, host: str, own: FileBudget | OwnBudget) -> FallbackBudget:
    """Without a word when Redis fails: the cache, which is asked as well, tells of it."""
    redis = RedisBudget(open_redis(redis_url), pace_key(host))
    logger = logging.getLogger("propctl")
    return FallbackBudget(redis, own, lambda message: logger.debug("%s", message))
