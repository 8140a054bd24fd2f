"""Runs and their numbers: what a run leaves in storage, and how totals reach Prometheus."""
