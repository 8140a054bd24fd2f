"""The cache: copies that save time. None is the only copy of anything, so the whole cache may be lost."""
