"""Metrics and logs of runs: how they are counted, written and pushed."""
