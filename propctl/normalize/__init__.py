"""Converts provider payloads to domain types.

Pure. Only this package and the sample league know the providers' field names.
"""
