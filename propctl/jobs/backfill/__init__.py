"""Backfills: a frozen plan, and any number of short-lived workers that share it through storage alone."""
