"""The cache: copies that save time. Never the only copy of anything: losing all of it loses nothing."""
