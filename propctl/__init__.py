"""Snapshots of player props with honest probabilities, from free providers.

``from propctl import get_props, read_snapshot``: the props that a run would publish now, and published ones.
"""

from propctl.version import __version__

__all__ = ["PropQuery", "__version__", "get_props", "read_snapshot"]

TYPE_CHECKING = False  # the typing module takes longer to import than --version may
if TYPE_CHECKING:
    from typing import Any

    from propctl.api import get_props, read_snapshot
    from propctl.domain.query import PropQuery


def __getattr__(name: str) -> "Any":
    """Import the library on first use, so that ``--version`` and ``--help`` need not."""
    if name in __all__:
        from propctl import api

        return getattr(api, name)
    raise AttributeError(f"module 'propctl' has no attribute {name!r}")
