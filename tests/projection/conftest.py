"""Laws are checked on fewer examples, and never against the clock."""

from hypothesis import settings

settings.register_profile("arithmetic", deadline=None, max_examples=50)
settings.load_profile("arithmetic")
