"""The sample league: invented clubs that play every day, behind the connectors of the real providers.

Everything follows from fixed seeds: the same request at the same instant has the same answer on any machine.
The payloads have the providers' shapes, and no network is used. This package is never imported in live mode.
"""
