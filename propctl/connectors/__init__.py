"""The edges to the providers: requests, pacing, retries, and the archive of what they answered."""
