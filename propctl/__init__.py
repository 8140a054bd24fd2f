"""Snapshots of player props with honest probabilities, from two free providers."""

__version__ = "0.1.0"
