"""Scores of past projections. Pure: values in, values out."""
