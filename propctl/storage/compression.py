"""Zstandard: single frames that state their size, which bounds what reading one costs.

Imported by functions that need it, for the library takes a while to load.
"""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def compressed(data: bytes) -> bytes:
    """*data* as one frame that states its size."""
    return zstd.compress(data)


def decompressed(frame: bytes, max_bytes: int) -> bytes:
    """The content of one frame that states its size; ValueError for anything else.

    The size is judged before any memory is taken, so a few bytes that claim to be terabytes do no harm, and
    no more than it is ever produced.
    """
    decompressor = zstd.ZstdDecompressor()
    try:
        size = _stated_size(frame)
        if size is None or size > max_bytes:
            raise ValueError("it states no size, or one that is too large")
        data = decompressor.decompress(frame, size + 1)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error
    if len(data) < size or not decompressor.eof:
        raise ValueError("it breaks off")
    if decompressor.unused_data:
        raise ValueError("something follows it")
    return data


def _stated_size(frame: bytes) -> int | None:
    return zstd.get_frame_info(frame).decompressed_size
