"""Canonical bytes of a value, and digests of bytes, for keys and manifests."""

import hashlib
import json
from typing import Any, Final

SNAPSHOT_ID_LENGTH: Final = 16
"""Hex digits of a snapshot's id."""


def canonical_json(value: Any) -> bytes:
    """Compact JSON with keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def sha256(data: bytes) -> str:
    """Hex digest of *data*."""
    return hashlib.sha256(data).hexdigest()
