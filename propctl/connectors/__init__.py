"""The edges to the providers: requests, pacing, retries, and the archive of their answers."""
