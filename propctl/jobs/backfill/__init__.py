"""Backfills: a frozen plan, and any number of workers, which may be killed, that share it through storage."""
