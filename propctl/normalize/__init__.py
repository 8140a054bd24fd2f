"""Provider payloads to our own types.

Pure, and, with the sample league, the only place that knows provider field names.
"""
