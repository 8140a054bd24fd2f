"""Props straight from a build: what a run would publish now; publishes nothing."""

from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.jobs.build import fetch_and_build
from propctl.jobs.build_context import BuildContext


def fetch_props(build_context: BuildContext, query: PropQuery) -> list[FeaturedProp]:
    """The props that a run would publish now, sorted by ``prop_id``; raises what a build raises."""
    today = build_context.today()
    build = fetch_and_build(build_context, query.date or today, today)
    if build.lacks_props:
        raise build.failure("not one prop can be built")
    return sorted(query.select(build.props), key=lambda prop: prop.prop_id)
