"""Turns rates and match-ups into count distributions. Pure: values in, values out."""
