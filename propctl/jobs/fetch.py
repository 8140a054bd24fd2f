"""Props straight from a build: what a run would publish now; publishes nothing."""

from dataclasses import dataclass

from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.jobs.build import Build, fetch_and_build
from propctl.jobs.build_context import BuildContext
from propctl.jobs.check_filters import check_filters


@dataclass(frozen=True, slots=True)
class FetchedProps:
    """A build, its props that pass a query by ``prop_id``, and a sentence for each name without one."""

    build: Build
    props: list[FeaturedProp]
    absent: list[str]


def fetch_props(build_context: BuildContext, query: PropQuery) -> list[FeaturedProp]:
    """The props of :func:`fetch_and_check`."""
    return fetch_and_check(build_context, query).props


def fetch_and_check(build_context: BuildContext, query: PropQuery) -> FetchedProps:
    """The props that a run would publish now; raises what a build does, and UsageError for unknown names."""
    today = build_context.today()
    build = fetch_and_build(build_context, query.date or today, today)
    if build.lacks_props:
        raise build.failure("not one prop can be built")
    inputs = build.build_inputs
    absent = check_filters(
        query, build.props, build_context.namespace, lambda: inputs.season_names if inputs.people else None
    )
    return FetchedProps(build, sorted(query.select(build.props), key=lambda prop: prop.prop_id), absent)
