"""Props straight from a build: what a run would publish now; publishes nothing."""

from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.jobs.build import Build, fetch_and_build
from propctl.jobs.build_context import BuildContext


def fetch_props(build_context: BuildContext, query: PropQuery) -> list[FeaturedProp]:
    """The props that a run would publish now, sorted by ``prop_id``; raises what a build raises."""
    return select_props(fetch_build(build_context, query), query)


def fetch_build(build_context: BuildContext, query: PropQuery) -> Build:
    """The build of the query's date; raises what a build raises, and when not one prop can be built."""
    today = build_context.today()
    build = fetch_and_build(build_context, query.date or today, today)
    if build.lacks_props:
        raise build.failure("not one prop can be built")
    return build


def select_props(build: Build, query: PropQuery) -> list[FeaturedProp]:
    """The props of *build* that pass the query, sorted by ``prop_id``."""
    return sorted(query.select(build.props), key=lambda prop: prop.prop_id)
