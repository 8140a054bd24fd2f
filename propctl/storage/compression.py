"""Zstandard: single frames that state their size, which limits the cost of reading one.

Imported inside the functions that use it, because the library is slow to load.
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

    The size is checked before memory is allocated, so a few bytes that claim to be terabytes do no harm; at
    most one byte more than the stated size is produced.
    """
    decompressor = zstd.ZstdDecompressor()
    try:
        size = _stated_size(frame)
        if size is None or size > max_bytes:
            raise ValueError("it states no size, or too large a size")
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
