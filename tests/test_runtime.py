import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from propctl.build_runtime import open_build_context
from propctl.domain.calendar import parse_instant
from propctl.domain.option_values import Namespace
from propctl.errors import ConfigurationError
from propctl.provider_clients import check_providers
from propctl.record_runtime import open_health_context
from propctl.runtime import (
    clock_of,
    default_namespace,
    new_run_id,
    open_snapshot_context,
    publishing_namespace,
)
from propctl.settings import Ingestion, ProviderMode, Settings

NOON = parse_instant("2025-06-08T12:00:00Z")
LOOPBACK = "http://127.0.0.1:9"
ON_LOOPBACK = Settings(
    mlb_stats_api_url=LOOPBACK, baseball_savant_url=LOOPBACK, now=NOON, storage_url="memory://"
)
REAL = Settings(storage_url="memory://")


def test_a_fixed_instant_stands_still() -> None:
    clock = clock_of(ON_LOOPBACK)
    assert (clock(), clock()) == (NOON, NOON)


def test_without_one_the_clock_is_real() -> None:
    assert abs(clock_of(REAL)() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("ingestion", "shadow", "namespace"),
    [
        (Ingestion.ON, False, Namespace.LIVE),
        (Ingestion.ON, True, Namespace.SHADOW),
        (Ingestion.SHADOW, False, Namespace.SHADOW),
    ],
)
def test_runs_publish_where_they_are_told(ingestion: Ingestion, shadow: bool, namespace: Namespace) -> None:
    settings = Settings(use_free_ingestion=ingestion)
    assert publishing_namespace(settings, shadow=shadow) is namespace


@pytest.mark.parametrize(
    ("mode", "namespace"),
    [(ProviderMode.LIVE, Namespace.LIVE), (ProviderMode.SAMPLE, Namespace.SAMPLE)],
)
def test_readers_look_where_the_provider_mode_says(mode: ProviderMode, namespace: Namespace) -> None:
    assert default_namespace(Settings(provider_mode=mode)) is namespace


def test_a_real_provider_needs_its_terms_accepted() -> None:
    with pytest.raises(ConfigurationError, match="PROPCTL_ACCEPT_PROVIDER_TERMS is not true"):
        check_providers(REAL)


def test_the_terms_are_told_in_the_first_line() -> None:
    with pytest.raises(ConfigurationError, match=r"\AMLB permits individual, non-commercial, non-bulk use"):
        check_providers(REAL)


@pytest.mark.parametrize(
    "settings", [ON_LOOPBACK, Settings(accept_provider_terms=True)], ids=["loopback", "accepted"]
)
def test_such_a_provider_may_be_asked(settings: Settings) -> None:
    context = open_snapshot_context(Settings(storage_url="memory://"), Namespace.LIVE)
    with open_build_context(settings, context) as build_context:
        assert build_context.requests() == 0


def test_the_sample_league_has_no_terms() -> None:
    check_providers(Settings(provider_mode=ProviderMode.SAMPLE))


@pytest.mark.parametrize("ingestion", [Ingestion.ON, Ingestion.SHADOW])
@pytest.mark.parametrize("shadow", [False, True])
def test_the_sample_league_publishes_in_its_own_namespace_alone(ingestion: Ingestion, shadow: bool) -> None:
    settings = Settings(provider_mode=ProviderMode.SAMPLE, use_free_ingestion=ingestion)
    assert publishing_namespace(settings, shadow=shadow) is Namespace.SAMPLE


def test_live_mode_does_not_import_the_sample_league() -> None:
    program = (
        "import sys; import propctl.cli.app; "
        "from propctl.runtime import open_snapshot_context; "
        "from propctl.build_runtime import open_build_context; "
        "from propctl.domain.option_values import Namespace; from propctl.settings import Settings; "
        "s = Settings(storage_url='memory://', accept_provider_terms=True); "
        "w = open_build_context(s, open_snapshot_context(s, Namespace.LIVE)); w.__enter__(); "
        "sys.exit(any('propctl.sample' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_run_ids_sort_by_time_and_differ() -> None:
    ids = [new_run_id(NOON), new_run_id(NOON), new_run_id(NOON + timedelta(seconds=1))]
    assert len(set(ids)) == 3
    assert max(ids[:2]) < ids[2]


def test_a_check_up_opens_nothing_before_it_looks() -> None:
    broken = REAL.model_copy(update={"storage_url": "ftp://host", "redis_url": "http://cache"})
    with open_health_context(broken, deep=False) as health_context:
        assert health_context.open_redis is not None
        for open_it in (
            health_context.open_store,
            health_context.open_redis,
            lambda: health_context.open_client("mlb_stats_api"),
        ):
            with pytest.raises(ConfigurationError):
                open_it()


@pytest.mark.parametrize(("deep", "seconds"), [(False, 12.0), (True, 122.0)])
def test_a_deep_check_up_may_take_longer(deep: bool, seconds: float) -> None:
    with open_health_context(ON_LOOPBACK, deep=deep) as health_context:
        assert (health_context.limit_seconds, health_context.now, health_context.open_redis) == (
            seconds,
            NOON,
            None,
        )


def test_a_check_up_looks_where_runs_publish() -> None:
    shadow = ON_LOOPBACK.model_copy(update={"use_free_ingestion": Ingestion.SHADOW})
    with open_health_context(shadow, deep=False) as health_context:
        assert health_context.layout.namespace is Namespace.SHADOW


def test_a_switch_that_is_off_is_known_to_it() -> None:
    off = ON_LOOPBACK.model_copy(update={"use_free_ingestion": Ingestion.OFF})
    with open_health_context(off, deep=False) as health_context:
        assert health_context.switched_off
